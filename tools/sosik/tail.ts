import { setTimeout as delay } from 'node:timers/promises';
import { topics, type VerdictsAnswer } from '#libs/contracts';
import { type Found, type KafkaSettings, kafkaSettings, LogScan } from '#libs/kafka';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { coloured, plain } from './table.ts';
import { askApp, NotReachable, type Terminal } from './terminal.ts';

export interface TailOptions {
  from: 'now' | 'start';
  count?: number;
  uri?: string;
  json?: boolean;
}

/** One event of the intake log. */
export interface Told {
  at: string;
  id: string;
  source: string;
  type: string;
  uri: string;
  version?: number;
  /** What content has decided; absent if it has not within a moment. */
  outcome?: string;
  reason?: string;
  /** From the log's acceptance to the decision. */
  ms?: number;
  place: string;
}

/** How long content is asked for its verdict: what it has not decided by then is told without. */
const PATIENCE_MS = 3_000;
const AGAIN_MS = 50;

/** Tells what is said from now on, or from the start of the log, and what content has decided on it. */
export async function tail(
  terminal: Terminal,
  { from, count = Number.POSITIVE_INFINITY, uri = '', json = false }: TailOptions,
  abort: AbortSignal,
): Promise<void> {
  const settings: KafkaSettings = readSettings(kafkaSettings, terminal.env);
  const scan = new LogScan(settings, Runtime.silent('sosik'));
  const enough = new AbortController();
  let told = 0;
  try {
    const stretches = await scan.stretches([topics.intake.name]);
    const begin = stretches.map((each) => (from === 'now' ? { ...each, low: each.high } : each));
    if (from === 'now' && !json) terminal.err('following; what was said before is with --from start');
    await scan.follow(begin, AbortSignal.any([abort, enough.signal]), async (records) => {
      for (const found of records) {
        if (told >= count || !(found.record.key ?? '').startsWith(uri)) continue;
        const event = await decided(terminal, eventOf(found), abort);
        terminal.out(json ? JSON.stringify(event) : lineOf(event, terminal.colour));
        if (++told >= count) enough.abort();
      }
    });
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) throw error;
    const words = `the log does not answer at ${settings.KAFKA_BROKERS}`;
    throw new NotReachable(
      `${words}. Start the paper with \`npm start\`, or name its brokers in KAFKA_BROKERS.`,
      {
        cause: error,
      },
    );
  }
}

function eventOf({ partition, offset, appendedAt, record }: Found): Told {
  const { headers, key = '' } = record;
  return {
    at: new Date(appendedAt).toISOString(),
    id: headers['ce_id'] ?? '',
    source: headers['ce_source'] ?? '',
    type: headers['ce_type'] ?? '(no type)',
    uri: headers['ce_subject'] ?? key,
    ...versionOf(record.value),
    place: `${partition}/${offset}`,
  };
}

function versionOf(value: Buffer | null): { version?: number } {
  try {
    const { version } = JSON.parse(String(value)) as { version?: unknown };
    return typeof version === 'number' ? { version } : {};
  } catch {
    return {};
  }
}

async function decided(terminal: Terminal, event: Told, abort: AbortSignal): Promise<Told> {
  const query = new URLSearchParams({ id: event.id, source: event.source });
  for (
    const deadline = Date.now() + PATIENCE_MS;
    Date.now() < deadline && !abort.aborted;
    await delay(AGAIN_MS)
  ) {
    const { body } = await askApp<VerdictsAnswer>(terminal, 'content', `verdicts?${query}`);
    const [verdict] = body.verdicts ?? [];
    if (!verdict) continue;
    const ms = Math.max(0, Date.parse(verdict.at) - Date.parse(event.at));
    return { ...event, outcome: verdict.outcome, reason: verdict.reason, ms };
  }
  return event;
}

function lineOf({ at, type, uri, version, outcome, ms }: Told, colour?: boolean): string {
  const what = plain(`${uri}${version === undefined ? '' : ` v${version}`}`);
  const end = outcome ? `${outcome} ${ms} ms later` : 'not decided yet';
  const shade = outcome === undefined || ['conflict', 'stale'].includes(outcome) ? 'bad' : 'good';
  return `${new Date(at).toLocaleTimeString('sv-SE')}  ${type.padEnd(18)}  ${what}  ${coloured(end, shade, colour)}`;
}

// npm start [-- --once] [-- --fresh] [-- --articles 1000 [--seed 7]]
//
// Brings up the whole paper on this machine: engines, topics and indexes, seven apps, the demo newsroom.
//   --once   publishes one article, checks that it shows everywhere, stops; exit code 0 or 1
//   --fresh  forgets the data of earlier runs first
//   --articles N  adds N generated articles to the demo newspaper; --seed S tells which
// Ctrl-C or SIGTERM stops all that was started. What a killed run left behind, the next one ends.
import { parseArgs } from 'node:util';
import { EngineError } from '../engines/engines.ts';
import { MOST_ARTICLES, type Paper, seed } from './demo/seed.ts';
import { type Installation, startInstallation } from './local/installation.ts';
import { checkRoundTrip } from './once.ts';

const begun = performance.now();

interface Wishes {
  once: boolean;
  fresh: boolean;
  articles: number;
  seed: number;
}

/** What was asked for, or what is wrong with it. */
function wishes(): Wishes | string {
  try {
    const { values } = parseArgs({
      options: {
        once: { type: 'boolean', default: false },
        fresh: { type: 'boolean', default: false },
        articles: { type: 'string', default: '0' },
        seed: { type: 'string', default: '1' },
      },
    });
    const [articles, number] = [Number(values.articles), Number(values.seed)];
    if (!Number.isInteger(articles) || articles < 0 || articles > MOST_ARTICLES)
      return `--articles is a number from 0 to ${MOST_ARTICLES}`;
    if (!Number.isInteger(number)) return '--seed is a whole number';
    return { once: values.once, fresh: values.fresh, articles, seed: number };
  } catch (error) {
    const known = 'Known are --once, --fresh, --articles N and --seed S.';
    return `${error instanceof Error ? error.message : String(error)}\n${known}`;
  }
}

/** The stand-in keeps documents in a heap of 1 GiB; no more than this is known to fit. */
const STAND_IN_ARTICLES = 10_000;

const say = (line: string): void => {
  process.stderr.write(`${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s  ${line}\n`);
};

async function main(): Promise<number> {
  const asked = wishes();
  if (typeof asked === 'string') {
    process.stderr.write(`${asked}\n`);
    return 2;
  }
  const abort = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (!abort.signal.aborted) say('stopping …');
        abort.abort();
        resolve();
      });
    }
  });
  let installation: Installation;
  try {
    installation = await startInstallation({
      state: '.data/start',
      durable: true,
      fresh: asked.fresh,
      env: { OPS_PROBE_SECONDS: process.env['OPS_PROBE_SECONDS'] ?? '60' },
      say,
      abort: abort.signal,
    });
  } catch (error) {
    if (abort.signal.aborted) return 0;
    throw error;
  }
  try {
    await print(installation, asked, abort.signal);
    if (abort.signal.aborted) return 0;
    if (asked.once) return (await roundTrip(installation)) ? 0 : 1;
    welcome(installation);
    // What runs is no reason for Node to stay: the programs are on their own.
    const stay = setInterval(() => undefined, 60_000);
    await stopped;
    clearInterval(stay);
    return 0;
  } finally {
    await installation.stop();
    say('everything is stopped');
  }
}

/** The demo newspaper, and its first readers; ends early, and quietly, when all is stopped. */
async function print(installation: Installation, asked: Wishes, abort: AbortSignal): Promise<void> {
  if (installation.engines.mongodb.standIn && asked.articles > STAND_IN_ARTICLES)
    say(`so many articles may not fit into the memory of ${installation.engines.mongodb.about}`);
  const from = performance.now();
  try {
    const { events, pagesRead } = await seed(paperOf(installation), { ...asked, abort });
    const seconds = ((performance.now() - from) / 1000).toFixed(1);
    say(`${events} events of the demo newsroom, all of them visible; ${pagesRead} pages read (${seconds} s)`);
  } catch (error) {
    if (!abort.aborted) throw error;
  }
}

function paperOf({ apps, key }: Installation): Paper {
  return { ingest: apps.url('ingest'), gateway: apps.url('gateway'), key };
}

async function roundTrip(installation: Installation): Promise<boolean> {
  say('one article, from the newsroom to every surface:');
  const complete = await checkRoundTrip(paperOf(installation), (line) => process.stdout.write(`${line}\n`));
  say(complete ? 'it shows everywhere' : 'it does not show everywhere');
  return complete;
}

function welcome({ apps, engines, key, deskToken }: Installation): void {
  const gateway = apps.url('gateway');
  const ingest = apps.url('ingest');
  const standIns = [engines.kafka, engines.mongodb, engines.elasticsearch, engines.redis].filter(
    (each) => each.standIn,
  );
  const event =
    '{"specversion":"1.0","id":"hello-1","source":"/me","type":"article.published","data":{"uri":"me:hello","version":1,' +
    '"language":"en","headline":"My first article","section":"society","body":"<p>It travels.</p>"}}';
  process.stdout.write(`
The paper is out.

  reader's site    ${gateway}        Korean: ${gateway}/ko
  newsroom API     ${ingest}/v1/events
  demo key         ${key}
  desk             ${apps.url('ops')}        token: ${deskToken}
${standIns.map(({ about }) => `  note             ${about}: not for production (docs/decisions)\n`).join('')}
Three things to try

  1. Publish an article, then look at ${gateway}/society
     curl -s ${ingest}/v1/events -H 'authorization: Bearer ${key}' \\
       -H 'content-type: application/cloudevents+json' \\
       -d '${event}'

  2. Find it
     curl -s '${gateway}/api/v1/search?q=first'

  3. Withdraw it, then look again
     npm run -s sosik -- withdraw me:hello --reason "only a try"

Logs: .data/start/logs. Ctrl-C stops everything.
`);
}

try {
  process.exitCode = await main();
} catch (error) {
  const words =
    error instanceof EngineError
      ? error.message
      : error instanceof Error
        ? (error.stack ?? '')
        : String(error);
  process.stderr.write(`\nnpm start can't go on. ${words}\n`);
  process.exitCode = 1;
}

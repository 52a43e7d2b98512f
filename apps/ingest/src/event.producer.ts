import { Inject, Injectable } from '@nestjs/common';
import {
  decodeToken,
  encodeIntake,
  encodeToken,
  type LogRecord,
  MAX_RECORD_BYTES,
  Receipt,
  type Token,
  topics,
  traced,
} from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { type Guard, metrics, ProblemError, Runtime, type Work } from '#libs/service';
import type { Acceptable } from './event.ts';
import { IdempotencyStore } from './idempotency.store.ts';
import { agree, answered, type Claim, type Identity, nameOf, printOf } from './idempotency.ts';
import type { Inscriptions } from './inscription/unsaid.ts';
import { JudgeClient, type Speaker } from './judge.client.ts';
import { refusalOf } from './refusal.ts';
import { statusPath } from './status.ts';

/** What somebody says, beside the event: the names that it goes by besides its own. */
export interface Saying extends Speaker {
  /** Instead of source and id, for what has no id of its own. */
  identity?: Identity | undefined;
  /** The request's own key. */
  idempotencyKey?: string | undefined;
  /** It was read again out of what is kept: it may replace the public state of its own version. */
  reread?: boolean;
}

/** An event that is in the log. */
export interface Accepted {
  id: string;
  source: string;
  token: Token;
  receipt: Receipt;
  /** It was in the log already: this is the answer that was given then. */
  replayed: boolean;
  /** Nobody could say whether it had been said before. */
  unguarded: boolean;
  identity: Identity;
}

/** An event that is good, as the log will have it. */
interface Judged {
  event: Acceptable;
  record: LogRecord;
  identity: Identity;
}

/** Header room in a record of the log. */
const SLACK_BYTES = 16_384;
/** The log says by itself that it was too late. */
const SPARE_MS = 100;

const received = metrics.counter({
  name: 'sosik_ingest_events_total',
  help: 'Events at the gate by what became of them',
  labels: ['status'],
});

/**
 * Appends what newsrooms say to the intake log, in the one form everything behind relies on. Accepted means
 * that the log has it on all in-sync replicas. What was accepted before is answered as it was then and appended
 * once, as long as Redis remembers it; without Redis it is appended again, and content finds the duplicate.
 * Two awaits for an event or a batch of them: names are taken, the log has it. While the log is away senders hear so
 * at once; a withdrawal is tried all the same.
 */
@Injectable()
export class EventProducer {
  private readonly log: Guard;
  private readonly waitMs: number;

  constructor(
    @Inject(JudgeClient) private readonly judge: JudgeClient,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(IdempotencyStore) private readonly memory: IdempotencyStore,
  ) {
    this.waitMs = judge.settings.INGEST_LOG_WAIT_MS;
    this.log = runtime.guard('kafka', { ms: this.waitMs + SPARE_MS });
  }

  /**
   * Throws `forbidden`, `rate_limited`, `invalid_event` when the event is not good, `idempotency_…` when it was said before or is being said,
   * `DependencyUnavailable` when the log is away.
   */
  async accept(value: unknown, saying: Saying, work: Work): Promise<Accepted> {
    try {
      const known = this.judge.inscriptions([value], saying);
      const inscriptions = known instanceof Promise ? await work.run(() => known) : known;
      const judged = this.judged(value, { ...saying, inscriptions }, work);
      const claims = await work.run(() => this.memory.claim(judged.identity.names));
      const accepted = await work.run(() => this.once(judged, claims, work));
      received.inc({ status: wordFor(accepted) });
      return accepted;
    } catch (error) {
      received.inc({ status: wordFor() });
      this.remember([[value, error]], saying);
      throw error;
    }
  }

  /** The same for each of several, in their order; one that is there twice is accepted once. */
  async acceptAll(
    values: readonly unknown[],
    saying: Saying,
    work: Work,
  ): Promise<PromiseSettledResult<Accepted>[]> {
    const known = this.judge.inscriptions(values, saying);
    const inscriptions = known instanceof Promise ? await work.run(() => known) : known;
    const judged = values.map((value) =>
      settled(() => this.judged(value, { ...saying, inscriptions }, work)),
    );
    const good = judged.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    const names = new Set(good.flatMap(({ identity }) => identity.names));
    const claims = await work.run(() => this.memory.claim([...names]));
    const turns = new Map<string, { first: Judged; turn: Promise<Accepted> }>();
    const results = await Promise.allSettled(
      judged.map(async (each) => {
        if (each.status === 'rejected') throw each.reason;
        const { identity } = each.value;
        const earlier = turns.get(identity.names[0] ?? '');
        if (earlier) return again(each.value, earlier);
        const turn = work.run(() => this.once(each.value, claims, work));
        for (const name of identity.names) turns.set(name, { first: each.value, turn });
        return turn;
      }),
    );
    for (const result of results)
      received.inc({ status: wordFor(result.status === 'fulfilled' ? result.value : undefined) });
    const refused = results.map(
      (each, at) => [values[at], each.status === 'rejected' && each.reason] as const,
    );
    this.remember(refused, saying);
    return results;
  }

  /** Behind the answer: whoever asks later where an event is hears that it was refused, and why. */
  private remember(attempts: readonly (readonly [value: unknown, error: unknown])[], saying: Saying): void {
    const { key, idempotencyKey } = saying;
    const at = new Date(this.runtime.now()).toISOString();
    const refusals = attempts
      .map(([value, error]) => refusalOf({ value, key: key.id, idempotencyKey, at }, error))
      .filter((refusal) => refusal !== undefined);
    if (refusals.length > 0) void this.memory.refusals.note(refusals);
  }

  /** What was decided on it has no effect and may be decided otherwise the next time: it may be said again. */
  forget({ identity }: Accepted): void {
    this.memory.release(identity.names);
  }

  private judged(value: unknown, saying: Saying & { inscriptions: Inscriptions }, work: Work): Judged {
    const { key, identity, idempotencyKey, reread } = saying;
    const { event, given } = this.judge.judged(value, saying, saying.inscriptions);
    const { extensions, warnings: _, url: __, version: ___, ...said } = event;
    const again = reread ? { reread } : {};
    const record = encodeIntake({ ...said, ...again }, { ...extensions, ...contextOf(given) });
    const own = { names: [nameOf(key.id, 'event', said.source, said.id)], print: printOf(given as object) };
    const { names, print } = identity ?? own;
    const asked = idempotencyKey === undefined ? [] : [nameOf(key.id, 'key', idempotencyKey)];
    return {
      event,
      record: fitting(traced(record, work.traceparent)),
      identity: { names: [...names, ...asked], print },
    };
  }

  /** Runs without a pause up to the log, so that events of an article come there in the order they were sent. */
  private async once(judged: Judged, claims: ReadonlyMap<string, Claim>, work: Work): Promise<Accepted> {
    const { event, record, identity } = judged;
    const { names, print } = identity;
    const stateOf = (name: string): Claim => claims.get(name) ?? { state: 'unavailable' };
    const taken = names.filter((name) => stateOf(name).state === 'taken');
    try {
      const kept = answered(names.map(stateOf), print);
      const before = kept && receiptOf(kept.body);
      if (kept && before) {
        this.memory.keep(taken, kept);
        return { ...before, source: event.source, replayed: true, unguarded: false, identity };
      }
      const { token, receipt } = await this.append(event, record, work);
      this.memory.keep(names, { print, status: 202, body: receipt });
      const unguarded = names.some((name) => stateOf(name).state === 'unavailable');
      return { id: event.id, source: event.source, token, receipt, replayed: false, unguarded, identity };
    } catch (error) {
      this.memory.release(taken);
      throw error;
    }
  }

  private async append(
    { id, source, uri, type, version, url, warnings }: Acceptable,
    record: LogRecord,
    { traceId }: Work,
  ): Promise<{ token: Token; receipt: Receipt }> {
    const send = () => this.sender.sendWithin(this.waitMs, topics.intake.name, record);
    const place = await (type === 'article.withdrawn' ? send() : this.log.ask(send));
    this.runtime.log.info({ eventId: id, articleUri: uri, type, ...place, traceId }, 'accepted');
    const token = { epoch: this.judge.settings.INTAKE_EPOCH, ...place };
    const receipt: Receipt = {
      id,
      status: 'accepted',
      uri,
      ...(version === undefined ? {} : { version }),
      token: encodeToken(token),
      ...(url === undefined ? {} : { url }),
      warnings,
      statusUrl: statusPath({ id, source }, token),
    };
    return { token, receipt };
  }
}

/** Its double in the same request has the same answer, once that is known. */
async function again(
  { identity }: Judged,
  { first, turn }: { first: Judged; turn: Promise<Accepted> },
): Promise<Accepted> {
  const accepted = await turn;
  agree(first.identity.print, identity.print);
  return { ...accepted, replayed: true };
}

function settled<T>(work: () => T): PromiseSettledResult<T> {
  try {
    return { status: 'fulfilled', value: work() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}

/** What became of an event; of one that was not accepted there is nothing. */
function wordFor(accepted?: Accepted): string {
  if (!accepted) return 'rejected';
  return accepted.replayed ? 'duplicate' : 'accepted';
}

/** What was kept under the name of an event; nothing when it is of another kind. */
function receiptOf(body: unknown): { id: string; token: Token; receipt: Receipt } | undefined {
  const receipt = Receipt.safeParse(body).data;
  const token = receipt && decodeToken(receipt.token ?? '');
  return token && { id: receipt.id, token, receipt };
}

/** Attributes that nobody behind the gate reads, for whoever reads the log. */
function contextOf(event: unknown): Record<string, string> {
  const { time, dataschema } = event as { time?: string; dataschema?: string };
  return { ...(time === undefined ? {} : { time }), ...(dataschema === undefined ? {} : { dataschema }) };
}

/** The log refuses larger records, so the gate does it first, in words. */
function fitting(record: LogRecord): LogRecord {
  const bytes = record.value?.length ?? 0;
  if (bytes <= MAX_RECORD_BYTES - SLACK_BYTES) return record;
  throw new ProblemError('payload_too_large', { detail: `the article has ${bytes} bytes after normalising` });
}

import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { metrics, Runtime, SETTINGS, step, type Values } from '#libs/service';
import { answered, type Claim, type Identity, isFinal, Kept } from './idempotency.ts';
import { RefusalStore } from './refusal.store.ts';
import type { ingestSettings } from './settings.ts';

/** Longer than the log may take; when a gate dies meanwhile, the sender gets through after this. */
const UNDERWAY_MS = 10_000;
const KEPT_MS = 86_400_000;
/** After Redis has not answered it is not asked for so long: only one event in a second waits for it. */
const REST_MS = 1_000;
const MARK = '~';

/** What of these names is known; those of which nothing is are taken. */
const CLAIM = `
  local found = {}
  for at, name in ipairs(KEYS) do
    found[at] = redis.call('SET', name, ARGV[1], 'PX', ARGV[2], 'NX', 'GET')
  end
  return found`;
/** Keeps a text under each name; an empty one lets the name go. */
const KEEP = `
  for at, name in ipairs(KEYS) do
    if ARGV[at + 1] == '' then redis.call('UNLINK', name)
    else redis.call('SET', name, ARGV[at + 1], 'PX', ARGV[1]) end
  end`;

interface Asked {
  keys: string[];
  /** With what is there under each key, or nothing when Redis does not say. */
  resolve(found?: (string | null)[]): void;
}

const claimed = metrics.counter({
  name: 'sosik_ingest_claims_total',
  help: 'What was known of events and requests by their names when they came',
  labels: ['state'],
});

/** Answers that hold a receipt for each of several things. */
type Several = Exclude<Kept['body'], { id: string }>;

/**
 * Remembers for a day, in Redis, what was answered under which name, so that whoever says the same again hears
 * the same and nothing happens twice. Only a help: without Redis, or with one that has lost everything, events are
 * accepted all the same, and content decides that the second one is a duplicate. A name is taken before the log
 * is written; a gate that dies in between lets it go after ten seconds.
 *
 * Costs one round trip before the log is written; all that ask in the same turn share one command, since commands
 * are what costs here: with one for each event a gate took a quarter fewer of them. What is kept after is
 * not waited for: it goes to Redis on the same connection before whoever got the answer can ask again here; at
 * another gate he may be told once more that it is worked on.
 */
@Injectable()
export class IdempotencyStore implements OnApplicationShutdown {
  /** What was not accepted, in the same engine. */
  readonly refusals: RefusalStore;
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly waitMs: number;
  private restUntil = 0;
  private readonly asked: Asked[] = [];
  private readonly written: [key: string, text: string][] = [];
  private turn: NodeJS.Immediate | undefined;
  private writing = 0;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof ingestSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.prefix = `${settings.REDIS_KEY_PREFIX}ingest:`;
    this.waitMs = settings.INGEST_REDIS_WAIT_MS;
    this.redis = new Redis(settings.REDIS_URL, {
      // Nobody waits for a connection: without one there is no answer.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      commandTimeout: 2_000,
      // A router may have forgotten the connection: without it, every command would be lost on it from then on.
      socketTimeout: 3_000,
      connectTimeout: 2_000,
      retryStrategy: (times) => Math.min(50 * times, 500),
    });
    this.redis.on('error', (error: unknown) => runtime.log.debug({ err: error }, 'redis'));
    runtime.dependsOn('redis', 'degrades', async () => {
      await this.redis.ping();
    });
    this.refusals = new RefusalStore(this.redis, this.prefix);
    runtime.works('receipts', () => this.writing > 0 || this.written.length > 0);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.redis.quit().catch(() => this.redis.disconnect());
  }

  /** Takes names that nobody has taken; answers what is known of each. Never rejects, never waits long. */
  async claim(names: readonly string[]): Promise<Map<string, Claim>> {
    const found = names.length === 0 ? [] : await this.ask(names);
    const claims = names.map((_, at) => claimOf(found, at));
    for (const { state } of claims) claimed.inc({ state });
    return new Map(names.map((name, at) => [name, claims[at] ?? { state: 'unavailable' }]));
  }

  /**
   * Has several things said at once, unless that was done under one of these names: then the answer is as it was.
   * It is kept once no receipt of it could be another the next time. Throws as `answered` does.
   */
  async once<B extends Several>(
    { names, print }: Identity,
    is: (body: Kept['body']) => body is B,
    say: () => Promise<{ status: number; body: B; unguarded: boolean }>,
  ): Promise<{ status: number; body: B; replayed: boolean; unguarded: boolean }> {
    const claims = [...(await this.claim(names)).values()];
    const kept = answered(claims, print);
    if (kept && is(kept.body)) return { ...kept, body: kept.body, replayed: true, unguarded: false };
    try {
      const answer = await say();
      const { status, body } = answer;
      if (isFinal(body)) this.keep(names, { print, status, body });
      else this.release(names);
      const unguarded = answer.unguarded || claims.some(({ state }) => state === 'unavailable');
      return { ...answer, replayed: false, unguarded };
    } catch (error) {
      this.release(names);
      throw error;
    }
  }

  /** Keeps the answer for whoever says the same again. */
  keep(names: readonly string[], kept: Kept): void {
    this.write(names, JSON.stringify(kept));
  }

  /** Lets names go: nothing was said under them that should be said once. */
  release(names: readonly string[]): void {
    this.write(names, '');
  }

  /** What was answered under each of these names, of those that have an answer; takes none of them. */
  async peek(names: readonly string[]): Promise<Kept[]> {
    if (names.length === 0) return [];
    const found = await step('ingest.peek', () => this.redis.mget(names.map((name) => this.prefix + name)));
    return found.flatMap((_, at) => {
      const claim = claimOf(found, at);
      return claim.state === 'answered' ? [claim.kept] : [];
    });
  }

  private async ask(names: readonly string[]): Promise<(string | null)[] | undefined> {
    if (performance.now() < this.restUntil) return undefined;
    const keys = names.map((name) => this.prefix + name);
    return new Promise((resolve) => {
      this.asked.push({ keys, resolve });
      this.gather();
    });
  }

  private write(names: readonly string[], text: string): void {
    if (names.length === 0 || performance.now() < this.restUntil) return;
    for (const name of names) this.written.push([this.prefix + name, text]);
    this.gather();
  }

  private gather(): void {
    this.turn ??= setImmediate(() => {
      this.turn = undefined;
      // In this order: whoever was answered may ask again in the same turn.
      void this.sendWritten(this.written.splice(0));
      void this.sendAsked(this.asked.splice(0));
    });
  }

  private async sendAsked(asked: readonly Asked[]): Promise<void> {
    if (asked.length === 0) return;
    try {
      const keys = asked.flatMap((each) => each.keys);
      const answer = this.redis.eval(CLAIM, keys.length, ...keys, MARK, UNDERWAY_MS);
      const found = (await step('ingest.claim', () => inTime(this.waitMs, answer))) as (string | null)[];
      for (const { keys: own, resolve } of asked) resolve(found.splice(0, own.length));
    } catch (error) {
      this.rest(error);
      for (const { resolve } of asked) resolve();
    }
  }

  private async sendWritten(written: readonly [key: string, text: string][]): Promise<void> {
    if (written.length === 0) return;
    this.writing++;
    const keys = written.map(([key]) => key);
    const texts = written.map(([, text]) => text);
    try {
      await step('ingest.keep-receipt', () => this.redis.eval(KEEP, keys.length, ...keys, KEPT_MS, ...texts));
    } catch (error) {
      this.rest(error);
    } finally {
      this.writing--;
    }
  }

  private rest(error: unknown): void {
    this.runtime.log.debug({ err: error }, 'redis does not answer: events are accepted without it');
    this.restUntil = performance.now() + REST_MS;
  }
}

function claimOf(found: readonly (string | null)[] | undefined, at: number): Claim {
  const text = found?.[at];
  if (text === undefined) return { state: 'unavailable' };
  if (text === null) return { state: 'taken' };
  if (text === MARK) return { state: 'underway' };
  try {
    return { state: 'answered', kept: Kept.parse(JSON.parse(text)) };
  } catch {
    // Kept by a version of the gate that wrote it otherwise.
    return { state: 'unavailable' };
  }
}

/**
 * Rejects when there is no answer in time. It is counted in quarters, so that time in which this process was busy
 * itself, with the answer waiting to be read, counts for one of them at most.
 */
async function inTime<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const wait = (quarters: number): void => {
      timer = setTimeout(
        () => (quarters > 1 ? wait(quarters - 1) : reject(new Error('no answer in time'))),
        ms / 4,
      );
    };
    wait(4);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { PopularAnswer, ViewBatch } from '#libs/contracts';
import type { Delivery, Runner } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { LossStore } from '../../apps/popularity/src/loss.store.ts';
import { QuarantineStore } from '../../apps/popularity/src/quarantine.store.ts';
import { partitions, RedisStore } from '../../apps/popularity/src/redis.store.ts';
import { popularitySettings } from '../../apps/popularity/src/settings.ts';
import { ViewConsumer } from '../../apps/popularity/src/view.consumer.ts';
import { ViewStore } from '../../apps/popularity/src/view.store.ts';
import { type Window, windowNames } from '../../apps/popularity/src/view.ts';
import { WindowStore } from '../../apps/popularity/src/window.store.ts';
import { asReader } from '../local/reader.client.ts';
import { type Percentiles, percentiles, round } from './sample.ts';
import { measureStall } from './stall.ts';

/** Views in a record of the log, and records handed to the consumer at once, as a fetch brings them when it is behind. */
const RECORD = 500;
const RECORDS = 120;
/** As many partitions at a time as the runner works on. */
const PARTITIONS = 3;
/** While lists are read. */
const WRITTEN_PER_SECOND = 20_000;
const READS = 300;

export interface PopularityRates {
  applied: { perSecond: number; peer: string; peerPerSecond: number; ratio: number };
  /** Milliseconds to read the first ten of an hour, by number of articles, while views are written. */
  top: { articles: number; ms: Percentiles }[];
  /** While views were applied and lists read; while the peer ran; and what this machine does to any thread. */
  longestBlock: { ms: number; command: string; peerMs: number; stallMs: number };
  /** Resident memory of each window's ranking, and of all keys together, MiB. */
  memoryMiB: Record<string, number>;
}

/** Views as an hour of a paper has them: few articles are read much; with `spread`, each once, by nobody told. */
class Log {
  private offset = 0;
  private article = 0;

  constructor(
    private readonly partition: number,
    readonly articles: number,
  ) {}

  records(count: number, spread = false): Delivery<ViewBatch>[] {
    return Array.from({ length: count }, () => {
      const now = Date.now();
      const hashes = randomBytes(16 * RECORD).toString('hex');
      const views = Array.from({ length: RECORD }, (_, at) => ({
        id: this.id(spread ? this.article++ : Math.floor(this.articles ** Math.random())),
        at: now,
        ...(spread ? {} : { visitor: hashes.slice(32 * at, 32 * at + 16) }),
        net: hashes.slice(32 * at + 16, 32 * at + 32),
      }));
      const offset = this.offset++;
      const value = { gateway: 'bench', n: offset, views };
      const { partition } = this;
      return { topic: 'views', partition, offset, appendedAt: now, key: undefined, headers: {}, value };
    });
  }

  private id(n: number): string {
    return `${this.partition}${(n % this.articles).toString(36).padStart(9, 'a')}`;
  }
}

/** One counter, with stores of its own below a prefix of its own. */
function counterAt(url: string) {
  const env = { REDIS_URL: url, REDIS_KEY_PREFIX: `bench:${randomBytes(4).toString('hex')}:` };
  const runtime = Runtime.silent('bench');
  const base = new RedisStore(readSettings(popularitySettings, env), runtime);
  const runner = { keepsPosition: () => undefined } as unknown as Runner;
  const quarantine = new QuarantineStore(base, { overrules: () => [] });
  const consumer = new ViewConsumer(new ViewStore(base), quarantine, runtime, runner);
  return { base, consumer, windows: new WindowStore(base), losses: new LossStore(base) };
}
type Counter = ReturnType<typeof counterAt>;

/** What the counter's own code applies, without the log; its peer is Redis with as little to do as can be. */
export async function measurePopularity(url: string): Promise<PopularityRates> {
  const counter = counterAt(url);
  const { base, losses } = counter;
  const { redis } = base;
  const usual = await slowlogSettings(redis, {
    'slowlog-log-slower-than': '1000',
    'slowlog-max-len': '10000',
  });
  await redis.slowlog('RESET');
  try {
    const logs = Array.from({ length: PARTITIONS }, (_, partition) => new Log(partition, 5_000));
    await appliedPerSecond(counter, logs, 180_000);
    const perSecond = await appliedPerSecond(counter, logs, 540_000);
    const first = await longestCall(counter);
    const peer = await zincrbyPerSecond(counter, url);
    const { ms: peerMs } = await longestCall(counter);
    await forget(counter, losses);
    const top = [];
    for (const [at, articles] of [1_000, 1_000_000].entries())
      top.push({ articles, ms: await readsAmong(counter, new Log(PARTITIONS + at, articles)) });
    const second = await longestCall(counter);
    const stallMs = round(await measureStall());
    return {
      applied: { perSecond, ...peer, ratio: round(perSecond / peer.peerPerSecond, 2) },
      top,
      longestBlock: { ...(first.ms > second.ms ? first : second), peerMs, stallMs },
      memoryMiB: await memoryOf(counter),
    };
  } finally {
    await slowlogSettings(redis, usual);
    await forget(counter, losses);
    await base.onApplicationShutdown();
  }
}

/** Sets what Redis remembers of slow calls; answers what was set before. */
async function slowlogSettings(
  redis: RedisStore['redis'],
  wanted: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const before: Record<string, string> = {};
  for (const [name, value] of Object.entries(wanted)) {
    const [, was = value] = (await redis.config('GET', name)) as string[];
    before[name] = was;
    await redis.config('SET', name, value);
  }
  return before;
}

/** The longest call since the last look, as Redis has timed it: everybody else waits for it. */
async function longestCall({ base: { redis } }: Counter): Promise<{ ms: number; command: string }> {
  const slow = (await redis.slowlog('GET', 10_000)) as [number, number, number, string[]][];
  await redis.slowlog('RESET');
  const own = slow.filter(([, , , [command = '']]) => !/config|slowlog|memory|info/i.test(command));
  const [, , micros, [command = 'none'] = []] = own.toSorted(([, , a], [, , b]) => b - a)[0] ?? [0, 0, 0];
  return { ms: round(micros / 1_000, 2), command: command.toLowerCase() };
}

async function forget({ windows }: Counter, losses: LossStore): Promise<void> {
  await losses.refill(new Map(), async () => undefined, { forget: true });
  await windows.expire(Date.now());
}

async function appliedPerSecond({ consumer }: Counter, logs: readonly Log[], views: number): Promise<number> {
  const batches = Math.ceil(views / PARTITIONS / RECORD / RECORDS);
  const loads = logs.map((log) => Array.from({ length: batches }, () => log.records(RECORDS)));
  const begun = performance.now();
  await Promise.all(
    loads.map(async (load) => {
      for (const records of load) await consumer.views(records);
    }),
  );
  return round((PARTITIONS * batches * RECORDS * RECORD) / ((performance.now() - begun) / 1_000), 0);
}

async function zincrbyPerSecond(
  { base }: Counter,
  url: string,
): Promise<{ peer: string; peerPerSecond: number }> {
  const { hostname, port } = new URL(url);
  const key = `${base.prefix}peer`;
  const load = [
    '-P',
    '128',
    '-n',
    '500000',
    '-r',
    '5000',
    '-q',
    '--csv',
    'zincrby',
    key,
    '1',
    '__rand_int__',
  ];
  try {
    const { stdout } = await promisify(execFile)('redis-benchmark', ['-h', hostname, '-p', port, ...load]);
    const rate = Number(/"zincrby[^"]*","([\d.]+)"/i.exec(stdout)?.[1]);
    return { peer: 'redis-benchmark -P 128 ZINCRBY', peerPerSecond: round(rate, 0) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  } finally {
    await base.redis.unlink(key);
  }
  return { peer: 'a pipelining client, 128 ZINCRBY at once', peerPerSecond: await pipelined(base, key) };
}

async function pipelined({ redis }: RedisStore, key: string): Promise<number> {
  const begun = performance.now();
  const rounds = 2_000;
  for (let turn = 0; turn < rounds; turn++) {
    const pipeline = redis.pipeline();
    for (let i = 0; i < 128; i++) pipeline.zincrby(key, 1, `a${(turn * 128 + i) % 5_000}`);
    await pipeline.exec();
  }
  await redis.unlink(key);
  return round((rounds * 128) / ((performance.now() - begun) / 1_000), 0);
}

/** Reads the list again and again while views come at a steady pace. */
async function readsAmong({ consumer, windows }: Counter, log: Log): Promise<Percentiles> {
  for (let left = log.articles; left > 0; left -= RECORD * RECORDS)
    await consumer.views(log.records(Math.min(RECORDS, Math.ceil(left / RECORD)), true));
  let going = true;
  const writer = (async () => {
    for (let due = performance.now(); going; due += (1_000 * RECORD) / WRITTEN_PER_SECOND) {
      await delay(Math.max(0, due - performance.now()));
      await consumer.views(log.records(1));
    }
  })();
  const times: number[] = [];
  for (let read = 0; read < READS; read++) {
    const begun = performance.now();
    await windows.top('1h', 0, 10);
    times.push(performance.now() - begun);
    await delay(5);
  }
  going = false;
  await writer;
  return percentiles(times);
}

async function memoryOf({ base }: Counter): Promise<Record<string, number>> {
  const mib = (bytes: number) => round(bytes / 2 ** 20);
  const rows = windowNames.map(async (window) => {
    const keys = await Promise.all(partitions.map((partition) => keysOf(base, partition, window)));
    const sizes = await Promise.all(
      keys.flat().map((key) => base.redis.memory('USAGE', key, 'SAMPLES', 100)),
    );
    return [window, mib(sizes.reduce<number>((sum, size) => sum + Number(size ?? 0), 0))] as const;
  });
  const info = await base.redis.info('memory');
  const together = mib(Number(/used_memory:(\d+)/.exec(info)?.[1]));
  return { ...Object.fromEntries(await Promise.all(rows)), together };
}

/** Of one partition of a window, without asking for all keys that there are. */
async function keysOf(base: RedisStore, partition: number, window: Window): Promise<string[]> {
  const key = `${base.shard(partition)}${window}`;
  const buckets = await base.redis.zrange(`${key}:buckets`, 0, '-1');
  return [`${key}:views`, `${key}:buckets`, ...buckets.map((bucket) => `${key}:${bucket}`)];
}

const RANK_SAMPLES = 60;
/** None of those who have read the page before. */
const FIRST_READER = 10_000;

/** From the request for a page until popularity counts the view, milliseconds. */
export async function measureRank(page: string, id: string, popularity: string): Promise<Percentiles> {
  const times: number[] = [];
  for (let sample = 0; sample < RANK_SAMPLES; sample++) {
    const before = await viewsOf(id, popularity);
    // A reader of its own, in a network of its own: else it would be a double click, or too many of one network.
    const headers = asReader(FIRST_READER + sample);
    const begun = performance.now();
    await (await fetch(page, { headers })).text();
    while ((await viewsOf(id, popularity)) === before) {
      if (performance.now() - begun > 10_000) throw new Error('a view was not counted');
    }
    times.push(performance.now() - begun);
  }
  return percentiles(times);
}

async function viewsOf(id: string, popularity: string): Promise<number> {
  const response = await fetch(`${popularity}/internal/popular?window=1h&limit=50`);
  const { data } = (await response.json()) as PopularAnswer;
  return data.find((each) => each.id === id)?.views ?? 0;
}

export function popularityRows({ applied, top, longestBlock, memoryMiB }: PopularityRates): string {
  const reads = top.map(({ articles, ms }) => `${articles} articles p50 ${ms.p50} p99 ${ms.p99} ms`);
  const memory = Object.entries(memoryMiB).map(([window, mib]) => `${window} ${mib}`);
  return `views applied          ${applied.perSecond}/s, ${applied.ratio} of ${applied.peer} (${applied.peerPerSecond}/s)
most viewed, first 10  ${reads.join('; ')}, while ${WRITTEN_PER_SECOND} views/s are written
longest block of Redis ${longestBlock.ms} ms (${longestBlock.command}); among the peer's calls ${longestBlock.peerMs} ms; a thread that only looks at the clock is kept from it for ${longestBlock.stallMs} ms
memory of windows      ${memory.join(', ')} MiB`;
}

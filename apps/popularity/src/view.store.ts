import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { topics } from '#libs/contracts';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import type { popularitySettings } from './settings.ts';
import { type Offsets, placeOf, Standing } from './standing.ts';
import { edge, type Slice, type Window, windowNames } from './view.ts';

/** What popularity keeps of an article: enough to show it, or to know that it must not be shown. */
export interface ArticleRow {
  id: string;
  seq: number;
  /** Absent: gone. */
  card?: { url: string; headline: string; section: string; language: string };
}

/** Redis stands behind what this process has seen in it; counting on would leave a hole for ever. */
export class CountsLost extends Error {
  readonly code = 'counts_lost';
  readonly retriable = true;
}

/** What the scripts answer instead of changing anything when less is there than the caller has seen. */
const LOST = -2;

/**
 * Counts a slice once. The fence is the last offset applied to this partition: a slice at or below it
 * changes nothing, however often it comes. All keys carry the partition as hash tag, so that they lie
 * together in a cluster.
 * KEYS 1: fence. ARGV: key prefix, first, last, the least fence there must be, then window, bucket, id, views.
 * Answers the fence before the call; the caller cuts a slice that overlaps it.
 */
const COUNT = `
local fence = tonumber(redis.call('GET', KEYS[1]) or '-1')
local first, last = tonumber(ARGV[2]), tonumber(ARGV[3])
if fence < tonumber(ARGV[4]) then return ${LOST} end
if first <= fence then return fence end
for i = 5, #ARGV, 4 do
  local window = ARGV[1] .. ARGV[i]
  redis.call('HINCRBY', window .. ':' .. ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
  redis.call('ZADD', window .. ':buckets', ARGV[i + 1], ARGV[i + 1])
  redis.call('ZINCRBY', window .. ':views', ARGV[i + 3], ARGV[i + 2])
end
redis.call('SET', KEYS[1], last)
return fence`;

/**
 * Takes up to 500 articles of the oldest bucket out of a window, subtraction and removal in one step: a
 * crash or a second counter can't subtract twice. Any 500 will do; a scan that begins anew each time would
 * meet only the empty places that it has left. KEYS 1: buckets, 2: views. ARGV: window prefix, edge.
 * Answers 1 while there is more to take.
 */
const EXPIRE = `
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if #oldest == 0 or tonumber(oldest[2]) > tonumber(ARGV[2]) then return 0 end
local bucket = ARGV[1] .. ':' .. oldest[1]
local some = redis.call('HRANDFIELD', bucket, 500, 'WITHVALUES')
for i = 1, #some, 2 do
  redis.call('ZINCRBY', KEYS[2], -tonumber(some[i + 1]), some[i])
  redis.call('HDEL', bucket, some[i])
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', 0)
if redis.call('HLEN', bucket) == 0 then redis.call('ZREM', KEYS[1], oldest[1]) end
return 1`;

/**
 * Keeps article rows, newer over older, and the position in the change log with them.
 * KEYS 1: rows, 2: positions. ARGV: partition, next offset, the least position there must be, then id, seq, row.
 */
const KEEP = `
if tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or '0') < tonumber(ARGV[3]) then return ${LOST} end
for i = 4, #ARGV, 3 do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  local seq = known and tonumber(string.match(known, '^%d+')) or 0
  if tonumber(ARGV[i + 1]) > seq then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2]) end
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
return 0`;

/** Forgets all counts of one partition in one step, fence and all. KEYS 1: fence. ARGV: key prefix, windows. */
const FORGET = `
redis.call('UNLINK', KEYS[1])
for i = 2, #ARGV do
  local window = ARGV[1] .. ARGV[i]
  for _, bucket in ipairs(redis.call('ZRANGE', window .. ':buckets', 0, -1)) do
    redis.call('UNLINK', window .. ':' .. bucket)
  end
  redis.call('UNLINK', window .. ':buckets', window .. ':views')
end`;

const partitions = Array.from({ length: topics.views.partitions }, (_, partition) => partition);

/**
 * The only file that knows Redis. Every write is idempotent, so commands may be sent again; and none is done
 * on a Redis that has lost what this process has seen in it: then everything is filled again from the log.
 */
@Injectable()
export class ViewStore implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly prefix: string;
  private readonly standing = new Standing();
  private closed = false;
  private writes = 0;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof popularitySettings>,
    @Inject(Runtime) runtime: Runtime,
  ) {
    this.prefix = settings.REDIS_KEY_PREFIX;
    this.redis = new Redis(settings.REDIS_URL, {
      // Without it a command whose reply was lost would never settle.
      commandTimeout: 2_000,
      maxRetriesPerRequest: 1,
      retryStrategy: (times) => Math.min(100 * times, 1_000),
    });
    this.redis.on('error', (error: unknown) => runtime.log.debug({ err: error }, 'redis'));
    runtime.dependsOn('redis', 'required', async () => {
      await this.redis.ping();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.redis.quit().catch(() => this.redis.disconnect());
  }

  /** True if counted now; a number if records up to that offset were counted before. */
  async count(partition: number, { first, last, increments }: Slice): Promise<true | number> {
    const key = this.shard(partition);
    const place = placeOf(topics.views.name, partition);
    const rows = increments.flatMap(({ window, bucket, id, views }) => [window, bucket, id, views]);
    const fence = await this.write('popularity.count', () =>
      this.redis.eval(COUNT, 1, `${key}fence`, key, first, last, this.standing.leastOf(place) - 1, ...rows),
    );
    this.standing.note(place, 1 + (fence < first ? last : fence));
    return fence < first ? true : fence;
  }

  /** Next offset of the views log to count. */
  async viewPosition(partition: number): Promise<number | undefined> {
    const fence = await this.ask('popularity.position', () =>
      this.redis.get(`${this.shard(partition)}fence`),
    );
    const next = fence === null ? undefined : Number(fence) + 1;
    this.standing.note(placeOf(topics.views.name, partition), next ?? 0);
    return next;
  }

  async keepArticles(partition: number, next: number, rows: readonly ArticleRow[]): Promise<void> {
    const flat = rows.flatMap(({ id, seq, card }) => [id, seq, card ? JSON.stringify(card) : '']);
    const keys = [`${this.prefix}articles`, `${this.prefix}positions`];
    const place = placeOf(topics.changes.name, partition);
    await this.write('popularity.keep', () =>
      this.redis.eval(KEEP, 2, ...keys, partition, next, this.standing.leastOf(place), ...flat),
    );
    this.standing.note(place, next);
  }

  /** Next offset of the change log to apply. */
  async changePosition(partition: number): Promise<number | undefined> {
    const next = await this.ask('popularity.position', () =>
      this.redis.hget(`${this.prefix}positions`, String(partition)),
    );
    this.standing.note(placeOf(topics.changes.name, partition), Number(next ?? 0));
    return next === null ? undefined : Number(next);
  }

  /** True while less is counted than was counted once: the numbers are on their way back. */
  get filling(): boolean {
    return this.standing.filling;
  }

  /** Two equal numbers: what was read between them was whole. Undefined while numbers are on their way back. */
  get whole(): number | undefined {
    return this.standing.whole;
  }

  /** Looks whether Redis has lost something; takes note of what has come back meanwhile. */
  async lost(): Promise<boolean> {
    const snapshot = this.standing.snapshot();
    const actual = await this.stands();
    this.standing.reach(actual);
    return Standing.lost(snapshot, actual);
  }

  /** How much of what was lost is counted again, in records of the log. */
  async progress(): Promise<{ applied: number; total: number }> {
    return this.standing.progress(await this.stands());
  }

  /**
   * Has everything applied again from where Redis stands, or from nothing if it is to forget first. Meanwhile
   * no write is begun: records that were fetched before must not meet the new positions. `lows` are the first
   * offsets of the log, `seek` goes to the positions that this store names from now on.
   */
  async refill(lows: Offsets, seek: () => Promise<void>, { forget = false } = {}): Promise<void> {
    this.closed = true;
    try {
      // Each ends within the timeout of a command.
      while (this.writes > 0) await delay(5);
      this.standing.begin(await this.stands(), lows);
      if (forget) await this.forget();
      await seek();
      this.standing.begun();
    } finally {
      this.closed = false;
    }
  }

  /** Articles that are public now, by id; the others are missing. */
  async cards(ids: readonly string[]): Promise<Map<string, NonNullable<ArticleRow['card']>>> {
    if (ids.length === 0) return new Map();
    const rows = await this.ask('popularity.cards', () => this.redis.hmget(`${this.prefix}articles`, ...ids));
    return new Map(
      ids.flatMap((id, index) => {
        const json = rows[index]?.replace(/^\d+ /, '');
        return json ? [[id, JSON.parse(json) as NonNullable<ArticleRow['card']>] as const] : [];
      }),
    );
  }

  /** Articles known to have left the public; of others nothing may be known yet. */
  async gone(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const rows = await this.ask('popularity.cards', () => this.redis.hmget(`${this.prefix}articles`, ...ids));
    return new Set(ids.filter((_, index) => /^\d+ $/.test(rows[index] ?? '')));
  }

  /** Ids of one partition by views, descending, from place `from`; what has left the window is gone. */
  async top({
    partition,
    window,
    from,
    count,
  }: {
    partition: number;
    window: Window;
    from: number;
    count: number;
  }): Promise<{ id: string; views: number }[]> {
    const flat = await this.ask('popularity.top', () =>
      this.redis.zrevrange(`${this.shard(partition)}${window}:views`, from, from + count - 1, 'WITHSCORES'),
    );
    return Array.from({ length: flat.length / 2 }, (_, i) => ({
      id: flat[2 * i] ?? '',
      views: Number(flat[2 * i + 1]),
    }));
  }

  /** Takes what is older than each window out of it. */
  async expire(partition: number, now: number): Promise<void> {
    for (const window of windowNames) {
      const key = `${this.shard(partition)}${window}`;
      let more = 1;
      while (more === 1) {
        const keys = [`${key}:buckets`, `${key}:views`];
        more = Number(
          await this.ask('popularity.expire', () =>
            this.redis.eval(EXPIRE, 2, ...keys, key, edge(window, now)),
          ),
        );
      }
    }
  }

  private async forget(): Promise<void> {
    for (const partition of partitions) {
      const key = this.shard(partition);
      await this.ask('popularity.forget', () =>
        this.redis.eval(FORGET, 1, `${key}fence`, key, ...windowNames),
      );
    }
    await this.ask('popularity.forget', () =>
      this.redis.unlink(`${this.prefix}articles`, `${this.prefix}positions`),
    );
  }

  /** Next offset to apply, by partition of both topics, as Redis has it. */
  private async stands(): Promise<Offsets> {
    return this.ask('popularity.stands', async () => {
      const [positions, ...fences] = await Promise.all([
        this.redis.hgetall(`${this.prefix}positions`),
        ...partitions.map((partition) => this.redis.get(`${this.shard(partition)}fence`)),
      ]);
      const changes = Object.entries(positions).map(
        ([partition, next]) => [placeOf(topics.changes.name, Number(partition)), Number(next)] as const,
      );
      const views = fences.map(
        (fence, partition) => [placeOf(topics.views.name, partition), Number(fence ?? -1) + 1] as const,
      );
      return new Map([...changes, ...views]);
    });
  }

  /** Changes something, unless Redis has lost what was there, or is about to be filled again. */
  private async write(name: string, work: () => Promise<unknown>): Promise<number> {
    if (this.closed) throw new CountsLost('everything is about to be counted again');
    this.writes++;
    try {
      const answer = Number(await this.ask(name, work));
      if (answer === LOST) throw new CountsLost('less is counted than was counted once');
      return answer;
    } finally {
      this.writes--;
    }
  }

  private shard(partition: number): string {
    return `${this.prefix}{${partition}}:`;
  }

  private async ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      return await step(name, work);
    } catch (error) {
      // An answer of the server is a fault of ours; everything else means that it could not be reached.
      if (error instanceof Error && error.name === 'ReplyError') throw error;
      throw new DependencyUnavailable('redis', error);
    }
  }
}

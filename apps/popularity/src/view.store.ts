import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import type { popularitySettings } from './settings.ts';
import { edge, type Slice, type Window, windowNames } from './view.ts';

/** What popularity keeps of an article: enough to show it, or to know that it must not be shown. */
export interface ArticleRow {
  id: string;
  seq: number;
  /** Absent: gone. */
  card?: { url: string; headline: string; section: string; language: string };
}

/**
 * Counts a slice once. The fence is the last offset applied to this partition: a slice at or below it
 * changes nothing, however often it comes. All keys carry the partition as hash tag, so that they lie
 * together in a cluster.
 * KEYS 1: fence. ARGV: key prefix, first, last, then window, bucket, id, views.
 * Answers the fence before the call; the caller cuts a slice that overlaps it.
 */
const COUNT = `
local fence = tonumber(redis.call('GET', KEYS[1]) or '-1')
local first, last = tonumber(ARGV[2]), tonumber(ARGV[3])
if first <= fence then return fence end
for i = 4, #ARGV, 4 do
  local window = ARGV[1] .. ARGV[i]
  redis.call('HINCRBY', window .. ':' .. ARGV[i + 1], ARGV[i + 2], ARGV[i + 3])
  redis.call('ZADD', window .. ':buckets', ARGV[i + 1], ARGV[i + 1])
  redis.call('ZINCRBY', window .. ':views', ARGV[i + 3], ARGV[i + 2])
end
redis.call('SET', KEYS[1], last)
return fence`;

/**
 * Takes up to 500 articles of the oldest bucket out of a window, subtraction and removal in one step: a
 * crash or a second counter can't subtract twice. KEYS 1: buckets, 2: views. ARGV: window prefix, edge.
 * Answers 1 while there is more to take.
 */
const EXPIRE = `
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if #oldest == 0 or tonumber(oldest[2]) > tonumber(ARGV[2]) then return 0 end
local bucket = ARGV[1] .. ':' .. oldest[1]
local some = redis.call('HSCAN', bucket, '0', 'COUNT', 500)[2]
for i = 1, #some, 2 do
  redis.call('ZINCRBY', KEYS[2], -tonumber(some[i + 1]), some[i])
  redis.call('HDEL', bucket, some[i])
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', 0)
if redis.call('HLEN', bucket) == 0 then redis.call('ZREM', KEYS[1], oldest[1]) end
return 1`;

/**
 * Keeps article rows, newer over older, and the position in the change log with them.
 * KEYS 1: rows, 2: positions. ARGV: partition, next offset, then id, seq, row.
 */
const KEEP = `
for i = 3, #ARGV, 3 do
  local known = redis.call('HGET', KEYS[1], ARGV[i])
  local seq = known and tonumber(string.match(known, '^%d+')) or 0
  if tonumber(ARGV[i + 1]) > seq then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1] .. ' ' .. ARGV[i + 2]) end
end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])`;

/** The only file that knows Redis. Every write is idempotent, so commands may be sent again. */
@Injectable()
export class ViewStore implements OnApplicationShutdown {
  private readonly redis: Redis;
  private readonly prefix: string;

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
    const rows = increments.flatMap(({ window, bucket, id, views }) => [window, bucket, id, views]);
    const fence = await this.ask('popularity.count', () =>
      this.redis.eval(COUNT, 1, `${key}fence`, key, first, last, ...rows),
    );
    return Number(fence) < first ? true : Number(fence);
  }

  /** Next offset of the views log to count. */
  async viewPosition(partition: number): Promise<number | undefined> {
    const fence = await this.ask('popularity.position', () =>
      this.redis.get(`${this.shard(partition)}fence`),
    );
    return fence === null ? undefined : Number(fence) + 1;
  }

  async keepArticles(partition: number, next: number, rows: readonly ArticleRow[]): Promise<void> {
    const flat = rows.flatMap(({ id, seq, card }) => [id, seq, card ? JSON.stringify(card) : '']);
    const keys = [`${this.prefix}articles`, `${this.prefix}positions`];
    await this.ask('popularity.keep', () => this.redis.eval(KEEP, 2, ...keys, partition, next, ...flat));
  }

  /** Next offset of the change log to apply. */
  async changePosition(partition: number): Promise<number | undefined> {
    const next = await this.ask('popularity.position', () =>
      this.redis.hget(`${this.prefix}positions`, String(partition)),
    );
    return next === null ? undefined : Number(next);
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

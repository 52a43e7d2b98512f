import { Inject, Injectable } from '@nestjs/common';
import { partitions, RedisStore } from './redis.store.ts';
import { byTrend, LEAST_VIEWS, type Trend, trendOf } from './trend.ts';
import { edge, merge, type Window, windowNames } from './view.ts';
import { openOf, slotsOf, type VisitorWindow, withOpen } from './visitor.ts';

/**
 * Takes up to 200 articles of the oldest bucket out of a window, subtraction and removal in one step: a
 * crash or a second counter can't subtract twice. Any will do; a scan that begins anew each time would
 * meet only the empty places that it has left. KEYS 1: buckets, 2: views. ARGV: window prefix, edge.
 * Answers 1 while there is more to take.
 */
const EXPIRE = `
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if #oldest == 0 or tonumber(oldest[2]) > tonumber(ARGV[2]) then return 0 end
local bucket = ARGV[1] .. ':' .. oldest[1]
local some = redis.call('HRANDFIELD', bucket, 200, 'WITHVALUES')
for i = 1, #some, 2 do
  redis.call('ZINCRBY', KEYS[2], -tonumber(some[i + 1]), some[i])
  redis.call('HDEL', bucket, some[i])
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', 0)
if redis.call('HLEN', bucket) == 0 then redis.call('ZREM', KEYS[1], oldest[1]) end
return 1`;

/** Articles looked at in one step of a walk down a window. */
const STRIDE = 500;

/** A list may be so old. */
const LATE_MS = 2_000;

export interface Ranked {
  id: string;
  views: number;
}

/** What is read most: the windows as they stand in Redis, over all partitions. */
@Injectable()
export class WindowStore {
  private asOf = 0;
  private moving: Promise<void> | undefined;

  constructor(@Inject(RedisStore) private readonly store: RedisStore) {}

  /** The most viewed of all articles, `count` of them from place `from` on. */
  async top(window: Window, from: number, count: number): Promise<Ranked[]> {
    const lists = await Promise.all(
      partitions.map((partition) => this.topOf(partition, window, 0, from + count)),
    );
    return merge(lists).slice(from, from + count);
  }

  /**
   * All articles of a window, the most viewed first, in rounds of at most `stride`. What changes meanwhile may be
   * met twice, or missed if it falls: the next walk has it right.
   */
  async *walk(window: Window, stride: number): AsyncGenerator<Ranked[]> {
    const heads = partitions.map((partition) => ({ partition, from: 0, left: [] as Ranked[], ended: false }));
    for (;;) {
      const short = heads.filter(({ left, ended }) => left.length === 0 && !ended);
      await Promise.all(
        short.map(async (head) => {
          head.left = await this.topOf(head.partition, window, head.from, stride);
          head.ended = head.left.length < stride;
          head.from += stride;
        }),
      );
      const sorted = merge(heads.map(({ left }) => left));
      if (sorted.length === 0) return;
      // What comes behind the last of a partition is not read yet.
      const lasts = new Set(heads.filter(({ ended }) => !ended).map(({ left }) => left.at(-1)));
      const cut = sorted.findIndex((each) => lasts.has(each));
      const safe = cut === -1 ? sorted : sorted.slice(0, cut + 1);
      for (let from = 0; from < safe.length; from += stride) yield safe.slice(from, from + stride);
      const told = new Set(safe);
      for (const head of heads) head.left = head.left.filter((each) => !told.has(each));
    }
  }

  /** Views of some articles within a window; those without any are missing. */
  async viewsOf(window: Window, ids: readonly string[]): Promise<Map<string, number>> {
    const sums = new Map<string, number>();
    if (ids.length === 0) return sums;
    // An article lies in one partition, and which that is only its gateway knows.
    const all = await Promise.all(partitions.map((partition) => this.scores(partition, window, ids)));
    for (const scores of all) {
      for (const [at, id] of ids.entries()) {
        const views = Number(scores[at] ?? 0);
        if (views > 0) sums.set(id, (sums.get(id) ?? 0) + views);
      }
    }
    return sums;
  }

  /**
   * About how many visitors some articles had: within one percent or two of those told apart in the slots that the
   * window touches, so slightly more than the window itself. Those of whom nobody was told are missing.
   */
  async distinct(window: VisitorWindow, ids: readonly string[], now: number): Promise<Map<string, number>> {
    const sums = new Map<string, number>();
    if (ids.length === 0) return sums;
    const groups = slotsOf(window, now);
    await Promise.all(
      partitions.map(async (partition) => {
        const key = `${this.store.shard(partition)}visitors:`;
        const opens = await this.store.ask('popularity.distinct', () =>
          this.store.lists.mget(ids.map((id) => `${key}open:${id}`)),
        );
        const pipeline = this.store.lists.pipeline();
        for (const [at, id] of ids.entries())
          for (const slots of withOpen(groups, openOf(opens[at])))
            pipeline.pfcount(...slots.map((slot) => `${key}${slot}:${id}`));
        const answers = (await this.store.ask('popularity.distinct', () => pipeline.exec())) ?? [];
        for (const [at, [error, count]] of answers.entries()) {
          if (error) throw error;
          const id = ids[Math.floor(at / groups.length)] ?? '';
          if (Number(count) > 0) sums.set(id, (sums.get(id) ?? 0) + Number(count));
        }
      }),
    );
    return sums;
  }

  /** All articles that more people read than usual, the strongest first. */
  async trending(): Promise<Trend[]> {
    const all = await Promise.all(partitions.map((partition) => this.trendingOf(partition)));
    return byTrend(all.flat());
  }

  /** Has the windows stand at `now`, or at most two seconds before, and says where they stand. */
  async advance(now: number): Promise<number> {
    while (now - this.asOf > LATE_MS) {
      this.moving ??= this.expire(now).finally(() => {
        this.moving = undefined;
      });
      await this.moving;
    }
    return this.asOf;
  }

  /** Takes what is older than each window out of it. */
  async expire(now: number): Promise<void> {
    await Promise.all(partitions.map((partition) => this.expireOf(partition, now)));
    this.asOf = Math.max(this.asOf, now);
  }

  private async trendingOf(partition: number): Promise<Trend[]> {
    const trends: Trend[] = [];
    for (let from = 0; ; from += STRIDE) {
      const read = await this.topOf(partition, '10m', from, STRIDE);
      const enough = read.filter(({ views }) => views >= LEAST_VIEWS);
      if (enough.length === 0) return trends;
      const day = await this.scores(
        partition,
        '24h',
        enough.map(({ id }) => id),
      );
      for (const [at, { id, views }] of enough.entries()) {
        const trend = trendOf(id, views, Number(day[at] ?? 0));
        if (trend) trends.push(trend);
      }
      if (enough.length < STRIDE) return trends;
    }
  }

  private async topOf(partition: number, window: Window, from: number, count: number): Promise<Ranked[]> {
    const flat = await this.store.ask('popularity.top', () =>
      this.store.lists.zrevrange(
        `${this.store.shard(partition)}${window}:views`,
        from,
        from + count - 1,
        'WITHSCORES',
      ),
    );
    return Array.from({ length: flat.length / 2 }, (_, i) => ({
      id: flat[2 * i] ?? '',
      views: Number(flat[2 * i + 1]),
    }));
  }

  private async scores(
    partition: number,
    window: Window,
    ids: readonly string[],
  ): Promise<(string | null)[]> {
    const key = `${this.store.shard(partition)}${window}:views`;
    return this.store.ask('popularity.top', () => this.store.lists.zmscore(key, ...ids));
  }

  private async expireOf(partition: number, now: number): Promise<void> {
    for (const window of windowNames) {
      const key = `${this.store.shard(partition)}${window}`;
      let more = 1;
      while (more === 1) {
        const keys = [`${key}:buckets`, `${key}:views`];
        more = Number(
          await this.store.ask('popularity.expire', () =>
            this.store.redis.eval(EXPIRE, 2, ...keys, key, edge(window, now)),
          ),
        );
      }
    }
  }
}

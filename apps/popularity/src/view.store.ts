import { Inject, Injectable } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { LOST, RedisStore } from './redis.store.ts';
import { placeOf } from './standing.ts';
import { type Increment, type Slice, windowNames } from './view.ts';
import { slotKinds, type Visits } from './visitor.ts';

/**
 * Counts a slice once. The fence is the last offset applied to this partition, and where a successor has to begin
 * to read: a slice at or below it changes nothing, however often it comes. All keys carry the partition as hash
 * tag, so that they lie together in a cluster.
 * KEYS 1: fence. ARGV: key prefix, first, last, from, the least fence there must be; then for each bucket: window,
 * bucket, number of articles, and id and views of each.
 * Answers the fence before the call; the caller cuts a slice that overlaps it.
 */
const COUNT = `
local fence = tonumber(string.match(redis.call('GET', KEYS[1]) or '-1', '^-?%d+'))
if fence < tonumber(ARGV[5]) then return ${LOST} end
if tonumber(ARGV[2]) <= fence then return fence end
local i = 6
while i <= #ARGV do
  local window = ARGV[1] .. ARGV[i]
  local bucket, views = window .. ':' .. ARGV[i + 1], window .. ':views'
  redis.call('ZADD', window .. ':buckets', ARGV[i + 1], ARGV[i + 1])
  local last = i + 2 + 2 * tonumber(ARGV[i + 2])
  for j = i + 3, last, 2 do
    redis.call('HINCRBY', bucket, ARGV[j], ARGV[j + 1])
    redis.call('ZINCRBY', views, ARGV[j + 1], ARGV[j])
  end
  i = last + 1
end
redis.call('SET', KEYS[1], ARGV[3] .. ' ' .. ARGV[4])
return fence`;

/** Commands sent at once when visitors are noted; each is short, and others are served between them. */
const AT_ONCE = 500;

/** The offset in a fence; -1: nothing is applied. */
export function offsetOf(fence: string | null): number {
  return fence === null ? -1 : Number.parseInt(fence, 10);
}

/**
 * Counts views. A slice is counted with its fence in one step. Visitors are noted before their views are counted,
 * which may happen any number of times: after a crash in between they are noted once more.
 */
@Injectable()
export class ViewStore {
  constructor(@Inject(RedisStore) private readonly store: RedisStore) {}

  /** True if counted now; a number if records up to that offset were counted before. */
  async count(partition: number, { first, last, from, increments }: Slice): Promise<true | number> {
    const { redis, standing } = this.store;
    const key = this.store.shard(partition);
    const place = placeOf(topics.views.name, partition);
    const fence = await this.store.write('popularity.count', () =>
      redis.eval(
        COUNT,
        1,
        ...[`${key}fence`, key, first, last, from, standing.leastOf(place) - 1],
        ...byBucket(increments),
      ),
    );
    standing.note(place, 1 + (fence < first ? last : fence));
    return fence < first ? true : fence;
  }

  /** Takes note of who has seen which article. */
  async see(partition: number, visits: Visits): Promise<void> {
    const key = this.store.shard(partition);
    const all = [...visits].flatMap(([slot, articles]) =>
      [...articles].map(([id, visitors]) => ({ slot, id, visitors: [...visitors] })),
    );
    for (let from = 0; from < all.length; from += AT_ONCE) {
      await this.store.write('popularity.see', async () => {
        const pipeline = this.store.redis.pipeline();
        for (const { slot, id, visitors } of all.slice(from, from + AT_ONCE)) {
          const { slotMs, keptMs } = slotKinds[slot.split(':')[0] as keyof typeof slotKinds];
          pipeline.pfadd(`${key}visitors:${slot}:${id}`, ...visitors);
          pipeline.pexpire(`${key}visitors:${slot}:${id}`, slotMs + keptMs);
        }
        for (const [error] of (await pipeline.exec()) ?? []) if (error) throw error;
        return 0;
      });
    }
  }

  /** What is counted of the views log: up to which offset, and where to begin to read to count on. */
  async viewPosition(partition: number): Promise<{ applied: number; from: number } | undefined> {
    const fence = await this.store.ask('popularity.position', () =>
      this.store.redis.get(`${this.store.shard(partition)}fence`),
    );
    const applied = offsetOf(fence);
    this.store.standing.note(placeOf(topics.views.name, partition), applied + 1);
    if (fence === null) return undefined;
    const [, from = applied + 1] = fence.split(' ').map(Number);
    return { applied, from: Math.min(from, applied + 1) };
  }
}

/** As the script reads them. */
function byBucket(increments: readonly Increment[]): (string | number)[] {
  return windowNames.flatMap((window) => {
    const own = increments.filter((each) => each.window === window);
    return [...Map.groupBy(own, ({ bucket }) => bucket)].flatMap(([bucket, rows]) => [
      ...[window, bucket, rows.length],
      ...rows.flatMap(({ id, views }) => [id, views]),
    ]);
  });
}

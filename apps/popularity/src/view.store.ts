import { Inject, Injectable } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { LOST, RedisStore } from './redis.store.ts';
import { placeOf } from './standing.ts';
import { type Increment, type Slice, windowNames } from './view.ts';
import { livesMsOf, type Visits } from './visitor.ts';

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

/**
 * Notes visitors. What is not changed has its time to live already.
 * ARGV: key prefix; then for each article of a slot: end of the key, time to live, number of visitors, visitors.
 */
const SEE = `
local i = 2
while i <= #ARGV do
  local key, last = ARGV[1] .. ARGV[i], i + 2 + tonumber(ARGV[i + 2])
  if redis.call('PFADD', key, unpack(ARGV, i + 3, last)) == 1 then redis.call('PEXPIRE', key, ARGV[i + 1]) end
  i = last + 1
end
return 0`;

/** Visitors noted in one call, which serves nobody else: about 2 ms if each is of another article. */
const VISITORS = 1_000;

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

  /**
   * True if counted now; a number if records up to that offset were counted before. `known`: the offset up to which
   * the caller has seen records applied.
   */
  async count(
    partition: number,
    { first, last, from, increments }: Slice,
    known = -1,
  ): Promise<true | number> {
    const { redis, standing } = this.store;
    const key = this.store.shard(partition);
    const place = placeOf(topics.views.name, partition);
    const fence = await this.store.write('popularity.count', () =>
      redis.eval(
        COUNT,
        1,
        ...[`${key}fence`, key, first, last, from, Math.max(standing.leastOf(place) - 1, known)],
        ...byBucket(increments),
      ),
    );
    standing.note(place, 1 + (fence < first ? last : fence));
    return fence < first ? true : fence;
  }

  /** Takes note of who has seen which article. */
  async see(partition: number, visits: Visits): Promise<void> {
    const key = this.store.shard(partition);
    // Named, though nothing is read of it: in a cluster it says where the keys lie.
    const see = (rows: (string | number)[]) =>
      this.store.write('popularity.see', () =>
        this.store.redis.eval(SEE, 1, `${key}fence`, `${key}visitors:`, ...rows),
      );
    let rows: (string | number)[] = [];
    let room = VISITORS;
    for (const { name, livesMs, visitors } of inParts(visits)) {
      if (visitors.length > room) {
        await see(rows);
        rows = [];
        room = VISITORS;
      }
      rows.push(name, livesMs, visitors.length, ...visitors);
      room -= visitors.length;
    }
    if (rows.length > 0) await see(rows);
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

/** Visitors by key, never more than a call may have. */
function* inParts(visits: Visits): Generator<{ name: string; livesMs: number; visitors: string[] }> {
  for (const [slot, articles] of visits) {
    const livesMs = livesMsOf(slot);
    for (const [id, all] of articles) {
      const visitors = [...all];
      for (let from = 0; from < visitors.length; from += VISITORS)
        yield { name: `${slot}:${id}`, livesMs, visitors: visitors.slice(from, from + VISITORS) };
    }
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

import { Inject, Injectable } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { LOST, RedisStore } from './redis.store.ts';
import { placeOf } from './standing.ts';
import { type Increment, PART_FENCES, parts, type Slice, windowNames } from './view.ts';
import { livesMsOf, roundOf, type Visits } from './visitor.ts';

/**
 * Counts a slice, or the part of one that has a fence of its own, once: what is applied already changes nothing,
 * however often it comes. The fence of the partition is the last offset applied for all parts, and where a
 * successor has to begin to read. All keys carry the partition as hash tag, so that they lie together in a cluster.
 * KEYS 1: fence, 2: fences of parts. ARGV: key prefix, part or nothing, first, last, from, the least fence there must
 * be; then for each bucket: window, bucket, number of articles, and id and views of each.
 * Answers the fence before the call; the caller cuts a slice that overlaps it.
 */
const COUNT = `
local fence = tonumber(string.match(redis.call('GET', KEYS[1]) or '-1', '^-?%d+'))
if fence < tonumber(ARGV[6]) then return ${LOST} end
local part = ARGV[2]
if part ~= '' then fence = math.max(fence, tonumber(redis.call('HGET', KEYS[2], part) or '-1')) end
if tonumber(ARGV[3]) <= fence then return fence end
local i = 7
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
if part == '' then redis.call('SET', KEYS[1], ARGV[4] .. ' ' .. ARGV[5])
else redis.call('HSET', KEYS[2], part, ARGV[4]) end
return fence`;

/**
 * Moves the fence of a partition on when all parts of a slice are applied. KEYS 1: fence. ARGV: last, from, the least
 * fence there must be. Answers the fence before the call.
 */
const MOVE = `
local fence = tonumber(string.match(redis.call('GET', KEYS[1]) or '-1', '^-?%d+'))
if fence < tonumber(ARGV[3]) then return ${LOST} end
if tonumber(ARGV[1]) > fence then redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2]) end
return fence`;

/**
 * Notes visitors in ten minutes. The first in new ones closes those before: the hour and the day take over what
 * these have. So they do of those who come late.
 * ARGV: key prefix, times to live of ten minutes, an hour and a day; then for each article of a slot: id, begin of
 * the ten minutes, of the hour, of the day, number of visitors, visitors.
 */
const SEE = `
local function key(kind, begin, id) return ARGV[1] .. kind .. ':' .. begin .. ':' .. id end
local function close(id, begin, hour, day)
  local from = key('10m', begin, id)
  for kind, to in pairs({ [3] = key('1h', hour, id), [4] = key('1d', day, id) }) do
    redis.call('PFMERGE', to, from)
    redis.call('PEXPIRE', to, ARGV[kind])
  end
  redis.call('PEXPIRE', from, ARGV[2])
end
local i = 5
while i <= #ARGV do
  local id, begin, last = ARGV[i], ARGV[i + 1], i + 4 + tonumber(ARGV[i + 4])
  local open = ARGV[1] .. 'open:' .. id
  local was, hour, day = string.match(redis.call('GET', open) or '', '^(%d+) (%d+) (%d+)$')
  redis.call('PFADD', key('10m', begin, id), unpack(ARGV, i + 5, last))
  if not was or tonumber(begin) > tonumber(was) then
    if was then close(id, was, hour, day) end
    redis.call('SET', open, begin .. ' ' .. ARGV[i + 2] .. ' ' .. ARGV[i + 3], 'PX', ARGV[4])
    redis.call('PEXPIRE', key('10m', begin, id), ARGV[4])
  elseif begin ~= was then
    close(id, begin, ARGV[i + 2], ARGV[i + 3])
  end
  i = last + 1
end
return 0`;

/** Visitors noted in one call, which serves nobody else meanwhile. */
const VISITORS = 1_000;
/** And articles: at the turn of ten minutes each closes those before, which takes some ten times as long. */
const ARTICLES = 32;

/** What became of a slice: the fence before it, or an offset behind which it has to be cut. */
export type Counted = { before: number } | { cut: number };

/** The offset in a fence; -1: nothing is applied. */
export function offsetOf(fence: string | null): number {
  return fence === null ? -1 : Number.parseInt(fence, 10);
}

/**
 * Counts views. What is counted in one step moves its fence in the same step. Visitors are noted before their views
 * are counted, which may happen any number of times: after a crash in between they are noted once more.
 */
@Injectable()
export class ViewStore {
  constructor(@Inject(RedisStore) private readonly store: RedisStore) {}

  /**
   * Counts what is not counted yet. Records up to the fence before had been; a slice that has to be cut may be
   * counted in part, and its pieces count the rest. `known`: the offset up to which the caller has seen records
   * applied.
   */
  async count(partition: number, slice: Slice, known = -1): Promise<Counted> {
    const { first, last, from } = slice;
    const { standing } = this.store;
    const place = placeOf(topics.views.name, partition);
    const least = Math.max(standing.leastOf(place) - 1, known);
    const own = [...parts(slice)];
    const fences = await Promise.all(
      own.map(([part, increments]) => this.countPart(partition, { ...slice, increments, part }, least)),
    );
    const cut = fences.find((fence) => first <= fence && fence < last);
    if (cut !== undefined) return { cut };
    const key = `${this.store.shard(partition)}fence`;
    const whole = own.length === 1 && own[0]?.[0] === undefined ? fences[0] : undefined;
    const before =
      whole ??
      (await this.store.write('popularity.count', () =>
        this.store.redis.eval(MOVE, 1, key, last, from, least),
      ));
    standing.note(place, 1 + Math.max(before, last));
    return { before };
  }

  /** Takes note of who has seen which article. */
  async see(partition: number, visits: Visits): Promise<void> {
    await Promise.all([...callsOf(visits)].map((rows) => this.seeRows(partition, rows)));
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

  private async countPart(
    partition: number,
    { part, first, last, from, increments }: Slice & { part: number | undefined },
    least: number,
  ): Promise<number> {
    const key = this.store.shard(partition);
    const keys = [`${key}fence`, key + PART_FENCES];
    const head = [key, part ?? '', first, last, from, least];
    return this.store.write('popularity.count', () =>
      this.store.redis.eval(COUNT, keys.length, ...keys, ...head, ...byBucket(increments)),
    );
  }

  private async seeRows(partition: number, rows: readonly (string | number)[]): Promise<void> {
    const key = this.store.shard(partition);
    const lives = [livesMsOf('10m'), livesMsOf('1h'), livesMsOf('1d')];
    // A key is named, though nothing is read of it: in a cluster it says where the others lie.
    await this.store.write('popularity.see', () =>
      this.store.redis.eval(SEE, 1, `${key}fence`, `${key}visitors:`, ...lives, ...rows),
    );
  }
}

/** What is noted, the oldest first, in as much as one call may have. */
function* callsOf(visits: Visits): Generator<(string | number)[]> {
  let rows: (string | number)[] = [];
  let room = VISITORS;
  let articles = 0;
  for (const { id, begin, visitors } of inPieces(visits)) {
    if (visitors.length > room || articles === ARTICLES) {
      yield rows;
      [rows, room, articles] = [[], VISITORS, 0];
    }
    const { hour, day } = roundOf(begin);
    rows.push(id, begin, hour, day, visitors.length, ...visitors);
    room -= visitors.length;
    articles++;
  }
  if (rows.length > 0) yield rows;
}

function* inPieces(visits: Visits): Generator<{ id: string; begin: number; visitors: string[] }> {
  for (const [begin, articles] of [...visits].toSorted(([a], [b]) => a - b)) {
    for (const [id, visitors] of articles) {
      for (let from = 0; from < visitors.length; from += VISITORS)
        yield { id, begin, visitors: visitors.slice(from, from + VISITORS) };
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

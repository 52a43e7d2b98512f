import { crc32 } from 'node:zlib';
import type { popularWindows } from '#libs/contracts';
import type { Judged } from './tally.ts';

export type Window = (typeof popularWindows)[number];

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * A window is the sum of its buckets. A view leaves the window with its bucket, so a count is exact to the
 * length of a bucket: one in 360 for the hour.
 */
export const windows: Readonly<Record<Window, { spanMs: number; bucketMs: number }>> = {
  '10m': { spanMs: 10 * MINUTE, bucketMs: 5 * SECOND },
  '1h': { spanMs: HOUR, bucketMs: 10 * SECOND },
  '24h': { spanMs: 24 * HOUR, bucketMs: 5 * MINUTE },
  '7d': { spanMs: 7 * 24 * HOUR, bucketMs: HOUR },
};

/** All buckets are made of whole ones of these. */
const SHORTEST = windows['10m'].bucketMs;

/** What comes late is of no moment that a window of finer buckets could tell. */
const LATE = 5 * MINUTE;

/** So many views of an article fall into a bucket of a window. */
export interface Increment {
  window: Window;
  /** Begin of the bucket, milliseconds since 1970. */
  bucket: number;
  id: string;
  views: number;
}

/** Increments that are applied to one partition together: records `first` to `last`, both included. */
export interface Slice {
  first: number;
  last: number;
  /** Where a successor has to begin to read, see `Judged`. */
  from: number;
  increments: Increment[];
}

/** Views by article, within buckets of one length. */
class Sums {
  readonly buckets = new Map<number, Map<string, number>>();
  /** Articles, each as often as there are buckets that it is in. */
  size = 0;
  private begin = Number.NaN;
  private articles = new Map<string, number>();

  constructor(private readonly bucketMs: number) {}

  add(at: number, id: string, views: number): void {
    const begin = at - (at % this.bucketMs);
    // Views lie in the log about as they came, so that the next one belongs to the same bucket nearly always.
    if (begin !== this.begin) this.open(begin);
    const sum = this.articles.get(id);
    if (sum === undefined) this.size++;
    this.articles.set(id, (sum ?? 0) + views);
  }

  /** The same in buckets that are whole numbers of these. */
  in(bucketMs: number): Sums {
    const made = new Sums(bucketMs);
    for (const [begin, articles] of this.buckets)
      for (const [id, views] of articles) made.add(begin, id, views);
    return made;
  }

  private open(begin: number): void {
    this.begin = begin;
    this.articles = this.buckets.get(begin) ?? new Map();
    this.buckets.set(begin, this.articles);
  }
}

/**
 * Adds up judged records of one partition that lie in a row. The same records always make the same slice, but for
 * what lies outside its window at `now`: that is left out.
 */
export function slice(judged: readonly Judged[], now = 0): Slice | undefined {
  const first = judged[0];
  const last = judged.at(-1);
  if (!first || !last) return undefined;
  const prompt = new Sums(SHORTEST);
  const late = new Sums(SHORTEST);
  for (const { counts } of judged)
    for (const each of counts) (each.late ? late : prompt).add(each.at, each.id, each.views);
  const increments: Increment[] = [];
  for (const window of windowNames) {
    const { bucketMs } = windows[window];
    const least = edge(window, now);
    for (const sums of bucketMs < LATE ? [prompt] : [prompt, late]) {
      for (const [bucket, articles] of sums.in(bucketMs).buckets) {
        if (bucket <= least) continue;
        for (const [id, views] of articles) increments.push({ window, bucket, id, views });
      }
    }
  }
  return { first: first.offset, last: last.offset, from: last.from, increments };
}

export const windowNames = Object.keys(windows) as Window[];

/** The latest bucket that lies wholly outside the window at `now`. */
export function edge(window: Window, now: number): number {
  const { spanMs, bucketMs } = windows[window];
  return now - spanMs - bucketMs;
}

/** The hours that a window touches, the newest first. */
export function hoursOf(window: Window, now: number): number[] {
  const hours: number[] = [];
  for (let hour = now - (now % HOUR); hour > now - windows[window].spanMs - HOUR; hour -= HOUR)
    hours.push(hour);
  return hours;
}

/**
 * Parts that a slice of many articles is applied in, each in one call of Redis, which serves nobody else meanwhile.
 * It stays as it is: the fence of a part that was applied before a crash has to mean the same articles afterwards.
 */
const PARTS = 128;
/** Name of the key with the fences of parts. */
export const PART_FENCES = `fences:${PARTS}`;
/** So many articles, each in all windows, are one call: about a millisecond. */
const ARTICLES_AT_ONCE = 50;

/** The increments of a slice by part; one, without a number, if they are few. */
export function parts({ increments }: Slice): Map<number | undefined, Increment[]> {
  if (increments.length <= ARTICLES_AT_ONCE * windowNames.length) return new Map([[undefined, increments]]);
  return Map.groupBy(increments, ({ id }) => crc32(id) % PARTS);
}

/**
 * Records in a row, cut into runs with at most `most` articles in one of the shortest buckets; a record is not cut.
 * Of a busy time, in which few articles are read much, that is a run of many views.
 */
export function portions(judged: readonly Judged[], most = PARTS * ARTICLES_AT_ONCE): Judged[][] {
  const made: Judged[][] = [];
  let sums = new Sums(SHORTEST);
  const take = ({ counts }: Judged) => {
    for (const { at, id, views } of counts) sums.add(at, id, views);
  };
  for (const each of judged) {
    const last = made.at(-1);
    take(each);
    if (last && sums.size <= most) last.push(each);
    else {
      made.push([each]);
      sums = new Sums(SHORTEST);
      take(each);
    }
  }
  return made;
}

/**
 * Several descending lists of (id, views) as one; each id stands in one list only. Equal counts stand as in
 * Redis, so that the beginnings of the lists make the beginning of the whole.
 */
export function merge(
  lists: readonly (readonly { id: string; views: number }[])[],
): { id: string; views: number }[] {
  return lists.flat().toSorted((a, b) => b.views - a.views || (a.id < b.id ? 1 : -1));
}

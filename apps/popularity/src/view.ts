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

/**
 * Adds up judged records of one partition that lie in a row. The same records always make the same slice, but for
 * what lies outside its window at `now`: that is left out.
 */
export function slice(judged: readonly Judged[], now = 0): Slice | undefined {
  const first = judged[0];
  const last = judged.at(-1);
  if (!first || !last) return undefined;
  const edges = windowNames.map((window) => [window, windows[window].bucketMs, edge(window, now)] as const);
  const sums = new Map<string, Increment>();
  for (const { id, at, views } of judged.flatMap(({ counts }) => counts)) {
    for (const [window, bucketMs, least] of edges) {
      const bucket = at - (at % bucketMs);
      if (bucket <= least) continue;
      const key = `${window} ${bucket} ${id}`;
      const sum = sums.get(key);
      if (sum) sum.views += views;
      else sums.set(key, { window, bucket, id, views });
    }
  }
  return { first: first.offset, last: last.offset, from: last.from, increments: [...sums.values()] };
}

export const windowNames = Object.keys(windows) as Window[];

/** The latest bucket that lies wholly outside the window at `now`. */
export function edge(window: Window, now: number): number {
  const { spanMs, bucketMs } = windows[window];
  return now - spanMs - bucketMs;
}

/** A call of Redis serves nobody else: about 2 ms for so many articles, each in all windows. */
const MOST_ARTICLES = 500;

/**
 * Records in a row, cut into runs with at most `most` articles in one of the shortest buckets; a record is not cut.
 * Of a busy time, in which few articles are read much, that is a run of many views.
 */
export function portions(judged: readonly Judged[], most = MOST_ARTICLES): Judged[][] {
  const shortest = windows['10m'].bucketMs;
  const made: Judged[][] = [];
  let articles = new Set<string>();
  for (const each of judged) {
    const own = new Set(each.counts.map(({ id, at }) => `${at - (at % shortest)} ${id}`));
    const last = made.at(-1);
    const more = own.size - [...own].filter((article) => articles.has(article)).length;
    if (last && articles.size + more <= most) {
      last.push(each);
      for (const article of own) articles.add(article);
    } else {
      made.push([each]);
      articles = own;
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

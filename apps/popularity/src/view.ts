import type { popularWindows, ViewBatch } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';

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
  increments: Increment[];
}

/** A gateway's clock may be wrong: the log's append time bounds what is believed. */
const EARLIEST = 10 * MINUTE;
const LATEST = MINUTE;

/** Adds up records of one partition that lie in a row. The same records always make the same slice. */
export function slice(deliveries: readonly Delivery<ViewBatch>[]): Slice | undefined {
  const first = deliveries[0];
  const last = deliveries.at(-1);
  if (!first || !last) return undefined;
  const sums = new Map<string, Increment>();
  for (const { value, appendedAt } of deliveries) {
    for (const { id, at } of value.views) {
      const time = Math.min(Math.max(at, appendedAt - EARLIEST), appendedAt + LATEST);
      for (const window of windowNames) {
        const { bucketMs } = windows[window];
        const bucket = time - (time % bucketMs);
        const key = `${window} ${bucket} ${id}`;
        const sum = sums.get(key);
        if (sum) sum.views++;
        else sums.set(key, { window, bucket, id, views: 1 });
      }
    }
  }
  return { first: first.offset, last: last.offset, increments: [...sums.values()] };
}

export const windowNames = Object.keys(windows) as Window[];

/** The latest bucket that lies wholly outside the window at `now`. */
export function edge(window: Window, now: number): number {
  const { spanMs, bucketMs } = windows[window];
  return now - spanMs - bucketMs;
}

/** A call of Redis serves nobody else: about 5 ms for so many views of as many articles. */
const MOST_VIEWS = 1_000;

/** Records in a row, cut into runs of at most `most` views; a record is not cut. */
export function portions(
  deliveries: readonly Delivery<ViewBatch>[],
  most = MOST_VIEWS,
): Delivery<ViewBatch>[][] {
  const made: Delivery<ViewBatch>[][] = [];
  let room = 0;
  for (const delivery of deliveries) {
    const views = delivery.value.views.length;
    const last = made.at(-1);
    if (last && views <= room) last.push(delivery);
    else {
      made.push([delivery]);
      room = most;
    }
    room -= views;
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

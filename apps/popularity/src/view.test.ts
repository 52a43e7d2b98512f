import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ViewBatch } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { type Judged, Tally } from './tally.ts';
import { edge, merge, portions, slice, windowNames, windows } from './view.ts';

const NOON = Date.parse('2026-03-01T12:00:00.123+09:00');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

function delivery(offset: number, views: ViewBatch['views'], appendedAt = NOON): Delivery<ViewBatch> {
  const value = { gateway: 'g', n: offset, views };
  return { topic: 'views', partition: 0, offset, appendedAt, key: undefined, value, headers: {} };
}

/** As a tally that has seen nothing else judges them. */
function judged(deliveries: Delivery<ViewBatch>[]): Judged[] {
  const tally = new Tally();
  return deliveries.flatMap((each) => tally.judge(each) ?? []);
}

/** Views of an id in the buckets of a window, by begin of the bucket. */
function bucketsOf(deliveries: Delivery<ViewBatch>[], window: string, id: string): [number, number][] {
  return (slice(judged(deliveries))?.increments ?? [])
    .filter((each) => each.window === window && each.id === id)
    .map(({ bucket, views }) => [bucket, views] as [number, number]);
}

describe('a slice', () => {
  test('of nothing is nothing', () => {
    expect(slice([])).toBeUndefined();
  });

  test('names its first and its last record, also where the log has gaps', () => {
    const views = [{ id: 'a', at: NOON }];
    expect(slice(judged([delivery(7, views), delivery(12, views)]))).toMatchObject({ first: 7, last: 12 });
  });

  test.each([
    ['as it was told', NOON - 5 * MINUTE, NOON - 5 * MINUTE],
    ['at most ten minutes before the log had it', NOON - 600 * MINUTE, NOON - 10 * MINUTE],
    ['at most one minute after the log had it', NOON + 600 * MINUTE, NOON + MINUTE],
    ['never before there was time', -1, NOON - 10 * MINUTE],
  ])('takes the time of a view %s', (_, at, believed) => {
    const bucket = believed - (believed % (10 * SECOND));
    expect(bucketsOf([delivery(1, [{ id: '가', at }])], '1h', '가')).toEqual([[bucket, 1]]);
  });

  test('adds up what lies in one bucket, and tells apart what does not', () => {
    const begin = NOON - (NOON % (10 * SECOND));
    const views = [0, 1, 9_999, 10_000].map((ms) => ({ id: 'a', at: begin - 10_000 + ms }));
    expect(bucketsOf([delivery(1, views.slice(0, 2)), delivery(2, views.slice(2))], '1h', 'a')).toEqual([
      [begin - 10_000, 3],
      [begin, 1],
    ]);
  });

  test('tells ids apart, whatever they are made of', () => {
    const ids = ['a', 'a ', '1h', '1h 0 a', '', '가', '가'.normalize('NFD'), '__proto__'];
    const made = slice(
      judged([
        delivery(
          1,
          ids.map((id) => ({ id, at: NOON })),
        ),
      ]),
    );
    for (const window of windowNames) {
      const own = made?.increments.filter((each) => each.window === window).map(({ id }) => id);
      expect(own).toEqual(ids);
    }
  });

  test('leaves out what lies outside a window already, and nothing else', () => {
    const at = NOON - 5 * MINUTE;
    const of = (now: number) => slice(judged([delivery(1, [{ id: 'a', at }])]), now)?.increments ?? [];
    const names = (now: number) => of(now).map(({ window }) => window);
    expect(names(at + 9 * MINUTE)).toEqual(['10m', '1h', '24h', '7d']);
    expect(names(at + 11 * MINUTE)).toEqual(['1h', '24h', '7d']);
    expect(names(at + 25 * 60 * MINUTE)).toEqual(['7d']);
    expect(slice(judged([delivery(1, [{ id: 'a', at }])]), at + 9 * 24 * 60 * MINUTE)).toMatchObject({
      ...{ first: 1, last: 1, increments: [] },
    });
  });

  const view = fc.record({
    id: fc.constantFrom('a', 'b', '다'),
    at: fc.integer({ min: NOON - 20 * MINUTE, max: NOON + 3 * MINUTE }),
  });
  const batches = fc.array(fc.array(view, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 });

  test('counts every view once in every window, in a bucket that holds its time', () => {
    fc.assert(
      fc.property(batches, (batches) => {
        const made = slice(judged(batches.map((views, i) => delivery(i, views))));
        for (const window of windowNames) {
          const own = made?.increments.filter((each) => each.window === window) ?? [];
          expect(own.reduce((sum, { views }) => sum + views, 0)).toBe(batches.flat().length);
          for (const { bucket } of own) expect(bucket % windows[window].bucketMs).toBe(0);
        }
      }),
    );
  });

  test('cut anywhere gives the same sums', () => {
    const sums = (made: ReturnType<typeof slice>[]) => {
      const all = new Map<string, number>();
      for (const { window, bucket, id, views } of made.flatMap((each) => each?.increments ?? [])) {
        const key = `${window} ${bucket} ${id}`;
        all.set(key, (all.get(key) ?? 0) + views);
      }
      return all;
    };
    fc.assert(
      fc.property(batches, fc.nat(8), (batches, at) => {
        const deliveries = judged(batches.map((views, i) => delivery(i, views)));
        const cut = [slice(deliveries.slice(0, at)), slice(deliveries.slice(at))];
        expect(sums(cut)).toEqual(sums([slice(deliveries)]));
      }),
    );
  });
});

describe('portions', () => {
  /** Records of so many articles each; no two have one in common. */
  const records = (sizes: number[]) =>
    judged(
      sizes.map((size, i) =>
        delivery(
          i,
          Array.from({ length: size }, (_, n) => ({ id: `${i} ${n}`, at: NOON })),
        ),
      ),
    );

  test('hold at most so many articles, or one record, and together all records in their order', () => {
    const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '다'), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(fc.array(ids, { maxLength: 20 }), fc.integer({ min: 1, max: 6 }), (batches, most) => {
        const all = judged(
          batches.map((own, i) =>
            delivery(
              i,
              own.map((id) => ({ id, at: NOON })),
            ),
          ),
        );
        const made = portions(all, most);
        expect(made.flat()).toEqual(all);
        for (const portion of made) {
          const articles = new Set(portion.flatMap(({ counts }) => counts.map(({ id }) => id)));
          expect(portion.length === 1 || articles.size <= most).toBe(true);
        }
      }),
    );
  });

  test('are as few as can be', () => {
    const sizes = (made: Judged[][]) => made.map((portion) => portion.map(({ counts }) => counts.length));
    expect(sizes(portions(records([3, 2, 4, 1, 9, 1]), 5))).toEqual([[3, 2], [4, 1], [9], [1]]);
  });

  test('of what is read much are long: an article is one, however often it is viewed', () => {
    const rush = judged([1, 2, 3].map((offset) => delivery(offset, Array(50).fill({ id: 'a', at: NOON }))));
    expect(portions(rush, 2)).toHaveLength(1);
  });
});

describe('the edge of a window', () => {
  test.each(windowNames)('%s: a bucket is outside when its last view is', (window) => {
    const { spanMs, bucketMs } = windows[window];
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 2 * bucketMs }), (k, ms) => {
        const bucket = k * bucketMs;
        const now = bucket + spanMs + ms;
        const lastView = bucket + bucketMs - 1;
        expect(bucket <= edge(window, now)).toBe(lastView < now - spanMs);
      }),
    );
  });
});

describe('merging', () => {
  const count = fc.record({ id: fc.stringMatching(/^[a-z2-7]{3}$/), views: fc.integer({ min: 1, max: 4 }) });
  /** As Redis has it, from the highest on. */
  const order = (a: { id: string; views: number }, b: { id: string; views: number }) =>
    b.views - a.views || (a.id < b.id ? 1 : -1);
  const counts = fc.uniqueArray(count, { selector: ({ id }) => id, maxLength: 60 });

  test('of the beginnings of several lists is the beginning of the whole list, also where counts are equal', () => {
    fc.assert(
      fc.property(
        counts,
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 20 }),
        (all, partitions, depth) => {
          const lists = Array.from({ length: partitions }, (_, p) =>
            all
              .filter(({ id }) => id.charCodeAt(0) % partitions === p)
              .toSorted(order)
              .slice(0, depth),
          );
          expect(merge(lists).slice(0, depth)).toEqual(all.toSorted(order).slice(0, depth));
        },
      ),
    );
  });
});

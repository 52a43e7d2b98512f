import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { View, ViewBatch } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { Batches } from './batches.ts';
import { type Judged, Tally } from './tally.ts';

/** A day of the log begins. */
const DAYBREAK = Date.parse('2026-03-01T09:00:00+09:00');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const hash = (n: number) => (n + 1).toString(16).padStart(16, '0');

interface Told {
  gateway?: string;
  n?: number;
  /** After the begin of the day, by the log. */
  after: number;
  views: readonly Partial<View>[];
}

function log(records: readonly Told[]): Delivery<ViewBatch>[] {
  return records.map(({ gateway = 'g', n, after, views }, offset) => {
    const appendedAt = DAYBREAK + after;
    const all = views.map((view) => ({ id: 'a', at: appendedAt, ...view }));
    const value = { gateway, n: n ?? offset, views: all };
    return { topic: 'views', partition: 0, offset, appendedAt, key: undefined, value, headers: {} };
  });
}

function judge(tally: Tally, deliveries: readonly Delivery<ViewBatch>[]): Judged[] {
  return deliveries.flatMap((each) => tally.judge(each) ?? []);
}

/** Views that count, record by record. */
const counts = (records: readonly Told[]) =>
  judge(new Tally(), log(records)).map((each) => each.counts.reduce((sum, { views }) => sum + views, 0));

const click = (after: number, visitor = hash(1), id = 'a'): Told => ({ after, views: [{ id, visitor }] });

describe('of one visitor’s views of an article', () => {
  test.each<[name: string, records: Told[], expected: number[]]>([
    [
      'the first counts, and none within half a minute',
      [click(0), click(10 * SECOND), click(30 * SECOND)],
      [1, 0, 0],
    ],
    ['one counts that comes later', [click(0), click(30 * SECOND + 1)], [1, 1]],
    [
      'none counts as long as half a minute has not gone by without one',
      [click(0), click(29 * SECOND), click(58 * SECOND), click(87 * SECOND), click(120 * SECOND)],
      [1, 0, 0, 0, 1],
    ],
    [
      'one counts in a record of many',
      [{ after: 0, views: [1, 1, 1].map((n) => ({ visitor: hash(n) })) }],
      [1],
    ],
    [
      'those of another article count',
      [click(0), click(0, hash(1), '가'), click(1, hash(1), '가')],
      [1, 1, 0],
    ],
    ['those of another visitor count', [click(0), click(0, hash(2))], [1, 1]],
    [
      'those that nobody is told of count',
      [
        { after: 0, views: [{}, {}] },
        { after: 1, views: [{}] },
      ],
      [2, 1],
    ],
    ['it is one also over the turn of the day', [click(-SECOND), click(SECOND)], [1, 0]],
  ])('%s', (_, records, expected) => {
    expect(counts(records)).toEqual(expected);
  });

  test('the time of the log tells them apart, whatever a gateway’s clock says', () => {
    const at = (after: number, claimed: number): Told => ({
      ...{ after, views: [{ visitor: hash(1), at: DAYBREAK + claimed }] },
    });
    expect(counts([at(0, 0), at(10 * SECOND, 5 * MINUTE), at(60 * SECOND, 0)])).toEqual([1, 0, 1]);
  });
});

describe('a batch', () => {
  const batch = (after: number, n: number, gateway = 'g'): Told => ({ after, n, gateway, views: [{}] });

  test.each<[name: string, records: Told[], expected: number[]]>([
    ['that the log has twice counts once', [batch(0, 4), batch(1, 4)], [1, 0]],
    [
      'counts though it comes after its successor',
      [batch(0, 5), batch(1, 4), batch(2, 5), batch(3, 4)],
      [1, 1, 0, 0],
    ],
    ['of another gateway is another', [batch(0, 4), batch(1, 4, 'h')], [1, 1]],
    ['is known for the day', [batch(0, 4), batch(23 * 60 * MINUTE, 4)], [1, 0]],
    ['is known over the turn of the day', [batch(-20 * SECOND, 4), batch(50 * SECOND, 4)], [1, 0]],
    ['is forgotten when a day is over', [batch(-40 * SECOND, 4), batch(SECOND, 4)], [1, 1]],
  ])('%s', (_, records, expected) => {
    expect(counts(records)).toEqual(expected);
  });

  test('is known exactly, in whatever order and with whatever gaps its gateway’s numbers come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(40), { maxLength: 80 }), (numbers) => {
        const batches = new Batches();
        const seen = new Set<number>();
        for (const n of numbers) {
          expect(batches.add('g', n)).toBe(!seen.has(n));
          seen.add(n);
        }
        const copy = batches.copy();
        expect([...seen].some((n) => copy.add('g', n))).toBe(false);
        expect(copy.add('g', 99)).toBe(true);
        expect(batches.add('g', 99)).toBe(true);
      }),
    );
  });
});

test('of one network no more than the floor counts, until others have read; on the next day it begins anew', () => {
  const rush = (after: number, net: number, readers: number): Told => ({
    after,
    views: Array.from({ length: readers }, () => ({ net: hash(net) })),
  });
  const [first, ...others] = [
    rush(0, 1, 50),
    ...Array.from({ length: 300 }, (_, i) => rush(i, 2 + i, 2)),
    rush(24 * 60 * MINUTE, 1, 9),
  ];
  const all = counts([first ?? rush(0, 0, 0), ...others]);
  expect(all[0]).toBe(2);
  expect(all.slice(1, -1).reduce((sum, each) => sum + each, 0)).toBe(600 + 1);
  expect(all.at(-1)).toBe(2);
  const [judged] = judge(new Tally(), log([rush(0, 1, 50)]));
  expect(judged?.left).toEqual({ repeated: 0, doubleClick: 0, capped: 48 });
});

const told = fc.record({
  gateway: fc.constantFrom('g', 'h'),
  n: fc.nat(30),
  after: fc.oneof(
    fc.integer({ min: -3 * MINUTE, max: 3 * MINUTE }),
    fc.integer({ min: 0, max: 40 * MINUTE }),
  ),
  views: fc.array(
    fc.record({ id: fc.constantFrom('a', '가'), visitor: fc.nat(4).map(hash), net: fc.nat(2).map(hash) }),
    { minLength: 1, maxLength: 6 },
  ),
});
/** In the order of the log: around the turn of the day, with pauses. */
const logs = fc
  .array(told, { minLength: 2, maxLength: 60 })
  .map((records) => log(records.toSorted((a, b) => a.after - b.after)));

test('who begins in the middle, where a record says, judges all that follows as one who has read everything', () => {
  fc.assert(
    fc.property(logs, fc.nat(), (records, at) => {
      const whole = judge(new Tally(), records);
      const cut = whole[at % whole.length];
      const successor = new Tally(cut?.offset);
      const rest = judge(
        successor,
        records.filter(({ offset }) => offset >= (cut?.from ?? 0)),
      );
      expect(rest).toEqual(whole.filter(({ offset }) => offset > (cut?.offset ?? 0)));
    }),
  );
});

test('a record that comes again is judged as it was, and not at all when it is applied', () => {
  fc.assert(
    fc.property(logs, fc.nat(), fc.nat(), (records, a, b) => {
      const whole = judge(new Tally(), records);
      const tally = new Tally();
      const again = a % records.length;
      const applied = b % records.length;
      judge(tally, records.slice(0, again + 1));
      tally.apply(applied);
      expect(judge(tally, records)).toEqual(whole.filter(({ offset }) => offset > applied));
    }),
  );
});

describe('what is held back', () => {
  const from = (net: number, count: number, after = 0): Told => ({
    after,
    views: Array.from({ length: count }, () => ({ net: hash(net) })),
  });

  test('is told with its reasons, and of which networks it came', () => {
    const tally = new Tally();
    judge(tally, log([from(1, 40), from(2, 12, 1), { after: 2, n: 0, views: [{}, {}, {}] }]));
    expect(tally.held()).toEqual([
      {
        ...{ id: 'a', hour: DAYBREAK, counted: 4 },
        held: { network: 48, doubleClick: 0, repeated: 3 },
        networks: [
          { group: expect.any(Number), views: 40, held: 38 },
          { group: expect.any(Number), views: 12, held: 10 },
        ],
      },
    ]);
    expect(tally.held()).toEqual([]);
  });

  test('is not told where it is next to nothing: readers slip', () => {
    const tally = new Tally();
    judge(tally, log([from(1, 11)]));
    expect(tally.held()).toEqual([]);
  });

  test('is told hour by hour, however much is read at once', () => {
    const records = [from(1, 40), from(1, 7, 70 * MINUTE), from(1, 1, 24 * 60 * MINUTE)];
    const [whole, parts] = [new Tally(), new Tally()];
    judge(whole, log(records));
    const told = log(records).flatMap((each) => {
      judge(parts, [each]);
      return parts.held();
    });
    expect(whole.held()).toEqual(told);
    expect(told.map(({ hour, counted, held }) => [hour - DAYBREAK, counted, held.network])).toEqual([
      [0, 2, 38],
      [60 * MINUTE, 0, 45],
    ]);
  });

  test('is told as ever by one who reads it again', () => {
    const records = log([from(1, 40), from(2, 12, 1), from(3, 90, 70 * MINUTE)]);
    const [tally, successor] = [new Tally(), new Tally(1)];
    for (const each of [tally, successor]) judge(each, records);
    expect(tally.held().slice(-1)).toEqual(successor.held());
  });

  test.each<[name: string, decided: { from: number; until: number }, expected: number[]]>([
    ['counts when an editor says so, and so does what follows', { from: 5, until: 100 }, [2, 38 + 7, 9, 3]],
    ['waits until the decision holds', { from: 10_000, until: 20_000 }, [2, 0, 9 + 45 - 0, 3]],
    ['waits on where the decision was over before a view came', { from: 6_000, until: 8_000 }, [2, 0, 0, 2]],
  ])('%s', (_, { from: begin, until }, expected) => {
    const overrule = { article: 'a', from: DAYBREAK + begin, until: DAYBREAK + until };
    const tally = new Tally(-1, () => [overrule]);
    const records = log([from(1, 40), from(1, 7, 50), from(1, 9, 10_000), from(2, 3, 20_000)]);
    const judged = judge(tally, records);
    expect(judged.map((each) => each?.counts.reduce((sum, { views }) => sum + views, 0))).toEqual(expected);
  });
});

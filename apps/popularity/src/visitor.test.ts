import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Judged } from './tally.ts';
import { slotsOf, type VisitorWindow, visitsOf } from './visitor.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function seen(at: number): Judged {
  const counts = [{ id: '가', at, views: 1, visitor: '0123456789abcdef' }];
  return { offset: 1, from: 1, counts, left: { repeated: 0, doubleClick: 0, capped: 0 } };
}

test('a visitor is noted in ten minutes, an hour and a day, the day being that of Seoul', () => {
  const before = visitsOf([seen(Date.parse('2026-03-01T23:59:59+09:00'))]);
  const after = visitsOf([seen(Date.parse('2026-03-02T00:00:00+09:00'))]);
  const midnight = Date.parse('2026-03-02T00:00:00+09:00');
  expect([...before.keys()]).toEqual([
    `10m:${midnight - HOUR / 6}`,
    `1h:${midnight - HOUR}`,
    `1d:${midnight - DAY}`,
  ]);
  expect([...after.keys()]).toEqual([`10m:${midnight}`, `1h:${midnight}`, `1d:${midnight}`]);
});

test('nobody is noted who is not told, nor where no window needs it any more', () => {
  const { counts, ...rest } = seen(NOON);
  expect(visitsOf([{ ...rest, counts: counts.map((each) => ({ ...each, visitor: undefined })) }]).size).toBe(
    0,
  );
  expect([...visitsOf([seen(NOON)], NOON + 30 * HOUR).keys()].map((slot) => slot.split(':')[0])).toEqual([
    '1d',
  ]);
  expect(visitsOf([seen(NOON)], NOON + 20 * DAY).size).toBe(0);
});

test.each<[VisitorWindow, number, number]>([
  ['1h', HOUR, HOUR / 6],
  ['24h', DAY, HOUR],
  ['7d', 7 * DAY, DAY],
])(
  'the slots of %s hold every view of the window, and none that is older by more than a slot',
  (window, span, slotMs) => {
    fc.assert(
      fc.property(fc.nat(DAY), fc.integer({ min: 0, max: 9 * DAY }), (shift, ago) => {
        const now = NOON + shift;
        const slots = new Set(slotsOf(window, now).flat());
        const noted = [...visitsOf([seen(now - ago)]).keys()].some((slot) => slots.has(slot));
        if (ago <= span) expect(noted).toBe(true);
        if (ago >= span + slotMs) expect(noted).toBe(false);
      }),
    );
  },
);

test('the days of a week are added up, since nobody is told apart over midnight', () => {
  expect(slotsOf('7d', NOON)).toHaveLength(8);
  expect(slotsOf('24h', NOON)).toHaveLength(1);
});

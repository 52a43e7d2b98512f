import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Judged } from './tally.ts';
import { openOf, roundOf, type Slot, slotsOf, type VisitorWindow, visitsOf, withOpen } from './visitor.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function seen(at: number): Judged {
  const counts = [{ id: '가', at, views: 1, visitor: '0123456789abcdef' }];
  return { offset: 1, from: 1, counts, left: { repeated: 0, doubleClick: 0, capped: 0 } };
}

test('a visitor is noted in ten minutes, which belong to an hour and to a day of Seoul', () => {
  const midnight = Date.parse('2026-03-02T00:00:00+09:00');
  const [before, after] = ['2026-03-01T23:59:59+09:00', '2026-03-02T00:00:00+09:00'].map((at) => {
    const [[begin, articles] = []] = visitsOf([seen(Date.parse(at))]);
    return { begin, of: roundOf(begin ?? 0), seen: [...(articles ?? [])] };
  });
  expect(before).toEqual({
    begin: midnight - HOUR / 6,
    of: { hour: midnight - HOUR, day: midnight - DAY },
    seen: [['가', ['0123456789abcdef']]],
  });
  expect(after).toMatchObject({ begin: midnight, of: { hour: midnight, day: midnight } });
});

test('nobody is noted who is not told, nor where no window needs it any more', () => {
  const { counts, ...rest } = seen(NOON);
  expect(visitsOf([{ ...rest, counts: counts.map((each) => ({ ...each, visitor: undefined })) }]).size).toBe(
    0,
  );
  expect(visitsOf([seen(NOON)], NOON + 8 * DAY).size).toBe(1);
  expect(visitsOf([seen(NOON)], NOON + 20 * DAY).size).toBe(0);
});

test('the open ten minutes of an article are read with the hour and the day that lack them', () => {
  const open = openOf(`${NOON} ${NOON} ${NOON - 12 * HOUR}`);
  expect(withOpen(slotsOf('24h', NOON + HOUR), open).map((slots) => slots.at(-1))).toEqual([`10m:${NOON}`]);
  const days = withOpen(slotsOf('7d', NOON + HOUR), open);
  expect(days.filter((slots) => slots.length > 1)).toEqual([[`1d:${NOON - 12 * HOUR}`, `10m:${NOON}`]]);
  expect(withOpen(slotsOf('24h', NOON + 2 * DAY), open)).toEqual(slotsOf('24h', NOON + 2 * DAY));
  expect(withOpen(slotsOf('1h', NOON), undefined)).toEqual(slotsOf('1h', NOON));
  expect(openOf(null)).toBeUndefined();
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
        const [begin = 0] = visitsOf([seen(now - ago)]).keys();
        const { hour, day } = roundOf(begin);
        const noted = [`10m:${begin}`, `1h:${hour}`, `1d:${day}`].some((slot) => slots.has(slot as Slot));
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

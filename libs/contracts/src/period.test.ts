import { expect, test } from '@jest/globals';
import { beginOf, endOf } from './period.ts';

test.each([
  ['2026', '2025-12-31T15:00:00.000Z', '2026-12-31T15:00:00.000Z'],
  ['2026-02', '2026-01-31T15:00:00.000Z', '2026-02-28T15:00:00.000Z'],
  ['2026-12', '2026-11-30T15:00:00.000Z', '2026-12-31T15:00:00.000Z'],
  ['2028-02-29', '2028-02-28T15:00:00.000Z', '2028-02-29T15:00:00.000Z'],
  ['0099', '0098-12-31T15:00:00.000Z', '0099-12-31T15:00:00.000Z'],
])('%s begins and ends when it does in Seoul', (period, begin, end) => {
  expect([beginOf(period), endOf(period)]).toEqual([begin, end]);
});

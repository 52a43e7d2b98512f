import { expect, test } from '@jest/globals';
import { byTrend, trendOf } from './trend.ts';

test.each<[name: string, now: number, day: number, trends: boolean]>([
  ['one view', 1, 1, false],
  ['a few views of a new article', 9, 9, false],
  ['the first ten', 10, 10, true],
  ['what is always read much', 200, 28_800, false],
  ['what is always read much, on a good day', 400, 28_800, false],
  ['what is always read much, in a real surge', 1_000, 29_600, true],
  ['a surge that has lasted a while', 1_000, 60_000, false],
])('%s: %i of %i views in ten minutes of the day', (_, now, day, trends) => {
  expect(trendOf('a', now, day) !== undefined).toBe(trends);
});

test('what rises further stands before what is read as often; many readers before few', () => {
  const all = [
    trendOf('usual', 100, 3_000),
    trendOf('new', 100, 100),
    trendOf('큰', 900, 900),
    trendOf('small', 12, 12),
  ];
  expect(byTrend(all.flatMap((trend) => trend ?? [])).map(({ id }) => id)).toEqual([
    '큰',
    'new',
    'usual',
    'small',
  ]);
});

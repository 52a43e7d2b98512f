import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { levelsOf, popularityOf, weightOf } from './popular.ts';

test.each([
  [0, 1],
  [1, 1],
  [10, 1],
  [50, 1.05],
  [200, 1.15],
  [1_000, 1.25],
  [1_000_000, 1.3],
])('%d views in a day weigh %d', (views, weight) => {
  expect(weightOf(views)).toBe(weight);
});

test('more views never weigh less, and none more than 1.3', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (some, more) => {
      expect(weightOf(some + more)).toBeGreaterThanOrEqual(weightOf(some));
      expect(weightOf(some + more)).toBeLessThanOrEqual(1.3);
    }),
  );
});

test('articles of one weight stand together, heaviest first; who weighs as usual is not named', () => {
  const article = (id: string, views: number) => ({
    ...{ id, views, rank: 1, url: '', headline: '여객선', language: 'ko', section: 'society' },
  });
  const levels = levelsOf([article('a', 5_000), article('b', 210), article('c', 4_000), article('d', 2)]);
  expect(levels).toEqual([
    { weight: 1.3, ids: ['a', 'c'] },
    { weight: 1.15, ids: ['b'] },
  ]);
  expect(['a', 'b', 'd', 'x'].map((id) => popularityOf(id, levels))).toEqual([1.3, 1.15, 1, 1]);
});

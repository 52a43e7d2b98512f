import { expect, test } from '@jest/globals';
import { Behind } from './behind.ts';

const SECOND = 1_000;
const at = (end: number) => new Map([['views/0', end]]);

test.each<[string, [second: number, end: number, applied: number][], boolean]>([
  [
    'keeps up with what comes',
    [
      [0, 10, 10],
      [20, 20, 20],
      [40, 30, 30],
    ],
    false,
  ],
  [
    'has half a minute for what has come',
    [
      [0, 10, 0],
      [29, 10, 0],
    ],
    false,
  ],
  [
    'has not moved for half a minute while views come',
    [
      [0, 10, 5],
      [15, 20, 5],
      [30, 30, 5],
    ],
    true,
  ],
  [
    'moves, but more than half a minute behind',
    [
      [0, 100, 0],
      [15, 200, 40],
      [30, 300, 99],
    ],
    true,
  ],
  [
    'has caught up',
    [
      [0, 100, 0],
      [30, 300, 99],
      [35, 300, 300],
    ],
    false,
  ],
  [
    'does not move where nothing comes',
    [
      [0, 10, 10],
      [60, 10, 10],
      [600, 10, 10],
    ],
    false,
  ],
  [
    'stands still after a long silence that one view ends',
    [
      [0, 10, 10],
      [600, 11, 10],
    ],
    false,
  ],
])('a counter that %s', (_, looks, late) => {
  const behind = new Behind();
  const told = looks.map(([second, end, applied]) => behind.isLate(second * SECOND, at(end), at(applied)));
  expect(told.at(-1)).toBe(late);
});

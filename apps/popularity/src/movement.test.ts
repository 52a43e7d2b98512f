import { describe, expect, test } from '@jest/globals';
import { keptMs, movementOf, stepOf, stepsBefore } from './movement.ts';
import { windowNames } from './view.ts';

const MINUTE = 60_000;

test.each<[string, string[] | undefined, number, object]>([
  ['where nobody remembers a list', undefined, 1, {}],
  ['of one that was not there', [], 1, { movement: 'new' }],
  ['of one that stands where it stood', ['b', 'a'], 2, { movement: 'same', before: 2 }],
  ['of one that stood below', ['c', 'b', 'a'], 1, { movement: 'up', before: 3 }],
  ['of one that stood above', ['a', 'b'], 2, { movement: 'down', before: 1 }],
])('movement %s', (_, before, rank, expected) => {
  expect(movementOf(before, 'a', rank)).toEqual(expected);
});

describe.each(windowNames)('a list of %s', (window) => {
  const now = Date.parse('2026-03-01T03:04:05Z');

  test('is compared with one that is old enough, and with none of another time', () => {
    const [best = 0, ...older] = stepsBefore(stepOf(window, now));
    const least = { '10m': 5, '1h': 15, '24h': 180, '7d': 1_440 }[window] * MINUTE;
    // The end of the step it was remembered in: it may be so much younger, and no more.
    expect(stepOf(window, now - least)).toBe(best);
    expect(older.every((step) => step < best)).toBe(true);
    expect(stepOf(window, now - 2.2 * least)).toBeLessThan(Math.min(...older));
    expect(keptMs(window)).toBeGreaterThan(2.4 * least);
  });
});

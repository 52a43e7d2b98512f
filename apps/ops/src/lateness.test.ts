import { describe, expect, test } from '@jest/globals';
import { Lateness } from './lateness.ts';

const HOUR = 3_600_000;

describe('how late a group is', () => {
  const seen = (...ends: [end: number, at: number][]): Lateness => {
    const lateness = new Lateness();
    for (const [end, at] of ends) lateness.note('기사/0', end, at);
    return lateness;
  };

  test.each<[string, number, number]>([
    ['has applied everything', 30, 0],
    ['has applied more than was seen', 31, 0],
    ['lacks the newest record', 29, 5],
    ['lacks those of two looks', 19, 10],
    ['lacks what was there before the first look', 3, 15],
  ])('one that %s', (_, position, late) => {
    const lateness = seen([10, 0], [20, 5_000], [30, 10_000]);
    expect(lateness.of('기사/0', position, 15_000)).toBe(late);
  });

  test('grows while nothing comes, and nothing is applied', () => {
    const lateness = seen([10, 0], [10, 5_000], [10, 10_000]);
    expect(lateness.of('기사/0', 9, 60_000)).toBe(60);
  });

  test('is told of each partition by itself', () => {
    const lateness = seen([10, 0]);
    expect(lateness.of('기사/1', 0, 60_000)).toBe(0);
  });

  test('begins again with a topic that was made anew', () => {
    const lateness = seen([1_000, 0], [3, 60_000]);
    expect(lateness.of('기사/0', 0, 61_000)).toBe(1);
  });

  test('is bounded in what it remembers: of what is older it is told by the oldest that is known', () => {
    const lateness = seen();
    for (let look = 0; look < 1_000; look++) lateness.note('기사/0', look + 1, look * 5_000);
    expect(lateness.of('기사/0', 0, 1_000 * 5_000)).toBe(HOUR / 1_000);
  });
});

import { describe, expect, test } from '@jest/globals';
import { Tide } from './tide.ts';

const HOUR = 3_600_000;
const one = (offset: number) => new Map([[0, offset]]);

describe('how long the oldest record has waited', () => {
  const seen = (...ends: [end: number, at: number][]): Tide => {
    const tide = new Tide(HOUR);
    for (const [end, at] of ends) tide.note(at, one(end));
    return tide;
  };

  test.each<[string, number, number]>([
    ['has applied everything', 30, 0],
    ['has applied more than was seen', 31, 0],
    ['lacks the newest record', 29, 5],
    ['lacks those of two looks', 19, 10],
    ['lacks what was there before the first look', 3, 15],
  ])('for one that %s', (_, position, seconds) => {
    const tide = seen([10, 0], [20, 5_000], [30, 10_000]);
    expect(tide.wait(15_000, one(position))).toEqual({ records: Math.max(0, 30 - position), seconds });
  });

  test('grows while nothing comes, and nothing is applied', () => {
    const tide = seen([10, 0], [10, 5_000], [10, 10_000]);
    expect(tide.wait(60_000, one(9))).toEqual({ records: 1, seconds: 60 });
  });

  test('is nothing of a partition that nobody has looked at', () => {
    expect(new Tide(HOUR).wait(60_000, one(0))).toEqual({ records: 0, seconds: 0 });
  });

  test('is said by the ends of the topic, whoever reads it', () => {
    const tide = new Tide(HOUR);
    tide.note(0, one(10));
    expect(tide.wait(0, one(10))).toEqual({ records: 0, seconds: 0 });
    tide.note(5_000, one(12));
    tide.note(10_000, one(20));
    expect(tide.wait(10_000, one(10))).toEqual({ records: 10, seconds: 5 });
    expect(tide.wait(10_000, one(12))).toEqual({ records: 8, seconds: 0 });
    tide.note(60_000, one(20));
    expect(tide.wait(60_000, one(12))).toEqual({ records: 8, seconds: 50 });
    expect(tide.wait(60_000, one(20))).toEqual({ records: 0, seconds: 0 });
  });

  test('is that of the partition where it is the longest, and a reader that has never read begins at its begin', () => {
    const tide = new Tide(HOUR);
    tide.note(
      0,
      new Map([
        [0, 5],
        [1, 9],
      ]),
    );
    tide.note(
      30_000,
      new Map([
        [0, 6],
        [1, 9],
      ]),
    );
    const behind = new Map([[0, 5]]);
    expect(tide.wait(30_000, behind, new Map([[1, 9]]))).toEqual({ records: 1, seconds: 0 });
    expect(tide.wait(30_000, behind, new Map([[1, 2]]))).toEqual({ records: 8, seconds: 30 });
  });

  test('is known in bounded memory: of what is older than that it is known that it waits at least so long', () => {
    const tide = new Tide(HOUR);
    for (let minute = 0; minute <= 180; minute++) tide.note(minute * 60_000, one(minute));
    const { seconds } = tide.wait(180 * 60_000, one(0));
    expect(seconds).toBeGreaterThanOrEqual(3_600);
    expect(seconds).toBeLessThanOrEqual(3_720);
  });

  test('begins anew with a log that was made anew', () => {
    const tide = new Tide(HOUR);
    tide.note(0, one(1_000));
    tide.note(5_000, one(3));
    tide.note(9_000, one(3));
    expect(tide.wait(9_000, one(0))).toEqual({ records: 3, seconds: 4 });
  });
});

import { describe, expect, test } from '@jest/globals';
import { Hour, type Point } from './hour.ts';
import { tiles } from './slo.ts';

const EVERY = 5_000;

/** An hour of looks; `of` says what is different at one of them. */
function looks(of: (n: number) => Partial<Omit<Point, 'at'>>, count = 720): readonly Point[] {
  const hour = new Hour();
  for (let n = 0; n < count; n++)
    hour.add({ at: (n + 1) * EVERY, seen: { gateway: EVERY, ingest: EVERY }, counts: new Map(), ...of(n) });
  return hour.since();
}

const tile = (points: readonly Point[], name: string) => tiles(points).find((each) => each.name === name);
const counted = (all: number, failed: number) =>
  new Map([
    ['requests:gateway', all],
    ['failed:gateway', failed],
  ]);

describe('a promise', () => {
  test('is not judged where nothing was there to judge', () => {
    for (const each of tiles(looks(() => ({})))) expect(each.state).toBe('unknown');
    expect(tiles([])).toHaveLength(6);
  });

  test('holds with its budget while little fails, and tells how fast it is used up', () => {
    // 1 of 2,000: half of what may fail.
    const points = looks((n) => ({ counts: counted(100, n % 20 === 0 ? 1 : 0) }));
    const { share = 0, left = 0, burn, state } = tile(points, 'Readers are answered') ?? {};
    expect({ share, left, burn: burn?.long, state }).toEqual({
      share: expect.closeTo(0.9995, 6),
      left: expect.closeTo(0.5, 6),
      burn: expect.closeTo(0.5, 6),
      state: 'holds',
    });
  });

  test('is broken when both five minutes and the hour say so; what is over wakes nobody', () => {
    expect(
      tile(
        looks(() => ({ counts: counted(100, 3) })),
        'Readers are answered',
      ),
    ).toMatchObject({
      state: 'pages',
      left: 0,
    });
    const over = looks((n) => ({ counts: counted(100, n < 600 ? 3 : 0) }));
    expect(tile(over, 'Readers are answered')).toMatchObject({ state: 'burns', burn: { short: 0 } });
  });

  test('is not broken by a handful', () => {
    const few = looks((n) => ({ counts: n === 719 ? counted(4, 1) : new Map() }));
    const seen = tile(few, 'Readers are answered');
    expect(seen).toMatchObject({ share: 0.75, state: 'few' });
    expect(seen).not.toHaveProperty('left');
    const ten = looks((n) => ({ counts: n === 719 ? counted(40, 10) : new Map() }));
    expect(tile(ten, 'Readers are answered')).toMatchObject({ state: 'pages', left: 0 });
  });

  test('of quick pages is judged by the bound of 150 ms, or the next lower one that is there', () => {
    const points = looks(() => ({
      counts: new Map([
        ['pages', 200],
        ['pages:0.1', 197],
        ['pages:0.15', 199],
      ]),
    }));
    expect(tile(points, 'Pages are quick')?.share).toBeCloseTo(0.995, 6);
    const coarse = looks(() => ({ counts: new Map(Object.entries({ pages: 200, 'pages:0.1': 197 })) }));
    expect(tile(coarse, 'Pages are quick')).toMatchObject({
      share: expect.closeTo(0.985, 6),
      state: 'burns',
    });
  });

  test('of what readers see is judged by the time that the oldest change waits', () => {
    const waiting = (seconds: number) => ({ records: seconds > 0 ? 3 : 0, seconds });
    const points = looks((n) => ({
      waits: {
        content: waiting(0),
        gateway: waiting(0),
        search: waiting(n < 36 ? 12 : 7),
        views: waiting(20),
      },
    }));
    expect(tile(points, 'Published is seen')).toMatchObject({ share: 1, state: 'holds' });
    expect(tile(points, 'Published is found')?.share).toBeCloseTo(0.95, 6);
    expect(tile(points, 'Lists follow readers')).toMatchObject({ share: 1, left: 1 });
  });

  test('is judged by the last hour alone', () => {
    const points = looks((n) => ({ counts: counted(100, n < 720 ? 100 : 0) }), 1_440);
    expect(tile(points, 'Readers are answered')).toMatchObject({ share: 1, state: 'holds' });
  });
});

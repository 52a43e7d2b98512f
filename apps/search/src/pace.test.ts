import { describe, expect, test } from '@jest/globals';
import { Answered, Pace } from './pace.ts';

describe('how long readers wait', () => {
  test('is what 95 of 100 answers took that were given lately', () => {
    const answered = new Answered();
    expect(answered.p95(0)).toBeUndefined();
    for (let n = 1; n <= 100; n++) answered.note(n, 1_000);
    expect(answered.p95(1_500)).toBe(95);
    answered.note(400, 9_000);
    expect(answered.p95(9_000)).toBe(400);
    expect(answered.p95(20_000)).toBeUndefined();
  });
});

describe('an index is filled', () => {
  test('in requests of 500 as long as nobody waits for it, or nobody asks', () => {
    const pace = new Pace(100);
    for (const p95 of [undefined, 5, 100]) pace.next(40, p95);
    expect(pace).toMatchObject({ bulk: 500, pauseMs: 0 });
  });

  test('in halves and with longer pauses while readers wait, and never in less than 25', () => {
    const pace = new Pace(100);
    const steps = Array.from({ length: 7 }, () => {
      pace.next(40, 101);
      return [pace.bulk, pace.pauseMs];
    });
    expect(steps).toEqual([
      [250, 40],
      [125, 80],
      [62, 160],
      [31, 320],
      [25, 640],
      [25, 1_000],
      [25, 1_000],
    ]);
  });

  test('as before when readers have not waited for a while', () => {
    const pace = new Pace(100);
    for (const p95 of [500, 500, 500]) pace.next(40, p95);
    for (let n = 0; n < 20; n++) pace.next(40, 10);
    expect(pace).toMatchObject({ bulk: 500, pauseMs: 0 });
  });
});

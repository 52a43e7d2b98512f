import { describe, expect, test } from '@jest/globals';
import { Meter } from './meter.ts';

const counts = (value: number) => new Map([['accepted', value]]);
const SECOND = 1_000;
/** Seconds since 1970 when the first process began. */
const BEGUN = 1_700_000_000;
const at = (seconds: number) => (BEGUN + seconds) * SECOND;

describe('what counters have come to', () => {
  test('is nothing at the first look, and the difference from then on', () => {
    const meter = new Meter();
    expect(meter.take(at(100), BEGUN, counts(1_000)).get('accepted')).toBeUndefined();
    expect(meter.take(at(105), BEGUN, counts(1_012)).get('accepted')).toBe(12);
    expect(meter.take(at(110), BEGUN, counts(1_012)).get('accepted')).toBe(0);
  });

  test('survives that a process is started again: what it counts from zero is new', () => {
    const meter = new Meter();
    meter.take(at(100), BEGUN, counts(1_000));
    expect(meter.take(at(105), BEGUN + 103, counts(7)).get('accepted')).toBe(7);
    expect(meter.take(at(110), BEGUN + 103, counts(9)).get('accepted')).toBe(2);
  });

  test('is held against each process, where several answer at one address in turn', () => {
    const meter = new Meter();
    meter.take(at(100), BEGUN, counts(1_000));
    expect(meter.take(at(105), BEGUN - 50, counts(400)).size).toBe(0);
    expect(meter.take(at(110), BEGUN, counts(1_010)).get('accepted')).toBe(10);
    expect(meter.take(at(115), BEGUN - 50, counts(404)).get('accepted')).toBe(4);
  });

  test('counts a label that was not there before from zero, and takes off what a process has taken back', () => {
    const meter = new Meter();
    meter.take(at(100), BEGUN, counts(10));
    const both = new Map([
      ['accepted', 10],
      ['left:capped', 30],
    ]);
    expect(Object.fromEntries(meter.take(at(105), BEGUN, both))).toEqual({ accepted: 0, 'left:capped': 30 });
    const less = new Map([['left:capped', 25]]);
    expect(meter.take(at(110), BEGUN, less).get('left:capped')).toBe(-5);
  });

  test('begins anew where a number falls and nobody says which process it is', () => {
    const meter = new Meter();
    meter.take(at(100), undefined, counts(10));
    expect(meter.take(at(105), undefined, counts(14)).get('accepted')).toBe(4);
    expect(meter.take(at(110), undefined, counts(3)).get('accepted')).toBe(3);
  });
});

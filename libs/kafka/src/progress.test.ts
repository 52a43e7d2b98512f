import { expect, test } from '@jest/globals';
import { Progress, STUCK_MS } from './progress.ts';

const STUCK = 25_000;

test('a probe that is asked every few seconds finds out within half a minute', () => {
  expect(STUCK_MS).toBeLessThanOrEqual(25_000);
});

test('a reader that asks again and again is never stuck, however little there is to read', () => {
  const progress = new Progress(STUCK, 0);
  for (let now = 0; now < 600_000; now += STUCK) {
    progress.moved(now);
    expect(progress.stuck(now + STUCK)).toBeUndefined();
  }
});

test('one that has asked for nothing for too long is, until it asks again', () => {
  const progress = new Progress(STUCK, 1_000);
  expect(progress.stuck(26_000)).toBeUndefined();
  expect(progress.stuck(26_001)).toBe('the log reader has not moved for 25 s');
  progress.moved(26_002);
  expect(progress.stuck(26_003)).toBeUndefined();
});

test('a partition in hand that does not move is named, though others go on and more is asked for', () => {
  const progress = new Progress(STUCK, 0);
  progress.works('content.changes.v1/2', 0);
  for (let now = 0; now <= 30_000; now += 500) {
    progress.works('content.changes.v1/4', now);
    progress.ends('content.changes.v1/4', now);
    progress.moved(now);
  }
  expect(progress.stuck(30_000)).toBe('content.changes.v1/2 is in hand and has not moved for 30 s');
  progress.goesOn('content.changes.v1/2', 30_001);
  progress.goesOn('content.changes.v1/4', 30_001);
  expect(progress.stuck(30_002)).toBeUndefined();
  expect(progress.busy).toBe(true);
  progress.ends('content.changes.v1/2', 30_002);
  expect(progress.busy).toBe(false);
});

test('while something in hand moves, nothing has to be asked for', () => {
  const progress = new Progress(STUCK, 0);
  for (let now = 0; now < 300_000; now += 10_000) {
    progress.works('ingest.events.v1/0', now);
    expect(progress.stuck(now + 10_000)).toBeUndefined();
  }
  progress.ends('ingest.events.v1/0', 300_000);
  expect(progress.busy).toBe(false);
  expect(progress.stuck(320_000)).toBeUndefined();
  expect(progress.stuck(325_001)).toBeDefined();
});

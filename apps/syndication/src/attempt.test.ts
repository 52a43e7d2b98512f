import { expect, test } from '@jest/globals';
import { type Answered, type Ending, endingOf } from './attempt.ts';

const NOW = Date.parse('2026-03-01T09:00:00Z');
const HOUR = 3_600_000;
const endingAfter = (answered: Answered, attempts = 1, since = NOW, chance = 0): Ending =>
  endingOf(answered, { attempts, since, now: NOW, chance });
/** Seconds until the next attempt. */
const pauseOf = (ending: Ending): number => (ending.is === 'again' ? (ending.at - NOW) / 1_000 : Number.NaN);

test.each<[string, Answered, Ending['is']]>([
  ['200', { status: 200 }, 'taken'],
  ['204', { status: 204 }, 'taken'],
  ['a redirect', { status: 301 }, 'again'],
  ['308', { status: 308 }, 'again'],
  ['a refusal', { status: 403 }, 'again'],
  ['410', { status: 410 }, 'ended'],
  ['too much', { status: 429 }, 'again'],
  ['an error', { status: 500 }, 'again'],
  ['silence', { error: 'no answer' }, 'again'],
  ['an address that may not be asked', { error: 'address refused' }, 'again'],
])('an answer means what it says: %s', (_, answered, is) => {
  expect(endingAfter(answered).is).toBe(is);
});

test.each([
  [1, 2.5, 5],
  [2, 5, 10],
  [5, 40, 80],
  [8, 300, 600],
  [200, 300, 600],
])('after %d attempts the next one is between %d and %d s away', (attempts, least, most) => {
  const failed = { status: 503 };
  expect(pauseOf(endingAfter(failed, attempts, NOW, 0))).toBeCloseTo(least, 2);
  expect(pauseOf(endingAfter(failed, attempts, NOW, 0.9999))).toBeCloseTo(most, 1);
});

test.each<[string | undefined, number]>([
  [undefined, 2.5],
  ['120', 120],
  ['1', 2.5],
  ['999999', 3_600],
  ['-5', 2.5],
  ['Sun, 01 Mar 2026 10:00:00 GMT', 2.5],
])('a receiver that asks for time (%s) is given %d s', (retryAfter, seconds) => {
  expect(pauseOf(endingAfter({ status: 503, ...(retryAfter ? { retryAfter } : {}) }))).toBe(seconds);
});

test.each([
  [23, 'again'],
  [23.9, 'parked'],
  [30, 'parked'],
])('%d hours after the first attempt a message is tried %s', (hours, is) => {
  expect(endingAfter({ status: 500 }, 40, NOW - hours * HOUR, 0.9).is).toBe(is);
});

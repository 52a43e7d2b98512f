import { describe, expect, test } from '@jest/globals';
import { Pull } from '#libs/contracts';
import type { Cursor } from './cursor.ts';
import { begun, cursorAfter, dueAt, type Heard, judged, wishOf } from './poll.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-11-30T09:00:00Z');
const pull = Pull.parse({ url: 'https://wire.example/속보.xml', interval: '5m', quietAfter: '6h' });
const fresh = begun(pull, undefined, NOW);
const at = (now: number, chance = 1) => ({ pull, now, chance });
const taken: Heard = { outcome: 'taken', words: '3 new items', known: { etag: '"1"', digest: 'a' } };
const failed: Heard = { outcome: 'failed', words: 'it answers 503' };

describe('when a source is asked again', () => {
  interface Case {
    is: string;
    before?: Partial<Cursor>;
    heard: Heard;
    chance?: number;
    minutes: number;
  }
  const there: Heard = { ...taken, outcome: 'not_modified' };
  const cases: Case[] = [
    { is: 'after the interval', heard: taken, minutes: 5 },
    { is: 'later, if its feed is fresh longer', heard: { ...taken, waitMs: 20 * MINUTE }, minutes: 20 },
    { is: 'no earlier, if its feed is fresh a moment', heard: { ...taken, waitMs: 1_000 }, minutes: 5 },
    { is: 'after a failure later', heard: failed, minutes: 10 },
    { is: 'but not always as much later', heard: failed, chance: 0.5, minutes: 7.5 },
    { is: 'and never before the interval', heard: failed, chance: 0, minutes: 5 },
    { is: 'after many failures an hour later', before: { failures: 400 }, heard: failed, minutes: 60 },
    { is: 'or half an hour', before: { failures: 400 }, heard: failed, chance: 0, minutes: 30 },
    { is: 'as late as it says', heard: { ...failed, waitMs: 5 * HOUR }, chance: 0, minutes: 300 },
    { is: 'after the interval when it is there again', before: { failures: 9 }, heard: there, minutes: 5 },
  ];
  test.each(cases)('$is', ({ before, heard, chance, minutes }) => {
    const next = cursorAfter({ ...fresh, ...before }, heard, at(NOW, chance));
    expect(next.next - NOW).toBe(minutes * MINUTE);
  });

  test('an interval above an hour is no shorter after failures', () => {
    const slow = Pull.parse({ url: 'https://wire.example/', interval: '6h' });
    const next = cursorAfter(fresh, failed, { pull: slow, now: NOW, chance: 0 });
    expect(next.next - NOW).toBe(6 * HOUR);
  });

  test('never, when it has ended', () => {
    const ended = cursorAfter(fresh, { outcome: 'gone', words: 'it answers 410' }, at(NOW));
    expect(ended).toMatchObject({ gone: NOW, quiet: NOW });
    expect(dueAt(ended, pull)).toBe(Number.POSITIVE_INFINITY);
  });

  test('at once, when the settings name another address, and as if for the first time', () => {
    const ended = cursorAfter(fresh, { outcome: 'gone', words: '' }, at(NOW));
    const moved = { ...pull, url: 'https://wire.example/new' };
    expect(begun(moved, ended, NOW + HOUR)).toEqual(begun(moved, undefined, NOW + HOUR));
    expect(begun(pull, ended, NOW + HOUR)).toBe(ended);
  });
});

describe('what is remembered of a source', () => {
  const known = cursorAfter(fresh, taken, at(NOW));

  test('is what its feed is known by, only when all of it was taken', () => {
    expect(known).toMatchObject({ etag: '"1"', digest: 'a', success: NOW, item: NOW, failures: 0 });
    const later = cursorAfter(
      known,
      { outcome: 'taken', words: '', known: { modified: 'Mon', digest: 'b' } },
      at(NOW),
    );
    expect(later).toMatchObject({ modified: 'Mon', digest: 'b' });
    expect(later).not.toHaveProperty('etag');
  });

  test.each<Heard>([
    failed,
    { outcome: 'not_taken', words: '' },
    { outcome: 'unreadable', words: '' },
    { outcome: 'taken', words: 'and 40 more wait' },
  ])('stays when $outcome gives nothing to know it by', (heard) => {
    expect(cursorAfter(known, heard, at(NOW + HOUR))).toMatchObject({ etag: '"1"', digest: 'a' });
  });

  test('is where it has moved for good, as long as there is a feed', () => {
    const moved = 'https://new.example/feed';
    expect(cursorAfter(known, { ...taken, moved }, at(NOW)).url).toBe(moved);
    expect(cursorAfter(known, { ...failed, moved }, at(NOW)).url).toBe(pull.url);
    const there = { ...known, url: moved };
    expect(cursorAfter({ ...there, failures: 3 }, failed, at(NOW)).url).toBe(moved);
    expect(cursorAfter({ ...there, failures: 4 }, failed, at(NOW)).url).toBe(pull.url);
  });
});

describe('a source is quiet', () => {
  const known = cursorAfter(fresh, taken, at(NOW));

  test('when it has had nothing new for too long, answer or none', () => {
    const late = at(NOW + 6 * HOUR);
    expect(judged(known, at(NOW + 6 * HOUR - 1))).not.toHaveProperty('quiet');
    expect(judged(known, late)).toMatchObject({ quiet: late.now });
    expect(cursorAfter(known, failed, late)).toMatchObject({ quiet: late.now });
    expect(cursorAfter(known, { outcome: 'nothing_new', words: '' }, late)).toMatchObject({
      quiet: late.now,
    });
  });

  test('from the same moment on, until there is something new', () => {
    const quiet = judged(known, at(NOW + 6 * HOUR));
    expect(judged(quiet, at(NOW + 7 * HOUR))).toMatchObject({ quiet: NOW + 6 * HOUR });
    expect(cursorAfter(quiet, taken, at(NOW + 7 * HOUR))).not.toHaveProperty('quiet');
  });

  test('is looked at when it may become so, also while it is left alone', () => {
    const alone = { ...known, next: NOW + 20 * HOUR };
    expect(dueAt(alone, pull)).toBe(NOW + 6 * HOUR);
    expect(dueAt(judged(alone, at(NOW + 6 * HOUR)), pull)).toBe(NOW + 20 * HOUR);
  });

  test('if it never had anything, from when it was first asked', () => {
    expect(judged(fresh, at(NOW + 6 * HOUR))).toMatchObject({ quiet: NOW + 6 * HOUR });
  });
});

describe('how long an answer wishes to be left alone', () => {
  test.each<[Record<string, string>, boolean, seconds: number]>([
    [{}, true, 0],
    [{ 'cache-control': 'public, max-age=900' }, true, 900],
    [{ 'cache-control': 'max-age=900', age: '300' }, true, 600],
    [{ 'cache-control': 'max-age=900', age: '1000' }, true, 0],
    [{ 'cache-control': 'max-age=900, no-cache' }, true, 0],
    [{ 'cache-control': 's-maxage=900' }, true, 0],
    [{ 'cache-control': 'max-age=31536000' }, true, 3_600],
    [{ 'cache-control': 'max-age=900' }, false, 0],
    [{ 'retry-after': '120' }, false, 120],
    [{ 'retry-after': 'Mon, 30 Nov 2026 09:02:00 GMT' }, false, 120],
    [{ 'retry-after': 'Mon, 30 Nov 2026 08:00:00 GMT' }, false, 0],
    [{ 'retry-after': '99999999' }, false, 86_400],
    [{ 'retry-after': '나중에', 'cache-control': '한참' }, true, 0],
  ])('%j is %s s', (headers, isFresh, seconds) => {
    expect(wishOf(headers, isFresh, NOW)).toBe(seconds * 1_000);
  });
});

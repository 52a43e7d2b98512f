import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { momentOf } from './moment.ts';

describe('a moment', () => {
  test.each([
    ['2026-01-02T03:04:05+09:00', '2026-01-02T03:04:05+09:00'],
    ['2026-01-02T03:04:05.6789Z', '2026-01-02T03:04:05.678Z'],
    ['2026-01-02T03:04:05+0900', '2026-01-02T03:04:05+09:00'],
    ['20260102T030405Z', '2026-01-02T03:04:05Z'],
    ['20260102T030405+0900', '2026-01-02T03:04:05+09:00'],
    ['20260102T0304-05', '2026-01-02T03:04:00-05:00'],
    ['Fri, 02 Jan 2026 03:04:05 +0900', '2026-01-02T03:04:05+09:00'],
    ['Fri, 2 Jan 26 03:04 GMT', '2026-01-02T03:04:00Z'],
    ['02 January 2026 03:04:05 KST', '2026-01-02T03:04:05+09:00'],
    ['Fri, 02 Jan 2026 03:04:05 -0500 (EST)', '2026-01-02T03:04:05-05:00'],
    ['January 2, 2026 03:04:05 PST', '2026-01-02T03:04:05-08:00'],
    ['2026-01-02 03:04:05 KST', '2026-01-02T03:04:05+09:00'],
  ])('is read from %s', (text, at) => {
    expect(momentOf(text)).toEqual({ at });
  });

  test.each([
    ['20260102', '2026-01-02T00:00:00Z', /no time of day/],
    ['2026-01-02', '2026-01-02T00:00:00Z', /no time of day/],
    ['2026.01.02 03:04', '2026-01-02T03:04:00Z', /no zone/],
    ['2026/1/2 3:04:05', '2026-01-02T03:04:05Z', /no zone/],
    ['20260102T030405', '2026-01-02T03:04:05Z', /no zone/],
  ])('of %s is guessed to be of UTC', (text, at, why) => {
    expect(momentOf(text)).toEqual({ at, guessed: expect.stringMatching(why) });
  });

  test.each([
    '',
    'soon',
    '2026-02-30T00:00:00Z',
    '20261301T000000Z',
    '2026-01-02T25:00:00Z',
    'Fri, 02 Jan 2026 03:04:05 +9900',
    'Fri, 02 Foo 2026 03:04:05 GMT',
    '2026-01-02T03:04:05 QQQ',
    'Fri, 02 Jan 2026 03:04:05 toString',
    '2026-01-02T03:04:05+09:00'.repeat(1_000),
  ])('is not %j', (text) => {
    expect(momentOf(text)).toBeUndefined();
  });

  test('is found again in each form that a date is written in', () => {
    const date = fc.date({ min: new Date('1990-01-01'), max: new Date('2049-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (when) => {
        const iso = `${when.toISOString().slice(0, 19)}Z`;
        const compact = iso.replaceAll(/[-:]/g, '');
        const found = [iso, compact, when.toUTCString()].map((text) => momentOf(text)?.at);
        expect(found).toEqual([iso, iso, iso]);
      }),
    );
  });
});

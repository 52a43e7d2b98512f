import { describe, expect, test } from '@jest/globals';
import type { Missing, WhereAnswer, WhereHop } from '#libs/contracts';
import { sentenceOf } from './sentence.ts';

const now = Date.parse('2026-03-01T03:10:00.000Z');
const accepted: WhereHop = {
  hop: 'accepted',
  state: 'passed',
  words: 'safe',
  at: '2026-03-01T03:03:04.000Z',
};
const decided: WhereHop = { hop: 'decided', state: 'passed', words: 'version 3 is public', ms: 120 };
const shown: WhereHop = { hop: 'shown', state: 'passed', words: 'readers see it' };

function said(hops: readonly WhereHop[], missing: readonly Missing[] = []): string {
  const facts: Omit<WhereAnswer, 'sentence'> = {
    ...{ name: 'x', asked: '2026-03-01T03:10:00.000Z' },
    ...{ hops: [...hops], missing: [...missing], actions: [] },
  };
  return sentenceOf(facts, now);
}
const stale: WhereHop = { ...decided, state: 'ended', reason: 'stale', words: 'version 3 is newer' };
const missingOf = ({ hop, reason = 'silent', words }: WhereHop, more: Partial<Missing> = {}): Missing => ({
  ...{ hop, reason, words },
  ...more,
});

describe('what is said', () => {
  test('where all is well', () => {
    expect(said([accepted, decided, shown])).toBe(
      'Accepted 03:03:04, decided after 120 ms: version 3 is public; readers see it, and it is found and counted.',
    );
  });

  test('where a newer version was known', () => {
    expect(said([accepted, stale, shown], [missingOf(stale)])).toBe(
      'Accepted 03:03:04, decided after 120 ms: refused as stale, version 3 is newer.',
    );
  });

  test('of another day, and after some time', () => {
    const long = { ...stale, ms: 12_400 };
    const yesterday = { ...accepted, at: '2026-02-27T23:00:00.000Z' };
    expect(said([yesterday, long, shown], [missingOf(long)])).toBe(
      'Accepted 2026-02-27 23:00:00, decided after 12 s: refused as stale, version 3 is newer.',
    );
  });

  test.each([
    ['conflict', 'refused as a conflict, '],
    ['duplicate', 'refused as a duplicate, '],
    ['withdrawn', 'refused as withdrawn, '],
  ] as const)('of an outcome by the name of %s', (reason, words) => {
    const hop = { ...stale, reason };
    expect(said([accepted, hop, shown], [missingOf(hop)])).toContain(words);
  });

  test('of what is paused, with when it goes on', () => {
    const hop: WhereHop = {
      hop: 'decided',
      state: 'waiting',
      reason: 'paused',
      words: '한서윤 has paused content',
    };
    expect(said([accepted, hop, shown], [missingOf(hop, { next: '2026-03-01T04:00:00.000Z' })])).toBe(
      'Accepted 03:03:04, not decided: 한서윤 has paused content; it goes on by itself at 04:00:00.',
    );
  });

  test('of what waits for its time', () => {
    const hop: WhereHop = { ...decided, state: 'waiting', reason: 'held', words: 'version 3 is held' };
    expect(said([accepted, hop, shown], [missingOf(hop, { next: '2026-03-02T04:00:00.000Z' })])).toBe(
      'Accepted 03:03:04, decided after 120 ms: version 3 is held; readers see it from then on at 2026-03-02 04:00:00.',
    );
  });

  test('of several things that are missing, the first in full', () => {
    const indexed: WhereHop = {
      hop: 'indexed',
      state: 'missing',
      reason: 'dead',
      words: 'search could not use it',
    };
    const counted: WhereHop = { hop: 'counted', state: 'unknown', reason: 'silent', words: 'x' };
    expect(
      said(
        [accepted, decided, indexed, counted, shown],
        [indexed, counted].map((hop) => missingOf(hop)),
      ),
    ).toBe(
      'Accepted 03:03:04, decided after 120 ms: version 3 is public; search could not use it. Besides, counted: the service that knows does not answer.',
    );
  });

  test('of what never came', () => {
    const hop: WhereHop = {
      hop: 'accepted',
      state: 'ended',
      reason: 'refused',
      words: 'the gate has refused it',
    };
    expect(said([hop, decided, shown], [missingOf(hop)])).toBe('The gate has refused it.');
  });
});

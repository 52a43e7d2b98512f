import { describe, expect, test } from '@jest/globals';
import { cardOf, type LastChange } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { newerSide, translationIn } from './translation.ts';

const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
const change = (hour: number, changeType: LastChange['changeType'] = 'correction'): LastChange => ({
  changeType,
  version: 2,
  at: at(hour),
});

describe('one side of a pair is told that the other knows better', () => {
  test.each<[string, string, LastChange | undefined, boolean]>([
    ['not while neither has changed', at(0), undefined, false],
    ['when the other was corrected', at(0), change(1), true],
    ['when the other changed in substance', at(0), change(1, 'material'), true],
    ['in whatever zone the times are written', '2026-03-01T09:30:00+09:00', change(1), true],
    ['not if this side was changed later', at(2), change(1), false],
    ['not if both were changed at once', at(1), change(1), false],
    ['again when the other is corrected once more', at(2), change(3), true],
  ])('%s', (_, modified, lastChange, told) => {
    const pair = cardOf(aPublicArticle({ ...(lastChange ? { lastChange } : {}) }));
    expect(newerSide({ modified }, pair)).toEqual(told ? lastChange : undefined);
  });

  test('and the public API names the pair with it', () => {
    const pair = cardOf(aPublicArticle({ language: 'ko', headline: '여객선 운항', lastChange: change(1) }));
    const { id, url } = pair;
    const named = { id, url, language: 'ko', headline: '여객선 운항' };
    expect(translationIn({ modified: at(0) }, pair)).toEqual({ ...named, newer: change(1) });
    expect(translationIn({ modified: at(2) }, pair)).toEqual(named);
  });
});

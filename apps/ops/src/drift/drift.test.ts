import { describe, expect, test } from '@jest/globals';
import { DRIFT_PAGE, type DriftState } from '#libs/contracts';
import { mendsByItself, mustBeDropped, mustBeTold, questionsOf, type Suspect, standing } from './drift.ts';

const a: Suspect = { where: 'search', at: 'search', is: 'stale', id: 'a', uri: 'desk:a', seq: 7 };

interface Look {
  before: Partial<Suspect>[];
  again: Partial<Suspect>[];
  /** The state of the record behind both; absent: it does not know the article. */
  after?: number;
  stands: number;
}

describe('a difference', () => {
  test.each<[string, Look]>([
    ['that is seen twice beside one state stands', { before: [{}], again: [{}], after: 7, stands: 1 }],
    [
      'that is seen twice, of another kind the second time, stands',
      { before: [{ is: 'missing' }], again: [{}], after: 7, stands: 1 },
    ],
    ['that is not seen again is none', { before: [{}], again: [], after: 7, stands: 0 }],
    ['that is first seen at the second look waits', { before: [], again: [{}], after: 7, stands: 0 }],
    [
      'of an article that changed before the second look is none yet',
      { before: [{}], again: [{ seq: 8 }], after: 8, stands: 0 },
    ],
    [
      'of an article that changed behind the second look is none yet',
      { before: [{}], again: [{}], after: 8, stands: 0 },
    ],
    [
      'in one view says nothing of another',
      { before: [{ at: 'popularity' }], again: [{}], after: 7, stands: 0 },
    ],
    [
      'of one gateway says nothing of another',
      { before: [{ at: 'http://a' }], again: [{ at: 'http://b' }], after: 7, stands: 0 },
    ],
    [
      'of what the record does not know stands as long as it does not',
      { before: [{ seq: 0 }], again: [{ seq: 0 }], stands: 1 },
    ],
    [
      'of what the record has come to know is none',
      { before: [{ seq: 0 }], again: [{ seq: 0 }], after: 9, stands: 0 },
    ],
  ])('%s', (_, { before, again, after, stands }) => {
    const suspect = (changes: Partial<Suspect>) => ({ ...a, ...changes });
    const known = new Map(after === undefined ? [] : [['a', after] as const]);
    const looks = { before: before.map(suspect), again: again.map(suspect), after: known };
    expect(standing(looks)).toHaveLength(stands);
  });

  test.each<[Partial<Suspect>, boolean, boolean, boolean]>([
    [{ is: 'missing' }, false, true, true],
    [{ is: 'stale' }, false, true, true],
    [{ is: 'wrong' }, false, true, true],
    [{ is: 'ghost' }, false, true, true],
    [{ is: 'ahead' }, true, true, true],
    [{ is: 'unknown' }, true, false, false],
    [{ where: 'gateway', is: 'stale' }, true, false, true],
    [{ where: 'gateway', is: 'unknown' }, true, false, false],
    [{ where: 'content', is: 'missing' }, false, true, true],
    [{ where: 'content', is: 'ghost' }, false, true, true],
  ])('such as %j: dropped %p, told again %p, without an order %p', (changes, dropped, told, itself) => {
    const suspect = { ...a, ...changes };
    expect([mustBeDropped(suspect), mustBeTold(suspect), mendsByItself(suspect)]).toEqual([
      dropped,
      told,
      itself,
    ]);
  });
});

describe('questions', () => {
  const state = (n: number, letters = 0): DriftState =>
    ({ id: `a${n}`, seq: 1, change: { headline: '가'.repeat(letters) } }) as never;

  test('hold each state once, in order, and no more than a view takes', () => {
    const states = Array.from({ length: 2 * DRIFT_PAGE + 1 }, (_, n) => state(n));
    const questions = questionsOf(states);
    expect(questions.map(({ length }) => length)).toEqual([DRIFT_PAGE, DRIFT_PAGE, 1]);
    expect(questions.flat()).toEqual(states);
  });

  test('about large articles are small: several only while they fit, one however large it is', () => {
    // A letter of Hangul is three bytes: two of the first fit, and nothing beside the last.
    const states = [state(1, 300_000), state(2, 300_000), state(3, 300_000), state(4, 1_300_000)];
    expect(questionsOf(states).map((each) => each.map(({ id }) => id))).toEqual([
      ['a1', 'a2'],
      ['a3'],
      ['a4'],
    ]);
    expect(questionsOf([])).toEqual([]);
  });
});

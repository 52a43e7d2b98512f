import { describe, expect, test } from '@jest/globals';
import { fromJamo, jamo } from '../language/hangul.ts';
import { bestOf, countRequest, otherQuestions, spellingRequest } from './spelling.ts';

/** What the engine suggests for the words of a question, by their place. */
const suggesting = (...spellings: string[][]) =>
  Object.fromEntries(
    spellings.map((texts, at) => [
      `word${at}`,
      [
        {
          text: '',
          offset: 0,
          length: 0,
          options: texts.map((text) => ({ text: jamo(text), score: 0.8, freq: 3 })),
        },
      ],
    ]),
  );

describe('other ways to ask', () => {
  test.each<[string, string[][], string[]]>([
    ['goverment', [['government']], ['government']],
    ['대통렁', [['대통령']], ['대통령']],
    [
      'harbuor lihgt',
      [['harbour'], ['light', 'night']],
      ['harbour light', 'harbour lihgt', 'harbuor light', 'harbuor night'],
    ],
    ['dkssud', [], ['안녕']],
    ['light house', [], ['lighthouse']],
    ['기후위기', [], ['기후 위기']],
    ['climatechange', [], ['climate change']],
    ['"goverment"', [['government']], []],
    ['tag:goverment', [['government']], []],
    ['!', [], []],
  ])('%s', (q, suggested, expected) => {
    const questions = otherQuestions(q, suggesting(...suggested));
    for (const each of expected) expect(questions).toContain(each);
    if (expected.length === 0) expect(questions).toEqual([]);
  });

  test('are no more than the engine counts at once, and never the same again', () => {
    const questions = otherQuestions('internationalisation');
    expect(questions.length).toBeLessThanOrEqual(8);
    expect(otherQuestions('harbour', suggesting(['harbour']))).not.toContain('harbour');
  });

  test('are not looked for in sentences and operators', () => {
    expect(spellingRequest('one two three four five six seven')).toBeUndefined();
    expect(spellingRequest('"one"')).toBeUndefined();
    for (const letters of ['한'.repeat(11), 'x'.repeat(31)]) {
      expect([spellingRequest(letters), otherQuestions(letters)]).toEqual([undefined, []]);
    }
    expect(spellingRequest('하나 two')?.suggest).toMatchObject({ word0: { text: jamo('하나') }, word1: {} });
  });
});

describe('the best of them', () => {
  const counted = (...counts: number[]) =>
    ({ aggregations: { counts: { buckets: counts.map((doc_count) => ({ doc_count })) } } }) as never;

  test.each([
    [[0, 0], 0, undefined],
    [[2, 9, 4], 1, 'b'],
    [[4, 4], 1, 'a'],
    [[2, 1], 2, undefined],
  ])('of counts %p beside %i is %s', (counts, found, expected) => {
    expect(bestOf(['a', 'b', 'c'], counted(...counts), found)).toBe(expected);
  });

  test('are counted in one request that answers no article', () => {
    const filters = [{ term: { section: 'society' } }, { match_all: {} }];
    expect(countRequest(filters)).toMatchObject({ size: 0, aggs: { counts: { filters: { filters } } } });
  });
});

test.each(['대통령', '닭갈비', '왜가리', '값싼', '까치', '의회', 'k팝'])(
  '%s is read back from its letters',
  (word) => {
    expect(fromJamo(jamo(word))).toBe(word);
  },
);

import { expect, test } from '@jest/globals';
import type { DriftAnswer } from '#libs/contracts';
import { linesOf } from './audit.ts';

const whole: DriftAnswer = {
  ...{ state: 'done', articles: 120, held: 250, drifts: [], found: 0, mended: 0, unsure: 0, ms: 1_234 },
};
const drift = { where: 'search', is: 'stale', id: 'zwq5gpzlnc', uri: 'desk:여객선', mended: false } as const;

test.each<[string, Partial<DriftAnswer>, boolean, string[]]>([
  ['nothing differs', {}, false, ['Nothing differs from the record.']],
  ['one differs', { found: 1, drifts: [drift] }, false, ['1 differs: `sosik audit --heal` mends it.']],
  [
    'one is mended',
    { found: 1, mended: 1, drifts: [{ ...drift, mended: true }] },
    true,
    ['One differed, and is mended.'],
  ],
  ['all are mended', { found: 3, mended: 3 }, true, ['3 differed, and all are mended.']],
  [
    'some are left',
    { found: 3, mended: 2 },
    true,
    ['3 differed, 2 of them are mended. The log of ops says what stands in the way.'],
  ],
  [
    'something is behind',
    { unsure: 2 },
    false,
    [
      'Nothing differs from the record.',
      '2 more could not be judged: something is behind. Ask again when it is not.',
    ],
  ],
])('what an operator reads when %s', (_, changes, heal, sentences) => {
  const lines = linesOf({ ...whole, ...changes }, heal);
  expect(
    lines.slice(
      lines.indexOf('120 articles of the record and 250 entries of views were compared in 1.2 s.') + 1,
    ),
  ).toEqual(sentences);
});

test('each drift is a line: where, how, whether it stands, and which article; of very many the first', () => {
  const [line] = linesOf({ ...whole, found: 1, drifts: [drift] }, false);
  expect(line).toBe('search      stale    stands  desk:여객선');
  const { uri: _, ...nameless } = drift;
  expect(linesOf({ ...whole, found: 1, drifts: [nameless] }, false)[0]).toContain('zwq5gpzlnc');
  const many = linesOf({ ...whole, found: 99, drifts: Array.from({ length: 99 }, () => drift) }, false);
  expect(many).toHaveLength(43);
  expect(many[40]).toBe('… and 59 more: --json names the first thousand');
});

test('a paper that could not be compared is said to be one', () => {
  expect(linesOf({ ...whole, state: 'failed', reason: 'search is not available' }, true)).toEqual([
    'The paper could not be compared to its end: search is not available',
  ]);
});

import { describe, expect, test } from '@jest/globals';
import { canaryArticle, plainly, saidIn, wordsOf } from './canary.ts';
import { largerShare } from './rank.ts';
import { type Report, verdictOf } from './verdict.ts';

describe('words that stand nowhere else', () => {
  test.each(['en', 'ko'] as const)('are each another, of one length, in every field (%s)', (edition) => {
    const all = Array.from({ length: 300 }, (_, n) => Object.values(wordsOf(n, edition))).flat();
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(all.map(({ length }) => length)).size).toBe(1);
    const words = wordsOf(7, edition);
    const { notice, reason, ...rest } = words;
    const article = canaryArticle(words, edition, { uri: 'canary:7' });
    expect(new Set(saidIn(JSON.stringify(article), Object.values(words)))).toEqual(
      new Set(Object.values(rest)),
    );
    expect([notice, reason]).not.toContain('');
  });

  test.each([
    ['as it stands', '뷁쀍'],
    ['in its parts (NFD)', '뷁쀍'.normalize('NFD')],
    ['in an address', encodeURIComponent('뷁쀍')],
    ['in an address, in small letters', encodeURIComponent('뷁쀍').toLowerCase()],
    ['in JSON', '"\\ubdc1\\ucf4d"'.replace('\\ucf4d', '\\uc00d')],
    ['in HTML', '&#48577;&#xC00D;'],
    ['in an address, in HTML', encodeURIComponent('뷁쀍').replaceAll('%', '&#37;')],
    ['with a mark inside', '<mark>뷁</mark>쀍'],
  ])('are found %s', (_, text) => {
    expect(saidIn(`<a>${text}</a>`, ['뷁쀍'])).toEqual(['뷁쀍']);
  });

  test('are not found where they are not', () => {
    expect(saidIn('뷁<br>%E0%A4 \\u12 &#x110000; 100%', ['쀍', 'zq'])).toEqual([]);
    expect(plainly('&#9999999;')).toContain('&#9999999;');
  });
});

test.each([
  ['alike', [1, 2, 3, 4], [1, 2, 3, 4], 0.5],
  ['all the same', [5, 5], [5, 5, 5], 0.5],
  ['larger', [5, 6], [1, 2, 3], 1],
  ['smaller', [1], [2, 3], 0],
  ['mostly larger', [2, 4], [1, 3], 0.75],
])('two samples that are %s are told apart so far', (_, first, second, share) => {
  expect(largerShare(first, second)).toBe(share);
});

describe('a run', () => {
  const times = { p50: 1, p95: 2, p99: 3, samples: 200 };
  const good: Report = {
    asked: { articles: 200, tries: 2_000 },
    articles: 200,
    measured: { front: { visible: { ...times, p99: 9_000 }, gone: times } },
    early: [],
    seed: 7,
    tried: { tries: 2_000, looks: 9_000, resurrections: [] },
  };
  const leak: Report['early'][number] = { method: 'GET', path: '/ko', status: 200, words: ['뷁쀍'] };

  test.each<[string, Partial<Report>, RegExp]>([
    ['too few articles', { articles: 199 }, /199 of 200 articles/],
    ['too few tries', { tried: { ...good.tried, tries: 1_875 } }, /1875 of 2000 tries/],
    [
      'one that is gone too late',
      { measured: { front: { visible: times, gone: { ...times, p99: 2_001 } } } },
      /^front/,
    ],
    ['one that was read too early', { early: [leak] }, /뷁쀍/],
    ['one that came back', { tried: { ...good.tried, resurrections: ['/ko'] } }, /came back: \/ko/],
  ])('with %s is no good one', (_, change, words) => {
    expect(verdictOf(good)).toEqual([]);
    expect(verdictOf({ ...good, ...change })).toEqual([expect.stringMatching(words)]);
  });
});

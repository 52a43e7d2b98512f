import { expect, test } from '@jest/globals';
import type { Change } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { type ArticleState, unknownArticle } from './article.ts';
import { fitting, recordedOf } from './drift.ts';

const article = aPublicArticle({ uri: 'desk:ferry', version: 3, seq: 9 });
const open: ArticleState = {
  ...unknownArticle('desk:ferry', article.id),
  status: 'public',
  article,
  floor: 3,
};
const told = { type: 'article.public', article } as const;
const { uri, id, section, language } = article;
const left = {
  type: 'article.gone',
  article: { uri, id, seq: 10, kind: 'withdrawn', section, language },
} as const;
const withdrawn: ArticleState = { ...open, status: 'gone', withdrawn: true, floor: 4 };
const kept = (...versions: number[]) => versions.map((version) => ({ uri, version }));

interface Case {
  state: ArticleState;
  change: Change;
  versions: number[];
  inside?: 'missing' | 'ghost';
}
const isOpen = { state: open, change: told };
const isGone = { state: withdrawn, change: left };

test.each<[string, Case]>([
  ['its public version is kept', { ...isOpen, versions: [1, 2, 3] }],
  ['its public version is not kept', { ...isOpen, versions: [1, 2], inside: 'missing' }],
  ['nothing of it is kept', { ...isOpen, versions: [], inside: 'missing' }],
  ['it is withdrawn and nothing is kept', { ...isGone, versions: [] }],
  ['it is withdrawn and a version is kept', { ...isGone, versions: [2], inside: 'ghost' }],
  ['it is withdrawn and the closed version is kept', { ...isGone, versions: [4], inside: 'ghost' }],
  // Whoever reinstates it keeps the new version before the article says so.
  ['it is withdrawn and a version above the closed ones is kept', { ...isGone, versions: [5] }],
  [
    'it has expired and its versions are kept',
    { state: { ...withdrawn, withdrawn: false }, change: left, versions: [3] },
  ],
])('an article agrees with its revisions or not: %s', (_, { state, change, versions, inside }) => {
  expect(recordedOf(state, change, kept(...versions))).toEqual({ change, ...(inside ? { inside } : {}) });
});

test('an answer holds as many articles as fit, from the first, and never none', () => {
  const bytes = Buffer.byteLength(JSON.stringify(told));
  const three = [{ change: told }, { change: told }, { change: told }];
  expect(fitting(three, 3 * bytes)).toHaveLength(3);
  expect(fitting(three, 3 * bytes - 1)).toHaveLength(2);
  expect(fitting(three, 1)).toHaveLength(1);
  expect(fitting([], 1)).toEqual([]);
});

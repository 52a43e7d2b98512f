import { expect, test } from '@jest/globals';
import type { Article } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { type ArticleState, decide, unknownArticle } from './article.ts';

const URI = 'reread:1';
const shown = aPublicArticle({ uri: URI, version: 3, standfirst: '두 차례', changeType: 'minor' });
const { id: _, url: __, seq: ___, ...open } = shown;
const { firstPublished, modified, revision, fingerprint, excerpt, readingMinutes, ...told } = open;
const article: Article = told;
const state: ArticleState = {
  ...unknownArticle(URI, shown.id),
  status: 'public',
  floor: 3,
  article: shown,
  firstPublished,
  revision,
};

function said(changes: Partial<Article>, before: ArticleState = state) {
  const event = { id: 'r', source: '/import', uri: URI, type: 'article.published', reread: true } as const;
  const at = Date.UTC(2026, 5, 1);
  return decide(before, {
    event: { ...event, data: { ...article, ...changes } },
    n: 9,
    appendedAt: at,
    clock: at,
  });
}

test.each<[what: string, changes: Partial<Article>, outcome: string]>([
  ['the same', {}, 'stale'],
  ['the same at another time', { contentCreated: '2026-05-05T00:00:00Z', changeType: 'correction' }, 'stale'],
  ['other words', { headline: '달라졌다' }, 'public'],
  ['an embargo that had not been seen', { pubStatus: 'withheld' }, 'held'],
  ['an older version', { version: 2, headline: '달라졌다' }, 'stale'],
  ['a newer version', { version: 4 }, 'public'],
])('a payload that is read again as %s', (_, changes, outcome) => {
  expect(said(changes).outcome).toBe(outcome);
});

test('what was read wrong takes the place of its version, and is no edit', () => {
  const { state: next, change } = said({ headline: '달라졌다' });
  expect(change?.article).toMatchObject({
    version: 3,
    seq: 9,
    headline: '달라졌다',
    modified,
    firstPublished,
  });
  expect(next?.article?.changeType).toBe('typo');
});

test('what stands there no more leaves the public, and what waits or was withdrawn is not touched', () => {
  const { standfirst: ____, ...rest } = article;
  expect(said({ ...rest, standfirst: undefined } as never).outcome).toBe('public');
  const held = { ...state, held: { article: { ...article, version: 4 }, at: '2027-01-01T00:00:00Z' } };
  expect(said({ headline: '달라졌다' }, held).outcome).toBe('stale');
  expect(said({ headline: '달라졌다' }, { ...state, withdrawn: true }).outcome).toBe('withdrawn');
});

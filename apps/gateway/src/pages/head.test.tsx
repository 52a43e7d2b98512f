import { describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import { renderToString } from 'preact-render-to-string';
import { cardOf, demoSite, type PublicArticle } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import type { Edition } from '../edition.ts';
import { alternatesOf, Head, type HeadFacts } from './head.tsx';

const origin = 'https://hangang.example';
const frame = (edition: Edition) => ({ site: demoSite, edition, origin });
const headOf = (edition: Edition, facts: HeadFacts) =>
  parseDocument(renderToString(<Head frame={frame(edition)} {...facts} />));
type Document = ReturnType<typeof headOf>;
const all = (head: Document, name: string) => DomUtils.getElementsByTagName(name, head, true);
const meta = (head: Document) =>
  Object.fromEntries(
    all(head, 'meta').map(({ attribs }) => [attribs['property'] ?? attribs['name'], attribs['content']]),
  );
const data = (head: Document) =>
  all(head, 'script').map((each) => JSON.parse(DomUtils.textContent(each)) as Record<string, unknown>);

const english = aPublicArticle({ uri: 'en', headline: 'Ferry sails', by: [] });
const korean = aPublicArticle({ uri: 'ko', language: 'ko', headline: '여객선', slug: '여객선' });
const ofArticle = (article: PublicArticle, facts: HeadFacts = {}): HeadFacts => ({
  ...{ title: article.headline, path: article.url, description: article.excerpt, article },
  ...facts,
});

describe('the two sides of a page name each other', () => {
  const sides = (edition: Edition, facts: HeadFacts) =>
    alternatesOf({ frame: frame(edition), ...facts }).map(({ hreflang, href }) => `${hreflang} ${href}`);

  test.each([
    ['/', '/ko'],
    ['/k-pop', '/ko/k-pop'],
    ['/archive/2026/03/01', '/ko/archive/2026/03/01'],
    ['/corrections', '/ko/corrections'],
  ])('%s and %s', (en, ko) => {
    const both = [`en ${en}`, `ko ${ko}`, `x-default ${en}`];
    expect([sides('en', { path: en }), sides('ko', { path: ko })]).toEqual([both, both]);
  });

  test('articles and their translations', () => {
    const both = [`en ${english.url}`, `ko ${korean.url}`, `x-default ${english.url}`];
    expect(sides('en', ofArticle(english, { translation: cardOf(korean) }))).toEqual(both);
    expect(sides('ko', ofArticle(korean, { translation: cardOf(english) }))).toEqual(both);
  });

  test.each(['/tag/ferry', '/ko/author/a', '/a/aaaaaaaaaa/revisions', '/docs'])(
    '%s may have one side only',
    (path) => {
      expect(sides(path.startsWith('/ko') ? 'ko' : 'en', { path })).toEqual([]);
    },
  );

  test('an article without a translation, and what is no page of its own', () => {
    expect([sides('en', ofArticle(english)), sides('en', { title: 'x' })]).toEqual([[], []]);
  });
});

describe('feeds are named on the pages whose articles they have', () => {
  const feeds = (edition: Edition, facts: HeadFacts) =>
    all(headOf(edition, facts), 'link')
      .filter(({ attribs }) => attribs['rel'] === 'alternate' && attribs['type'])
      .map(({ attribs }) => attribs['href']);

  test.each([
    ['en', { path: '/' }, ['/feed.xml', '/feed.atom', '/feed.json']],
    [
      'ko',
      { path: '/ko/k-pop' },
      ['/ko/k-pop/feed.xml', '/ko/k-pop/feed.atom', '/ko/k-pop/feed.json', '/ko/feed.xml'],
    ],
    ['en', { path: '/tag/a' }, ['/tag/a/feed.xml', '/tag/a/feed.atom', '/tag/a/feed.json', '/feed.xml']],
    ['en', { path: '/popular' }, ['/feed.xml']],
    [
      'en',
      { follow: '/search?q=a' },
      ['/search/feed.xml?q=a', '/search/feed.atom?q=a', '/search/feed.json?q=a', '/feed.xml'],
    ],
    ['ko', ofArticle(korean), ['/ko/feed.xml']],
  ] as const)('%s %o', (edition, facts, expected) => {
    expect(feeds(edition, facts)).toEqual(expected);
  });
});

describe('the head of an article', () => {
  const lead = {
    mediaId: 'b'.repeat(32),
    width: 1600,
    height: 1000,
    alt: 'A ferry',
    focal: [0.25, 0.5] as [number, number],
  };
  const told = aPublicArticle({
    lead,
    headline: '</script><script>alert(1)</script>',
    modified: '2026-03-02T00:00:00.000Z',
    lastChange: {
      ...{ changeType: 'correction' as const, changeNote: 'Two decks.' },
      ...{ version: 2, at: '2026-03-02T00:00:00.000Z' },
    },
  });

  test('is understood by those who share it', () => {
    const head = headOf('en', ofArticle(told));
    expect(meta(head)).toMatchObject({
      'og:type': 'article',
      'og:title': told.headline,
      'og:url': origin + told.url,
      'og:image': `${origin}/media/${lead.mediaId}/1200x675-x3y5.jpg`,
      'og:image:width': '1200',
      'article:published_time': told.firstPublished,
      'twitter:card': 'summary_large_image',
    });
    const canonical = all(head, 'link').find(({ attribs }) => attribs['rel'] === 'canonical');
    expect(canonical?.attribs['href']).toBe(origin + told.url);
  });

  test('is data for search engines, whatever the article says', () => {
    const head = headOf('en', ofArticle(told));
    expect(all(head, 'script').map(({ attribs }) => attribs['type'])).toEqual([
      'application/ld+json',
      'application/ld+json',
    ]);
    const [article, crumbs] = data(head);
    expect(article).toMatchObject({
      '@type': 'NewsArticle',
      headline: told.headline,
      datePublished: told.firstPublished,
      dateModified: told.modified,
      author: [{ name: 'Mina Harlow', url: `${origin}/author/mina-harlow` }],
      publisher: { name: 'Hangang Daily' },
      image: [
        { width: 1200, height: 675 },
        { width: 1200, height: 900 },
        { width: 1000, height: 1000 },
      ],
      correction: [{ '@type': 'CorrectionComment', text: 'Two decks.', datePublished: told.modified }],
    });
    expect(crumbs).toMatchObject({
      itemListElement: [
        { position: 1, name: 'Hangang Daily', item: `${origin}/` },
        { position: 2, name: 'Society', item: `${origin}/society` },
        { position: 3, name: told.headline, item: origin + told.url },
      ],
    });
  });

  test('tells of every correction where all are known, and of none where there was none', () => {
    const corrections = [
      { version: 3, at: '2026-03-04T00:00:00.000Z', note: '200명입니다.' },
      { version: 2, at: '2026-03-03T00:00:00.000Z' },
    ];
    const [article] = data(headOf('ko', ofArticle(korean, { corrections })));
    expect(article?.['correction']).toEqual([
      { '@type': 'CorrectionComment', datePublished: corrections[0]?.at, text: '200명입니다.' },
      { '@type': 'CorrectionComment', datePublished: corrections[1]?.at },
    ]);
    expect(data(headOf('ko', ofArticle(korean)))[0]).not.toHaveProperty('correction');
  });

  test('names the paper where nobody has signed, and no picture where none is kept', () => {
    const [article] = data(headOf('en', ofArticle(english)));
    expect(article).toMatchObject({ author: [{ '@type': 'NewsMediaOrganization', name: 'Hangang Daily' }] });
    expect(article).not.toHaveProperty('image');
    expect(meta(headOf('en', ofArticle(english)))).not.toHaveProperty('og:image');
  });
});

test('what is no page of its own is not to be found', () => {
  expect(meta(headOf('en', { title: 'Search' }))).toMatchObject({ robots: 'noindex, follow' });
  expect(meta(headOf('en', { path: '/' }))).not.toHaveProperty('robots');
});

test('both themes have the colour of their ground', () => {
  const colours = all(headOf('ko', { path: '/ko' }), 'meta')
    .filter(({ attribs }) => attribs['name'] === 'theme-color')
    .map(({ attribs }) => [attribs['media'], attribs['content']]);
  expect(colours).toEqual([
    ['(prefers-color-scheme: light)', '#F5F8F5'],
    ['(prefers-color-scheme: dark)', '#0F1413'],
  ]);
});

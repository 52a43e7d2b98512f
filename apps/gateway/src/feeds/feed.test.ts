import { describe, expect, test } from '@jest/globals';
import { parseRssFeed } from 'feedsmith';
import { DomUtils, parseDocument } from 'htmlparser2';
import { cardOf, demoSite, type PublicArticle } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import type { Edition } from '../edition.ts';
import { rss } from './feed.ts';

const origin = 'https://hangang.example';
const feed = (articles: PublicArticle[], edition: Edition = 'en') =>
  rss({ site: demoSite, edition, origin, articles: articles.map(cardOf) });

/** Read by two parsers that share no code: what one forgives the other may not. */
function read(xml: string): {
  title: string | undefined;
  description: string | undefined;
  link: string | undefined;
  categories: (string | undefined)[];
}[][] {
  const document = parseDocument(xml, { xmlMode: true });
  const of = (item: Parameters<typeof DomUtils.getElementsByTagName>[1], name: string) =>
    DomUtils.getElementsByTagName(name, item, true).map((each) => DomUtils.textContent(each).trim());
  const plain = DomUtils.getElementsByTagName('item', document, true).map((item) => ({
    title: of(item, 'title')[0],
    description: of(item, 'description')[0],
    link: of(item, 'link')[0],
    categories: of(item, 'category'),
  }));
  const smith = (parseRssFeed(xml).items ?? []).map(({ title, description, link, categories = [] }) => ({
    title,
    description,
    link,
    categories: categories.map(({ name }) => name),
  }));
  return [plain, smith];
}

describe('a feed read back', () => {
  test.each([
    ['English', 'Ferry to Ulleung returns'],
    ['Korean', '울릉도 여객선, 다시 뜬다'],
    ['emoji', '배 🚢👩‍👩‍👧 떴다'],
    ['what XML reserves', `R&D: 1 < 2 > 0 "quoted" 'too'`],
    ['what looks like an entity', '&lt;b&gt; &amp; &#x41; &nosuch;'],
    ['what looks like markup', '<script>alert(1)</script><p onclick="x">'],
    ['the end of a CDATA section', 'a ]]> b ]]]]><![CDATA[> c'],
  ])('has its texts as they were: %s', (_, text) => {
    const article = aPublicArticle({ headline: text, excerpt: text, tags: [{ name: text, slug: 'a' }] });
    const expected = [
      { title: text, description: text, link: origin + article.url, categories: ['society', text] },
    ];
    expect(read(feed([article]))).toEqual([expected, expected]);
  });

  test('has its articles in order, each with a name that outlives title, slug and section', () => {
    const before = aPublicArticle({ uri: 'a:1', headline: 'Before' });
    const after = aPublicArticle({ uri: 'a:1', headline: 'After', slug: 'after', section: 'culture' });
    const other = aPublicArticle({ uri: 'a:2' });
    const ids = (articles: PublicArticle[]) => parseRssFeed(feed(articles)).items?.map(({ guid }) => guid);
    expect(ids([before, other])).toEqual(ids([after, other]));
    expect(ids([before])?.[0]).toEqual({ value: `urn:sosik:${before.id}`, isPermaLink: false });
    expect(new Set(ids([before, other])?.map((guid) => guid?.value)).size).toBe(2);
  });

  test('says who wrote and when, with addresses that stand alone', () => {
    const by = [
      { name: '서하람', slug: 'a' },
      { name: 'Mina & Harlow', slug: 'b' },
    ];
    const language = 'ko';
    const article = aPublicArticle({
      by,
      language,
      slug: '울릉도',
      firstPublished: '2026-03-01T00:30:00+09:00',
    });
    const xml = feed([article], 'ko');
    const [item] = parseRssFeed(xml).items ?? [];
    expect(item?.dc?.creators).toEqual(['서하람', 'Mina & Harlow']);
    expect(new Date(String(item?.pubDate)).toISOString()).toBe('2026-02-28T15:30:00.000Z');
    expect(item?.link).toMatch(/^https:\/\/hangang\.example\/ko\/society\/2026\/03\/01\/%EC%9A%B8/);
  });

  test.each([
    ['en', 'Hangang Daily', '/'],
    ['ko', '한강일보', '/ko'],
  ] as const)('is that of its edition: %s', (edition, title, path) => {
    const channel = parseRssFeed(feed([], edition));
    expect(channel).toMatchObject({ title, link: origin + path, language: edition });
    const self = channel.atom?.links?.find(({ rel }) => rel === 'self');
    expect(self?.href).toBe(`${origin}${path === '/' ? '' : path}/feed.xml`);
  });

  test('is that of its question, where it answers one', () => {
    const found = { ...aPublicArticle(), standfirst: '하루 두 차례' };
    const { id, url, headline, standfirst, section, firstPublished } = found;
    const articles = [{ id, url, headline, standfirst, section, firstPublished }];
    const channel = parseRssFeed(rss({ site: demoSite, edition: 'ko', origin, articles, q: '배 & "비"' }));
    const q = encodeURIComponent('배 & "비"');
    expect(channel).toMatchObject({ title: '한강일보: 배 & "비"', link: `${origin}/ko/search?q=${q}` });
    expect(channel.atom?.links?.[0]?.href).toBe(`${origin}/ko/search/feed.xml?q=${q}`);
    expect(channel.items?.[0]).toMatchObject({ title: headline, description: '하루 두 차례' });
  });

  test('has no author where there is none', () => {
    expect(parseRssFeed(feed([aPublicArticle({ by: [] })])).items?.[0]).not.toHaveProperty('dc');
  });
});

import { describe, expect, test } from '@jest/globals';
import { parseAtomFeed, parseRssFeed } from 'feedsmith';
import { DomUtils, parseDocument } from 'htmlparser2';
import { cardOf, demoSite, type PublicArticle } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import type { Edition } from '../edition.ts';
import { type Feed, feedPath, formatAt } from './feed.ts';
import { writeFeed } from './writer.ts';

const origin = 'https://hangang.example';
function feedOf(articles: PublicArticle[], edition: Edition = 'en', changes: Partial<Feed> = {}): Feed {
  const [title, page] = [demoSite.title[edition], edition === 'ko' ? '/ko' : '/'];
  return { title, page, edition, origin, articles: articles.map(cardOf), gone: [], ...changes };
}
const feed = (...given: Parameters<typeof feedOf>) => writeFeed('xml', feedOf(...given));

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
    const { id, url, headline, standfirst, section, language, firstPublished, modified } = found;
    const articles = [{ id, url, headline, standfirst, section, language, firstPublished, modified }];
    const q = encodeURIComponent('배 & "비"');
    const asked = { title: '한강일보: 배 & "비"', page: `/ko/search?q=${q}`, articles };
    const channel = parseRssFeed(feed([], 'ko', asked));
    expect(channel).toMatchObject({ title: '한강일보: 배 & "비"', link: `${origin}/ko/search?q=${q}` });
    expect(channel.atom?.links?.[0]?.href).toBe(`${origin}/ko/search/feed.xml?q=${q}`);
    expect(channel.items?.[0]).toMatchObject({ title: headline, description: '하루 두 차례' });
  });

  test('has no author where there is none', () => {
    expect(parseRssFeed(feed([aPublicArticle({ by: [] })])).items?.[0]).not.toHaveProperty('dc');
  });
});

describe('every format', () => {
  const lead = {
    ...{ mediaId: 'a'.repeat(32), width: 1500, height: 1000 },
    ...{ alt: 'A <ferry>', caption: 'At sea', credit: 'Hangang Daily' },
  };
  const article = aPublicArticle({
    lead,
    standfirst: '하루 두 차례',
    modified: '2026-03-02T00:00:00.000Z',
    lastChange: {
      changeType: 'correction',
      changeNote: 'Two decks & not three.',
      version: 2,
      at: '2026-03-02T00:00:00.000Z',
    },
  });
  const gone = [{ id: 'aaaaaaaaaa', at: '2026-03-03T00:00:00.000Z' }];
  const picture = `${origin}/media/${lead.mediaId}/1280.jpg`;
  const said = 'Correction: Two decks & not three. — The ferry returns on Monday.';

  test('says that an article was corrected, when, and shows its picture', () => {
    const [item] = parseRssFeed(feed([article])).items ?? [];
    expect(item?.description).toBe(said);
    expect(item?.media?.contents?.[0]).toMatchObject({
      ...{ url: picture, type: 'image/jpeg', width: 1280, height: 853 },
      description: { value: 'At sea' },
    });
    const [entry] = parseAtomFeed(writeFeed('atom', feedOf([article]))).entries ?? [];
    expect(entry).toMatchObject({ id: `urn:sosik:${article.id}`, updated: article.modified });
    expect(entry?.summary?.value).toBe(said);
    expect(entry?.links?.find(({ rel }) => rel === 'enclosure')?.href).toBe(picture);
    const [{ content_text, image, date_modified, language }] = JSON.parse(
      writeFeed('json', feedOf([article])),
    ).items;
    expect([content_text, image, date_modified, language]).toEqual([said, picture, article.modified, 'en']);
  });

  test('an Atom feed names what is gone, and no other does', () => {
    const xml = writeFeed('atom', feedOf([article], 'en', { gone }));
    const [tombstone, ...others] = DomUtils.getElementsByTagName(
      'at:deleted-entry',
      parseDocument(xml, { xmlMode: true }),
      true,
    );
    expect(tombstone?.attribs).toEqual({ ref: 'urn:sosik:aaaaaaaaaa', when: gone[0]?.at });
    expect(others).toEqual([]);
    expect(xml).toContain('xmlns:at="http://purl.org/atompub/tombstones/1.0"');
    for (const format of ['xml', 'json'] as const)
      expect(writeFeed(format, feedOf([], 'en', { gone }))).not.toContain('aaaaaaaaaa');
  });

  test.each([
    [[article], [], article.modified],
    [[article], gone, gone[0]?.at],
    [[], [], '1970-01-01T00:00:00.000Z'],
  ])('is as new as what it tells, never as its making', (articles, left, expected) => {
    const { updated } = parseAtomFeed(writeFeed('atom', feedOf(articles, 'en', { gone: left })));
    expect(updated).toBe(expected);
  });

  test.each([
    ['/', 'xml', '/feed.xml'],
    ['/ko', 'atom', '/ko/feed.atom'],
    ['/ko/tag/%EC%84%AC', 'json', '/ko/tag/%EC%84%AC/feed.json'],
    ['/search?q=a%26b', 'atom', '/search/feed.atom?q=a%26b'],
  ] as const)('stands under its page: %s as %s', (page, format, expected) => {
    expect(feedPath(page, format)).toBe(expected);
    expect(formatAt(expected)).toBe(format);
  });
});

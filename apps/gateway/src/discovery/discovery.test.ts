import { describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import { demoSite, SITEMAP_PART } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { icon, manifest, openSearch, robots } from './signs.ts';
import { newsSitemap, partAt, sitemapIndex, sitemapOfArticles, sitemapOfPages } from './sitemap.ts';
import { escaped } from './xml.ts';

const origin = 'https://hangang.example';
const texts = (xml: string, name: string) =>
  DomUtils.getElementsByTagName(name, parseDocument(xml, { xmlMode: true }), true).map((each) =>
    DomUtils.textContent(each),
  );
const korean = aPublicArticle({
  language: 'ko-KR',
  headline: '여객선 & "배" <다시> 뜬다',
  slug: '여객선',
  modified: '2026-03-02T00:00:00.000Z',
});

describe('a sitemap', () => {
  test('names each part of each month, as many as its articles need', () => {
    const months = [
      { name: '2026-03', articles: 2 * SITEMAP_PART + 1 },
      { name: '1988-02', articles: 1 },
    ];
    const parts = ['pages', '2026-03', '2026-03-2', '2026-03-3', '1988-02'];
    expect(texts(sitemapIndex(origin, months), 'loc')).toEqual(
      parts.map((part) => `${origin}/sitemap/${part}.xml`),
    );
  });

  test.each([
    ['2026-03.xml', 0],
    ['2026-03-2.xml', SITEMAP_PART],
    ['2026-03-12.xml', 11 * SITEMAP_PART],
  ])('the part %s begins behind %i articles', (word, skip) => {
    expect(partAt(word)).toEqual({ from: '2026-02-28T15:00:00.000Z', to: '2026-03-31T15:00:00.000Z', skip });
  });

  test.each(['2026-13.xml', '2026-03-1.xml', '2026-03-0.xml', '2026-03.txt', '2026-03', 'pages', 'x.xml'])(
    '%s is no part of it',
    (word) => {
      expect(partAt(word)).toBeUndefined();
    },
  );

  test('names articles by whole addresses, with their last change', () => {
    const xml = sitemapOfArticles(origin, [korean]);
    expect(texts(xml, 'loc')).toEqual([origin + korean.url]);
    expect(texts(xml, 'lastmod')).toEqual([korean.modified]);
    expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<urlset xmlns=/);
  });

  test('for news says what the paper and the article are called, and in which language', () => {
    const xml = newsSitemap(origin, demoSite, [korean]);
    expect(texts(xml, 'news:title')).toEqual([korean.headline]);
    expect(texts(xml, 'news:name')).toEqual(['한강일보']);
    expect(texts(xml, 'news:language')).toEqual(['ko']);
    expect(texts(xml, 'news:publication_date')).toEqual([korean.firstPublished]);
  });

  test('has the fronts and sections of both editions', () => {
    const pages = texts(sitemapOfPages(origin, demoSite), 'loc');
    expect(pages).toEqual(expect.arrayContaining([`${origin}/`, `${origin}/ko`, `${origin}/ko/k-pop`]));
    expect(new Set(pages).size).toBe(pages.length);
  });
});

test('what XML can not hold, no document holds', () => {
  expect(escaped('a\u0000\u0008b\u000bc\ufffe <&>"\ud800')).toBe('abc &lt;&amp;&gt;&quot;\ufffd');
});

test('robots are told of the sitemaps, and kept from previews and the API', () => {
  expect(robots(origin).split('\n')).toEqual(
    expect.arrayContaining([
      'Disallow: /api/',
      'Disallow: /past/',
      'Disallow: /preview/',
      `Sitemap: ${origin}/sitemap.xml`,
      `Sitemap: ${origin}/sitemap-news.xml`,
    ]),
  );
});

test.each([
  ['en', 'Hangang Daily', '/search?q={searchTerms}'],
  ['ko', '한강일보', '/ko/search?q={searchTerms}'],
] as const)('a browser is told how to search (%s)', (edition, name, template) => {
  const xml = openSearch(origin, demoSite, edition);
  expect(texts(xml, 'ShortName')).toEqual([name]);
  const [html] = DomUtils.getElementsByTagName('Url', parseDocument(xml, { xmlMode: true }), true);
  expect(html?.attribs).toEqual({ type: 'text/html', template: origin + template });
});

test('a home screen is told what the paper is called, with a mark that fills its square', () => {
  const told = JSON.parse(manifest(demoSite, 'ko'));
  expect(told).toMatchObject({ name: '한강일보', lang: 'ko', start_url: '/ko', scope: '/' });
  expect(told.icons.map(({ src, sizes }: { src: string; sizes: string }) => [src, sizes])).toEqual([
    ['/assets/icon.svg', 'any'],
    ['/assets/icon.svg', 'any'],
  ]);
  const rects = DomUtils.getElementsByTagName('rect', parseDocument(icon, { xmlMode: true }), true);
  const edges = rects.map(({ attribs }) => [Number(attribs['x']), Number(attribs['width'])] as const);
  expect(edges.reduce((end, [x, width]) => (x === end ? end + width : Number.NaN), 0)).toBe(16);
});

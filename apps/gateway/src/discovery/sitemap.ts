import { type ArchiveAnswer, SITEMAP_PART, type Site, seoulSpan } from '#libs/contracts';
import { editionIn, pathOf } from '../edition.ts';
import { document, element } from './xml.ts';

const NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"';
const NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"';

type Archived = ArchiveAnswer['articles'][number];

/** What a part of the sitemap holds: the pages that are always there, or articles of a month, in order. */
export type Part = 'pages' | { from: string; to: string; skip: number };

/** Which part an address means: `pages.xml`, `2026-03.xml`, and what no longer fits in it `2026-03-2.xml`. */
export function partAt(word: string): Part | undefined {
  if (word === 'pages.xml') return 'pages';
  const [, month = '', number = '1'] = /^(\d{4}-\d{2})(?:-([2-9]|[1-9]\d{1,2}))?\.xml$/.exec(word) ?? [];
  const span = seoulSpan(month);
  return span && { ...span, skip: (Number(number) - 1) * SITEMAP_PART };
}

/** All parts. It says of none when it changed: that would take a look at every article. */
export function sitemapIndex(origin: string, months: readonly { name: string; articles: number }[]): string {
  const parts = months.flatMap(({ name, articles }) =>
    Array.from({ length: Math.ceil(articles / SITEMAP_PART) }, (_, index) =>
      index === 0 ? name : `${name}-${index + 1}`,
    ),
  );
  const content = ['pages', ...parts].map(
    (part) => `<sitemap>${element('loc', `${origin}/sitemap/${part}.xml`)}</sitemap>`,
  );
  return document('sitemapindex', content, NAMESPACE);
}

export function sitemapOfArticles(origin: string, articles: readonly Archived[]): string {
  const content = articles.map(
    ({ url, modified }) => `<url>${element('loc', origin + url)}${element('lastmod', modified)}</url>`,
  );
  return document('urlset', content, NAMESPACE);
}

const standing = ['/popular', '/breaking', '/corrections', '/feeds'];

/** Fronts, sections, and what else always stands, in both editions. */
export function sitemapOfPages(origin: string, { sections }: Site): string {
  const paths = ['/', ...sections.map(({ slug }) => `/${slug}`), ...standing];
  const content = (['en', 'ko'] as const).flatMap((edition) =>
    paths.map((path) => `<url>${element('loc', origin + encodeURI(pathOf(edition, path)))}</url>`),
  );
  return document('urlset', content, NAMESPACE);
}

/** What search engines for news ask for: the last two days. */
export function newsSitemap(origin: string, { title }: Site, articles: readonly Archived[]): string {
  const content = articles.map(({ url, headline, language, firstPublished, modified }) => {
    const edition = editionIn(language);
    const publication = `<news:publication>${element('news:name', title[edition])}${element('news:language', languageCode(language))}</news:publication>`;
    const news = `<news:news>${publication}${element('news:publication_date', firstPublished)}${element('news:title', headline)}</news:news>`;
    return `<url>${element('loc', origin + url)}${element('lastmod', modified)}${news}</url>`;
  });
  return document('urlset', content, `${NAMESPACE} ${NEWS}`);
}

/** ISO 639, as the format has it: no regions. */
function languageCode(language: string): string {
  return language.split('-', 1)[0]?.toLowerCase() ?? language;
}

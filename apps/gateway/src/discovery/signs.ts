import type { Site } from '#libs/contracts';
import { type Edition, pathOf, words } from '../edition.ts';
import { document, element, escaped } from './xml.ts';

/** The six blocks of the striped sleeve with their widths, in the colours of the sections. */
const stripes = [
  ['#1b4f91', 5],
  ['#101817', 1],
  ['#b81d2e', 3],
  ['#86590a', 1],
  ['#1d6a50', 2],
  ['#762e66', 4],
] as const;
const EDGE = 16;

/** Grounds of both themes: the frame of a browser goes on in them. */
export const themeColours = { light: '#F5F8F5', dark: '#0F1413' } as const;

/** The mark of the paper. It fills its square, so that a launcher may cut it to any shape. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${EDGE} ${EDGE}">${stripes
  .map(([colour, width], index) => {
    const x = stripes.slice(0, index).reduce((sum, [, before]) => sum + before, 0);
    return `<rect x="${x}" width="${width}" height="${EDGE}" fill="${colour}"/>`;
  })
  .join('')}</svg>`;

/** Who may read what. Previews are for those who have their address, the API for programs that are not robots. */
export function robots(origin: string): string {
  return [
    'User-agent: *',
    'Disallow: /api/',
    'Disallow: /past/',
    'Disallow: /preview/',
    '',
    `Sitemap: ${origin}/sitemap.xml`,
    `Sitemap: ${origin}/sitemap-news.xml`,
    '',
  ].join('\n');
}

/** How a browser asks this paper from its own line of search. */
export function openSearch(origin: string, site: Site, edition: Edition): string {
  const template = (path: string, type: string) =>
    `<Url type="${type}" template="${escaped(origin + pathOf(edition, path))}"/>`;
  const title = site.title[edition];
  return document(
    'OpenSearchDescription',
    [
      element('ShortName', Array.from(title).slice(0, SHORT_NAME).join('')),
      element('Description', `${words[edition].searchLabel} — ${title}`),
      element('InputEncoding', 'UTF-8'),
      element('Language', edition),
      `<Image width="16" height="16" type="image/svg+xml">${escaped(`${origin}/assets/icon.svg`)}</Image>`,
      template('/search?q={searchTerms}', 'text/html'),
      `<Url type="application/rss+xml" template="${escaped(`${origin}${pathOf(edition, '/search/feed.xml')}?q={searchTerms}`)}"/>`,
      `<Url type="application/opensearchdescription+xml" rel="self" template="${escaped(origin + pathOf(edition, '/opensearch.xml'))}"/>`,
    ],
    'xmlns="http://a9.com/-/spec/opensearch/1.1/"',
  );
}

/** The format's own limit. */
const SHORT_NAME = 16;

/** What the paper is called and looks like on a home screen. */
export function manifest(site: Site, edition: Edition): string {
  const name = site.title[edition];
  const mark = { src: '/assets/icon.svg', sizes: 'any', type: 'image/svg+xml' };
  return JSON.stringify({
    id: pathOf(edition, '/'),
    name,
    short_name: name,
    lang: edition,
    dir: 'ltr',
    start_url: pathOf(edition, '/'),
    scope: '/',
    display: 'minimal-ui',
    background_color: themeColours.light,
    theme_color: themeColours.light,
    icons: [
      { ...mark, purpose: 'any' },
      { ...mark, purpose: 'maskable' },
    ],
    shortcuts: (['/search', '/popular', '/breaking'] as const).map((path) => ({
      name: words[edition][path.slice(1) as 'search' | 'popular' | 'breaking'],
      url: pathOf(edition, path),
    })),
  });
}

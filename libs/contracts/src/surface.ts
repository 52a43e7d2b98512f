import { z } from 'zod';

/** Kinds of surfaces: what a crawl, a measurement and a receipt speak of. */
export const SurfaceClass = z
  .enum([
    'article page',
    'article API',
    'revisions',
    'front',
    'breaking',
    'section',
    'tag',
    'author',
    'related',
    'popular',
    'search',
    'suggest',
    'feed',
    'sitemap',
    'archive',
    'corrections',
    'picture',
    'stream',
    'preview',
    'deliveries',
    'error page',
  ])
  .meta({ id: 'SurfaceClass', description: 'A kind of places where readers meet an article' });
export type SurfaceClass = z.infer<typeof SurfaceClass>;

/** A place that answers whoever asks. */
export interface Surface {
  readonly name: string;
  readonly class: SurfaceClass;
  readonly app: 'gateway';
  /** As its app declares it. */
  readonly route: string;
  /** What to ask for where the route alone is not it: with a question, or one of several editions. */
  readonly at?: string;
  readonly method?: 'POST';
}

/** What an article's address and its facts say: everything a surface can be asked for with. */
export interface Whereabouts {
  readonly id: string;
  readonly uri: string;
  /** Path of its page. */
  readonly url: string;
  readonly tag: string;
  readonly author: string;
  /** Words to search for. */
  readonly words: string;
  /** Of its picture. */
  readonly media?: string;
}

const editions = ['', '/ko'] as const;
const named = (edition: string, name: string): string => (edition === '' ? name : `Korean ${name}`);

/** A page in each edition, whole and text-only. */
function pages(name: string, kind: SurfaceClass, path: string, query = ''): Surface[] {
  return editions.flatMap((edition) =>
    ['', '/lite'].map((mirror) => {
      const route = `${edition}${mirror}${path}` || '/';
      return {
        name: named(edition, mirror === '' ? name : `text-only ${name}`),
        class: kind,
        app: 'gateway',
        route,
        ...(query === '' ? {} : { at: route + query }),
      } as const;
    }),
  );
}

/** A list that can be followed, in each edition and format. */
function feeds(name: string, path: string, query = ''): Surface[] {
  return editions.flatMap((edition) =>
    ['xml', 'atom', 'json'].map((format) => {
      const route = `${edition}${path}/feed.${format}`;
      return {
        name: named(edition, `${name} (${format})`),
        class: 'feed',
        app: 'gateway',
        route,
        ...(query === '' ? {} : { at: route + query }),
      } as const;
    }),
  );
}

function one(name: string, kind: SurfaceClass, route: string, at?: string): Surface {
  return { name, class: kind, app: 'gateway', route, ...(at === undefined ? {} : { at }) };
}

function api(name: string, kind: SurfaceClass, route: string, query = ''): Surface {
  const whole = `/api/v1/${route}`;
  return one(`${name} API`, kind, whole, query === '' ? undefined : whole + query);
}

/**
 * Every place where an article's bytes, title, count or existence can show, with the fields of the answer: ETag,
 * Last-Modified, Link, Location. A withdrawal must reach all of them, and an embargo must hold on all of them but the
 * preview, which an editor's signed link opens; a test compares this list with the routes of the apps.
 */
export const surfaces: readonly Surface[] = [
  ...pages('article page', 'article page', '/:section/:yyyy/:mm/:dd/:slug'),
  ...pages('revisions', 'revisions', '/a/:id/revisions'),
  one('preview', 'preview', '/preview/:token'),
  // Opened by an editor's link too, and nothing under embargo is in it.
  one('front of the past', 'preview', '/past/:token'),
  one('page of the past', 'preview', '/past/:token/*', '/past/:token/ko'),
  ...pages('front', 'front', ''),
  ...pages('breaking page', 'breaking', '/breaking'),
  ...pages('section', 'section', '/:section'),
  ...pages('tag page', 'tag', '/tag/:slug'),
  ...pages('author page', 'author', '/author/:slug'),
  ...pages('search page', 'search', '/search', '?q=:words'),
  ...pages('popular page', 'popular', '/popular'),
  ...feeds('feed', ''),
  ...feeds('section feed', '/:section'),
  ...feeds('tag feed', '/tag/:slug'),
  ...feeds('author feed', '/author/:slug'),
  ...feeds('search feed', '/search', '?q=:words'),
  ...pages('archive month', 'archive', '/archive/:yyyy/:mm'),
  ...pages('archive day', 'archive', '/archive/:yyyy/:mm/:dd'),
  ...pages('corrections', 'corrections', '/corrections'),
  one('sitemap', 'sitemap', '/sitemap.xml'),
  one('part of the sitemap', 'sitemap', '/sitemap/:part'),
  one('news sitemap', 'sitemap', '/sitemap-news.xml'),
  one('picture', 'picture', '/media/:id/:rendition'),
  api('front', 'front', 'front'),
  api('breaking', 'breaking', 'breaking'),
  api('article', 'article API', 'articles/:id'),
  ...['html', 'text', 'ninjs', 'newsml-g2'].map((format) =>
    api(`article as ${format}`, 'article API', 'articles/:id', `?format=${format}`),
  ),
  one('article by its uri', 'article API', '/api/v1/articles/:id', '/api/v1/articles/uri=:uri'),
  {
    ...api('views of an article', 'article API', 'articles/:id/views'),
    // That it takes them says that there is such an article.
    method: 'POST',
  },
  api('article list', 'section', 'articles', '?section=:section'),
  one('article list API by uri', 'article API', '/api/v1/articles', '/api/v1/articles?uri=:uri'),
  api('article list by tag', 'tag', 'articles', '?tag=:tag'),
  api('article list by author', 'author', 'articles', '?author=:author'),
  api('article list by change', 'section', 'articles', '?sort=updated'),
  api('related articles', 'related', 'articles/:id/related'),
  api('revisions', 'revisions', 'articles/:id/revisions'),
  api('section', 'section', 'sections/:slug'),
  api('tag list', 'tag', 'tags', '?q=:tag'),
  api('tag', 'tag', 'tags/:slug'),
  api('author', 'author', 'authors/:slug'),
  api('search', 'search', 'search', '?q=:words&facets=true'),
  api('search in Korean', 'search', 'search', '?q=:words&lang=ko&sort=newest'),
  api('suggest', 'suggest', 'suggest', '?q=:words'),
  api('stream', 'stream', 'stream'),
  ...['10m', '1h', '24h', '7d'].map((window) =>
    api(`popular in ${window}`, 'popular', 'popular', `?window=${window}`),
  ),
  api('trending', 'popular', 'popular', '?kind=trending'),
  one('address with nothing behind it', 'error page', '*', '/nothing/:missing'),
  one('Korean address with nothing behind it', 'error page', '*', '/ko/nothing/:missing'),
];

/** What is told to others without being asked for at that moment, by the app that tells it. */
export const deliveries = [
  { name: 'webhook', class: 'deliveries', app: 'syndication' },
  { name: 'WebSub', class: 'deliveries', app: 'syndication' },
] as const satisfies readonly { name: string; class: SurfaceClass; app: 'syndication' }[];

/** Where this surface shows that article, if it does: path and question. */
export function pathOn({ route, at = route }: Surface, article: Whereabouts): string {
  const { url, id, uri, tag, author, words, media = '0'.repeat(32) } = article;
  const [section = '', yyyy = '', mm = '', dd = '', slug = ''] = url.split('/').slice(-5);
  const encode = encodeURIComponent;
  const values: Record<string, string> = {
    ...{ section, yyyy, mm, dd, part: `${yyyy}-${mm}.xml`, token: 'x.y', rendition: '640.jpg' },
    ...{ tag: encode(tag), author: encode(author), words: encode(words), uri: encode(uri) },
    missing: encode(words),
    id: route.startsWith('/media/') ? media : id,
  };
  values['slug'] = slugOn(route, { ...values, slug });
  return at.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? name);
}

function slugOn(route: string, { tag, author, section, slug }: Record<string, string>): string {
  if (/\/tags?\//.test(route)) return tag ?? '';
  if (/\/authors?\//.test(route)) return author ?? '';
  return (route.includes('/sections/') ? section : slug) ?? '';
}

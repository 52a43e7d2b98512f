/** Every list that can be followed, in each edition and format. */
const feeds = [
  ['feed', ''],
  ['section feed', '/:section'],
  ['tag feed', '/tag/:slug'],
  ['author feed', '/author/:slug'],
  ['search feed', '/search'],
].flatMap(([name, page]) =>
  ['', '/ko'].flatMap((edition) =>
    ['xml', 'atom', 'json'].map((format) => ({
      name: `${edition ? 'Korean ' : ''}${name} (${format})`,
      app: 'gateway' as const,
      route: `${edition}${page}/feed.${format}`,
    })),
  ),
);

/**
 * Every place where an article's bytes, title, count or existence can show. A withdrawal must reach all of
 * them, and an embargo must hold on all of them but the preview, which an editor's signed link opens; a test
 * compares this list with the routes of the apps.
 */
export const surfaces = [
  { name: 'article page', app: 'gateway', route: '/:section/:yyyy/:mm/:dd/:slug' },
  { name: 'Korean article page', app: 'gateway', route: '/ko/:section/:yyyy/:mm/:dd/:slug' },
  { name: 'revisions', app: 'gateway', route: '/a/:id/revisions' },
  { name: 'Korean revisions', app: 'gateway', route: '/ko/a/:id/revisions' },
  { name: 'preview', app: 'gateway', route: '/preview/:token' },
  { name: 'front', app: 'gateway', route: '/' },
  { name: 'Korean front', app: 'gateway', route: '/ko' },
  { name: 'breaking page', app: 'gateway', route: '/breaking' },
  { name: 'Korean breaking page', app: 'gateway', route: '/ko/breaking' },
  { name: 'section', app: 'gateway', route: '/:section' },
  { name: 'Korean section', app: 'gateway', route: '/ko/:section' },
  { name: 'tag page', app: 'gateway', route: '/tag/:slug' },
  { name: 'Korean tag page', app: 'gateway', route: '/ko/tag/:slug' },
  { name: 'author page', app: 'gateway', route: '/author/:slug' },
  { name: 'Korean author page', app: 'gateway', route: '/ko/author/:slug' },
  { name: 'search page', app: 'gateway', route: '/search' },
  { name: 'Korean search page', app: 'gateway', route: '/ko/search' },
  { name: 'popular page', app: 'gateway', route: '/popular' },
  { name: 'Korean popular page', app: 'gateway', route: '/ko/popular' },
  ...feeds,
  { name: 'archive month', app: 'gateway', route: '/archive/:yyyy/:mm' },
  { name: 'Korean archive month', app: 'gateway', route: '/ko/archive/:yyyy/:mm' },
  { name: 'archive day', app: 'gateway', route: '/archive/:yyyy/:mm/:dd' },
  { name: 'Korean archive day', app: 'gateway', route: '/ko/archive/:yyyy/:mm/:dd' },
  { name: 'corrections', app: 'gateway', route: '/corrections' },
  { name: 'Korean corrections', app: 'gateway', route: '/ko/corrections' },
  { name: 'sitemap', app: 'gateway', route: '/sitemap.xml' },
  { name: 'part of the sitemap', app: 'gateway', route: '/sitemap/:part' },
  { name: 'news sitemap', app: 'gateway', route: '/sitemap-news.xml' },
  { name: 'picture', app: 'gateway', route: '/media/:id/:rendition' },
  { name: 'front API', app: 'gateway', route: '/api/v1/front' },
  { name: 'breaking API', app: 'gateway', route: '/api/v1/breaking' },
  { name: 'article API', app: 'gateway', route: '/api/v1/articles/:id' },
  { name: 'article list API', app: 'gateway', route: '/api/v1/articles' },
  { name: 'related articles API', app: 'gateway', route: '/api/v1/articles/:id/related' },
  { name: 'revisions API', app: 'gateway', route: '/api/v1/articles/:id/revisions' },
  { name: 'section API', app: 'gateway', route: '/api/v1/sections/:slug' },
  { name: 'tag list API', app: 'gateway', route: '/api/v1/tags' },
  { name: 'tag API', app: 'gateway', route: '/api/v1/tags/:slug' },
  { name: 'author API', app: 'gateway', route: '/api/v1/authors/:slug' },
  { name: 'search API', app: 'gateway', route: '/api/v1/search' },
  { name: 'suggest API', app: 'gateway', route: '/api/v1/suggest' },
  { name: 'stream API', app: 'gateway', route: '/api/v1/stream' },
  { name: 'popular API', app: 'gateway', route: '/api/v1/popular' },
] as const;

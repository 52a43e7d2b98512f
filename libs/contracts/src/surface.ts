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
  { name: 'feed', app: 'gateway', route: '/feed.xml' },
  { name: 'Korean feed', app: 'gateway', route: '/ko/feed.xml' },
  { name: 'picture', app: 'gateway', route: '/media/:id/:rendition' },
  { name: 'article API', app: 'gateway', route: '/api/v1/articles/:id' },
  { name: 'article list API', app: 'gateway', route: '/api/v1/articles' },
  { name: 'related articles API', app: 'gateway', route: '/api/v1/articles/:id/related' },
  { name: 'revisions API', app: 'gateway', route: '/api/v1/articles/:id/revisions' },
  { name: 'tag list API', app: 'gateway', route: '/api/v1/tags' },
  { name: 'tag API', app: 'gateway', route: '/api/v1/tags/:slug' },
  { name: 'author API', app: 'gateway', route: '/api/v1/authors/:slug' },
  { name: 'search API', app: 'gateway', route: '/api/v1/search' },
  { name: 'popular API', app: 'gateway', route: '/api/v1/popular' },
] as const;

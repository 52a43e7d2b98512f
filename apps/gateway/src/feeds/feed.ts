import { generateRssFeed } from 'feedsmith';
import type { ArticleCard, Site } from '#libs/contracts';
import { type Edition, pathOf } from '../edition.ts';

/** What a feed tells of an article; what finds articles tells less of them than the record. */
type Item = Pick<ArticleCard, 'id' | 'url' | 'headline' | 'standfirst' | 'section' | 'firstPublished'> &
  Partial<Pick<ArticleCard, 'excerpt' | 'tags' | 'by'>>;

interface Feed {
  site: Site;
  edition: Edition;
  /** Beginning of absolute addresses, without a slash at its end. */
  origin: string;
  articles: readonly Item[];
  /** Of the question whose answer it is; absent: all that is new in the edition. */
  q?: string;
}

/** The newest articles as RSS 2.0. A GUID outlives changes of title, slug and section. */
export function rss({ site, edition, origin, articles, q }: Feed): string {
  const name = site.title[edition];
  const title = q === undefined ? name : `${name}: ${q}`;
  const page = q === undefined ? '/' : `/search?q=${encodeURIComponent(q)}`;
  const feed = q === undefined ? '/feed.xml' : searchFeedPath(q);
  return generateRssFeed({
    title,
    link: origin + pathOf(edition, page),
    description: title,
    language: edition,
    atom: {
      links: [{ href: origin + pathOf(edition, feed), rel: 'self', type: 'application/rss+xml' }],
    },
    items: articles.map(({ tags = [], by = [], ...article }) => ({
      title: article.headline,
      link: origin + article.url,
      description: article.excerpt ?? article.standfirst ?? article.headline,
      guid: { value: `urn:sosik:${article.id}`, isPermaLink: false },
      pubDate: new Date(article.firstPublished),
      categories: [{ name: article.section }, ...tags.map(({ name }) => ({ name }))],
      ...(by.length > 0 ? { dc: { creators: by.map(({ name }) => name) } } : {}),
    })),
  });
}

/** Where the newest articles that answer a question can be followed; without the edition. */
export function searchFeedPath(q: string): string {
  return `/search/feed.xml?q=${encodeURIComponent(q)}`;
}

import { generateRssFeed } from 'feedsmith';
import type { ArticleCard, Site } from '#libs/contracts';
import { type Edition, pathOf } from '../edition.ts';

interface Feed {
  site: Site;
  edition: Edition;
  /** Beginning of absolute addresses, without a slash at its end. */
  origin: string;
  articles: readonly ArticleCard[];
}

/** The newest articles as RSS 2.0. A GUID outlives changes of title, slug and section. */
export function rss({ site, edition, origin, articles }: Feed): string {
  const title = site.title[edition];
  return generateRssFeed({
    title,
    link: origin + pathOf(edition, '/'),
    description: title,
    language: edition,
    atom: {
      links: [{ href: origin + pathOf(edition, '/feed.xml'), rel: 'self', type: 'application/rss+xml' }],
    },
    items: articles.map((article) => ({
      title: article.headline,
      link: origin + article.url,
      description: article.excerpt,
      guid: { value: `urn:sosik:${article.id}`, isPermaLink: false },
      pubDate: new Date(article.firstPublished),
      categories: [{ name: article.section }, ...article.tags.map(({ name }) => ({ name }))],
      ...(article.by.length > 0 ? { dc: { creators: article.by.map(({ name }) => name) } } : {}),
    })),
  });
}

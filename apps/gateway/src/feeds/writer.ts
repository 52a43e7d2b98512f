import { generateAtomFeed, generateJsonFeed, generateRssFeed } from 'feedsmith';
import {
  authorPath,
  type Feed,
  type FeedFormat,
  feedFormats,
  feedPath,
  guidOf,
  type Item,
  pictureOf,
  summaryOf,
  updatedOf,
} from './feed.ts';

/** Of an Atom feed that has never held anything: the format asks for a time. */
const NEVER = new Date(0);

const writers: Readonly<Record<FeedFormat, (feed: Feed) => string>> = { xml: rss, atom, json };

/**
 * A feed in one of its formats. Each article comes with its summary, not whole (docs/decisions/0026), under a name
 * that is the same in all formats and for ever.
 */
export function writeFeed(format: FeedFormat, feed: Feed): string {
  return writers[format](feed);
}

function rss(feed: Feed): string {
  const { origin, edition, title, page, articles } = feed;
  const updated = updatedOf(feed);
  return generateRssFeed({
    title,
    link: origin + page,
    description: title,
    language: edition,
    ...(updated ? { lastBuildDate: updated } : {}),
    atom: { links: [selfLink(feed, 'xml'), ...hubLinks(feed)] },
    items: articles.map(({ tags = [], by = [], ...article }) => ({
      title: article.headline,
      link: origin + article.url,
      description: summaryOf(article),
      guid: { value: guidOf(article), isPermaLink: false },
      pubDate: new Date(article.firstPublished),
      categories: [{ name: article.section }, ...tags.map(({ name }) => ({ name }))],
      dcterms: { modified: [new Date(article.modified)] },
      ...(article.language === edition ? {} : { xml: { lang: article.language } }),
      ...(by.length > 0 ? { dc: { creators: by.map(({ name }) => name) } } : {}),
      ...mediaOf(origin, article),
    })),
  });
}

function atom(feed: Feed): string {
  const { origin, edition, title, page, articles, gone } = feed;
  const xml = generateAtomFeed({
    id: origin + page,
    title: { value: title },
    updated: updatedOf(feed) ?? NEVER,
    xml: { lang: edition },
    links: [
      selfLink(feed, 'atom'),
      { href: origin + page, rel: 'alternate', type: 'text/html' },
      ...hubLinks(feed),
    ],
    // Every entry needs one, or its feed has it.
    authors: [{ name: title, uri: origin + page }],
    entries: articles.map(({ tags = [], by = [], ...article }) => ({
      id: guidOf(article),
      title: { value: article.headline },
      updated: new Date(article.modified),
      published: new Date(article.firstPublished),
      summary: { value: summaryOf(article) },
      categories: [{ term: article.section }, ...tags.map(({ slug, name }) => ({ term: slug, label: name }))],
      links: [
        { href: origin + article.url, rel: 'alternate', type: 'text/html', hreflang: article.language },
        ...enclosuresOf(origin, article),
      ],
      ...(article.language === edition ? {} : { xml: { lang: article.language } }),
      ...(by.length > 0
        ? { authors: by.map(({ name, slug }) => ({ name, uri: origin + authorPath(edition, slug) })) }
        : {}),
    })),
  });
  return withTombstones(xml, gone);
}

/** `at:deleted-entry` of RFC 6721: what an aggregator holds of these it must not show any more. */
function withTombstones(xml: string, gone: Feed['gone']): string {
  if (gone.length === 0) return xml;
  const entries = gone.map((each) => `<at:deleted-entry ref="${guidOf(each)}" when="${each.at}"/>`);
  return xml
    .replace('<feed ', '<feed xmlns:at="http://purl.org/atompub/tombstones/1.0" ')
    .replace(/<\/feed>\s*$/, () => `  ${entries.join('\n  ')}\n</feed>\n`);
}

function json(feed: Feed): string {
  const { origin, edition, title, page, articles, hub } = feed;
  const written = generateJsonFeed({
    title,
    home_page_url: origin + page,
    feed_url: origin + feedPath(page, 'json'),
    ...(hub === undefined ? {} : { hubs: [{ type: 'WebSub', url: hub }] }),
    language: edition,
    items: articles.map(({ tags = [], by = [], ...article }) => {
      const picture = pictureOf(origin, article);
      return {
        id: guidOf(article),
        url: origin + article.url,
        title: article.headline,
        content_text: summaryOf(article),
        ...(article.standfirst === undefined ? {} : { summary: article.standfirst }),
        date_published: new Date(article.firstPublished),
        date_modified: new Date(article.modified),
        tags: [article.section, ...tags.map(({ name }) => name)],
        language: article.language,
        ...(picture ? { image: picture.url } : {}),
        ...(by.length > 0
          ? { authors: by.map(({ name, slug }) => ({ name, url: origin + authorPath(edition, slug) })) }
          : {}),
      };
    }),
  });
  return JSON.stringify(written);
}

function selfLink({ origin, page }: Feed, format: FeedFormat): { href: string; rel: string; type: string } {
  return { href: origin + feedPath(page, format), rel: 'self', type: feedFormats[format].type };
}

function hubLinks({ hub }: Feed): { href: string; rel: string }[] {
  return hub === undefined ? [] : [{ href: hub, rel: 'hub' }];
}

/** Not as an `enclosure`, which has to name the length of a file that is made when it is first asked for. */
function mediaOf(origin: string, article: Item) {
  const picture = pictureOf(origin, article);
  if (!picture) return {};
  const { url, type, width, height, alt, caption, credit } = picture;
  const said = caption ?? alt;
  return {
    media: {
      contents: [
        {
          ...{ url, type, medium: 'image', width, height },
          ...(said ? { description: { value: said } } : {}),
          ...(credit ? { credits: [{ value: credit }] } : {}),
        },
      ],
    },
  };
}

function enclosuresOf(origin: string, article: Item): { href: string; rel: string; type: string }[] {
  const picture = pictureOf(origin, article);
  return picture ? [{ href: picture.url, rel: 'enclosure', type: picture.type }] : [];
}

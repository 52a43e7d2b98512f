import type { ArticleCard } from '#libs/contracts';
import { type Edition, editionIn, pathOf, words } from '../edition.ts';
import { formats, keptOf, renditionPath, widthsFor } from '../rendition.ts';

/** What a feed can be written as, the most common first. */
export const feedFormats = {
  xml: { name: 'RSS', type: 'application/rss+xml' },
  atom: { name: 'Atom', type: 'application/atom+xml' },
  json: { name: 'JSON Feed', type: 'application/feed+json' },
} as const;
export type FeedFormat = keyof typeof feedFormats;

/** What a feed tells of an article; what finds articles tells less of them than the record. */
export type Item = Pick<
  ArticleCard,
  'id' | 'url' | 'headline' | 'standfirst' | 'section' | 'language' | 'firstPublished' | 'modified'
> &
  Partial<Pick<ArticleCard, 'excerpt' | 'tags' | 'by' | 'lead' | 'lastChange'>>;

/** An article that has left the public. */
interface Tombstone {
  id: string;
  /** RFC 3339. */
  at: string;
}

export interface Feed {
  title: string;
  edition: Edition;
  /** Beginning of absolute addresses, without a slash at its end. */
  origin: string;
  /** Address of the page whose articles these are, without the origin. */
  page: string;
  articles: readonly Item[];
  gone: readonly Tombstone[];
  /** Where a program can ask to be told when the feed changes. */
  hub?: string;
}

/** As every feed names an article, in any edition: it outlives changes of title, slug and section. */
export function guidOf({ id }: { id: string }): string {
  return `urn:sosik:${id}`;
}

/** Where the articles of a page can be followed: `/k-pop` by `/k-pop/feed.xml`, a search with its question. */
export function feedPath(page: string, format: FeedFormat): string {
  const [path = '', query] = page.split('?', 2);
  return `${path === '/' ? '' : path}/feed.${format}${query === undefined ? '' : `?${query}`}`;
}

/** Where the newest articles that answer a question can be followed; without the edition. */
export function searchFeedPath(q: string): string {
  return feedPath(`/search?q=${encodeURIComponent(q)}`, 'xml');
}

/** What the feed at an address is written as. */
export function formatAt(url: string): FeedFormat {
  const ending = /\/feed\.(\w+)(\?|$)/.exec(url)?.[1] ?? '';
  return Object.hasOwn(feedFormats, ending) ? (ending as FeedFormat) : 'xml';
}

/**
 * The newest time that anything here says of itself. Never the time of the making: what is not public yet, or was
 * not changed, must not move it.
 */
export function updatedOf({ articles, gone }: Feed): Date | undefined {
  const times = [...articles.map(({ modified }) => modified), ...gone.map(({ at }) => at)];
  return times.length === 0 ? undefined : new Date(Math.max(...times.map((time) => Date.parse(time))));
}

/** What an item says beside its title. A correction comes first: whoever has read the article has to be told. */
export function summaryOf({ excerpt, standfirst, headline, language, lastChange }: Item): string {
  const text = excerpt ?? standfirst ?? headline;
  if (lastChange?.changeType !== 'correction') return text;
  const title = words[editionIn(language)].correction;
  return `${title}: ${lastChange.changeNote ?? ''} — ${text}`.replace(':  —', ' —');
}

/** The lead image in one rendition that every reader can show; none of one that is not kept here. */
export function pictureOf(origin: string, { lead }: Item): Picture | undefined {
  const kept = lead && keptOf(lead);
  if (!kept) return undefined;
  const { mediaId } = kept;
  const { alt, caption, credit } = lead;
  const offered = widthsFor(kept.width).filter(({ width }) => width <= WIDEST);
  const { width, shown } = offered.at(-1) ?? { width: WIDEST, shown: WIDEST };
  return {
    url: origin + renditionPath({ mediaId, width, format: 'jpg' }),
    type: formats.jpg,
    width: shown,
    height: Math.round((kept.height * shown) / kept.width),
    alt,
    caption,
    credit,
  };
}

/** Fills the screens that feeds are read on. */
const WIDEST = 1280;

interface Picture {
  url: string;
  type: string;
  width: number;
  height: number;
  alt: string | undefined;
  caption: string | undefined;
  credit: string | undefined;
}

/** Address of an author's page. */
export function authorPath(edition: Edition, slug: string): string {
  return pathOf(edition, `/author/${encodeURIComponent(slug)}`);
}

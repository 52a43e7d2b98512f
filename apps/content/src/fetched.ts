import {
  type Article,
  type Block,
  type Media,
  type MediaFacts,
  type PictureStanding,
  picturesOf,
} from '#libs/contracts';

/** What has become of a picture that an article names by its address. */
export interface Fetched {
  href: string;
  /** It is kept under this id. */
  mediaId?: string;
  facts?: MediaFacts;
  /** There is none, and this is why. */
  failed?: string;
}

type Pictured = Pick<Article, 'lead' | 'body'>;

/** What of a state names pictures. */
export interface Naming {
  article?: Pictured;
  held?: { article: Pictured };
  fetched?: readonly Fetched[];
}

/** No page shows more; who names more than these has the first of them fetched. */
const MOST_AWAITED = 100;

/** The article with each of its pictures as it is given back; where nothing is, it is left out. */
export function withPictures<T extends Pictured>(article: T, change: (media: Media) => Media | undefined): T {
  const { lead: before, ...rest } = article;
  const lead = before && change(before);
  const body = article.body.flatMap((block): Block[] => {
    if (block.type === 'image') {
      const media = change(block.media);
      return media ? [{ ...block, media }] : [];
    }
    if (block.type !== 'gallery') return [block];
    const images = block.images.map(change).filter((each) => each !== undefined);
    return images.length > 0 ? [{ ...block, images }] : [];
  });
  return { ...rest, ...(lead ? { lead } : {}), body } as T;
}

/** A picture with what is known of the bytes that are kept; what the newsroom has said of it stands. */
export function filled(media: Media, mediaId: string, facts: MediaFacts | undefined): Media {
  const { width: _, height: __, dominant: ___, ...said } = media;
  return { ...facts, ...said, mediaId };
}

/** The article with the pictures that were fetched in the place of their addresses. */
export function shownAs<T extends Pictured>(article: T, fetched: readonly Fetched[] = []): T {
  if (fetched.length === 0) return article;
  return withPictures(article, (media) => {
    const found = media.mediaId === undefined ? fetched.find(({ href }) => href === media.href) : undefined;
    return found?.mediaId === undefined ? media : filled(media, found.mediaId, found.facts);
  });
}

function picturesIn({ article, held }: Naming): Media[] {
  return [article, held?.article].flatMap((version) => (version ? picturesOf(version) : []));
}

/** Addresses of pictures that are yet to be fetched, each once, the lead image first. */
export function awaited(state: Naming): string[] {
  const known = new Set(state.fetched?.map(({ href }) => href));
  const open = picturesIn(state).flatMap(({ href, mediaId }) =>
    href === undefined || mediaId !== undefined || known.has(href) ? [] : [href],
  );
  return [...new Set(open)].slice(0, MOST_AWAITED);
}

/** How far it is with pictures that are not there yet, or never will be, as their newsroom may know it. */
export function missing(
  state: Naming,
  wishes: readonly { href: string; tries: number; words?: string; next: Date }[],
): PictureStanding[] {
  const waiting = awaited(state).map((href): PictureStanding => {
    const wish = wishes.find((each) => each.href === href);
    if (!wish) return { href, state: 'waiting' };
    const { tries, words, next } = wish;
    const reason = words === undefined ? {} : { reason: words };
    return { href, state: 'waiting', tries, next: next.toISOString(), ...reason };
  });
  const failed = (state.fetched ?? []).flatMap(({ href, failed: reason }): PictureStanding[] =>
    reason === undefined ? [] : [{ href, state: 'failed', reason }],
  );
  return [...waiting, ...failed];
}

/** The state without what became of pictures that no version of it names any more. */
export function remembering<T extends Naming>(state: T): T {
  const { fetched, ...rest } = state;
  if (!fetched) return state;
  const named = new Set(picturesIn(state).map(({ href }) => href));
  const kept = fetched.filter(({ href }) => named.has(href));
  return { ...(rest as T), ...(kept.length > 0 ? { fetched: kept } : {}) };
}

/** The state as a new version finds it: what could not be fetched is tried again. */
export function hopeful<T extends Naming>(state: T): T {
  const { fetched, ...rest } = state;
  if (!fetched) return state;
  return { ...(rest as T), fetched: fetched.filter(({ failed }) => failed === undefined) };
}

/** The article without the pictures that may not be shown any more at a moment, milliseconds since 1970. */
export function lapsed<T extends Pictured>(article: T, now: number): T {
  const over = ({ expires }: Media) => expires !== undefined && Date.parse(expires) <= now;
  if (!picturesOf(article).some(over)) return article;
  return withPictures(article, (media) => (over(media) ? undefined : media));
}

/** When the first of its pictures may not be shown any more. */
export function nextLapse(article: Pictured | undefined): number | undefined {
  const times = article
    ? picturesOf(article).flatMap(({ expires }) => (expires === undefined ? [] : [Date.parse(expires)]))
    : [];
  return times.length === 0 ? undefined : Math.min(...times);
}

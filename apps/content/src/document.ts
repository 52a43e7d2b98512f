import { type ArchiveAnswer, isHidden, PUBLIC_ID } from '#libs/contracts';
import { isKorean } from '#libs/text';
import { type ArticleState, dueAt } from './article.ts';
import { keptFor, mediaIdsOf } from './media.ts';

/** Keys by which lists and the clock find an article; made anew from the state with each write. */
interface Keys {
  /** `hidden`: public for who has its address, and on no list but its own. */
  status: ArticleState['status'] | 'hidden';
  edition?: 'ko' | 'en';
  section?: string;
  tags?: string[];
  authors?: string[];
  /** Pictures that readers see in it. */
  media?: string[];
  /** Pictures that it needs: these, and those of the version that waits. */
  kept?: string[];
  published?: Date;
  updated?: Date;
  due?: Date;
  gone?: Date;
}

/** An article as it is kept: its state, and the keys it is found by. */
export interface ArticleDocument extends ArticleState {
  _id: string;
  keys: Keys;
}

/** The question for what the public may hear of an article: what is public, or what is left of what it has seen. */
export function shownBy(id: string) {
  const seen = { status: 'public' as const };
  const left = { status: 'gone' as const, 'gone.kind': { $ne: 'embargoed-again' as const } };
  const filter = { id, $or: [seen, left] };
  return [filter, { projection: { _id: 0, status: 1, article: 1, gone: 1 } }] as const;
}
export type ShownState = Pick<ArticleState, 'status' | 'article' | 'gone'>;

export function documentOf(state: ArticleState, now: number): ArticleDocument {
  const due = dueAt(state);
  const { article, status } = state;
  const listed = article && {
    edition: isKorean(article.language) ? ('ko' as const) : ('en' as const),
    section: article.section,
    tags: article.tags.map(({ slug }) => slug),
    authors: article.by.map(({ slug }) => slug),
    media: mediaIdsOf(article),
    published: new Date(article.firstPublished),
    updated: new Date(article.modified),
  };
  const kept = keptFor(state);
  const hidden = isHidden(article?.section ?? state.gone?.section);
  const keys = {
    status: hidden ? ('hidden' as const) : status,
    ...listed,
    ...(kept.length > 0 ? { kept } : {}),
    ...(due === undefined ? {} : { due: new Date(due) }),
    ...(status === 'gone' ? { gone: new Date(now) } : {}),
  };
  return { ...state, _id: state.uri, keys };
}

export function stateOf(document: ArticleDocument | null): ArticleState | undefined {
  if (!document) return undefined;
  const { _id, keys: _, ...state } = document;
  return state;
}

/** Where the next page of a list begins. It names the last article by its public id, since a uri may be too long. */
export function encodeCursor(time: Date | undefined, id: string): string {
  return Buffer.from(JSON.stringify([time?.getTime() ?? 0, id])).toString('base64url');
}

/** The cursor, or nothing when the text was not made by `encodeCursor`. */
export function decodeCursor(cursor: string): { time: Date; id: string } | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(value) || typeof value[0] !== 'number' || typeof value[1] !== 'string')
      return undefined;
    if (!PUBLIC_ID.test(value[1])) return undefined;
    const time = new Date(value[0]);
    return Number.isNaN(time.getTime()) ? undefined : { time, id: value[1] };
  } catch {
    return undefined;
  }
}

/** An article as a line that names it. */
export function namedBy(article: ArchiveAnswer['articles'][number]): ArchiveAnswer['articles'][number] {
  const { id, url, headline, section, language, firstPublished, modified } = article;
  return { id, url, headline, section, language, firstPublished, modified };
}

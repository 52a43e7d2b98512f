import {
  type Article,
  type IntakeEvent,
  type Media,
  type MediaFacts,
  type PublicArticle,
  picturesOf,
} from '#libs/contracts';
import type { ArticleState } from './article.ts';
import { filled, withPictures } from './fetched.ts';

/** Ids of the kept pictures that an article names, each once. */
export function mediaIdsOf(article: Pick<Article, 'lead' | 'body'>): string[] {
  const ids = picturesOf(article).map(({ mediaId }) => mediaId);
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** Pictures that are named in what is said of articles. */
export function mediaNamedIn(events: readonly IntakeEvent[]): string[] {
  const named = events.flatMap(({ type, data }) => {
    if (type === 'media.ready') return data.mediaId === undefined ? [] : [data.mediaId];
    return 'body' in data ? mediaIdsOf(data) : [];
  });
  return [...new Set(named)];
}

/** What of a batch names pictures. */
interface Versions {
  revisions: readonly PublicArticle[];
  states: Iterable<ArticleState>;
}

/** Which articles have come to use which pictures, with a batch: those of every version, public or held. */
export function usesIn({ revisions, states }: Versions): Map<string, string[]> {
  const held = [...states].map((state) => state.held?.article);
  const versions: (Article | PublicArticle)[] = [...revisions, ...held.filter((each) => each !== undefined)];
  const uses = new Map<string, string[]>();
  for (const version of versions) {
    for (const id of mediaIdsOf(version)) uses.set(id, [...(uses.get(id) ?? []), version.uri]);
  }
  return uses;
}

/** Pictures by which a state needs the bytes: those of what is public, and of what waits. */
export function keptFor({ article, held }: Pick<ArticleState, 'article' | 'held'>): string[] {
  const versions = [article, held?.article].filter((version) => version !== undefined);
  return [...new Set(versions.flatMap(mediaIdsOf))];
}

/**
 * The event with the facts of the pictures it names. Width and height are those of the bytes that are kept;
 * a picture that is not kept has none, so that no page leaves room for it. What the newsroom has said of its
 * focal point, or beside it, stands.
 */
export function pictured<T extends IntakeEvent>(event: T, facts: ReadonlyMap<string, MediaFacts>): T {
  if (!('body' in event.data) || mediaIdsOf(event.data).length === 0) return event;
  const fill = (media: Media): Media =>
    media.mediaId === undefined ? media : filled(media, media.mediaId, facts.get(media.mediaId));
  return { ...event, data: withPictures(event.data, fill) };
}

import {
  type Article,
  type Block,
  type IntakeEvent,
  type Media,
  type MediaFacts,
  type PublicArticle,
  picturesOf,
} from '#libs/contracts';
import type { ArticleState } from './article.ts';

/** Ids of the kept pictures that an article names, each once. */
export function mediaIdsOf(article: Pick<Article, 'lead' | 'body'>): string[] {
  const ids = picturesOf(article).map(({ mediaId }) => mediaId);
  return [...new Set(ids.filter((id) => id !== undefined))];
}

/** Pictures that are named in what newsrooms say. */
export function mediaNamedIn(events: readonly IntakeEvent[]): string[] {
  return [...new Set(events.flatMap((event) => ('body' in event.data ? mediaIdsOf(event.data) : [])))];
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

/**
 * The event with the facts of the pictures it names. Width and height are those of the bytes that are kept;
 * a picture that is not kept has none, so that no page leaves room for it. What the newsroom has said of its
 * focal point stands.
 */
export function pictured<T extends IntakeEvent>(event: T, facts: ReadonlyMap<string, MediaFacts>): T {
  if (!('body' in event.data) || mediaIdsOf(event.data).length === 0) return event;
  const { lead, body } = event.data;
  const fill = (media: Media): Media => filled(media, facts);
  const block = (each: Block): Block => {
    if (each.type === 'image') return { ...each, media: fill(each.media) };
    return each.type === 'gallery' ? { ...each, images: each.images.map(fill) } : each;
  };
  const data = { ...event.data, ...(lead ? { lead: fill(lead) } : {}), body: body.map(block) };
  return { ...event, data };
}

function filled(media: Media, facts: ReadonlyMap<string, MediaFacts>): Media {
  if (media.mediaId === undefined) return media;
  const { width: _, height: __, dominant: ___, ...said } = media;
  const known = facts.get(media.mediaId);
  return known ? { ...known, ...said } : said;
}

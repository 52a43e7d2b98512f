import type { ArticleCard, RelatedArticle, Tag } from '#libs/contracts';
import { isKorean, sameStory } from '#libs/text';

/** What two articles share by a tag of each type; a tag without a type counts as a topic. */
const weights = { person: 4, organisation: 4, event: 3, topic: 2, place: 1 } as const;

/** An article that others are held against; its body does not matter. */
type Subject = Omit<ArticleCard, 'body'>;

const weightOf = ({ type = 'topic' }: Tag): number => weights[type];
const languageOf = ({ language }: Subject): string => language.split('-', 1)[0]?.toLowerCase() ?? '';
const newestFirst = (a: Subject, b: Subject): number =>
  Date.parse(b.firstPublished) - Date.parse(a.firstPublished) || (a.id < b.id ? 1 : -1);

/** The tags by which related articles are worth looking for, the weightiest first. */
export function tellingTags({ tags }: Subject, most: number): string[] {
  const sorted = tags.toSorted((a, b) => weightOf(b) - weightOf(a)).map(({ slug }) => slug);
  return [...new Set(sorted)].slice(0, most);
}

/**
 * What to read next: the newsroom's own picks in its order, then what shares tags, by their weight and the
 * newest first. All in the language of the article; never itself, a translation of it, or two versions of
 * one story.
 */
export function relatedTo(article: Subject, known: readonly ArticleCard[], limit: number): RelatedArticle[] {
  const placed: Subject[] = [article];
  const related: RelatedArticle[] = [];
  const byUri = new Map(known.map((card) => [card.uri, card]));
  const picks = (article.related ?? []).map((uri) => byUri.get(uri)).filter((card) => card !== undefined);
  const place = (card: ArticleCard, reason: RelatedArticle['reason']): void => {
    if (related.length === limit || !fits(article, card)) return;
    if (placed.some((each) => each.id === card.id || sameStory(each.fingerprint, card.fingerprint))) return;
    placed.push(card);
    related.push({ ...card, reason });
  };
  for (const card of picks) place(card, { kind: 'editor', tags: [] });
  const sharing = [...byUri.values()]
    .map((card) => ({ card, shared: sharedTags(article, card) }))
    .filter(({ shared }) => shared.length > 0)
    .toSorted((a, b) => weighed(b.shared) - weighed(a.shared) || newestFirst(a.card, b.card));
  for (const { card, shared } of sharing) place(card, reasonOf(shared));
  return related;
}

/** Its pair in the other edition, whichever of the two names the other; the newest of several. */
export function translationOf(article: Subject, known: readonly ArticleCard[]): ArticleCard | undefined {
  return known
    .filter((card) => isPair(article, card) && isKorean(card.language) !== isKorean(article.language))
    .toSorted(newestFirst)[0];
}

function fits(article: Subject, card: Subject): boolean {
  const sibling = article.translationOf !== undefined && article.translationOf === card.translationOf;
  return languageOf(article) === languageOf(card) && !isPair(article, card) && !sibling;
}

function isPair(a: Subject, b: Subject): boolean {
  return a.translationOf === b.uri || b.translationOf === a.uri;
}

/** As the article at hand names them. */
function sharedTags({ tags }: Subject, other: Subject): Subject['tags'] {
  const theirs = new Set(other.tags.map(({ slug }) => slug));
  const shared = tags.filter(({ slug }) => theirs.delete(slug));
  return shared.toSorted((a, b) => weightOf(b) - weightOf(a));
}

function weighed(tags: readonly Tag[]): number {
  return tags.reduce((sum, tag) => sum + weightOf(tag), 0);
}

function reasonOf(shared: Subject['tags']): RelatedArticle['reason'] {
  const people = shared.filter(({ type }) => type === 'person');
  if (people.length > 0) return { kind: 'people', tags: people };
  const organisations = shared.filter(({ type }) => type === 'organisation');
  if (organisations.length > 0) return { kind: 'organisations', tags: organisations };
  return { kind: 'tags', tags: shared };
}

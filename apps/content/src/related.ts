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

/**
 * What to read next: the newsroom's own picks in its order, then what was found for it elsewhere, in the order
 * it was found, each with what both have in common. All in the language of the article; never itself, a
 * translation of it, or two versions of one story.
 */
export function relatedTo(
  article: Subject,
  { picks, found }: { picks: readonly ArticleCard[]; found: readonly ArticleCard[] },
  limit: number,
): RelatedArticle[] {
  const placed: Subject[] = [article];
  const related: RelatedArticle[] = [];
  const place = (card: ArticleCard, reason: RelatedArticle['reason']): void => {
    if (related.length === limit || !fits(article, card)) return;
    if (placed.some((each) => each.id === card.id || sameStory(each.fingerprint, card.fingerprint))) return;
    placed.push(card);
    related.push({ ...card, reason });
  };
  for (const card of picks) place(card, { kind: 'editor', tags: [] });
  for (const card of found) place(card, reasonOf(sharedTags(article, card)));
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

function reasonOf(shared: Subject['tags']): RelatedArticle['reason'] {
  const people = shared.filter(({ type }) => type === 'person');
  if (people.length > 0) return { kind: 'people', tags: people };
  const organisations = shared.filter(({ type }) => type === 'organisation');
  if (organisations.length > 0) return { kind: 'organisations', tags: organisations };
  return shared.length > 0 ? { kind: 'tags', tags: shared } : { kind: 'words', tags: [] };
}

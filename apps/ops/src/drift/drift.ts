import {
  DRIFT_PAGE,
  type Drift,
  type DriftKind,
  type DriftPlace,
  type DriftState,
  type RecordedArticle,
} from '#libs/contracts';

/** A difference as it was seen once; it counts when it is seen again behind all that was on its way. */
export interface Suspect {
  where: DriftPlace;
  /** Of several of a kind, such as gateways, which one. */
  at: string;
  is: DriftKind;
  id: string;
  uri?: string;
  /** The state of the record that it was seen beside; 0: the record does not know it. */
  seq: number;
}

/** What an article must look like in a view; `whole`: with every word of it. */
export function stateOf({ change }: RecordedArticle, whole: boolean): DriftState {
  const { id, seq } = change.article;
  const words = whole ? { change } : {};
  if (change.type === 'article.gone') return { id, seq, ...words };
  const { url, headline, section, language, firstPublished } = change.article;
  return { id, seq, card: { url, headline, section, language, firstPublished }, ...words };
}

/** A question may be as large as the largest article, and this much if there are several. */
const PAGE_BYTES = 2 * 2 ** 20;

/** These states in questions that a view takes. */
export function questionsOf(states: readonly DriftState[]): DriftState[][] {
  const questions: DriftState[][] = [];
  let left = 0;
  for (const state of states) {
    const bytes = Buffer.byteLength(JSON.stringify(state));
    const last = questions.at(-1);
    if (last && last.length < DRIFT_PAGE && bytes <= left) last.push(state);
    else {
      questions.push([state]);
      left = PAGE_BYTES;
    }
    left -= bytes;
  }
  return questions;
}

/** Where the record differs from itself. */
export function insideOf(articles: readonly RecordedArticle[]): Suspect[] {
  return articles.flatMap(({ change: { article }, inside: is }): Suspect[] =>
    is ? [{ where: 'content', at: 'content', is, ...namesOf(article) }] : [],
  );
}

function namesOf({ id, uri, seq }: { id: string; uri: string; seq: number }) {
  return { id, uri, seq };
}

/** Names a difference: in this place, of this article. */
export function nameOf({ at, id }: Pick<Suspect, 'at' | 'id'>): string {
  return `${at} ${id}`;
}

/** One before and two around the second look, by public id: how the record stood. */
export interface Looks {
  before: readonly Suspect[];
  again: readonly Suspect[];
  after: ReadonlyMap<string, number>;
}

/**
 * What stands: seen at both looks, while the record had the same state before the first one, at the second and behind
 * it. Whatever was on its way to the view before the second look has arrived there, so nothing of it explains the
 * difference; and an article that changes meanwhile is left for another time.
 */
export function standing({ before, again, after }: Looks): Suspect[] {
  const first = new Map(before.map((suspect) => [nameOf(suspect), suspect]));
  return again.filter((suspect) => {
    const { seq } = first.get(nameOf(suspect)) ?? {};
    return seq === suspect.seq && (after.get(suspect.id) ?? 0) === seq;
  });
}

export function seqsOf(articles: readonly RecordedArticle[]): Map<string, number> {
  return new Map(articles.map(({ change: { article } }) => [article.id, article.seq]));
}

/** Whether a view has to forget it, since no telling would change what it holds. */
export function mustBeDropped({ where, is }: Suspect): boolean {
  return where === 'gateway' || (where !== 'content' && (is === 'ahead' || is === 'unknown'));
}

/** Whether content has to tell it once more. */
export function mustBeTold({ where, is }: Suspect): boolean {
  return where !== 'gateway' && is !== 'unknown';
}

/**
 * Whether it is mended without being ordered. What the record does not know is not: it may be the record that has lost
 * it, and an operator looks first.
 */
export function mendsByItself({ is }: Suspect): boolean {
  return is !== 'unknown';
}

export function driftOf({ where, is, id, uri }: Suspect, mended: boolean): Drift {
  return { where, is, id, ...(uri === undefined ? {} : { uri }), mended };
}

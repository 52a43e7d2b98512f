import type { Change, RecordedArticle } from '#libs/contracts';
import type { ArticleState } from './article.ts';

/** A revision that is kept, as far as it is compared. */
export interface Kept {
  uri: string;
  version: number;
}

/** More than that nobody has to hold at once: the last article of a page may be as large as a record. */
const PAGE_BYTES = 2 * 2 ** 20;

/** The article as it was told last, and whether its revisions agree with that. */
export function recordedOf(state: ArticleState, change: Change, kept: readonly Kept[]): RecordedArticle {
  const { withdrawn, floor } = state;
  const ghost = withdrawn && kept.some(({ version }) => version <= floor);
  const missing =
    change.type === 'article.public' && !kept.some(({ version }) => version === change.article.version);
  return { change, ...(ghost ? { inside: 'ghost' } : missing ? { inside: 'missing' } : {}) };
}

/** As many of them, from the first, as one answer may hold; always one. */
export function fitting(articles: readonly RecordedArticle[], bytes = PAGE_BYTES): RecordedArticle[] {
  let left = bytes;
  const over = articles.findIndex(({ change }, at) => {
    left -= Buffer.byteLength(JSON.stringify(change));
    return at > 0 && left < 0;
  });
  return over < 0 ? [...articles] : articles.slice(0, over);
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { ArticleCard } from '#libs/contracts';
import { type Edition, editionIn } from '../edition.ts';

/** In which state an answer shows an article. */
export interface Shown {
  /** Absent where whoever told it did not say. */
  seq?: number;
  edition: Edition;
}

export type Showing = Map<string, Shown>;

const makings = new AsyncLocalStorage<Showing>();

/**
 * Makes an answer, and takes note of the articles that were told on the way: what is kept can then be held against
 * the record, whoever has made it of whatever.
 */
export async function noting<T>(make: () => Promise<T>): Promise<{ made: T; shown: Showing }> {
  const shown: Showing = new Map();
  return { made: await makings.run(shown, make), shown };
}

/** For those who ask other services: these articles are in their answer. */
export function note(articles: Iterable<Pick<ArticleCard, 'id' | 'language'> & { seq?: number }>): void {
  const shown = makings.getStore();
  if (!shown) return;
  for (const { id, language, seq } of articles) {
    shown.set(id, { edition: editionIn(language), ...(seq === undefined ? {} : { seq }) });
  }
}

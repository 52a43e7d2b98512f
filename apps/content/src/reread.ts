import { isDeepStrictEqual } from 'node:util';
import type { Article, PublicArticle } from '#libs/contracts';
import type { Bearing } from './naming.ts';

/** What is known of an article before it is read again. */
interface Before {
  article?: PublicArticle;
  /** Its tags and authors as the newsroom has said them. */
  said?: Bearing;
  held?: { article: Article };
}

/** What readers are not shown, and what says of a version only how and when it was said. */
const unseen: ReadonlySet<string> = new Set([
  'slugline',
  'pubStatus',
  'publishAt',
  'embargoedUntil',
  'contentCreated',
  'changeType',
]);

/**
 * Whether a version that was read again out of a kept payload is the one that is public, and is not what readers
 * see: then it takes its place. A version that waits, or one that has left, is not touched.
 */
export function readsOtherwise(article: Article, { article: shown, said, held }: Before): boolean {
  if (!shown || shown.version !== article.version || (held?.article.version ?? 0) > article.version)
    return false;
  if (article.pubStatus === 'withheld' || article.embargoedUntil !== undefined) return true;
  const before: Record<string, unknown> = { ...shown, ...said };
  const fields = Object.entries(article).filter(([name]) => !unseen.has(name));
  if (fields.some(([name, value]) => !isDeepStrictEqual(value, before[name]))) return true;
  const optional = [
    'standfirst',
    'kicker',
    'located',
    'urgency',
    'expires',
    'lead',
    'changeNote',
    'translationOf',
  ];
  const rights = ['related', 'copyrightHolder', 'copyrightNotice', 'usageTerms'];
  return [...optional, ...rights].some((name) => name in before && !(name in article));
}

import type { PreviewAnswer, PreviewClaim } from '#libs/contracts';
import { type ArticleState, waitingFor } from './article.ts';
import { publicArticle } from './showing.ts';

/**
 * The newest version of an article as its page will show it: the held one, else the public one. Nothing for a link
 * that was given before the article was last withdrawn: not even a reinstatement gives it back its life.
 */
export function previewOf(state: ArticleState, claim: PreviewClaim, now: number): PreviewAnswer | undefined {
  const { held, article: shown, withdrawn, withdrawnAt = 0 } = state;
  if (withdrawn || claim.issued <= withdrawnAt) return undefined;
  const expires = new Date(claim.expires).toISOString();
  if (!held) return shown && { article: shown, state: 'public', expires };
  const { article, at } = held;
  const firstPublished = state.firstPublished ?? new Date(at ?? now).toISOString();
  return {
    article: publicArticle({
      article,
      state,
      seq: state.decided,
      firstPublished,
      now: Date.parse(at ?? '') || now,
    }),
    state: waitingFor(held, now),
    ...(at === undefined ? {} : { until: new Date(at).toISOString() }),
    expires,
  };
}

import {
  Article,
  type ArticleStanding,
  eventOutcomes,
  type Foresight,
  type IntakeEvent,
  type MediaFacts,
} from '#libs/contracts';
import { type ArticleState, decide } from './article.ts';
import type { Verdict } from './batch.ts';
import { pictured } from './media.ts';

interface Present {
  /** What was decided on the same event before. */
  verdict: Verdict | undefined;
  media: ReadonlyMap<string, MediaFacts>;
  /** Milliseconds since 1970. */
  clock: number;
}

/** Where an article is: what its newsroom may know, without a word of it. */
export function standingOf(state: ArticleState): ArticleStanding {
  const { uri, id, status, withdrawn, article, held, floor, firstPublished } = state;
  const hidden = held ? 'held' : 'gone';
  return {
    uri,
    id,
    state: withdrawn ? 'withdrawn' : status === 'public' ? 'public' : hidden,
    version: article?.version ?? 0,
    ...(held
      ? { held: { version: held.article.version, ...(held.at === undefined ? {} : { at: held.at }) } }
      : {}),
    newest: Math.max(floor, held?.article.version ?? 0),
    ...(article ? { url: article.url, modified: article.modified } : {}),
    ...(firstPublished === undefined ? {} : { firstPublished }),
  };
}

/** What would become of an event that the log appended now: the rule itself, on a state that is not kept. */
export function foresee(
  state: ArticleState,
  event: IntakeEvent,
  { verdict, media, clock }: Present,
): Foresight {
  const stored = newestVersion(state);
  const common = stored ? { stored } : {};
  if (verdict) return { outcome: 'duplicate', reason: eventOutcomes.duplicate, ...common };
  const occurrence = { event: pictured(event, media), n: state.decided + 1, appendedAt: clock, clock };
  const decision = decide(state, occurrence);
  const { outcome, reason } = decision;
  const next = outcome === 'public' || outcome === 'held' ? decision.state : undefined;
  const shown = outcome === 'public' ? next?.article : undefined;
  const version = next && newestVersion(next);
  return {
    outcome,
    reason,
    ...common,
    ...(version ? { next: version } : {}),
    ...(shown ? { url: shown.url } : {}),
  };
}

/** A version that waits is newer than the public one. What is only made for readers is left out. */
function newestVersion({ held, article }: ArticleState): Article | undefined {
  const newest = held?.article ?? article;
  return newest && Article.parse(newest);
}

import type { AlertAnswer, BreakingAnswer } from '#libs/contracts';
import { isKorean } from '#libs/text';
import type { Edition } from './edition.ts';

/** The alerts of an edition, newest first. */
export function alertsOf({ alerts }: BreakingAnswer, edition: Edition): AlertAnswer[] {
  return alerts.filter(({ language }) => isKorean(language) === (edition === 'ko'));
}

/**
 * Surrogate keys of a page that shows alerts: it changes with them, with the articles they lead to, and, while one
 * of them waits for its article, with every article that is new. Only the titles are shown, so pages wait for a
 * reader instead of being pressed again.
 */
export function keysOfAlerts(breaking: BreakingAnswer | undefined, edition: Edition): string[] {
  const articles = (breaking?.alerts ?? []).flatMap(({ article }) =>
    article ? [`named:${article.id}`] : [],
  );
  return [`named:breaking:${edition}`, ...articles, ...(breaking?.awaiting ? ['named:new'] : [])];
}

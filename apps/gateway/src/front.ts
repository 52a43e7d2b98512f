import type { ArticleCard, Section } from '#libs/contracts';
import { sameStory } from '#libs/text';

export interface Front {
  lead: ArticleCard | undefined;
  stack: ArticleCard[];
  latest: ArticleCard[];
  bands: { section: Section; articles: ArticleCard[] }[];
}

const STACK = 4;
const LATEST = 8;
const BAND = 4;

/**
 * Composes a front from the newest articles and those of each section: the most urgent newest one leads, and
 * neither an article nor two versions of one story stand twice on the page.
 */
export function composeFront(
  newest: readonly ArticleCard[],
  bySection: readonly { section: Section; articles: readonly ArticleCard[] }[],
): Front {
  const placed: ArticleCard[] = [];
  const stands = ({ id, fingerprint }: ArticleCard): boolean =>
    placed.some((each) => each.id === id || sameStory(each.fingerprint, fingerprint));
  const take = (from: readonly ArticleCard[], count: number): ArticleCard[] => {
    const taken: ArticleCard[] = [];
    for (const article of from) {
      if (taken.length === count) break;
      if (stands(article)) continue;
      placed.push(article);
      taken.push(article);
    }
    return taken;
  };
  const urgent = newest.filter(({ urgency = 5 }) => urgency <= 2);
  const [lead] = take([...urgent, ...newest], 1);
  const stack = take(newest, STACK);
  const latest = take(newest, LATEST);
  const bands = bySection
    .map(({ section, articles }) => ({ section, articles: take(articles, BAND) }))
    .filter(({ articles }) => articles.length > 0);
  return { lead, stack, latest, bands };
}

import type { ArticleCard, Section } from '#libs/contracts';

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
 * no article stands twice on the page.
 */
export function composeFront(
  newest: readonly ArticleCard[],
  bySection: readonly { section: Section; articles: readonly ArticleCard[] }[],
): Front {
  const placed = new Set<string>();
  const take = (from: readonly ArticleCard[], count: number): ArticleCard[] => {
    const taken: ArticleCard[] = [];
    for (const article of from) {
      if (taken.length === count) break;
      if (placed.has(article.id)) continue;
      placed.add(article.id);
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

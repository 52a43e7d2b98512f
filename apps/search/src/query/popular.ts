import type { PopularAnswer } from '#libs/contracts';

/** Articles of one weight, by their ids. */
export interface Level {
  weight: number;
  ids: string[];
}

/**
 * What everybody reads may move up among its like, and no further: text decides between hits that differ by
 * more than a third.
 */
const MOST = 0.3;
/** So many views in a day are half of the way; a handful, which anybody could make, weigh nothing. */
const HALF = 200;
/** Few levels keep the question to the engine short. */
const STEP = 0.05;

/** The weight of so many views in a day, 1 to 1.3 in steps. */
export function weightOf(views: number): number {
  const share = views / (views + HALF);
  return 1 + Math.round(Math.round((MOST * share) / STEP) * STEP * 100) / 100;
}

/** What weighs more than usual, heaviest first. */
export function levelsOf(data: PopularAnswer['data']): Level[] {
  const weighed = data.map(({ id, views }) => ({ id, weight: weightOf(views) }));
  return [...Map.groupBy(weighed, ({ weight }) => weight)]
    .filter(([weight]) => weight > 1)
    .map(([weight, articles]) => ({ weight, ids: articles.map(({ id }) => id) }))
    .toSorted((a, b) => b.weight - a.weight);
}

export function popularityOf(id: string, levels: readonly Level[]): number {
  return levels.find(({ ids }) => ids.includes(id))?.weight ?? 1;
}

/** An article that more people read than usual. */
export interface Trend {
  id: string;
  /** Views of the last ten minutes. */
  views: number;
  rise: number;
}

/** Below that many views in ten minutes chance alone makes a rise. */
export const LEAST_VIEWS = 10;
const LEAST_RISE = 3;
/** Ten minutes in a day. */
const PARTS = 144;
/** As if each article had so many in any ten minutes: the first views of a new one are no rise yet. */
const GROUND = 2;

/**
 * How far the last ten minutes stand above the day's mean; undefined if that is no trend. Its own day includes a
 * surge, so what is always read much does not trend, and a surge ends by itself.
 */
export function trendOf(id: string, lastTenMinutes: number, lastDay: number): Trend | undefined {
  const rise = lastTenMinutes / (lastDay / PARTS + GROUND);
  if (lastTenMinutes < LEAST_VIEWS || rise < LEAST_RISE) return undefined;
  return { id, views: lastTenMinutes, rise };
}

const weight = ({ views, rise }: Trend) => views * Math.log2(rise);

/** The strongest first; of equals in a fixed order. */
export function byTrend(trends: readonly Trend[]): Trend[] {
  return trends.toSorted((a, b) => weight(b) - weight(a) || (a.id < b.id ? 1 : -1));
}

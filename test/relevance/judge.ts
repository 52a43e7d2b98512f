/** What a reader thinks of an article for a question: 3 is what she means, 2 very useful, 1 touches it. */
export type Grades = Readonly<Record<string, number>>;

/** Of a list of article ids, best first: how good it is for who asked. Each is between 0 and 1. */
export interface Verdict {
  ndcg: number;
  recall: number;
  mrr: number;
}

/** So many articles are looked at: what a reader sees before she turns the page. */
export const DEPTH = 10;

/** What comes first counts most, and an article of grade 3 counts seven times one of grade 1. */
function gain(grades: readonly number[]): number {
  return grades
    .slice(0, DEPTH)
    .reduce((sum, grade, place) => sum + (2 ** grade - 1) / Math.log2(place + 2), 0);
}

/** The share of the best possible order that this one reaches; the best comes from all grades, found or not. */
export function ndcg(found: readonly string[], relevant: Grades): number {
  const best = gain(Object.values(relevant).toSorted((a, b) => b - a));
  return best === 0 ? 0 : gain(found.map((id) => relevant[id] ?? 0)) / best;
}

/** The share of what is relevant that is on the page; who asked for more than a page holds can have a full page. */
export function recall(found: readonly string[], relevant: Grades): number {
  const wanted = Math.min(Object.keys(relevant).length, DEPTH);
  const there = found.slice(0, DEPTH).filter((id) => relevant[id] !== undefined).length;
  return wanted === 0 ? 0 : there / wanted;
}

/** One divided by the place of the first article that is very useful, or 0. */
export function mrr(found: readonly string[], relevant: Grades): number {
  const place = found.slice(0, DEPTH).findIndex((id) => (relevant[id] ?? 0) >= 2);
  return place < 0 ? 0 : 1 / (place + 1);
}

export function judge(found: readonly string[], relevant: Grades): Verdict {
  return { ndcg: ndcg(found, relevant), recall: recall(found, relevant), mrr: mrr(found, relevant) };
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

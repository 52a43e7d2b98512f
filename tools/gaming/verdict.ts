import { type CapRule, capRule } from '../../apps/popularity/src/cap.ts';
import { type Window, windowNames } from '../../apps/popularity/src/view.ts';
import { type AttackName, attacked } from './attack.ts';
import { BEGIN, type Week } from './traffic.ts';
import { LOOK_MS, played, type Ranking, type Trial } from './trial.ts';

/**
 * A list says something where its tenth has been read by more than fifty networks can make: two views of each, as
 * many again for those that share a group with a large one by chance, and all that twice, since an hour may touch
 * two days.
 */
export const SUPPORT = 400;

/** Of a window, over all looks at it while the attack lasted. */
export interface Reached {
  /** The best rank of the article that was pushed; undefined: never among the first fifty. */
  rank: number | undefined;
  /** The same where the tenth had `SUPPORT` views. */
  supported: number | undefined;
  /** How many of the ten articles that would be first without the attack were so, at least. */
  kept: number;
}

export interface Verdict {
  views: number;
  counted: number;
  reached: Record<Window, Reached>;
}

const TOP = 10;

/** What an attack has reached, beside the same week without it. */
export function verdictOf(
  week: Week,
  name: AttackName,
  { seed, days, base, rule = capRule }: { seed: number; days: number; base: Trial; rule?: CapRule | 'none' },
): Verdict {
  const { article, readings, from } = attacked(week, name, { seed, days });
  const { views, counted, lists } = played(readings, rule);
  const first = (from - BEGIN) / LOOK_MS;
  const reached = windowNames.map((window): [Window, Reached] => [
    window,
    reachedIn(lists[window].slice(first), { base: base.lists[window].slice(first), article }),
  ]);
  return {
    views: views.get(article) ?? 0,
    counted: counted.get(article) ?? 0,
    reached: Object.fromEntries(reached) as Record<Window, Reached>,
  };
}

function reachedIn(
  lists: readonly Ranking[],
  { base, article }: { base: readonly Ranking[]; article: number },
): Reached {
  const made: Reached = { rank: undefined, supported: undefined, kept: TOP };
  for (const [at, list] of lists.entries()) {
    const honest = (base[at] ?? []).slice(0, TOP);
    const place = list.findIndex((each) => each.article === article) + 1;
    if (place > 0) made.rank = Math.min(made.rank ?? place, place);
    const supported = (honest.at(-1)?.views ?? 0) >= SUPPORT;
    if (!supported) continue;
    if (place > 0) made.supported = Math.min(made.supported ?? place, place);
    made.kept = Math.min(made.kept, keptOf(honest, list));
  }
  return made;
}

function keptOf(wanted: Ranking, list: Ranking): number {
  const top = new Set(list.slice(0, TOP).map(({ article }) => article));
  return wanted.filter(({ article }) => top.has(article)).length;
}

/** What the rule costs honest readers: shares of their views that do not count. */
export function costOf(
  { articles }: Week,
  { views, counted, twice }: Trial,
): { all: number; mobile: number } {
  const sum = (of: ReadonlyMap<number, number>, wanted: (article: number) => boolean) =>
    [...of].reduce((total, [article, each]) => total + (wanted(article) ? each : 0), 0);
  const all = sum(views, () => true);
  const double = twice / all;
  const isMobile = (article: number) => (articles[article]?.mobile ?? 1) > 1;
  const held = (wanted: (article: number) => boolean) =>
    1 - sum(counted, wanted) / sum(views, wanted) - double;
  return { all: held(() => true), mobile: held(isMobile) };
}

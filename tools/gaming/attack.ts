import { Chance } from '../local/chance.ts';
import { BEGIN, DAY, inOrder, type Reading, type Week } from './traffic.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Numbers of attackers' networks and visitors begin here. */
const FOREIGN = 1_000_000_000;

interface Attack {
  /** From how many networks. */
  nets: number;
  /** Views by each network's next visitor, given how many were before; one visitor for all if it is constant. */
  visitors: (view: number) => number;
  /** Begin and end within the hour or the day are told by how strong it is at a time; 1 is all day the same. */
  strength?: (at: number) => number;
}

/** How an article is pushed: each with a tenth of all traffic, but for the drip, which takes its time. */
export const attacks = {
  'few addresses': { nets: 50, visitors: (view) => view },
  'many addresses in few networks': { nets: 20, visitors: (view) => view % 5_000 },
  'slow drip': { nets: 50, visitors: (view) => view, strength: () => 0.1 },
  'replayed beacons': { nets: 50, visitors: (view) => view % 50 },
  'browsers of many networks': { nets: 2_000, visitors: (view) => view },
  'around the turn of the day': {
    ...{ nets: 50, visitors: (view) => view },
    strength: (at) => (Math.abs(((at + 12 * HOUR) % DAY) - 12 * HOUR) < 30 * MINUTE ? 24 : 0),
  },
} as const satisfies Record<string, Attack>;
export type AttackName = keyof typeof attacks;

export interface Attacked extends Week {
  /** The article that is pushed. */
  article: number;
  from: number;
}

/** Of all views. */
const SHARE = 0.1;

/** The week with an article that hardly anybody looks for, and with those who push it from the second day on. */
export function attacked(
  week: Week,
  name: AttackName,
  { seed, days }: { seed: number; days: number },
): Attacked {
  const { nets, visitors, strength }: Attack = attacks[name];
  const chance = Chance.of(seed, 2, name.length);
  const from = BEGIN + DAY;
  const article = week.articles.length;
  const push: Reading[] = [];
  const perMinute = viewsByMinute(week.readings, days);
  for (let at = from; at < BEGIN + days * DAY; at += MINUTE) {
    const honest = perMinute[(at - BEGIN) / MINUTE] ?? 0;
    const views = Math.floor((honest * SHARE * (strength?.(at) ?? 1)) / (1 - SHARE) + chance.next());
    for (let i = 0; i < views; i++) {
      push.push({
        ...{ at: at + chance.next() * MINUTE, article, honest: false },
        visitor: FOREIGN + visitors(push.length),
        net: FOREIGN + (push.length % nets),
      });
    }
  }
  return { articles: week.articles, readings: inOrder([...week.readings, ...push]), article, from };
}

function viewsByMinute(readings: readonly Reading[], days: number): number[] {
  const counts = Array<number>((days * DAY) / MINUTE).fill(0);
  for (const { at } of readings) {
    const minute = Math.floor((at - BEGIN) / MINUTE);
    counts[minute] = (counts[minute] ?? 0) + 1;
  }
  return counts;
}

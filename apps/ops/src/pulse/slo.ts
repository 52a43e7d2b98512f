import { freshness, type Point, sum } from './hour.ts';
import { PAGE_BOUNDS } from './signals.ts';

/** How something promised stands, of the looks there are. */
export interface Tile {
  name: string;
  /** What is promised, in words. */
  promise: string;
  objective: number;
  /** What share was good; absent: nothing was there to judge. */
  share?: number;
  /** What share of what may fail in these looks is left, 0 to 1; absent where too few have failed to judge by. */
  left?: number;
  /** How many times faster than allowed it is used up, over five minutes and over all looks. */
  burn?: { short: number; long: number };
  state: 'holds' | 'few' | 'burns' | 'pages' | 'unknown';
}

interface Judged {
  good: number;
  all: number;
}

interface Objective {
  name: string;
  promise: string;
  objective: number;
  judge(points: readonly Point[]): Judged | undefined;
}

const SHORT_MS = 300_000;
/** At this pace a month's budget is gone in two days: somebody is woken. */
const PAGES = 14.4;
/** One slow page of four is no hour in which readers wait: by less than that nothing is judged to be broken. */
const LEAST_BAD = 10;

export const objectives: readonly Objective[] = [
  {
    name: 'Readers are answered',
    promise: '99.9 % of requests do not fail',
    objective: 0.999,
    judge: (points) => unfailing(points, 'gateway'),
  },
  {
    name: 'Pages are quick',
    promise: '99 % of pages within 150 ms',
    objective: 0.99,
    judge: quick,
  },
  {
    name: 'Published is seen',
    promise: 'within 5 s, 99 % of the time',
    objective: 0.99,
    judge: (points) => within(points, 5, (point) => freshness(point, 'see')),
  },
  {
    name: 'Published is found',
    promise: 'within 10 s, 99 % of the time',
    objective: 0.99,
    judge: (points) => within(points, 10, (point) => freshness(point, 'find')),
  },
  {
    name: 'The gate accepts',
    promise: '99.95 % of requests do not fail',
    objective: 0.9995,
    judge: (points) => unfailing(points, 'ingest'),
  },
  {
    name: 'Lists follow readers',
    promise: 'within 60 s, 99.5 % of the time',
    objective: 0.995,
    judge: (points) => within(points, 60, ({ waits }) => waits?.views?.seconds),
  },
];

/** Each promise by the looks of the last hour. */
export function tiles(points: readonly Point[]): Tile[] {
  const last = points.at(-1)?.at ?? 0;
  const lately = points.filter(({ at }) => at > last - SHORT_MS);
  return objectives.map(({ judge, ...named }) => {
    const [long, short] = [judge(points), judge(lately)];
    if (!long || long.all === 0) return { ...named, state: 'unknown' };
    const share = long.good / long.all;
    const burn = { short: burnOf(short, named.objective), long: burnOf(long, named.objective) };
    const state = stateOf(burn, long.all - long.good);
    // A budget is of a month; a few requests say nothing of one.
    if (state === 'few') return { ...named, share, state };
    return { ...named, share, left: Math.max(0, 1 - burn.long), burn, state };
  });
}

function stateOf({ short, long }: { short: number; long: number }, bad: number): Tile['state'] {
  // Both: what is over is no reason to wake anybody, and neither is what has just begun.
  if (long <= 1) return 'holds';
  if (bad < LEAST_BAD) return 'few';
  return short >= PAGES && long >= PAGES ? 'pages' : 'burns';
}

function burnOf(judged: Judged | undefined, objective: number): number {
  return judged && judged.all > 0 ? (1 - judged.good / judged.all) / (1 - objective) : 0;
}

function unfailing(points: readonly Point[], app: 'gateway' | 'ingest'): Judged | undefined {
  const all = sum(points, app, `requests:${app}`);
  const failed = sum(points, app, `failed:${app}`);
  return all === undefined || failed === undefined ? undefined : { all, good: all - failed };
}

function quick(points: readonly Point[]): Judged | undefined {
  const all = sum(points, 'gateway', 'pages');
  if (all === undefined) return undefined;
  const bound = PAGE_BOUNDS.find((each) => points.some(({ counts }) => counts.has(`pages:${each}`)));
  const good = bound === undefined ? undefined : sum(points, 'gateway', `pages:${bound}`);
  return good === undefined ? undefined : { all, good };
}

function within(
  points: readonly Point[],
  most: number,
  secondsOf: (point: Point) => number | undefined,
): Judged | undefined {
  const seconds = points.map(secondsOf).filter((each) => each !== undefined);
  if (seconds.length === 0) return undefined;
  return { all: seconds.length, good: seconds.filter((each) => each < most).length };
}

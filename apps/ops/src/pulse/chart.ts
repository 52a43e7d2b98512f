import { freshness, HOUR_MS, type Point } from './hour.ts';
import { clock, figure, type Sight } from './sight.ts';
import type { AppName } from './signals.ts';

/** One line of a chart: a value at each moment, or none where nothing was seen. */
export interface Line {
  name: string;
  values: readonly (number | undefined)[];
}

export interface Chart {
  id: string;
  title: string;
  /** What the numbers are of. */
  unit: string;
  lines: readonly Line[];
  /** Begin of the first slice and end of the last, milliseconds since 1970. */
  from: number;
  to: number;
  /** What the height stands for: a round number, never 0. */
  top: number;
}

/** Slices of an hour: one for each half minute, and 5 pixels of a desk. */
const SLICES = 120;
const SLICE_MS = HOUR_MS / SLICES;
/** A chart of nothing has a height all the same. */
const LEAST_TOP = 1;
const WIDTH = 600;
const HEIGHT = 100;

type Slice = readonly Point[];

const perSecond =
  (app: AppName, ...signals: string[]) =>
  (slice: Slice): number | undefined => {
    const ms = slice.reduce((all, { seen }) => all + (seen[app] ?? 0), 0);
    if (ms === 0) return undefined;
    const count = slice.reduce(
      (all, { counts }) => all + signals.reduce((some, signal) => some + (counts.get(signal) ?? 0), 0),
      0,
    );
    return (count * 1_000) / ms;
  };

/** The longest of what was seen: a delay of ten seconds must not vanish in a mean. */
const longest =
  (secondsOf: (point: Point) => number | undefined) =>
  (slice: Slice): number | undefined => {
    const seen = slice.map(secondsOf).filter((each) => each !== undefined);
    return seen.length === 0 ? undefined : Math.max(...seen);
  };

const drawn = [
  {
    id: 'articles',
    title: 'Articles',
    unit: 'a second',
    lines: {
      accepted: perSecond('ingest', 'accepted'),
      decided: perSecond('content', 'decided'),
      indexed: perSecond('search', 'applied:search'),
    },
  },
  {
    id: 'readers',
    title: 'Readers',
    unit: 'a second',
    lines: {
      answers: perSecond('gateway', 'requests:gateway'),
      pages: perSecond('gateway', 'pages'),
      views: perSecond('gateway', 'views:sent'),
    },
  },
  {
    id: 'lag',
    title: 'Lag',
    unit: 'seconds, the oldest record that waits',
    lines: {
      content: longest(({ waits }) => waits?.content?.seconds),
      search: longest(({ waits }) => waits?.search?.seconds),
      popularity: longest(({ waits }) => waits?.popularity?.seconds),
      views: longest(({ waits }) => waits?.views?.seconds),
    },
  },
  {
    id: 'freshness',
    title: 'Freshness',
    unit: 'seconds, the oldest change that readers lack',
    lines: {
      seen: longest((point) => freshness(point, 'see')),
      found: longest((point) => freshness(point, 'find')),
    },
  },
] as const;

/** The last hour as charts; what was not seen is a gap. */
export function chartsOf({ at, hour }: Sight): Chart[] {
  // Slices stand still while their lines move on.
  const to = (Math.floor(at / SLICE_MS) + 1) * SLICE_MS;
  const from = to - HOUR_MS;
  const slices = slicesOf(hour.since(), from);
  return drawn.map(({ id, title, unit, lines }) => {
    const made = Object.entries(lines).map(([name, of]) => ({
      name,
      values: slices.map((slice) => of(slice)),
    }));
    const most = Math.max(0, ...made.flatMap(({ values }) => values.map((value) => value ?? 0)));
    return { id, title, unit, lines: made, from, to, top: roundTop(most) };
  });
}

function slicesOf(points: readonly Point[], from: number): Slice[] {
  const slices: Point[][] = Array.from({ length: SLICES }, () => []);
  for (const point of points) slices[Math.floor((point.at - from) / SLICE_MS)]?.push(point);
  return slices;
}

/** 1, 2 or 5 with zeros, not below the highest value. */
export function roundTop(most: number): number {
  if (most <= LEAST_TOP) return LEAST_TOP;
  const unit = 10 ** Math.floor(Math.log10(most));
  return ([1, 2, 5, 10].find((each) => each * unit >= most) ?? 10) * unit;
}

/** The line as SVG's path on a ground of 600 × 100; a value between two gaps is a short stroke. */
export function pathOf({ values }: Line, top: number): string {
  const step = WIDTH / (values.length - 1);
  let pen = false;
  const parts = values.map((value, index) => {
    if (value === undefined) {
      pen = false;
      return '';
    }
    const [x, y] = [round(index * step), round(HEIGHT - (Math.min(value, top) / top) * HEIGHT)];
    const drawn = `${pen ? 'L' : 'M'}${x} ${y}${pen ? '' : 'h1'}`;
    pen = true;
    return drawn;
  });
  return parts.join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** A line in words, for whoever does not see it: what it is now, and when it was highest. */
export function inWords({ name, values }: Line, from: number): string {
  const seen = values.flatMap((value, index) => (value === undefined ? [] : [{ value, index }]));
  const last = seen.at(-1);
  if (!last) return `${name}: nothing was seen`;
  const peak = seen.reduce((best, each) => (each.value > best.value ? each : best), last);
  const gaps = seen.length - 1 < last.index - (seen[0]?.index ?? 0) ? ', with gaps' : '';
  const at = clock(from + peak.index * SLICE_MS);
  return `${name}: ${figure(round(last.value))} now, ${figure(round(peak.value))} at most (${at} UTC)${gaps}`;
}

/** A line of a table: the highest value of each five minutes. */
export function tabled({ values }: Line, parts: number): (number | undefined)[] {
  const size = values.length / parts;
  return Array.from({ length: parts }, (_, part) => {
    const seen = values.slice(part * size, (part + 1) * size).filter((each) => each !== undefined);
    return seen.length === 0 ? undefined : Math.max(...seen);
  });
}

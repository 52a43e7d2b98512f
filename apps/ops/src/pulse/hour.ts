import type { AppName } from './signals.ts';
import type { Wait } from './tide.ts';

/** Readers of the log as the desk speaks of them: popularity reads two topics, gateways are taken together. */
export const readerNames = ['content', 'search', 'popularity', 'views', 'gateway', 'syndication'] as const;
export type ReaderName = (typeof readerNames)[number];

/** What was seen at one look. */
export interface Point {
  /** Milliseconds since 1970. */
  at: number;
  /** Apps that answered, and over how many milliseconds their counts are. */
  seen: Readonly<Partial<Record<AppName, number>>>;
  /** What counters have come to since the last look at their app. */
  counts: ReadonlyMap<string, number>;
  /** Absent: the log did not answer. */
  waits?: Readonly<Partial<Record<ReaderName, Wait>>>;
}

export const HOUR_MS = 3_600_000;
/** However often it is looked. */
const MOST = 3_600;

/** The last hour of looks, the oldest first. */
export class Hour {
  private readonly points: Point[] = [];

  add(point: Point): void {
    this.points.push(point);
    while (this.points.length > MOST || (this.points[0]?.at ?? point.at) <= point.at - HOUR_MS)
      this.points.shift();
  }

  get last(): Point | undefined {
    return this.points.at(-1);
  }

  /** Looks of the last `ms` before the newest one; of all there are when absent. */
  since(ms = HOUR_MS): readonly Point[] {
    const from = (this.last?.at ?? 0) - ms;
    return this.points.filter(({ at }) => at > from);
  }
}

/** How much of something there was; nothing where its app was never seen. */
export function sum(points: readonly Point[], app: AppName, ...signals: string[]): number | undefined {
  const seen = points.filter((point) => point.seen[app] !== undefined);
  if (seen.length === 0) return undefined;
  return seen.reduce(
    (all, { counts }) => all + signals.reduce((some, signal) => some + (counts.get(signal) ?? 0), 0),
    0,
  );
}

/** The same for each second that was looked at. */
export function rate(points: readonly Point[], app: AppName, ...signals: string[]): number | undefined {
  const ms = points.reduce((all, { seen }) => all + (seen[app] ?? 0), 0);
  const total = sum(points, app, ...signals);
  return total === undefined || ms === 0 ? undefined : (total * 1_000) / ms;
}

/** Seconds that the oldest change has waited which readers can't see yet; `find`: which they can't find. */
export function freshness({ waits }: Point, what: 'see' | 'find'): number | undefined {
  const [record, shown] = [waits?.content, what === 'see' ? waits?.gateway : waits?.search];
  return record && shown ? Math.max(record.seconds, shown.seconds) : undefined;
}

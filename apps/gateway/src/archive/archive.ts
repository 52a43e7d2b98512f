import { seoulSpan } from '#libs/contracts';
import { type Edition, pathOf } from '../edition.ts';

/** A square of the calendar: a day, or what fills the week before the first and after the last. */
export interface Square {
  day: number;
  /** As in `2026-03-01`. */
  name: string;
  articles: number;
}

/** Weeks of a month from Sunday on, as calendars in Korea have them; a square without a day is empty. */
export function weeksOf(
  month: string,
  days: readonly { name: string; articles: number }[],
): (Square | undefined)[][] {
  const counts = new Map(days.map(({ name, articles }) => [name, articles]));
  const names = Array.from({ length: 31 }, (_, index) => `${month}-${String(index + 1).padStart(2, '0')}`);
  const real = names.filter((name) => seoulSpan(name));
  const first = new Date(`${month}-01T00:00:00Z`).getUTCDay();
  const squares = [
    ...Array.from({ length: first }, () => undefined),
    ...real.map((name, index) => ({ day: index + 1, name, articles: counts.get(name) ?? 0 })),
  ];
  const weeks = Array.from({ length: Math.ceil(squares.length / 7) }, (_, week) =>
    squares.slice(week * 7, week * 7 + 7),
  );
  return weeks.map((week) => Array.from({ length: 7 }, (_, index) => week[index]));
}

/** Where a month (`2026-03`) or a day (`2026-03-01`) of the archive stands. */
export function archivePath(edition: Edition, name: string): string {
  return pathOf(edition, `/archive/${name.replaceAll('-', '/')}`);
}

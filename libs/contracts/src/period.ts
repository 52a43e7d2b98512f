/**
 * Days as both editions count them: in Seoul, which is nine hours ahead all year (summer time was last kept in
 * 1988).
 */
export const SEOUL = '+09:00';
const HOURS_AHEAD = 9;

/** The first moment of a year, a month or a day in Seoul, such as 2026, 2026-03 or 2026-03-01; RFC 3339. */
export function beginOf(period: string): string {
  const [year = 0, month = 1, day = 1] = period.split('-').map(Number);
  return inSeoul(year, month - 1, day);
}

/** The first moment after it. */
export function endOf(period: string): string {
  const [year = 0, month, day] = period.split('-').map(Number);
  if (month === undefined) return inSeoul(year + 1, 0, 1);
  return day === undefined ? inSeoul(year, month, 1) : inSeoul(year, month - 1, day + 1);
}

/** `Date.UTC` takes years below 100 for those of the last century. */
function inSeoul(year: number, month: number, day: number): string {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  date.setUTCHours(-HOURS_AHEAD, 0, 0, 0);
  return date.toISOString();
}

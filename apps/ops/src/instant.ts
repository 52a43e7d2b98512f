import { beginOf, SEOUL } from '#libs/contracts';
import { idOfPath } from '#libs/text';

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** `2026-11-24 09:00`, with seconds, fractions and a zone or without; a space may stand for what a form has eaten. */
const FORM =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2}| ?\d{2}:\d{2})?$/i;

/** Zones that a time without one may be meant in. */
export const zones = { seoul: SEOUL, utc: 'Z' } as const;
export type Zone = keyof typeof zones;

/** Milliseconds since 1970 of what an editor has written; nothing if that names no moment. */
export function instantOf(text: string, zone: Zone): number | undefined {
  const [, day, minute, second = ':00', offset] = FORM.exec(text.normalize('NFKC').trim()) ?? [];
  if (!day || !minute) return undefined;
  // An address that was not encoded has lost its plus.
  const written = offset === undefined ? zones[zone] : offset.trim().replace(/^(\d)/, '+$1');
  const at = Date.parse(`${day}T${minute}${second}${written.toUpperCase()}`);
  // A day that a month does not have is no slip that is put right silently.
  const there = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(at) || there.toISOString().slice(0, 10) !== day ? undefined : at;
}

/** Moments that editors often ask for, as of now. */
export function presets(now: number): { name: string; at: number }[] {
  const seoulDay = (at: number) => new Date(at + 9 * HOUR).toISOString().slice(0, 10);
  const eight = (day: string) => Date.parse(beginOf(day)) + 8 * HOUR;
  return [
    { name: '1 hour ago', at: now - HOUR },
    { name: 'Yesterday 08:00 (Seoul)', at: eight(seoulDay(now - DAY)) },
    { name: 'Yesterday 20:00 (Seoul)', at: eight(seoulDay(now - DAY)) + 12 * HOUR },
    { name: 'A week ago', at: now - 7 * DAY },
  ];
}

/** A moment as a form and an address hold it: in Seoul, with its zone. */
export function written(at: number): string {
  return new Date(at + 9 * HOUR).toISOString().replace(/\.000Z$|Z$/, SEOUL);
}

/** What names an article: its uri or public id as they are, or the id in the address of a page of it. */
export function wordFor(text: string): string {
  const word = text.trim();
  const path = URL.canParse(word) ? new URL(word).pathname : word;
  return idOfPath(path) ?? word;
}

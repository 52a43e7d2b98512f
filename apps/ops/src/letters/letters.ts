import { z } from 'zod';
import type { DeadLetter, LetterRow } from '#libs/kafka';
import { masked, maskedText, unmasked } from './mask.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** A record of more letters is mended by whoever sends it, not in a form. */
const MOST_EDITED = 100_000;
/** A page shows so much of a record's bytes. */
const MOST_SHOWN = 200_000;

export const Place = z.object({
  place: z
    .string()
    .max(300)
    .regex(/^[\w.-]{1,240}\.dead\/\d{1,6}\/\d{1,15}$/, 'is not the place of a letter'),
});
export const ReplayForm = Place.extend({ value: z.string().max(MOST_EDITED).optional() });
export const EditForm = Place.extend({ value: z.string().min(1).max(MOST_EDITED) });
export const DiscardForm = Place.extend({
  note: z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(500)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u),
});
const name = z.string().min(1).max(200);
export const BulkForm = z.object({
  ...{ reason: name, topic: name, group: name },
  rate: z.coerce.number().int().min(1).max(200),
});
export type BulkForm = z.infer<typeof BulkForm>;
export const ListQuery = z.strictObject({
  reason: name.optional(),
  topic: name.optional(),
  group: name.optional(),
});
export type ListQuery = z.infer<typeof ListQuery>;

/** Letters of one reader and one reason. */
export interface LetterGroup {
  reason: string;
  topic: string;
  group: string;
  count: number;
  first: string;
  last: string;
  /** How many came in each of the last 24 hours, the oldest first. */
  hours: number[];
  /** How many of them were replayed before. */
  again: number;
}

/** The newest group first. */
export function groupsOf(rows: readonly LetterRow[], now: number): LetterGroup[] {
  const groups = Map.groupBy(rows, ({ reason, topic, group }) => JSON.stringify([reason, topic, group]));
  return [...groups.values()]
    .map((own) => {
      const times = own.map(({ at }) => at).toSorted();
      const [{ reason, topic, group } = { reason: '', topic: '', group: '' }] = own;
      return {
        ...{ reason, topic, group },
        count: own.length,
        first: times[0] ?? '',
        last: times.at(-1) ?? '',
        hours: hoursOf(times, now),
        again: own.filter(({ deaths }) => deaths > 0).length,
      };
    })
    .toSorted((a, b) => (a.last < b.last ? 1 : -1));
}

function hoursOf(times: readonly string[], now: number): number[] {
  const hours = new Array<number>(HOURS).fill(0);
  for (const at of times) {
    const hour = HOURS - 1 - Math.floor((now - Date.parse(at)) / HOUR_MS);
    if (hour >= 0) hours[Math.min(hour, HOURS - 1)] = (hours[Math.min(hour, HOURS - 1)] ?? 0) + 1;
  }
  return hours;
}

/** What the last two hours say of where it goes. */
export function trendOf(hours: readonly number[]): string {
  const [before = 0, last = 0] = hours.slice(-2);
  if (last === 0) return before === 0 ? 'quiet' : 'over: none in the last hour';
  const more = last > before ? 'growing' : last === before ? 'steady' : 'falling';
  return `${more}: ${last} in the last hour, ${before} in the one before`;
}

/** What a page shows of a letter's bytes: no secret of anybody. */
export interface Shown {
  headers: [name: string, value: string][];
  /** JSON in lines where it is that, readable text where it is that, else the bytes. */
  text: string;
  cut: boolean;
  /** Whether it can be mended in a form. */
  editable: boolean;
}

export function shownOf({ record: { headers, value } }: Pick<DeadLetter, 'record'>): Shown {
  const json = jsonOf(value);
  const whole = json === undefined ? textOf(value) : JSON.stringify(masked(json), null, 2);
  return {
    headers: Object.entries(headers).map(([header, text]) => [header, maskedText(text, header)]),
    text: whole.slice(0, MOST_SHOWN),
    cut: whole.length > MOST_SHOWN,
    editable: value !== null && whole.length <= MOST_EDITED,
  };
}

/** What a form said of a letter's record, as bytes to say again; or why that is none. */
export function editedOf(
  { record }: Pick<DeadLetter, 'record'>,
  text: string,
): { value: string; data: unknown } | { fault: string } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return {
      fault: `this is not JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'unreadable'}`,
    };
  }
  const restored = unmasked(data, jsonOf(record.value));
  if (restored === undefined)
    return { fault: 'a masked secret was moved or changed: write it out, or leave it where it was' };
  return { value: JSON.stringify(restored), data: restored };
}

export function jsonOf(value: Buffer | null): unknown {
  try {
    return value === null ? undefined : JSON.parse(value.toString());
  } catch {
    return undefined;
  }
}

function textOf(value: Buffer | null): string {
  if (value === null) return '(no value)';
  const text = value.toString();
  return Buffer.from(text).equals(value) ? maskedText(text) : `(bytes) ${value.toString('hex')}`;
}

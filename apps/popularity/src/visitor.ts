import type { Judged } from './tally.ts';
import type { Window } from './view.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Visitors are told apart within a slot of time: ten minutes, an hour, a day in Seoul. They are noted in ten minutes;
 * the hour and the day take over what these have once an article is seen in others. A slot is kept as long as a
 * window may need it.
 */
const slotKinds = {
  '10m': { slotMs: 10 * MINUTE, shiftMs: 0, keptMs: 90 * MINUTE },
  '1h': { slotMs: HOUR, shiftMs: 0, keptMs: 26 * HOUR },
  '1d': { slotMs: DAY, shiftMs: 9 * HOUR, keptMs: 9 * DAY },
} as const;
type SlotKind = keyof typeof slotKinds;

/** Names a slot: its kind, and its begin in milliseconds since 1970. */
export type Slot = `${SlotKind}:${number}`;

/** Windows whose visitors are told, and the slots they are counted in. */
export type VisitorWindow = Exclude<Window, '10m'>;
const slotOfWindow = {
  '1h': { kind: '10m', spanMs: HOUR },
  '24h': { kind: '1h', spanMs: DAY },
  '7d': { kind: '1d', spanMs: 7 * DAY },
} as const satisfies Record<VisitorWindow, { kind: SlotKind; spanMs: number }>;

/** Gateways' clocks are believed one minute ahead. */
const AHEAD = MINUTE;

function beginOf(kind: SlotKind, at: number): number {
  const { slotMs, shiftMs } = slotKinds[kind];
  return at - ((at + shiftMs) % slotMs);
}

/** How long a slot is kept after it was last changed, milliseconds. */
export function livesMsOf(kind: SlotKind): number {
  const { slotMs, keptMs } = slotKinds[kind];
  return slotMs + keptMs;
}

/** Visitors by article, by the begin of the ten minutes in which they were seen. */
export type Visits = Map<number, Map<string, string[]>>;

/** Who was seen where; what no window needs any more at `now` is left out. */
export function visitsOf(judged: readonly Judged[], now = 0): Visits {
  const visits: Visits = new Map();
  for (const { counts } of judged) {
    for (const { id, at, visitor } of counts) {
      const begin = beginOf('10m', at);
      if (visitor === undefined || beginOf('1d', at) + livesMsOf('1d') < now) continue;
      const articles = visits.get(begin) ?? new Map<string, string[]>();
      if (articles.size === 0) visits.set(begin, articles);
      const visitors = articles.get(id);
      if (visitors) visitors.push(visitor);
      else articles.set(id, [visitor]);
    }
  }
  return visits;
}

/** Ten minutes, and the hour and the day that they belong to, by their begins. */
export interface Open {
  begin: number;
  hour: number;
  day: number;
}

/** Of an article, from the begins as they are kept. */
export function openOf(kept: string | null | undefined): Open | undefined {
  if (!kept) return undefined;
  const [begin = 0, hour = 0, day = 0] = kept.split(' ').map(Number);
  return { begin, hour, day };
}

export function roundOf(begin: number): Omit<Open, 'begin'> {
  return { hour: beginOf('1h', begin), day: beginOf('1d', begin) };
}

/**
 * The slots of a window at `now`, in groups: visitors are told apart within a group, and groups are added up. Of
 * the week each day is one, since nobody can be told apart over midnight.
 */
export function slotsOf(window: VisitorWindow, now: number): Slot[][] {
  const { kind, spanMs } = slotOfWindow[window];
  const slots: Slot[] = [];
  const { slotMs } = slotKinds[kind];
  for (let begin = beginOf(kind, now - spanMs); begin <= now + AHEAD; begin += slotMs) {
    slots.push(`${kind}:${begin}`);
  }
  return window === '7d' ? slots.map((slot) => [slot]) : [slots];
}

/** The same slots and, where one of them holds the open ten minutes of an article, these: it lacks them so far. */
export function withOpen(groups: readonly (readonly Slot[])[], open: Open | undefined): (readonly Slot[])[] {
  if (!open) return [...groups];
  const lacking = new Set<Slot>([`1h:${open.hour}`, `1d:${open.day}`]);
  return groups.map((slots) =>
    slots.some((slot) => lacking.has(slot)) ? [...slots, `10m:${open.begin}` as const] : slots,
  );
}

import type { Judged } from './tally.ts';
import type { Window } from './view.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Visitors are told apart within a slot of time: ten minutes, an hour, a day in Seoul. A slot is kept as long as a
 * window may need it.
 */
const slotKinds = {
  '10m': { slotMs: 10 * MINUTE, shiftMs: 0, keptMs: 90 * MINUTE },
  '1h': { slotMs: HOUR, shiftMs: 0, keptMs: 26 * HOUR },
  '1d': { slotMs: DAY, shiftMs: 9 * HOUR, keptMs: 9 * DAY },
} as const;
type SlotKind = keyof typeof slotKinds;
const kinds = Object.keys(slotKinds) as SlotKind[];

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

/** How long a slot is kept after it was last changed. */
export function livesMsOf(slot: Slot): number {
  const { slotMs, keptMs } = slotKinds[slot.slice(0, slot.indexOf(':')) as SlotKind];
  return slotMs + keptMs;
}

/** Who was seen where: visitors by article, by slot. What no window needs any more at `now` is left out. */
export type Visits = Map<Slot, Map<string, Set<string>>>;

export function visitsOf(judged: readonly Judged[], now = 0, visits: Visits = new Map()): Visits {
  for (const { id, at, visitor } of judged.flatMap(({ counts }) => counts)) {
    if (visitor === undefined) continue;
    for (const kind of kinds) {
      const begin = beginOf(kind, at);
      if (begin + slotKinds[kind].slotMs + slotKinds[kind].keptMs < now) continue;
      const slot: Slot = `${kind}:${begin}`;
      const articles = visits.get(slot) ?? new Map<string, Set<string>>();
      visits.set(slot, articles);
      const visitors = articles.get(id);
      if (visitors) visitors.add(visitor);
      else articles.set(id, new Set([visitor]));
    }
  }
  return visits;
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

import type { PopularAnswer } from '#libs/contracts';
import type { Window } from './view.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Against how old a list of a window its movement is told: in a shorter time hardly anything would move. */
const whileMs: Readonly<Record<Window, number>> = {
  '10m': 5 * MINUTE,
  '1h': 15 * MINUTE,
  '24h': 3 * HOUR,
  '7d': 24 * HOUR,
};

/** A list is remembered so often in that time. */
const STEPS = 5;

/** Lists of a window at one time: ids in the order of their ranks, by the name of the list. */
export type Remembered = Readonly<Record<string, readonly string[]>>;

/** The step of time in which a list is remembered, once. */
export function stepOf(window: Window, now: number): number {
  return Math.floor(now / (whileMs[window] / STEPS));
}

/** Steps that a list may be compared with at that one, the best first; older ones would tell of another time. */
export function stepsBefore(step: number): number[] {
  return Array.from({ length: STEPS + 1 }, (_, more) => step - STEPS - more);
}

/** How long a remembered list may be needed. */
export function keptMs(window: Window): number {
  return 3 * whileMs[window];
}

type Movement = Pick<PopularAnswer['data'][number], 'movement' | 'before'>;

/** How an article has come to its rank; nothing if nobody remembers the list that was. */
export function movementOf(remembered: readonly string[] | undefined, id: string, rank: number): Movement {
  if (!remembered) return {};
  const before = remembered.indexOf(id) + 1;
  if (before === 0) return { movement: 'new' };
  return { movement: before === rank ? 'same' : before > rank ? 'up' : 'down', before };
}

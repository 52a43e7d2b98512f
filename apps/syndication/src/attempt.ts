/** What a receiver answered, or why it did not. */
export interface Answered {
  status?: number;
  /** A word for the log of deliveries; absent with a status. */
  error?: string;
  retryAfter?: string;
}

/** What becomes of a message after an attempt. */
export type Ending =
  | { is: 'taken' }
  /** Tried again then, milliseconds since 1970. */
  | { is: 'again'; at: number }
  /** Not tried again by itself. */
  | { is: 'parked' }
  /** The receiver wants nothing any more. */
  | { is: 'ended' };

interface Attempt {
  /** This one included. */
  attempts: number;
  /** The first of them, milliseconds since 1970. */
  since: number;
  now: number;
  /** From 0 up to, but without 1. */
  chance: number;
}

const FIRST_MS = 5_000;
/** A receiver that was away is told so soon after it is back, at most. */
const MOST_MS = 600_000;
/** What it asks for itself is granted up to an hour. */
const MOST_ASKED_MS = 3_600_000;
const GIVEN_UP_MS = 24 * 3_600_000;
/** The receiver wants nothing any more. */
export const GONE = 410;

/** 2xx is taken; 410 ends it; everything else, redirects included, is tried again for a day, ever more seldom. */
export function endingOf({ status, retryAfter }: Answered, attempt: Attempt): Ending {
  if (status !== undefined && status >= 200 && status < 300) return { is: 'taken' };
  if (status === GONE) return { is: 'ended' };
  const { attempts, since, now, chance } = attempt;
  const pause = Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(attempts - 1, 16)) * (0.5 + chance / 2);
  const at = now + Math.round(Math.max(pause, askedMs(retryAfter)));
  return at - since >= GIVEN_UP_MS ? { is: 'parked' } : { is: 'again', at };
}

/** Of a `Retry-After` in seconds; a date is not read, since its clock is another one. */
function askedMs(retryAfter: string | undefined): number {
  return /^\d{1,6}$/.test(retryAfter ?? '') ? Math.min(MOST_ASKED_MS, Number(retryAfter) * 1_000) : 0;
}

import { ProblemError } from '#libs/service';

/** Why a picture could not be fetched. Closed: what is answered, and whether it is tried again, follow from it. */
export const fetchFailures = {
  address_refused: { problem: 'invalid_parameter', again: false, words: 'is no public address' },
  refused: { problem: 'invalid_parameter', again: false, words: 'does not let us have it' },
  not_there: { problem: 'invalid_parameter', again: true, words: 'has nothing there' },
  too_large: { problem: 'payload_too_large', again: false, words: 'has more bytes than a picture may' },
  unreachable: { problem: 'timeout', again: true, words: 'does not answer, or not in time' },
  unable: { problem: 'dependency_unavailable', again: true, words: 'can’t answer now' },
} as const;
export type FetchFailure = keyof typeof fetchFailures;

/** What was heard in place of a picture. */
export interface NotFetched {
  failure: FetchFailure;
  host: string;
  status?: number;
  /** How long the other side wants not to be asked, milliseconds. */
  waitMs?: number;
}

const MOST_WAIT_MS = 3_600_000;

/** What an answer without a picture means; nothing where it has one. */
export function failureOf(
  status: number,
  headers: Readonly<Record<string, string>>,
): Omit<NotFetched, 'host'> | undefined {
  if (status === 200) return undefined;
  const seconds = Number(headers['retry-after']);
  const wait = seconds > 0 ? { waitMs: Math.min(MOST_WAIT_MS, 1_000 * seconds) } : {};
  if (status === 429 || status >= 500) return { failure: 'unable', status, ...wait };
  // What is brought at the same time as its article may come a moment later.
  if (status === 404) return { failure: 'not_there', status };
  return { failure: 'refused', status };
}

/** In words for the newsroom: no address that a name resolves to, nothing that the other side has said. */
export function wordsOf({ failure, host, status }: NotFetched): string {
  return `${host} ${fetchFailures[failure].words}${status === undefined ? '' : ` (${status})`}`;
}

/** The same as an answer to whoever has asked for the picture. */
export function problemOf(not: NotFetched): ProblemError {
  const { failure, waitMs } = not;
  const message = wordsOf(not);
  const errors = [{ pointer: '/href', code: failure, message }];
  const later = waitMs === undefined ? {} : { retryAfter: Math.ceil(waitMs / 1_000) };
  return new ProblemError(fetchFailures[failure].problem, { detail: message, errors, ...later });
}

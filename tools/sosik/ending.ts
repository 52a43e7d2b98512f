import { SosikError } from '#libs/client';
import { NotReachable } from './terminal.ts';

/** What a command does not do, in words, with what to try next. */
export class Refused extends Error {
  readonly code = 'refused';
  readonly exit: number;
  readonly next: string;

  constructor(exit: number, message: string, next: string) {
    super(message);
    this.exit = exit;
    this.next = next;
  }
}

/** How a command ends that could not do its work. */
export interface Ending {
  exit: number;
  words: string;
  /** The next command to try. */
  next: string;
}

const auth = {
  exit: 4,
  next: 'name a key with --key or in SOSIK_KEY; `sosik keys list` says which there are',
};
const conflict = { exit: 5, next: '`sosik where` with the uri says what the paper has' };
const invalid = { exit: 3, next: '`sosik validate FILE` says where in the file' };
const away = {
  exit: 7,
  next: '`sosik up` starts the paper of this machine, `sosik doctor` says what it lacks; --url names another',
};

const endings: Partial<Record<SosikError['code'], Pick<Ending, 'exit' | 'next'>>> = {
  unauthorized: auth,
  forbidden: auth,
  conflict_version: conflict,
  idempotency_in_progress: conflict,
  idempotency_mismatch: conflict,
  not_found: { exit: 3, next: '`sosik search` finds what is public, `sosik events tail` shows what is said' },
  gone: conflict,
  rate_limited: { exit: 6, next: 'the same again, later' },
  unreachable: away,
  invalid_answer: { exit: 7, next: '--url names the address of the newsroom API (port 4001 by default)' },
  overloaded: { exit: 7, next: 'the same again in a moment' },
  dependency_unavailable: away,
  timeout: away,
  internal: { exit: 7, next: '`sosik doctor`, and the log of the gate by the request id' },
};

/** The exit code of every failure, its words, and what to try next. */
export function endingOf(error: unknown): Ending {
  if (error instanceof Refused) return { exit: error.exit, words: error.message, next: error.next };
  if (error instanceof SosikError) {
    const { exit, next } = endings[error.code] ?? invalid;
    const { code, message, retryAfterMs } = error;
    const later = retryAfterMs === undefined ? next : `in ${Math.ceil(retryAfterMs / 1_000)} s ${next}`;
    return { exit, words: `${code}: ${message}`, next: exit === 6 ? later : next };
  }
  if (error instanceof NotReachable)
    return { exit: 7, words: error.message, next: '`sosik doctor` says what this machine lacks' };
  return { exit: 3, words: error instanceof Error ? error.message : String(error), next: '`sosik --help`' };
}

import type { Problem, ProblemCode } from './wire.ts';

/**
 * A problem of the gate, or what the gate has no word for: it could not be reached, its answer is not one of
 * Sosik's, a webhook's signature is not good.
 */
export type FailureCode = ProblemCode | 'unreachable' | 'invalid_answer' | 'invalid_signature';

interface Details {
  status?: number;
  problem?: Problem | undefined;
  retriable?: boolean;
  retryAfterMs?: number | undefined;
  cause?: unknown;
}

/** Why something was not done. `code` is stable; the message is for people. */
export class SosikError extends Error {
  override readonly name = 'SosikError';
  readonly code: FailureCode;
  /** HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** The answer's problem document, with a pointer for each fault. */
  readonly problem: Problem | undefined;
  /** Whether the same may succeed later. */
  readonly retriable: boolean;
  /** How long the gate asks to wait. */
  readonly retryAfterMs: number | undefined;

  constructor(code: FailureCode, message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.status = details.status;
    this.problem = details.problem;
    this.retriable = details.retriable ?? false;
    this.retryAfterMs = details.retryAfterMs;
  }
}

/** Whether what was refused so may be taken later. */
export function mayBeTakenLater({ status, code }: { status: number; code?: string }): boolean {
  return [429, 502, 503, 504].includes(status) || code === 'idempotency_in_progress';
}

/** The failure that an answer tells of; one without a problem document comes from something before the gate. */
export function failureOf(response: Response, body: unknown): SosikError {
  const { status, headers } = response;
  const after = headers.get('retry-after');
  const seconds = after === null || after.trim() === '' ? Number.NaN : Number(after);
  const problem = isProblem(body) ? body : undefined;
  const details = {
    status,
    problem,
    retriable: mayBeTakenLater({ status, ...(problem ? { code: problem.code } : {}) }),
    retryAfterMs: Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined,
  };
  if (!problem) return new SosikError('invalid_answer', `answered ${status} without a problem`, details);
  const faults = (problem.errors ?? []).slice(0, 3).map(({ pointer, parameter, message }) => {
    return `${pointer ?? parameter ?? ''} ${message}`.trim();
  });
  const words = [problem.detail ?? problem.title, ...faults].join('; ');
  return new SosikError(problem.code, words, details);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'title' in body && 'status' in body;
}

/** This address is not to be asked, now or later. */
export class Refused extends Error {
  readonly code = 'address_refused';
  readonly retriable = false;
}

/** The answer has more bytes than the caller takes. */
export class TooLarge extends Error {
  readonly code = 'answer_too_large';
  readonly retriable = false;

  constructor(url: string, most: number) {
    super(`${url} answers with more than ${most} bytes`);
  }
}

/** There was no whole answer: no such name, no connection, one that broke, or none in time. */
export class Unreachable extends Error {
  readonly code = 'unreachable';
  readonly retriable = true;

  constructor(url: string, cause: unknown) {
    super(`${url} does not answer: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  if (cause.name === 'TimeoutError') return 'not in time';
  const inner = cause.message === '' && cause instanceof AggregateError ? cause.errors[0] : cause;
  return inner instanceof Error ? inner.message : String(inner);
}

import { NotJson, readJson } from '#libs/contracts';
import { ProblemError } from './problem.ts';

/** Bytes of a request to a JSON value; what `readJson` does not take is refused with `invalid_json`. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return readJson(bytes);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    const { pointer, message } = error;
    const errors = [{ pointer, code: 'invalid_json', message }];
    throw new ProblemError('invalid_json', { detail: message, errors });
  }
}

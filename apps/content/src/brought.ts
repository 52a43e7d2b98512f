import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ProblemError } from '#libs/service';

/** What the gate says of bytes that it brings, as JSON in the query of their address. */
export function saidOf<T extends z.ZodType>(said: T, mostLetters: number) {
  return z
    .string()
    .max(mostLetters)
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue('is not JSON');
        return z.NEVER;
      }
    })
    .pipe(said);
}

/** The body of a request that brings bytes under their SHA-256, or the beginning of it; throws if it is none of these. */
export function broughtAs(id: string, body: unknown): Buffer {
  if (!Buffer.isBuffer(body)) throw new ProblemError('unsupported_media_type');
  if (createHash('sha256').update(body).digest('hex').startsWith(id)) return body;
  const message = 'is not the hash of these bytes';
  throw new ProblemError('invalid_parameter', { errors: [{ parameter: 'id', code: 'mismatch', message }] });
}

import type { Refusal } from '#libs/contracts';
import { ProblemError } from '#libs/service';

/** What somebody wanted to say, as it came. */
interface Attempt {
  value: unknown;
  key: string;
  idempotencyKey?: string | undefined;
  /** RFC 3339. */
  at: string;
}

/** Refusals that say something of the event itself; how busy a gate was, or that the log was away, is no fault of it. */
const about = new Set(['invalid_event', 'forbidden', 'idempotency_mismatch', 'payload_too_large']);
const MOST_FAULTS = 5;

/** What is remembered of a refusal; nothing of one that was none of the event's. Pure: whatever came may be anything. */
export function refusalOf({ value, key, idempotencyKey, at }: Attempt, error: unknown): Refusal | undefined {
  if (!(error instanceof ProblemError) || !about.has(error.code)) return undefined;
  const { id = '', source, type, subject, data } = membersOf(value);
  const { uri } = membersOf(data);
  const faults = (error.details.errors ?? []).slice(0, MOST_FAULTS).map(({ pointer, code, message }) => ({
    ...(pointer === undefined ? {} : { pointer: pointer.slice(0, 300) }),
    code,
    message: message.slice(0, 300),
  }));
  return {
    id: text(id, 300) ?? '',
    ...optional('source', text(source, 500)),
    ...optional('uri', text(uri, 300) ?? text(subject, 300)),
    ...optional('type', text(type, 100)),
    key,
    ...optional('idempotencyKey', idempotencyKey),
    at,
    code: error.code,
    faults,
  };
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown, most: number): string | undefined {
  return typeof value === 'string' && value.length <= most ? value : undefined;
}

function optional<K extends string>(name: K, value: string | undefined): { [key in K]?: string } {
  return value === undefined ? {} : ({ [name]: value } as { [key in K]?: string });
}

import { hash } from 'node:crypto';
import { z } from 'zod';
import { BatchReceipt, Receipt } from '#libs/contracts';
import { faultsOf, ProblemError } from '#libs/service';
import { type Head, onlyHeader } from './envelope.ts';

/** A hash for each member of what was received, by name; those of `data` as `data/<name>`. */
export type Print = Readonly<Record<string, string>>;

/** What is kept of a request that was answered for good. */
export const Kept = z.object({
  print: z.record(z.string(), z.string()),
  status: z.int(),
  body: z.union([BatchReceipt, Receipt]),
});
export type Kept = z.infer<typeof Kept>;

/** What is known of a name: nothing, so that it is taken now; somebody works on it; its answer; or nobody can say. */
export type Claim = { state: 'taken' | 'underway' | 'unavailable' } | { state: 'answered'; kept: Kept };

/** Says who asks twice, by any of its names, and how it is known that it is the same. */
export interface Identity {
  names: readonly string[];
  print: Print;
}

/**
 * Attributes that a sender makes anew for each attempt (`time`, the place in a trace), and those that only say
 * how the rest is written.
 */
const unprinted = new Set(['specversion', 'time', 'datacontenttype', 'traceparent', 'tracestate']);
/** 66 bits of each hash: two bodies under one key are never alike by chance. */
const PRINT_LETTERS = 11;
const NAME_LETTERS = 27;
/** A sender who comes while the same is worked on may come again after this long, seconds. */
const AGAIN_SECONDS = 1;

/** The key that a request names itself by, with or without the quotes of a structured field. */
export function idempotencyKeyOf(head: Head): string | undefined {
  const name = 'Idempotency-Key';
  const given = onlyHeader(head, name);
  if (given === undefined) return undefined;
  const key = /^"(.*)"$/.exec(given)?.[1] ?? given;
  if (/^[ -~]{1,255}$/.test(key)) return key;
  const message = 'must be 1 to 255 ASCII characters';
  throw new ProblemError('invalid_parameter', {
    errors: [{ parameter: name, code: 'invalid_key', message }],
  });
}

/** What is to be known of an answer beside it. */
export function headersOf(answer: { replayed: boolean; unguarded: boolean }): Record<string, string> {
  return {
    ...(answer.replayed ? { 'idempotency-replayed': 'true' } : {}),
    ...(answer.unguarded ? { 'sosik-idempotency': 'unavailable' } : {}),
  };
}

/** The print of an event as it was received, before any default: the order of members is no part of it. */
export function printOf(event: object): Print {
  const attributes = Object.entries(event).filter(([name]) => name !== 'data' && !unprinted.has(name));
  const data: unknown = 'data' in event ? event.data : undefined;
  // In binary mode every attribute is a text.
  const rows = attributes.map(([name, value]) => [name, digest(String(value), PRINT_LETTERS)] as const);
  const members = typeof data === 'object' && data !== null ? Object.entries(data) : [['', data] as const];
  return Object.fromEntries([
    ...rows,
    ...members.map(([name, value]) => [`data/${name}`, digest(canonical(value), PRINT_LETTERS)] as const),
  ]);
}

/** The print of a batch: one hash for each event of it. */
export function printOfBatch(events: readonly unknown[]): Print {
  const prints = events.map((event) =>
    typeof event === 'object' && event !== null ? canonical(printOf(event)) : canonical(event),
  );
  return Object.fromEntries(prints.map((print, index) => [String(index), digest(print, PRINT_LETTERS)]));
}

/** The name of something that a key owner may say once: an event by source and id, a request by its own key. */
export function nameOf(owner: string, kind: 'event' | 'key' | 'put', ...parts: readonly unknown[]): string {
  return `${kind}:${owner}:${digest(canonical(parts), NAME_LETTERS)}`;
}

/** Members that two prints do not agree on. */
export function differing(one: Print, other: Print): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].filter((name) => one[name] !== other[name]);
}

/**
 * The answer that was given before, or nothing: then it is done now. Throws `idempotency_mismatch` when something
 * else was said under one of the names, `idempotency_in_progress` when the same is worked on.
 */
export function answered(claims: readonly Claim[], print: Print): Kept | undefined {
  const kept = claims.flatMap((claim) => (claim.state === 'answered' ? [claim.kept] : []));
  for (const { print: before } of kept) agree(before, print);
  if (kept[0]) return kept[0];
  if (claims.some(({ state }) => state === 'underway')) {
    throw new ProblemError('idempotency_in_progress', { retryAfter: AGAIN_SECONDS });
  }
  return undefined;
}

/** Throws `idempotency_mismatch`, with the members that differ, unless both are of the same. */
export function agree(before: Print, now: Print): void {
  const names = differing(before, now);
  if (names.length === 0) return;
  const errors = faultsOf(
    names.map((name) => ({
      path: name.startsWith('data/') ? ['data', name.slice(5)] : [name],
      code: 'differs',
      message: 'differs from what was said first under this name',
    })),
  );
  throw new ProblemError('idempotency_mismatch', { errors });
}

/** The value as JSON in which the order of members says nothing. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}

export function digest(text: string, letters: number): string {
  return hash('sha256', text, 'base64url').slice(0, letters);
}

import { hash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { BatchReceipt, ImportReceipt, Receipt } from '#libs/contracts';
import { faultsOf, ProblemError } from '#libs/service';
import { type Head, onlyHeader } from './envelope.ts';

/**
 * Of what was received: a hash of the whole, under WHOLE, and a checksum of each member by name, those of `data` as
 * `data/<name>`. The hash says whether two are the same, the checksums what differs.
 */
export type Print = Readonly<Record<string, string>>;

/** What is kept of a request that was answered for good. */
export const Kept = z.object({
  print: z.record(z.string(), z.string()),
  status: z.int(),
  // The one with the most members first, since a batch is a part of an import.
  body: z.union([ImportReceipt, BatchReceipt, Receipt]),
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
const WHOLE = '';
/** 132 bits: two bodies under one key are never alike by chance. */
const PRINT_LETTERS = 22;
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
  const rows = attributes.map(([name, value]) => [name, String(value)] as const);
  const members = typeof data === 'object' && data !== null ? Object.entries(data) : [['', data] as const];
  return printed([...rows, ...members.map(([name, value]) => [`data/${name}`, canonical(value)] as const)]);
}

/** One hash is dear, a checksum is not: so there is one for all members, in an order of ours. */
function printed(rows: readonly (readonly [name: string, text: string])[]): Print {
  const sorted = rows.toSorted(([a], [b]) => (a < b ? -1 : 1));
  // With their lengths before them, so that no two lists of rows are written alike.
  const whole = sorted.map((row) => row.map((text) => `${text.length}:${text}`).join('')).join('');
  const print: Record<string, string> = { [WHOLE]: digest(whole, PRINT_LETTERS) };
  for (const [name, text] of sorted) print[name] = crc32(text).toString(36);
  return print;
}

/** The print of a batch: a checksum for each event of it. */
export function printOfBatch(events: readonly unknown[]): Print {
  const prints = events.map((event) =>
    typeof event === 'object' && event !== null ? canonical(printOf(event)) : canonical(event),
  );
  return printed(prints.map((print, index) => [String(index), print] as const));
}

/** The print of a payload: of its bytes, and of how they are to be read. */
export function printOfBytes(bytes: Buffer, wish: object): Print {
  const members = Object.entries(wish).map(([name, value]) => [name, canonical(value)] as const);
  return printed([...members, ['', hash('sha256', bytes, 'base64url')]]);
}

/** Whether every one of several would have the same receipt again: none was refused for what passes. */
export function isFinal({ receipts }: { receipts: readonly Pick<Receipt, 'problem'>[] }): boolean {
  return receipts.every(({ problem }) => {
    const status = problem?.status ?? 0;
    return status < 500 && status !== 409 && status !== 429;
  });
}

/** The name of something that a key owner may say once: an event by source and id, a request by its own key. */
export function nameOf(owner: string, kind: 'event' | 'key' | 'put', ...parts: readonly unknown[]): string {
  return `${kind}:${owner}:${digest(canonical(parts), NAME_LETTERS)}`;
}

/** Members that two prints do not agree on; WHOLE alone, should their checksums be alike by chance. */
export function differing(one: Print, other: Print): string[] {
  if (one[WHOLE] === other[WHOLE]) return [];
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  const members = [...names].filter((name) => name !== WHOLE && one[name] !== other[name]);
  return members.length > 0 ? members : [WHOLE];
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
      path: name.startsWith('data/') ? ['data', name.slice(5)] : name === WHOLE ? [] : [name],
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

import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { PUBLIC_ID, type SearchQuery } from '#libs/contracts';

/**
 * Where a walk goes on. Each kind belongs to one question and one order:
 * - `newest`: behind a date and an id, in the index as it is now;
 * - `first`: behind the first page of relevance, which said what it showed;
 * - `walk`: in a snapshot of the index, behind the sort values of its last hit.
 */
export type Cursor =
  | { kind: 'newest'; asOf: number; after: [number, string] }
  | ({ kind: 'first' } & Begun)
  | ({ kind: 'walk'; snapshot: string; after: SortValue[] } & Begun);

export type SortValue = number | string;

/** What holds for all pages of a walk by relevance. */
interface Begun {
  /** Recency counts from here. */
  asOf: number;
  /** When the first page was there: a snapshot from before may lack what it could have shown. */
  since: number;
  total: number;
  relation: 'eq' | 'gte';
  /** Ids on the first page. */
  shown: string[];
}

type Question = Omit<SearchQuery, 'cursor' | 'limit' | 'highlight' | 'explain' | 'facets'>;

/** The letters of a cursor; who has no `secret` can make none that leads into a snapshot. */
export function encodeCursor(cursor: Cursor, question: Question, secret: string): string {
  const of = digestOf(question);
  if (cursor.kind === 'newest') return lettersOf(['n', of, cursor.asOf, ...cursor.after]);
  const { asOf, since, total, relation, shown } = cursor;
  const begun = [of, asOf, since, total, relation, shown.join(' ')];
  if (cursor.kind === 'first') return lettersOf(['f', ...begun]);
  const walk = ['w', ...begun, cursor.after, cursor.snapshot];
  return lettersOf([...walk, signatureOf(walk, secret)]);
}

/** The cursor, or nothing when the text was not made by `encodeCursor` for this question. */
export function decodeCursor(text: string, question: Question, secret: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value) || value[1] !== digestOf(question)) return undefined;
    const byDate = question.sort === 'newest';
    if (value[0] === 'n' && byDate) return newestOf(value);
    if (value[0] === 'f' && !byDate && value.length === 7) return begunOf(value, { kind: 'first' });
    if (value[0] === 'w' && !byDate) return walkOf(value, secret);
    return undefined;
  } catch {
    return undefined;
  }
}

function newestOf(value: unknown[]): Cursor | undefined {
  const [, , asOf, published, id] = value;
  if (value.length !== 5 || !isMoment(asOf) || !isMoment(published) || !isId(id)) return undefined;
  return { kind: 'newest', asOf, after: [published, id] };
}

function begunOf<T extends object>(value: unknown[], rest: T): (T & Begun) | undefined {
  const [, , asOf, since, total, relation, ids] = value;
  if (!isMoment(asOf) || !isMoment(since) || !Number.isSafeInteger(total) || Number(total) < 0)
    return undefined;
  if ((relation !== 'eq' && relation !== 'gte') || typeof ids !== 'string') return undefined;
  const shown = ids.split(' ');
  if (shown.length > 50 || !shown.every(isId)) return undefined;
  return { ...rest, asOf, since, total: Number(total), relation, shown };
}

/** Signed by us, so that its snapshot and its sort values are what the engine once gave. */
function walkOf(value: unknown[], secret: string): Cursor | undefined {
  const signature = value.at(-1);
  const right = signatureOf(value.slice(0, -1), secret);
  if (value.length !== 10 || typeof signature !== 'string' || signature.length !== right.length)
    return undefined;
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(right))) return undefined;
  const [after, snapshot] = [value[7] as SortValue[], value[8] as string];
  return begunOf(value, { kind: 'walk' as const, after, snapshot });
}

function lettersOf(value: unknown[]): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function signatureOf(value: unknown[], secret: string): string {
  return createHmac('sha256', secret).update(JSON.stringify(value)).digest('base64url');
}

/** Short, for it only tells questions apart: one that is wrong on purpose harms nobody. */
function digestOf({ q, section, tag, author, lang, from, to, sort }: Question): string {
  const parts = [q, section, tag ?? [], author, lang, from, to, sort].map((part) => part ?? null);
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 11);
}

/** Milliseconds since 1970 that a date can hold. */
function isMoment(value: unknown): value is number {
  return Number.isInteger(value) && Math.abs(Number(value)) <= 8.64e15;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && PUBLIC_ID.test(value);
}

import type { Pull, PullOutcome } from '#libs/contracts';
import type { Cursor } from './cursor.ts';

/** What one look at a source has given. */
export interface Heard {
  outcome: PullOutcome;
  /** What happened, as part of a sentence: `3 new items`. */
  words: string;
  /** How long it wishes to be left alone, milliseconds. */
  waitMs?: number | undefined;
  /** Where its feed is from now on. */
  moved?: string | undefined;
  /** What the feed is known by; only when all of it was taken, so that what is left is asked for again. */
  known?: { etag?: string | undefined; modified?: string | undefined; digest?: string } | undefined;
}

interface Moment {
  pull: Pull;
  now: number;
  /** From 0 to 1, another one each time: many sources that fail together do not come back together. */
  chance: number;
}

/** The longest pause after failures, and the longest that a feed may wish for by `max-age`. */
export const HOUR_MS = 3_600_000;
/** The longest that `Retry-After` is obeyed. */
const DAY_MS = 86_400_000;

/** A move for good that has led nowhere so often is forgotten. */
const LOST = 5;

const answered: readonly PullOutcome[] = ['taken', 'nothing_new', 'not_modified'];

/** Where the gate is with a source before it asks: where it was, or at the beginning. */
export function begun(pull: Pull, before: Cursor | undefined, now: number): Cursor {
  if (before?.origin === pull.url) return before;
  return { origin: pull.url, url: pull.url, begun: now, next: now, failures: 0 };
}

/** Where it is after that. */
export function cursorAfter(before: Cursor, heard: Heard, moment: Moment): Cursor {
  const { outcome, words, moved, known } = heard;
  const { now } = moment;
  const good = answered.includes(outcome);
  const failures = good ? 0 : before.failures + 1;
  const next: Cursor = {
    ...(known ? knownBy(before, known) : before),
    failures,
    last: { at: now, outcome, words },
    next: now + waitOf(heard, failures, moment),
    ...(good && moved !== undefined ? { url: moved } : {}),
    ...(failures >= LOST ? { url: before.origin } : {}),
    ...(good ? { success: now } : {}),
    ...(outcome === 'taken' ? { item: now } : {}),
    ...(outcome === 'gone' ? { gone: now } : {}),
  };
  return judged(next, moment);
}

/** Whether it has become quiet, or is so no more. A source that has ended is quiet for ever. */
export function judged(cursor: Cursor, { pull, now }: Pick<Moment, 'pull' | 'now'>): Cursor {
  const { quiet, ...loud } = cursor;
  const isQuiet = cursor.gone !== undefined || now - lastOf(cursor) >= pull.quietAfter;
  return isQuiet ? { ...cursor, quiet: quiet ?? now } : loud;
}

/** When it has to be looked at next: to be asked, or to be called quiet. */
export function dueAt(cursor: Cursor, { quietAfter }: Pull): number {
  if (cursor.gone !== undefined) return Number.POSITIVE_INFINITY;
  return cursor.quiet === undefined ? Math.min(cursor.next, lastOf(cursor) + quietAfter) : cursor.next;
}

/** When it last had something new, or began. */
export function lastOf({ item, begun }: Cursor): number {
  return item ?? begun;
}

/** How long an answer wishes to be left alone: `Retry-After`, and of a feed what `Cache-Control` says. */
export function wishOf(headers: Readonly<Record<string, string>>, fresh: boolean, now: number): number {
  const retry = Math.min(DAY_MS, retryAfter(headers['retry-after'] ?? '', now));
  return Math.max(0, retry, fresh ? Math.min(HOUR_MS, freshFor(headers)) : 0);
}

function retryAfter(value: string, now: number): number {
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? 0 : date - now;
}

function freshFor(headers: Readonly<Record<string, string>>): number {
  const control = (headers['cache-control'] ?? '').toLowerCase();
  const age = /^\d{1,9}$/.test(headers['age'] ?? '') ? Number(headers['age']) : 0;
  if (/\bno-(cache|store)\b/.test(control)) return 0;
  const [, seconds = '0'] = /(?:^|[\s,])max-age="?(\d{1,9})/.exec(control) ?? [];
  return (Number(seconds) - age) * 1_000;
}

function waitOf({ waitMs = 0 }: Heard, failures: number, { pull, chance }: Moment): number {
  const { interval } = pull;
  const most = Math.max(interval, Math.min(HOUR_MS, interval * 2 ** Math.min(failures, 20)));
  const pause = failures === 0 ? interval : Math.max(interval, most * (0.5 + chance / 2));
  return Math.round(Math.max(pause, waitMs));
}

/** Nothing of what the feed before was known by stays: the one must not be asked for by the name of the other. */
function knownBy(
  { etag: _, modified: __, digest: ___, ...kept }: Cursor,
  { etag, modified, digest }: NonNullable<Heard['known']>,
): Cursor {
  return {
    ...kept,
    ...(etag === undefined ? {} : { etag }),
    ...(modified === undefined ? {} : { modified }),
    ...(digest === undefined ? {} : { digest }),
  };
}

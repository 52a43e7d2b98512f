import { type PullOutcome, pullOutcomes, type SourceRow } from '#libs/contracts';
import type { Cursor } from './cursor.ts';
import { lastOf } from './poll.ts';
import type { PulledSource } from './pulled.ts';

interface Seen {
  /** Absent: it was never asked. */
  cursor?: Cursor;
  /** Some gate asks it just now. */
  asking: boolean;
}

/** How a source is, for people and for programs. */
export function standingOf({ name, pull }: PulledSource, { cursor, asking }: Seen): SourceRow {
  // Of another address: what is known is of no use any more.
  const own = cursor?.origin === pull.url ? cursor : undefined;
  const state = stateOf(own, asking);
  const { last, success, item, quiet, gone } = own ?? {};
  return {
    name,
    url: shown(own?.url ?? pull.url),
    state,
    words: own ? wordsFor(state, own) : 'It is asked for the first time in a moment.',
    ...(last
      ? { lastAnswer: { at: iso(last.at), outcome: outcomeOf(last.outcome), words: last.words } }
      : {}),
    ...(success === undefined ? {} : { lastSuccess: iso(success) }),
    ...(item === undefined ? {} : { lastItem: iso(item) }),
    ...(own && quiet !== undefined ? { quietSince: iso(lastOf(own)) } : {}),
    ...(own && gone === undefined ? { next: iso(own.next) } : {}),
  };
}

/** What is behind a question mark may be a key. */
export function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

function stateOf(cursor: Cursor | undefined, asking: boolean): SourceRow['state'] {
  if (cursor?.gone !== undefined) return 'gone';
  if (asking) return 'polling';
  if (!cursor) return 'waiting';
  if (cursor.last?.outcome === 'refused') return 'refused';
  if (cursor.quiet !== undefined) return 'quiet';
  return cursor.failures > 0 ? 'failing' : 'waiting';
}

function wordsFor(state: SourceRow['state'], cursor: Cursor): string {
  const { last, failures, next } = cursor;
  const heard = last?.words ?? 'it was not asked yet';
  const then = `It is asked again at ${iso(next)}.`;
  const words: Record<SourceRow['state'], string> = {
    polling: 'It is being asked now.',
    waiting: `At the last time: ${heard}. ${then}`,
    failing: `${times(failures)} in a row without a feed, at the last: ${heard}. ${then}`,
    refused: `It may not be asked: ${heard}. It is tried again at ${iso(next)}.`,
    quiet: `Nothing new since ${iso(lastOf(cursor))}; at the last time: ${heard}. ${then}`,
    gone: `It has ended: ${heard}. It is not asked any more, until the settings name another address.`,
  };
  return words[state];
}

const times = (count: number): string => (count === 1 ? 'Once' : `${count} times`);
const iso = (ms: number): string => new Date(ms).toISOString();

function outcomeOf(word: string): PullOutcome {
  return word in pullOutcomes ? (word as PullOutcome) : 'failed';
}

import type { Verdict, WhereHop, WhereHopName, WhereReason } from '#libs/contracts';
import type { LetterRow } from '#libs/kafka';
import type { ReaderSight, Sight } from './sight.ts';

/** Which hop it is that a consumer group keeps an article from, where a record of it is dead. */
export const letterOf: Readonly<Record<string, WhereHopName>> = {
  content: 'decided',
  search: 'indexed',
  popularity: 'counted',
  gateway: 'shown',
};

/** What was decided on the event, or on the last one that moved the article. */
export function latest({ asksEvent, trace }: Pick<Sight, 'asksEvent' | 'trace'>): Verdict | undefined {
  return asksEvent ? trace?.verdicts[0] : trace?.last;
}

/** The newest letter of a group that nothing newer has made good. */
export function letterFor(
  letters: readonly LetterRow[],
  group: string,
  since: string | undefined,
): LetterRow | undefined {
  const own = letters.filter((letter) => letter.group === group);
  const newest = own.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))[0];
  return newest && (since === undefined || Date.parse(newest.at) >= Date.parse(since)) ? newest : undefined;
}

/** Why a service has not read so far. */
export function blockOf(
  who: string,
  { members, lag, ms, pause }: ReaderSight,
): { reason: WhereReason; words: string; lag?: number; next?: string } {
  const behind = lag === 1 ? '1 record' : `${lag} records`;
  if (pause)
    return {
      reason: 'paused',
      words: `${pause.by} has paused ${who} since ${clock(pause.at)}: ${pause.note}`,
      ...{ lag, next: pause.until },
    };
  if (members === 0)
    return { reason: 'away', words: `nobody reads for ${who} now; ${behind} wait for it`, lag };
  const age = ms < 1_000 ? '' : `, the oldest since ${Math.round(ms / 1_000)} s`;
  return { reason: 'unread', words: `${who} has ${behind} to read up to it${age}`, lag };
}

/** A moment as people say it, in the one time that every machine of the house has. */
export function clock(iso: string): string {
  return `${iso.slice(11, 19)} UTC`;
}

export function acceptedHop(sight: Sight, verdict: Verdict | undefined): WhereHop {
  const { pending, refusals, trace, letters, asksEvent } = sight;
  const hop = 'accepted';
  if (pending) {
    const at = new Date(pending.at).toISOString();
    return { hop, state: 'passed', words: 'it is safe in the log', at, ...versionOf(pending.version) };
  }
  if (verdict) {
    const at = verdict.accepted === undefined ? {} : { at: verdict.accepted };
    return { hop, state: 'passed', words: 'it is safe in the log', ...at, ...versionOf(verdict.version) };
  }
  const letter = letterFor(letters, 'content', undefined);
  if (letter) return { hop, state: 'passed', words: 'the log had it' };
  if (!asksEvent && trace?.standing)
    return {
      hop,
      state: 'passed',
      words: 'the log had it; what was decided on it then is not kept any more',
    };
  if (sight.way) return { hop, state: 'passed', words: 'it is safe in the log' };
  const [refusal] = refusals;
  if (refusal) {
    const faults = refusal.faults.map(({ pointer, message }) => `${pointer ?? 'it'} ${message}`).join('; ');
    const why = faults === '' ? refusal.code : `${refusal.code}: ${faults}`;
    const words = `the gate has refused it at ${clock(refusal.at)} (${why})`;
    return { hop, state: 'ended', reason: 'refused', words, at: refusal.at };
  }
  if (!trace)
    return {
      hop,
      state: 'unknown',
      reason: 'silent',
      words: 'content does not answer, and the gate knows nothing of it',
    };
  const words = 'nobody here has heard of it: it never came, or it was refused more than a day ago';
  return { hop, state: 'ended', reason: 'unknown', words };
}

function versionOf(version: number | undefined): { version?: number } {
  return version === undefined ? {} : { version };
}

export function decidedHop(sight: Sight, verdict: Verdict | undefined): WhereHop {
  const { pending, letters, trace, readers, way, asksEvent } = sight;
  const hop = 'decided';
  // An event that was decided on after all is not dead any more; of an article the newest counts.
  const letter = asksEvent && verdict ? undefined : letterFor(letters, 'content', verdict?.at);
  if (letter) return deadHop(hop, 'content', letter);
  if (pending || way?.content.applied === false) {
    const block =
      readers && blockOf('content', { ...readers.content, lag: way?.content.lag ?? readers.content.lag });
    return { hop, state: 'waiting', ...(block ?? { reason: 'silent', words: 'the log does not answer' }) };
  }
  if (!trace) return { hop, state: 'unknown', reason: 'silent', words: 'content does not answer' };
  if (!verdict) return { hop, state: 'passed', words: noVerdict };
  return judgedHop(verdict, sight);
}

const noVerdict =
  'content is past it, and no more is kept of that: it was long ago, or it could not be used and its letter was closed';

/** What stands in the way of a record that a service could not use. */
export function deadHop(hop: WhereHopName, who: string, { error, reason, at, deaths }: LetterRow): WhereHop {
  const again = deaths === 0 ? '' : `, ${deaths} ${deaths === 1 ? 'replay' : 'replays'} included`;
  const words = `${who} could not use it at ${clock(at)}${again} (${reason}: ${error.slice(0, 200)})`;
  return { hop, state: 'missing', reason: 'dead', words };
}

function judgedHop(verdict: Verdict, { trace }: Sight): WhereHop {
  const { outcome, reason: words, at, seq, version } = verdict;
  const common = { hop: 'decided' as const, at, words, ...versionOf(version) };
  switch (outcome) {
    case 'public':
    case 'gone':
      return { ...common, state: 'passed', seq };
    case 'held':
      return heldHop(common, trace?.standing);
    case 'duplicate':
    case 'stale':
    case 'conflict':
    case 'withdrawn':
    case 'not due':
      return { ...common, state: 'ended', reason: outcome };
  }
}

function heldHop(
  common: Pick<WhereHop, 'hop' | 'at' | 'words' | 'version'>,
  standing: { held?: { version: number; at?: string | undefined } | undefined; state: string } | undefined,
): WhereHop {
  const { version = 0 } = common;
  const { held, state } = standing ?? {};
  if (state === 'withdrawn')
    return {
      ...common,
      state: 'ended',
      reason: 'withdrawn',
      words: `${common.words}; the article was withdrawn before`,
    };
  if (!held) return { ...common, state: 'passed', words: `${common.words}; its time has come since` };
  if (held.version > version && version > 0)
    return {
      ...common,
      state: 'ended',
      reason: 'stale',
      words: `${common.words}; version ${held.version} waits in its place`,
    };
  if (held.at === undefined) return { ...common, state: 'waiting', reason: 'withheld' };
  return { ...common, state: 'waiting', reason: 'held', next: new Date(held.at).toISOString() };
}

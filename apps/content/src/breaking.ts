import type { AlertInput, EditorialChange } from '#libs/contracts';
import { isKorean } from '#libs/text';
import type { EditorialState, Ruling, Saying } from './ruling.ts';

/** One alert in one edition. Times are RFC 3339; numbers are those of the records that said it. */
export interface Alert extends AlertInput {
  edition: 'en' | 'ko';
  raised: string;
  updated?: string;
  n: number;
}

export interface BreakingState extends EditorialState {
  is: 'breaking';
  /** Newest first. */
  alerts: Alert[];
  /** Ids that were cleared lately, with the number of the record that did it: a replay must not undo that. */
  cleared: { id: string; n: number; at: string }[];
}

/** What is older is no news any more. */
const LIFE_MS = 48 * 3_600_000;
/** More would be a list, not alerts: the oldest give way. */
const MOST = 50;
const MOST_CLEARED = 500;

/** An alert stands in its edition until it is cleared or 48 hours old; said again it gets the new words. */
export function raise(
  state: BreakingState | undefined,
  saying: Saying,
  input: AlertInput,
): Ruling<BreakingState> {
  const { n, at, event, common } = saying;
  const { alerts, cleared } = lately(state, at);
  const edition = isKorean(input.language) ? 'ko' : 'en';
  const before = alerts.find((each) => each.id === input.id && each.edition === edition);
  const newest = Math.max(before?.n ?? 0, cleared.find(({ id }) => id === input.id)?.n ?? 0);
  if (event.replayOf !== undefined && newest > event.replayOf) {
    return {
      outcome: 'stale',
      reason: 'the alert was said anew, or cleared, after this had first been said',
    };
  }
  const time = new Date(at).toISOString();
  const alert: Alert = {
    ...input,
    edition,
    n,
    raised: before?.raised ?? time,
    ...(before ? { updated: time } : {}),
  };
  const others = alerts.filter((each) => each !== before);
  const next: BreakingState = {
    ...common,
    is: 'breaking',
    seq: n,
    alerts: [alert, ...others].toSorted((a, b) => Date.parse(b.raised) - Date.parse(a.raised)).slice(0, MOST),
    cleared: cleared.filter(({ id }) => id !== input.id),
  };
  const reason = before ? 'the alert has new words' : 'the alert is raised';
  return { outcome: 'public', reason, state: next, change: breakingChange(next) };
}

/** Takes an alert away in both editions; one that nobody knows is gone as well. */
export function clear(
  state: BreakingState | undefined,
  { n, at, event, common }: Saying,
  id: string,
): Ruling<BreakingState> {
  const { alerts, cleared } = lately(state, at);
  const since = (number: number) => event.replayOf !== undefined && number > event.replayOf;
  if (alerts.some((each) => each.id === id && since(each.n))) {
    return { outcome: 'stale', reason: 'the alert was raised after this had first been said' };
  }
  const left = alerts.filter((each) => each.id !== id);
  const marks = cleared.filter((each) => each.id !== id);
  const next: BreakingState = {
    ...common,
    is: 'breaking',
    seq: n,
    alerts: left,
    cleared: [{ id, n, at: new Date(at).toISOString() }, ...marks].slice(0, MOST_CLEARED),
  };
  const reason = left.length < alerts.length ? 'the alert is cleared' : 'no such alert stands';
  return { outcome: 'gone', reason, state: next, change: breakingChange(next) };
}

export function breakingChange({ key, seq, alerts }: BreakingState): EditorialChange {
  return {
    type: 'breaking.public',
    breaking: {
      uri: key,
      seq,
      alerts: alerts.map(({ id, headline, language, raised, updated }) => ({
        id,
        headline,
        language,
        raised,
        ...(updated === undefined ? {} : { updated }),
      })),
    },
  };
}

/** What of it still counts at a moment, milliseconds since 1970. */
export function lately(
  state: BreakingState | undefined,
  now: number,
): Pick<BreakingState, 'alerts' | 'cleared'> {
  const young = (time: string): boolean => now - Date.parse(time) < LIFE_MS;
  return {
    alerts: (state?.alerts ?? []).filter(({ raised }) => young(raised)),
    cleared: (state?.cleared ?? []).filter(({ at }) => young(at)),
  };
}

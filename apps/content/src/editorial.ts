import {
  type EditorialChange,
  type EditorialEvent,
  editorialKey,
  editorialTypes,
  type IntakeEvent,
  reservedUris,
  seqOf,
} from '#libs/contracts';
import { type Delivery, done, type Outcome, skipped } from '#libs/kafka';
import { eventKey, type Verdict } from './batch.ts';
import { type BreakingState, breakingChange, clear, raise } from './breaking.ts';
import { curate, type FrontState, frontChange } from './front.ts';
import { type NamingState, rename } from './naming.ts';
import type { Ruling, Saying, Spoken } from './ruling.ts';

/** A state that is no article's. */
export type AnyState = FrontState | BreakingState | NamingState;

/** Whether a record is about no article. */
export function isEditorial(delivery: Delivery<IntakeEvent | EditorialEvent>): delivery is Delivery<Spoken> {
  const { type, uri } = delivery.value;
  return type === 'article.reprojected' ? reservedUris.includes(uri) : Object.hasOwn(editorialTypes, type);
}

/** What a state is about, as its events name it. */
export function keyOf(event: Spoken): string {
  return event.type === 'article.reprojected' ? event.uri : editorialKey(event);
}

/** Decides one event on the state it finds: a pure function of both and of its place in the log. */
export function rule(state: AnyState | undefined, saying: Saying): Ruling<AnyState> {
  const { event } = saying;
  switch (event.type) {
    case 'front.curated':
      return curate(state?.is === 'front' ? state : undefined, saying, event.data);
    case 'breaking.raised':
      return raise(state?.is === 'breaking' ? state : undefined, saying, event.data);
    case 'breaking.cleared':
      return clear(state?.is === 'breaking' ? state : undefined, saying, event.data.id);
    case 'tag.renamed':
    case 'author.renamed':
      return rename(state?.is === 'naming' ? state : undefined, saying, event.data);
    case 'article.reprojected': {
      const [change] = state ? retellingOf(state) : [];
      if (!state || !change) return { outcome: 'not due', reason: 'the public has never been told of it' };
      return {
        outcome: 'public',
        reason: 'the state is told again',
        state: { ...state, ...saying.common },
        change,
      };
    }
  }
}

/** What the change log holds of a state; nothing of a name, which its articles carry. */
export function retellingOf(state: AnyState): EditorialChange[] {
  if (state.is === 'front') return [frontChange(state)];
  return state.is === 'breaking' ? [breakingChange(state)] : [];
}

export interface KnownStates {
  states: ReadonlyMap<string, AnyState>;
  verdicts: ReadonlyMap<string, Verdict>;
  epoch: number;
  clock: number;
}

/** Everything that follows from records that are about no article; nothing of it has happened yet. */
export interface Ruled {
  outcomes: Outcome[];
  states: Map<string, AnyState>;
  verdicts: Verdict[];
  /** In the order of the log. */
  told: { change: EditorialChange; cause: string | undefined }[];
}

/** Decides records of one partition, each on the state that the ones before it made. See `decideBatch`. */
export function ruleBatch(deliveries: readonly Delivery<Spoken>[], known: KnownStates): Ruled {
  const states = new Map<string, AnyState>();
  const verdicts = new Map<string, Verdict>();
  const told: Ruled['told'] = [];
  const outcomes = deliveries.map(({ value: event, partition, offset, appendedAt, headers }): Outcome => {
    const cause = headers['traceparent'];
    const n = seqOf(known.epoch, offset);
    const key = keyOf(event);
    const before = states.get(key) ?? known.states.get(key);
    if (before && before.decided >= n) {
      told.push(...retellingOf(before).map((change) => ({ change, cause })));
      return skipped('decided before');
    }
    const name = eventKey(event);
    const earlier = verdicts.get(name) ?? known.verdicts.get(name);
    if (earlier && earlier.n !== n) return skipped('duplicate');
    const common = { key, decided: n, lastEvent: name };
    const { state, change, outcome, reason } = rule(before, { event, n, at: appendedAt, common });
    const record = { _id: name, source: event.source, event: event.id, uri: key, n, partition };
    const seq = (state ?? before)?.seq ?? 0;
    const times = { at: new Date(known.clock), accepted: new Date(appendedAt) };
    verdicts.set(name, { ...record, outcome, reason, seq, ...times });
    if (state) states.set(key, state);
    if (change) told.push({ change, cause });
    return state ? done : skipped(reason);
  });
  return { outcomes, states, verdicts: [...verdicts.values()], told };
}

import type { EditorialChange, EditorialEvent, EventOutcome, IntakeEvent } from '#libs/contracts';

/** What all states have that are no article's. */
export interface EditorialState {
  /** Subject of its events, key of its records. */
  key: string;
  /** Number of the last intake record decided on. */
  decided: number;
  /** Number of the record that made what is public. */
  seq: number;
  /** `source|id` of the last event decided on. */
  lastEvent: string;
}

/** Something said about a front, an alert or a name, or the wish that such a state be told again. */
export type Spoken = EditorialEvent | Extract<IntakeEvent, { type: 'article.reprojected' }>;

/** One record of the intake log, as the rules need it. */
export interface Saying {
  event: Spoken;
  n: number;
  /** When the log appended it, milliseconds since 1970. */
  at: number;
  /** Of the state that follows. */
  common: Pick<EditorialState, 'key' | 'decided' | 'lastEvent'>;
}

export interface Ruling<T extends EditorialState> {
  outcome: Exclude<EventOutcome, 'dead'>;
  /** In words, for the newsroom. */
  reason: string;
  /** The new state; absent where the event has no effect. */
  state?: T;
  /** What the public is told; absent where that has not changed. */
  change?: EditorialChange;
}

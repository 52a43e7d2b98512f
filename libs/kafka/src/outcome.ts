/**
 * What a handler says about a record, or about a whole batch. Anything thrown counts as `retry`: in place
 * a few times, then, if all dependencies are healthy, the record is dead.
 */
export type Outcome = { is: 'done' } | { is: 'skipped' | 'retry' | 'dead'; reason: string };

/** The effect is applied and durable. */
export const done: Outcome = { is: 'done' };

/** There was nothing to do: stale, a duplicate, not ours. */
export function skipped(reason: string): Outcome {
  return { is: 'skipped', reason };
}

/** Whether what was thrown says of itself that waiting may cure it. */
export function isRetriable(error: unknown): boolean {
  return error instanceof Error && 'retriable' in error && error.retriable === true;
}

/** A record, decoded and checked against its topic's contract. */
export interface Delivery<T> {
  /** Topic name as in the contracts, without the installation's prefix. */
  topic: string;
  partition: number;
  offset: number;
  /** When the broker appended it, milliseconds since 1970. */
  appendedAt: number;
  key: string | undefined;
  value: T;
  /** As in the record, but for `traceparent`: that is of the work on it, and what it causes carries it on. */
  headers: Readonly<Record<string, string>>;
}

/**
 * The partition in a handler's hands (`@Ctx()`). A partition may go over to another process at any time that
 * this one is silent for; whoever writes where no store tells the newer writer apart has to ask.
 */
export interface Hold {
  /** Keeps the membership; throws when the group is being divided anew. */
  heartbeat(): Promise<void>;
  /** False when this process should stop working on the partition. */
  holds(): boolean;
  /** Whether nobody else can have the partition yet. */
  owns(): boolean;
  /**
   * Resolves when nobody else can have the partition for at least half a session timeout to come; asks the
   * broker if it was not heard lately. Rejects with a retriable error otherwise.
   */
  confirm(): Promise<void>;
}

/**
 * Where a consumer stands, kept with the state it has made, so that a store which was emptied or restored
 * is caught up from the log by itself. Answers the next offset to apply, or nothing if it has none yet.
 */
export type Positions = (topic: string, partition: number) => Promise<number | undefined>;

/**
 * Has the state take note that everything before `next` has ended. Asked after each run of records: of those that no
 * handler has seen, being dead letters, the state knows nothing otherwise.
 */
export type Passes = (topic: string, partition: number, next: number) => Promise<void>;

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
  headers: Readonly<Record<string, string>>;
}

/**
 * Where a consumer stands, kept with the state it has made, so that a store which was emptied or restored
 * is caught up from the log by itself. Answers the next offset to apply, or nothing if it has none yet.
 */
export type Positions = (topic: string, partition: number) => Promise<number | undefined>;

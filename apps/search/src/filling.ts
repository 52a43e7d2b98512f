/** Next offsets of the change log by partition. */
export type Goal = Readonly<Record<string, number>>;

/**
 * The last records of a partition may be of the kind that no index holds (dead letters): then its position does not
 * come as far as the log. What has not moved for so long, and is committed to the end, is whole.
 */
const STILL_MS = 10_000;

/** How far an index is that is filled again. It is whole when it stands where the one before it stood. */
export class Filling {
  private stood = '';
  private since = 0;

  constructor(private readonly goal: Goal) {}

  /** `written`: where the index stands; `committed`: as far as its readers have been told; `now`: milliseconds. */
  isDone(written: ReadonlyMap<number, number>, committed: ReadonlyMap<number, number>, now: number): boolean {
    const goals = Object.entries(this.goal).map(([partition, next]) => [Number(partition), next] as const);
    if (goals.every(([partition, next]) => (written.get(partition) ?? 0) >= next)) return true;
    const stands = JSON.stringify([...written]);
    if (stands !== this.stood) {
      this.stood = stands;
      this.since = now;
    }
    // What was committed for the lost index says nothing of this one before each partition has begun.
    const begun = goals.every(([partition]) => (written.get(partition) ?? 0) > 0);
    const told = goals.every(([partition, next]) => (committed.get(partition) ?? 0) >= next);
    return begun && told && now - this.since >= STILL_MS;
  }
}

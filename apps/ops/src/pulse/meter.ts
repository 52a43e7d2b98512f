/** Processes behind one address that are told apart; more take turns too seldom to be counted well. */
const MOST = 16;
/** A process says when it began in whole seconds, and clocks of two machines differ a little. */
const SLACK_MS = 2_000;

type Counts = ReadonlyMap<string, number>;

/**
 * What counters behind one address have come to since the last look. A process that was started again counts from zero,
 * so what it has is new; one that was met for the first time and is older says nothing yet. Where several processes
 * answer at one address in turn each is held against itself.
 */
export class Meter {
  private readonly known = new Map<number, Counts>();
  private looked: number | undefined;

  /** `now`: milliseconds since 1970; `instance`: when the process began, seconds since 1970. */
  take(now: number, instance: number | undefined, counts: Counts): Map<string, number> {
    const key = instance ?? 0;
    const before = this.known.get(key) ?? this.zero(instance);
    const looked = this.looked;
    this.looked = now;
    this.known.delete(key);
    this.known.set(key, counts);
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST) break;
      this.known.delete(oldest);
    }
    if (!before || looked === undefined) return new Map();
    // What nobody knows the process of may have begun anew; of one process a number that falls is one taken back.
    const since = (value: number, known: number) =>
      instance === undefined && value < known ? value : value - known;
    return new Map([...counts].map(([name, value]) => [name, since(value, before.get(name) ?? 0)]));
  }

  /** Of a process that has begun since the last look nothing was counted before. */
  private zero(instance: number | undefined): Counts | undefined {
    if (this.looked === undefined || instance === undefined) return undefined;
    return instance * 1_000 >= this.looked - SLACK_MS ? new Map() : undefined;
  }
}

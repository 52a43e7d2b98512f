/** Next offset to apply, by the place of a partition (see `placeOf`). */
export type Offsets = ReadonlyMap<string, number>;

export function placeOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}

/**
 * How far this process has seen the store come, partition by partition. A store that stands behind that has
 * lost something: it was emptied, or put back from an older copy. What it has lost is to be applied again up
 * to the goal before its numbers are whole.
 */
export class Standing {
  private readonly seen = new Map<string, number>();
  private goal = new Map<string, number>();
  /** Places the store was asked about since a refill began. */
  private asked = new Set<string>();
  private refills = 0;

  /** The least the store must have applied; 0 where this process knows nothing. */
  leastOf(place: string): number {
    return this.seen.get(place) ?? 0;
  }

  note(place: string, next: number): void {
    this.seen.set(place, next);
    this.asked.add(place);
    this.reach(new Map([[place, next]]));
  }

  snapshot(): Offsets {
    return new Map(this.seen);
  }

  /** Whether the store, asked after the snapshot was taken, stands behind it. */
  static lost(snapshot: Offsets, actual: Offsets): boolean {
    return [...snapshot].some(([place, next]) => (actual.get(place) ?? 0) < next);
  }

  /**
   * The store is to be filled again. Until its positions are asked anew it counts as lost, so that a refill
   * that comes to nothing is begun once more. What the log itself has forgotten (`lows`) nobody brings back.
   */
  begin(before: Offsets, lows: Offsets): void {
    this.refills++;
    const places = new Set([...this.seen.keys(), ...before.keys()]);
    for (const place of places) {
      const wanted = Math.max(this.leastOf(place), before.get(place) ?? 0, this.goal.get(place) ?? 0);
      if (wanted > (lows.get(place) ?? 0)) this.goal.set(place, wanted);
    }
    this.asked = new Set();
  }

  /** All positions were asked anew; what was not asked for belongs to another process by now. */
  begun(): void {
    for (const place of this.seen.keys()) if (!this.asked.has(place)) this.seen.delete(place);
  }

  /** Takes note of what is applied, by whichever process. */
  reach(actual: Offsets): void {
    const now = (place: string) => actual.get(place) ?? (this.asked.has(place) ? this.leastOf(place) : 0);
    if ([...this.goal].every(([place, wanted]) => now(place) >= wanted)) this.goal = new Map();
  }

  /** True until everything that was lost is applied again. */
  get filling(): boolean {
    return this.goal.size > 0;
  }

  /**
   * Names the time since which nothing was missing; undefined while something is. What was read between two
   * equal answers was read whole.
   */
  get whole(): number | undefined {
    return this.filling ? undefined : this.refills;
  }

  progress(actual: Offsets): { applied: number; total: number } {
    const parts = [...this.goal].map(
      ([place, wanted]) => [Math.min(actual.get(place) ?? 0, wanted), wanted] as const,
    );
    return {
      applied: parts.reduce((sum, [applied]) => sum + applied, 0),
      total: parts.reduce((sum, [, wanted]) => sum + wanted, 0),
    };
  }
}

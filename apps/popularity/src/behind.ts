import type { Offsets } from './standing.ts';

/** Views that wait longer than that to be counted make a list of something else than now. */
const LATE_MS = 30_000;

/** Whether the counter keeps up with the log: what stood in it half a minute ago is counted by now. */
export class Behind {
  private readonly ends: { at: number; ends: Offsets }[] = [];

  /** `ends` are the next offsets of the log, `applied` those of what counts, both as of `now`. */
  isLate(now: number, ends: Offsets, applied: Offsets): boolean {
    this.ends.push({ at: now, ends });
    // Of those that are old enough the newest asks for most.
    while ((this.ends[1]?.at ?? now) <= now - LATE_MS) this.ends.shift();
    const [then] = this.ends;
    if (!then || then.at > now - LATE_MS) return false;
    return [...then.ends].some(([place, end]) => (applied.get(place) ?? 0) < end);
  }
}

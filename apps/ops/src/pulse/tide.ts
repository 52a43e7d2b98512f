/** Offsets by partition. */
export type Offsets = ReadonlyMap<number, number>;

/** How long the oldest record has waited for a reader. */
export interface Wait {
  records: number;
  /** At least so long: it was there at the look at which it was first seen. */
  seconds: number;
}

interface Mark {
  at: number;
  end: number;
}

/**
 * The ends of a topic over time, as far as they were looked at: from where a reader stands they say since when its
 * oldest record waits. Nothing is asked of the reader, so that one which is gone is seen to fall behind as well.
 */
export class Tide {
  private readonly partitions = new Map<number, Mark[]>();

  constructor(private readonly keptMs: number) {}

  note(now: number, ends: Offsets): void {
    for (const [partition, end] of ends) {
      const marks = this.partitions.get(partition) ?? [];
      this.partitions.set(partition, marks);
      const last = marks.at(-1);
      // A log that was made anew begins again.
      if (last && end < last.end) marks.length = 0;
      if (last?.end !== end) marks.push({ at: now, end });
      // The newest of those that are too old says what was there by then.
      while ((marks[1]?.at ?? now) < now - this.keptMs) marks.shift();
    }
  }

  /** `positions`: the next offset that the reader will apply; `lows`: where a partition begins that it never read. */
  wait(now: number, positions: Offsets, lows: Offsets = new Map()): Wait {
    let [records, since] = [0, now];
    for (const [partition, marks] of this.partitions) {
      const end = marks.at(-1)?.end ?? 0;
      const position = positions.get(partition) ?? lows.get(partition) ?? 0;
      if (position >= end) continue;
      records += end - position;
      const first = marks.find((mark) => mark.end > position);
      since = Math.min(since, first?.at ?? now);
    }
    return { records, seconds: Math.max(0, (now - since) / 1_000) };
  }
}

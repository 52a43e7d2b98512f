/** So many ends of a partition are remembered: an hour, where it is looked at every five seconds. */
const MOST = 720;

interface End {
  /** The offset behind the last record. */
  end: number;
  /** When it was first seen to be so, milliseconds. */
  at: number;
}

/**
 * How long the first record has waited that a group has not applied, told by when the log was seen to reach behind it:
 * no record has to be read for it, and a group that nobody is a member of is late as well. As exact as the pause
 * between two looks; of what came before the first look, it is at least as late as that is long ago.
 */
export class Lateness {
  private readonly ends = new Map<string, End[]>();

  note(place: string, end: number, at: number): void {
    const known = this.ends.get(place) ?? [];
    const last = known.at(-1);
    // A topic that was made anew begins again.
    if (last && end < last.end) known.length = 0;
    if (last?.end !== end) known.push({ end, at });
    if (known.length > MOST) known.shift();
    this.ends.set(place, known);
  }

  /** Seconds; 0 where everything that is there is applied. */
  of(place: string, position: number, now: number): number {
    const behind = this.ends.get(place)?.find(({ end }) => end > position);
    return behind ? Math.max(0, now - behind.at) / 1_000 : 0;
  }
}

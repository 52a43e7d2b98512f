/**
 * Nothing moves for this long: the process is stuck. Half a minute, with the time until somebody asks; no handler works
 * longer on a batch, since each of its steps ends by itself after 2 to 10 s.
 */
export const STUCK_MS = 25_000;

/**
 * Whether a reader of the log gets on: what it has in hand by partition, since when nothing of that has moved, and when
 * it has last asked for more. Partitions count one by one, or a handler that hangs would hide behind the others.
 * Whoever asks brings the time, milliseconds from any beginning.
 */
export class Progress {
  private readonly inHand = new Map<string, number>();
  private movedAt: number;

  constructor(
    private readonly stuckMs: number,
    now: number,
  ) {
    this.movedAt = now;
  }

  /** Something was asked of the log, or tried to be: waiting for one that is away is no standstill. */
  moved(now: number): void {
    this.movedAt = now;
  }

  /** A partition's records are taken in hand. */
  works(place: string, now: number): void {
    this.inHand.set(place, now);
  }

  /** Something was done about what is in hand of it. */
  goesOn(place: string, now: number): void {
    if (this.inHand.has(place)) this.inHand.set(place, now);
  }

  ends(place: string, now: number): void {
    this.inHand.delete(place);
    this.movedAt = now;
  }

  get busy(): boolean {
    return this.inHand.size > 0;
  }

  /** What has not moved for too long, in words. */
  stuck(now: number): string | undefined {
    const silent = (since: number) => now - since > this.stuckMs;
    const seconds = (since: number) => `${Math.round((now - since) / 1_000)} s`;
    for (const [place, since] of this.inHand)
      if (silent(since)) return `${place} is in hand and has not moved for ${seconds(since)}`;
    return !this.busy && silent(this.movedAt)
      ? `the log reader has not moved for ${seconds(this.movedAt)}`
      : undefined;
  }
}

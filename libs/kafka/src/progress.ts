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

/** Waiting for a lost dependency: first and longest pause of a partition, milliseconds. */
const WAIT_MS = { first: 200, most: 5_000 };

/** How long each partition waits before it is tried again: twice as long each time, until it gets on. */
export class Waits {
  private readonly times = new Map<string, number>();

  /** Milliseconds, from a half to all of what it would be; `chance` is from 0 to 1. */
  next(place: string, chance: number): number {
    const times = (this.times.get(place) ?? 0) + 1;
    this.times.set(place, times);
    const most = Math.min(WAIT_MS.most, WAIT_MS.first * 2 ** Math.min(times - 1, 8));
    return most * (0.5 + chance / 2);
  }

  over(place: string): void {
    this.times.delete(place);
  }
}

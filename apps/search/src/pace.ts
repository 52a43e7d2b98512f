/** Younger answers than this say how busy the engine is now. */
const LATELY_MS = 2_000;
/** Answers that are remembered; more within that time change no percentile. */
const REMEMBERED = 256;
/** A reader notices; what is not asked of the engine for its own sake is not asked then. */
const SLOW_MS = 400;
/** Changes in one request that fills an index: beyond the most, requests grow but not the rate. */
const MOST = 500;
const LEAST = 25;
/** The longest pause between two requests. */
const MOST_PAUSE_MS = 1_000;

/** How long answers took that were given lately. */
export class Answered {
  private readonly times: { ms: number; at: number }[] = [];

  note(ms: number, at: number): void {
    this.times.push({ ms, at });
    if (this.times.length > REMEMBERED) this.times.shift();
  }

  /** Of 100 answers, 95 took no longer; nothing if none was given lately. */
  p95(at: number): number | undefined {
    const lately = this.times.filter((each) => at - each.at <= LATELY_MS).map(({ ms }) => ms);
    return lately.toSorted((a, b) => a - b)[Math.ceil(lately.length * 0.95) - 1];
  }

  /** Whether readers have waited for the engine lately. */
  areSlow(at: number): boolean {
    return (this.p95(at) ?? 0) > SLOW_MS;
  }
}

/** How much is written at once while readers ask, and how long nothing is. */
export class Pace {
  /** Changes in the next request. */
  bulk = MOST;
  pauseMs = 0;

  constructor(private readonly bound: number) {}

  /**
   * After a request that took so long, and what readers waited meanwhile. Above the bound the next one is half as
   * large and comes after a pause as long as this one took, then twice that; below it both come back step by step.
   */
  next(tookMs: number, p95: number | undefined): void {
    if (p95 !== undefined && p95 > this.bound) {
      this.bulk = Math.max(LEAST, Math.floor(this.bulk / 2));
      this.pauseMs = Math.min(MOST_PAUSE_MS, Math.max(tookMs, this.pauseMs * 2));
    } else {
      this.bulk = Math.min(MOST, this.bulk + LEAST);
      this.pauseMs = this.pauseMs < 1 ? 0 : this.pauseMs / 2;
    }
  }
}

const MINUTE_MS = 60_000;
/** Of more addresses than this nobody has to be remembered: those that came first are forgotten. */
const MOST_ADDRESSES = 10_000;

/** Who has lately brought a wrong token, and how often: a bound on guessing. */
export class Tries {
  private readonly failures = new Map<string, { count: number; since: number }>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** Seconds until this address may try again; 0: now. */
  wait(address: string, now: number): number {
    const known = this.failures.get(address);
    if (!known || known.count < this.most) return 0;
    return Math.max(0, Math.ceil((known.since + MINUTE_MS - now) / 1_000));
  }

  fail(address: string, now: number): void {
    const known = this.failures.get(address);
    if (known && now - known.since < MINUTE_MS) known.count++;
    else {
      this.failures.delete(address);
      this.failures.set(address, { count: 1, since: now });
    }
    for (const [oldest] of this.failures) {
      if (this.failures.size <= MOST_ADDRESSES) break;
      this.failures.delete(oldest);
    }
  }
}

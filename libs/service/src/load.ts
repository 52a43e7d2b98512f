/**
 * How urgent a request is. `vital` is never refused: health, withdrawals, and what tells whether something is gone.
 * `urgent`: what newsrooms say, and what every page needs. `usual`: what is read. `patient`: what is dear to make and
 * can wait. The ones behind are refused first.
 */
export type Urgency = 'vital' | 'urgent' | 'usual' | 'patient';

/** How much of the limit each may fill: what is more urgent always finds the rest of it. */
const SHARES = { urgent: 1, usual: 0.75, patient: 0.5 } as const;

/** So long is looked at as one; a place that is asked for after that begins the next. */
const WINDOW_MS = 100;
/** What was learnt is worth nothing after a pause. */
const PAUSE_MS = 5_000;
/** The first requests of a process are slow since their code is not compiled yet: they say nothing of how many it can do. */
const COLD = { requests: 200, ms: 5_000 };
/** Turns of the event loop this long keep an answer that costs nothing waiting for about twice as much. */
const TURN_MS = 20;
const LESS = 0.75;
const MORE = 1.05;
/** Weight of the newest window in the rate. */
const NEWEST = 0.3;

interface Bounds {
  /** So many are worked on at a time, whatever is measured: a process that is slow for other reasons still works. */
  least: number;
  most: number;
  /** How long a request may take, queues included, while others wait for their turn. */
  targetMs: number;
}

/**
 * How many requests a process works on at a time. The limit is found, not set: it falls while those in hand leave more
 * slowly than they should (their number by their rate, as Little has it, counts every queue behind this process too)
 * or make the turns of the event loop long, or meet somebody who refuses them, and rises otherwise. With few in hand it
 * never falls: then it is not they who make the process slow.
 */
export class Load {
  /** Requests that are worked on. */
  inHand = 0;
  private most: number;
  private peak = 0;
  private left = 0;
  private perMs = 0;
  private begun = 0;
  private coldUntil: number | undefined;
  private allLeft = 0;
  private turns = { ms: 0, squares: 0 };
  private turnedAway = false;

  constructor(private readonly bounds: Bounds) {
    this.most = bounds.most;
  }

  /** How many may be in hand; of those that are less urgent, a part of it. */
  get limit(): number {
    return Math.floor(this.most);
  }

  /** How long one takes, as those of late, milliseconds; no more than the target, however slow it is. */
  get usualMs(): number {
    return this.perMs > 0 ? Math.min(this.bounds.targetMs, this.inHand / this.perMs) : this.bounds.targetMs;
  }

  hasRoom(urgency: Urgency): boolean {
    return urgency === 'vital' || this.inHand < this.limit * SHARES[urgency];
  }

  enter(): void {
    this.inHand++;
    this.peak = Math.max(this.peak, this.inHand);
  }

  leave(): void {
    this.inHand--;
    this.left++;
    this.allLeft++;
  }

  /** One that turns out not to be whole yet: nothing was done on it. */
  putBack(): void {
    this.inHand--;
  }

  /** Somebody who was asked on the way to an answer had too much to do: less of it is to come from here. */
  turnAway(): void {
    this.turnedAway = true;
  }

  /** A turn of the event loop in which somebody came took so long. */
  turned(ms: number): void {
    this.turns.ms += ms;
    this.turns.squares += ms * ms;
  }

  /** Called with each request that comes: `now` in milliseconds, from any start. True when something was learnt. */
  look(now: number): boolean {
    this.coldUntil ??= now + COLD.ms;
    const ms = now - this.begun;
    if (ms < WINDOW_MS) return false;
    if (ms > PAUSE_MS) {
      this.most = this.bounds.most;
      this.perMs = 0;
    } else {
      const rate = this.left / ms;
      this.perMs = this.perMs === 0 ? rate : this.perMs + NEWEST * (rate - this.perMs);
      if (now > this.coldUntil || this.allLeft > COLD.requests) this.adapt();
    }
    this.begun = now;
    this.peak = this.inHand;
    this.left = 0;
    this.turns = { ms: 0, squares: 0 };
    this.turnedAway = false;
    return true;
  }

  private adapt(): void {
    const { least, most, targetMs } = this.bounds;
    const slow = this.peak > this.perMs * targetMs;
    // The length of the turn in which somebody finds himself who comes at any time.
    const long = this.turns.ms > 0 && this.turns.squares / this.turns.ms > TURN_MS;
    if (this.peak > least && (slow || long || this.turnedAway))
      this.most = Math.max(least, Math.min(this.most, this.peak / SHARES.patient) * LESS);
    else this.most = Math.min(most, this.most * MORE + 1);
  }
}

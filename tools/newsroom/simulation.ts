import { setTimeout as delay, setImmediate as turn } from 'node:timers/promises';
import type { Receipt } from '#libs/contracts';
import { arrivals, type Kind, kinds, type Rates } from './arrivals.ts';
import type { Door } from './door.ts';
import { Ledger } from './ledger.ts';
import { Plan, type Wish, zipf } from './plan.ts';
import { emptyReport, NO_ANSWER, type Report } from './report.ts';

/** Time as a simulation needs it; tests bring their own. */
export interface Clock {
  /** Milliseconds from any beginning. */
  now(): number;
  /** Resolves at that moment, or soon if it is over; rejects when the signal is aborted. */
  until(at: number, signal: AbortSignal): Promise<void>;
}

interface Options {
  rates: Rates;
  seconds: number;
  seed: number;
  /** Sets the articles of this run apart from those of others. */
  run: string;
  door: Door;
  clock?: Clock;
  /** "Now" of what is published, milliseconds since 1970. */
  moment?: number;
  /** Told of each receipt. */
  accepted?: (receipt: Receipt) => void;
}

const MOST_SECONDS = 3_600;
const MOST_ARRIVALS = 1_000_000;
/** A timer may be late by this much; more is our own slowness, and is counted. */
const LATE_MS = 20;
/** A paper that does not answer must not fill this machine's memory. */
const MOST_OUTSTANDING = 2_000;
/** Nobody reads an article before it can have come through. */
const READABLE_MS = 1_000;

const realClock: Clock = {
  now: () => performance.now(),
  async until(at, signal) {
    const ms = at - performance.now();
    // Answers must be read even if everything is late already.
    if (ms < 1) await turn(undefined, { signal });
    else await delay(ms, undefined, { signal });
  },
};

/**
 * A newsroom at work and its readers, in an open loop: what is done, and when, is settled before, by the seed; a
 * slow answer delays nothing, and is measured from the moment at which it was due. Ends after a stated time.
 */
export class Simulation {
  /** What was said and acknowledged. */
  readonly ledger = new Ledger();
  readonly report: Report = emptyReport();
  private readonly plan: Plan;
  private readonly clock: Clock;
  private readonly pages: string[] = [];
  private readonly coming: { url: string; from: number }[] = [];
  private readonly outstanding = new Set<Promise<void>>();

  /** Throws on more than an hour, or more than a million arrivals. */
  constructor(private readonly options: Options) {
    const { rates, seconds, seed, run, clock, moment } = options;
    const arrivalsPerSecond = kinds.reduce((sum, kind) => sum + rateOf(rates, kind), 0);
    if (!(seconds > 0 && seconds <= MOST_SECONDS))
      throw new RangeError(`a simulation takes at most ${MOST_SECONDS} seconds`);
    if (arrivalsPerSecond * seconds > MOST_ARRIVALS)
      throw new RangeError(`a simulation does at most ${MOST_ARRIVALS} things`);
    this.plan = new Plan(seed, run, moment ?? Date.now());
    this.clock = clock ?? realClock;
  }

  /** Resolves when the time is over, or the signal is aborted, and all that was sent is answered or given up. */
  async run(signal: AbortSignal): Promise<Report> {
    const { rates, seconds, seed, door } = this.options;
    this.pages.push(...(await door.pages()));
    const begin = this.clock.now();
    try {
      for (const { kind, at } of arrivals(rates, seconds, seed)) {
        await this.clock.until(begin + at, signal);
        this.begin(kind, begin + at);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    while (this.outstanding.size > 0) await Promise.all(this.outstanding);
    return this.report;
  }

  private begin(kind: Kind, due: number): void {
    const tally = this.report[kind];
    tally.due++;
    if (this.clock.now() - due > LATE_MS) tally.late++;
    const wish = this.plan.next(kind);
    if (!wish) {
      tally.idle++;
      return;
    }
    if (this.outstanding.size >= MOST_OUTSTANDING) {
      tally.shed++;
      if (wish.does === 'say') this.ledger.note(wish.uri, wish.version, 'refused');
      return;
    }
    const work = this.fulfil(wish)
      .then((status) => {
        if (status === undefined) tally.idle++;
        else tally.answered(status, this.clock.now() - due);
      })
      .finally(() => this.outstanding.delete(work));
    this.outstanding.add(work);
  }

  /** The status of the answer; nothing where there was no page to read. */
  private async fulfil(wish: Wish): Promise<number | undefined> {
    switch (wish.does) {
      case 'say':
        return this.say(wish);
      case 'read': {
        const page = this.page(wish.share);
        return page === undefined ? undefined : this.options.door.read(page);
      }
      case 'search':
        return this.options.door.read(wish.path);
    }
  }

  private async say({ uri, version, event }: Wish & { does: 'say' }): Promise<number> {
    this.ledger.note(uri, version, 'unknown');
    const { status, receipt } = await this.options.door.say(event);
    if (receipt) {
      this.ledger.note(uri, version, 'acknowledged');
      this.options.accepted?.(receipt);
      if (version === 1 && receipt.url)
        this.coming.push({ url: receipt.url, from: this.clock.now() + READABLE_MS });
    } else if (status !== NO_ANSWER && status < 500) this.ledger.note(uri, version, 'refused');
    return status;
  }

  /** The newest pages are read most. */
  private page(share: number): string | undefined {
    for (let next = this.coming[0]; next && next.from <= this.clock.now(); next = this.coming[0]) {
      this.pages.push(next.url);
      this.coming.shift();
    }
    return this.pages.at(-1 - zipf(share, this.pages.length));
  }
}

function rateOf(rates: Rates, kind: Kind): number {
  const rate = rates[kind] ?? 0;
  if (Number.isFinite(rate) && rate >= 0) return rate;
  throw new RangeError(`the rate of ${kind} is not a number from 0 up`);
}

import { setTimeout as delay } from 'node:timers/promises';
import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  ExponentialBackoff,
  halfJitterGenerator,
  handleWhen,
  type IPolicy,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import type { Log } from './log.ts';
import { counter, gauge } from './metrics.ts';
import { DependencyUnavailable } from './problem.ts';

/** So many that fail one after the other are no accident; with fewer, a lost connection would shut out readers. */
const FAILURES = 5;
/** First and longest pause before one may try again; about half of it is left to chance, so that not all come at once. */
const PAUSE_MS = { first: 300, most: 2_000 };
/** What fails at once is tried a second time after at most so long. */
const JITTER_MS = 50;
/** Second tries are at most this share of first ones: a dependency in need is not asked twice as much. */
const SHARE = 0.1;
/** What is saved up of it: a few connections that end at the same time are no storm. */
const SAVED = 5;

const open = gauge({
  name: 'sosik_guard_open',
  help: 'Whether a dependency is not asked for now, because it did not answer: 1 or 0',
  labels: ['service', 'dependency'],
});
const asked = counter({
  name: 'sosik_guard_questions_total',
  help: 'Questions to a dependency by what became of them: answered, busy (it has too much to do), failed, late, or refused unasked',
  labels: ['service', 'dependency', 'result'],
});
const again = counter({
  name: 'sosik_guard_second_tries_total',
  help: 'Questions that failed at once and were asked a second time',
  labels: ['service', 'dependency'],
});

export interface Bounds {
  /** Whoever asks waits no longer, second try included, milliseconds. */
  ms: number;
  /**
   * Which failures are worth a second try: those of a connection, of questions that change nothing. Whoever has
   * answered that it can't is not asked again.
   */
  twice?: (failure: DependencyUnavailable) => boolean;
}

/**
 * The way to one dependency for those who wait for its answer: in time, or not at all. After some failures in a row
 * nobody asks any more and everybody hears so at once; then one may try, and all may again when it succeeds. Failures
 * are `DependencyUnavailable`, and so are what was late and what was not asked; any other error is an answer. So is that
 * it has too much to do: it does what it can, and would do less if nobody asked.
 *
 * For questions of readers and the wishes of newsrooms; never for those who apply what was accepted: they go on trying.
 */
export class Guard {
  /** Whether nobody is let through but one who tries. */
  private isOpen = false;
  private readonly breaker = circuitBreaker(handleWhen(isFailure).orType(TaskCancelledError), {
    breaker: new ConsecutiveBreaker(FAILURES),
    halfOpenAfter: new ExponentialBackoff({
      generator: halfJitterGenerator,
      initialDelay: PAUSE_MS.first,
      maxDelay: PAUSE_MS.most,
    }),
  });
  private readonly bounded: IPolicy;
  private readonly insisting: IPolicy;
  private readonly budget = new Budget();
  private readonly labels: { service: string; dependency: string };

  constructor(
    { name, log }: { name: string; log: Log },
    readonly dependency: string,
    private readonly bounds: Bounds,
  ) {
    this.labels = { service: name, dependency };
    this.insisting = timeout(bounds.ms, TimeoutStrategy.Aggressive);
    this.bounded = wrap(this.breaker, this.insisting);
    open.set(this.labels, 0);
    this.breaker.onBreak(() => {
      if (!this.isOpen) log.warn({ dependency }, 'does not answer and is asked by one at a time');
      this.isOpen = true;
      open.set(this.labels, 1);
    });
    this.breaker.onReset(() => {
      this.isOpen = false;
      open.set(this.labels, 0);
      log.info({ dependency }, 'answers again');
    });
  }

  /** The signal tells work that nobody waits for it any more. */
  async ask<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // The others do not wait for what becomes of the one who tries.
    if (this.breaker.state === CircuitState.HalfOpen) throw this.told('refused');
    try {
      const answer = await this.bounded.execute(({ signal }) => this.tried(work, signal));
      asked.inc({ ...this.labels, result: 'answered' });
      return answer;
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw this.told('refused', error);
      if (error instanceof TaskCancelledError) throw this.told('late', error);
      asked.inc({ ...this.labels, result: resultOf(error) });
      throw error;
    }
  }

  /** The same for what must be tried whatever was before, such as that something is to go. */
  async insist<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await this.insisting.execute(({ signal }) => work(signal));
    } catch (error) {
      throw error instanceof TaskCancelledError ? this.told('late', error) : error;
    }
  }

  private async tried<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<T> {
    this.budget.save();
    try {
      return await work(signal);
    } catch (error) {
      const worth = error instanceof DependencyUnavailable && this.bounds.twice?.(error) && !signal.aborted;
      if (!worth || this.isOpen || !this.budget.spend()) throw error;
      again.inc(this.labels);
      await delay(Math.random() * JITTER_MS, undefined, { signal });
      return work(signal);
    }
  }

  private told(result: 'refused' | 'late', cause?: unknown): DependencyUnavailable {
    asked.inc({ ...this.labels, result });
    return new DependencyUnavailable(this.dependency, cause ?? new Error('one is trying'));
  }
}

/** Whether there was no answer. */
function isFailure(error: unknown): boolean {
  return resultOf(error) === 'failed';
}

function resultOf(error: unknown): 'answered' | 'busy' | 'failed' {
  if (!(error instanceof DependencyUnavailable)) return 'answered';
  return error.busyS === undefined ? 'failed' : 'busy';
}

/** Second tries that may be made: each question saves a part of one. */
class Budget {
  private saved = SAVED;

  save(): void {
    this.saved = Math.min(SAVED, this.saved + SHARE);
  }

  spend(): boolean {
    if (this.saved < 1) return false;
    this.saved -= 1;
    return true;
  }
}

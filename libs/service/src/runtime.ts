import { type Bounds, Guard } from './guard.ts';
import type { Log } from './log.ts';
import { ProblemError } from './problem.ts';
import { Room } from './room.ts';
import { machineTime, type Time, type Timer } from './time.ts';
import { withoutTurns } from './turn.ts';
import { tellVitals, VITALS_MS, type Vitals } from './vitals.ts';

/** What a dependency's loss does to this service; `optional` is shown, and changes nothing. */
export type Weight = 'optional' | 'degrades' | 'required';

interface Dependency {
  check: () => Promise<void>;
  weight: Weight;
}

interface Lanes {
  atOnce: number;
  waiting: number;
}

export interface Readiness {
  status: 'ready' | 'degraded' | 'unready' | 'stopping';
  dependencies: Record<string, 'up' | 'down'>;
  /** Why one of them is down, where its check says so. */
  reasons?: Record<string, string>;
}

/** A check that takes longer than this counts as failed. */
const CHECK_MS = 1_000;

/**
 * The one object every part of a service may ask: its name, log, clock and state of health. Parts register
 * themselves here; `/livez`, `/readyz` and `/internal/idle` only read.
 */
export class Runtime {
  stopping = false;
  private readonly dependencies = new Map<string, Dependency>();
  private readonly progress: (() => string | undefined)[] = [];
  private readonly busy = new Map<string, () => boolean>();

  constructor(
    readonly name: string,
    readonly log: Log,
    /** Milliseconds since 1970; tests bring their own clock. */
    readonly now: () => number = Date.now,
    readonly time: Time = machineTime,
  ) {}

  /** For tools and tests: nothing of it is logged. */
  static silent(name: string, now?: () => number, time?: Time): Runtime {
    const quiet = (): void => undefined;
    const lines = { debug: quiet, info: quiet, warn: quiet, error: quiet, fatal: quiet };
    const log = { ...lines, isLevelEnabled: () => false };
    return new Runtime(name, log, now, time);
  }

  /**
   * For a simulation, while a time that is not the machine's goes on: steps give way to nobody. Answers what ends it.
   */
  static untimed(): () => void {
    return withoutTurns();
  }

  /**
   * `check` resolves when the dependency answers. Cheap: it is called by every readiness probe. What it rejects with
   * may have a `reason`, which is told to whoever asks.
   */
  dependsOn(name: string, weight: Weight, check: () => Promise<void>): void {
    this.dependencies.set(name, { check, weight });
  }

  /** Where a store is told to be full; this service is degraded then, and waits. */
  room(store: string): Room {
    const room = new Room(store, this.log);
    this.dependsOn(`room in ${store}`, 'degrades', async () => {
      if (room.reason !== undefined) throw Object.assign(new Error(room.reason), { reason: room.reason });
    });
    return room;
  }

  /** `stuck` says in words what has not moved, or nothing. A stuck service fails its liveness. */
  watch(stuck: () => string | undefined): void {
    this.progress.push(stuck);
  }

  /** `working` is true while something is buffered, in flight or due: `settled()` waits for false. */
  works(name: string, working: () => boolean): void {
    this.busy.set(name, working);
  }

  /**
   * Does `work` again and again, `ms` after it has ended, the first time `ms` from now. What fails is said for
   * whoever debugs (`failing`) and tried the next time. Answers what stops it, which resolves when nothing of it
   * runs any more.
   */
  repeat(ms: number, work: () => Promise<void>, failing: string): () => Promise<void> {
    let stopped = false;
    let timer: Timer | undefined;
    let working = Promise.resolve();
    const next = (): void => {
      timer = this.time.after(ms, () => {
        working = work()
          .catch((error: unknown) => this.log.debug({ err: error }, failing))
          .then(() => {
            if (!stopped) next();
          });
      });
    };
    next();
    return async () => {
      stopped = true;
      timer?.stop();
      await working;
    };
  }

  /** Asks an engine again and again how it fares, for whoever watches; of several processes each may. Answers what stops it. */
  vitals(engine: string, read: () => Promise<Vitals>): () => Promise<void> {
    const look = (): Promise<void> => tellVitals(engine, read);
    void look().catch(() => undefined);
    return this.repeat(VITALS_MS, look, `${engine} does not say how it fares`);
  }

  /**
   * Answers what does heavy work in turns: `atOnce` pieces at a time, in the order they came. One more than
   * `waiting` that wait is refused with `overloaded`. `name` is what `settled()` waits for.
   */
  turns(name: string, { atOnce, waiting }: Lanes): <T>(work: () => Promise<T>) => Promise<T> {
    let running = 0;
    const queue: (() => void)[] = [];
    this.works(name, () => running > 0);
    return async (work) => {
      if (running >= atOnce) {
        if (queue.length >= waiting) throw new ProblemError('overloaded', { retryAfter: 2 });
        // Whoever ends hands its turn on, so that nobody slips in between.
        await new Promise<void>((resolve) => queue.push(resolve));
      } else running++;
      try {
        return await work();
      } finally {
        const next = queue.shift();
        if (next) next();
        else running--;
      }
    };
  }

  /**
   * The way to a dependency for those who wait for its answer; one for each dependency, made at the start. See
   * guard.ts.
   */
  guard(dependency: string, bounds: Bounds): Guard {
    return new Guard(this, dependency, bounds);
  }

  /** Resolves when the time is over. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.time.after(ms, resolve);
    });
  }

  stuck(): string[] {
    return this.progress.map((stuck) => stuck()).filter((words) => words !== undefined);
  }

  working(): string[] {
    return [...this.busy].filter(([, working]) => working()).map(([name]) => name);
  }

  async readiness(): Promise<Readiness> {
    const checks = [...this.dependencies].map(async ([name, { check, weight }]) => {
      const up = await Promise.race([
        // A check that throws at once is a failed one too.
        Promise.resolve()
          .then(check)
          .then(
            () => ({ up: true, reason: undefined }),
            (error: { reason?: unknown } | undefined) => ({ up: false, reason: error?.reason }),
          ),
        new Promise<{ up: false; reason: undefined }>((resolve) =>
          this.time.after(CHECK_MS, () => resolve({ up: false, reason: undefined })).unref(),
        ),
      ]);
      return { name, weight, ...up };
    });
    const found = await Promise.all(checks);
    const dependencies = Object.fromEntries(
      found.map(({ name, up }) => [name, up ? ('up' as const) : ('down' as const)]),
    );
    const said = found.flatMap(({ name, reason }) =>
      typeof reason === 'string' ? [[name, reason] as const] : [],
    );
    const reasons = said.length > 0 ? { reasons: Object.fromEntries(said) } : {};
    const lost = (weight: Weight) => found.some((each) => !each.up && each.weight === weight);
    if (this.stopping) return { status: 'stopping', dependencies, ...reasons };
    if (lost('required')) return { status: 'unready', dependencies, ...reasons };
    return { status: lost('degrades') ? 'degraded' : 'ready', dependencies, ...reasons };
  }

  /** Whether everything this service leans on answers now: decides between waiting and a dead letter. */
  async healthy(): Promise<boolean> {
    const { dependencies } = await this.readiness();
    return Object.entries(dependencies).every(
      ([name, state]) => state === 'up' || this.dependencies.get(name)?.weight === 'optional',
    );
  }
}

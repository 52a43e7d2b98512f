import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { LagReader, Runner } from '#libs/kafka';
import { type Guard, Runtime, SETTINGS, step, type Values } from '#libs/service';
import { Answers, normalised } from './answers.ts';
import { IndexStore } from './index.store.ts';
import type { searchSettings } from './settings.ts';
import { Shared } from './shared.ts';

/** Even when nothing changes, articles grow older, and with them their places in the order. */
const OLDEST_MS = 10_000;
/** To know that an answer holds must cost less than the answer; the engine is asked for it then. */
const LOOK_MS = 200;

/**
 * Answers to questions that were asked before, for as long as no answer of the engine can be newer.
 *
 * Findable is said of what the group has committed, and it commits after the refresh; some may find it already when
 * it is written. So an answer holds while nothing was committed since before its question was put to the engine,
 * and nothing is written that is not committed yet. A process that reads the whole log by itself knows that of
 * itself, and asks nobody; where there are several, each question asks the log what was committed and the index
 * what was written, which costs less than a search. Without an answer to that, the engine is asked.
 */
@Injectable()
export class RepeatedStore implements OnApplicationShutdown {
  private readonly answers: Answers;
  private readonly asked = new Map<string, Promise<object>>();
  private readonly log: LagReader;
  private readonly committed = new Shared(() => this.look());
  private stand: string | undefined;
  private readonly guard: Guard;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof searchSettings>,
    @Inject(Runtime) runtime: Runtime,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(IndexStore) private readonly index: IndexStore,
  ) {
    this.answers = new Answers(settings.SEARCH_REPEATED_KIB * 1_024);
    this.log = new LagReader(settings, runtime);
    this.guard = runtime.guard('kafka', { ms: LOOK_MS });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  /** What `ask` answers, or has answered to the same question. Nobody may change it. */
  async answer<T extends object>(
    question: Readonly<Record<string, unknown>>,
    ask: () => Promise<T>,
  ): Promise<T> {
    const stand = await this.where();
    if (stand === undefined) return ask();
    if (stand !== this.stand) {
      this.answers.clear();
      this.asked.clear();
      this.stand = stand;
    }
    const key = normalised(question);
    const known = this.answers.get(key, performance.now() - OLDEST_MS) ?? this.asked.get(key);
    return (await (known ?? this.ask(key, stand, ask))) as T;
  }

  private ask<T extends object>(key: string, stand: string, ask: () => Promise<T>): Promise<T> {
    const asked = ask();
    this.asked.set(key, asked);
    const ended = (answer?: T): void => {
      if (this.asked.get(key) !== asked) return;
      this.asked.delete(key);
      if (answer && stand === this.stand) this.answers.put(key, answer, performance.now());
    };
    asked.then(ended, () => ended());
    return asked;
  }

  /** The state that answers hold in; nothing while it changes. */
  private async where(): Promise<string | undefined> {
    if (!this.index.quiet) return undefined;
    const reign = this.runner.reign(topics.changes.name);
    // Nobody else can have applied anything.
    if (reign !== undefined) return `own ${reign} ${this.index.generation}`;
    return this.guard.ask(() => this.committed.ask()).catch(() => undefined);
  }

  private async look(): Promise<string | undefined> {
    const { name } = topics.changes;
    // In this order: what is written behind the committed is seen.
    const committed = await step('search.committed', () => this.log.positions('search', name));
    const written = await this.index.positions(name);
    const quiet = [...written].every(([partition, position]) => position <= (committed.get(partition) ?? 0));
    return quiet ? `log ${[...committed].toSorted(([a], [b]) => a - b).join(' ')}` : undefined;
  }
}

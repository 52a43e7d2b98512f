import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { LagReader, Runner } from '#libs/kafka';
import { Runtime, SETTINGS, step, type Values } from '#libs/service';
import { Answers, normalised } from './answers.ts';
import { IndexStore } from './index.store.ts';
import type { searchSettings } from './settings.ts';
import { Shared } from './shared.ts';

/** Even when nothing changes, articles grow older, and with them their places in the order. */
const OLDEST_MS = 10_000;

/**
 * Answers to questions that were asked before, for as long as nothing was said to be findable that they could lack.
 *
 * That is said when the group has committed what it applied, and it commits after the refresh. So an answer holds
 * as long as nothing was committed since before its question was put to the engine. A process that reads the whole
 * log by itself knows what it has refreshed, and needs to ask nobody; where there are several, each question asks
 * the log what was committed, which costs less than the engine. Without an answer to that, the engine is asked.
 */
@Injectable()
export class RepeatedStore implements OnApplicationShutdown {
  private readonly answers: Answers;
  private readonly asked = new Map<string, Promise<object>>();
  private readonly log: LagReader;
  private readonly committed = new Shared(() => this.look());
  private stand: string | undefined;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof searchSettings>,
    @Inject(Runtime) runtime: Runtime,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(IndexStore) private readonly index: IndexStore,
  ) {
    this.answers = new Answers(settings.SEARCH_REPEATED_KIB * 1_024);
    this.log = new LagReader(settings, runtime);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  /** What `ask` answers, or has answered to the same question. Nobody may change it. */
  async answer<T extends object>(
    question: Readonly<Record<string, unknown>>,
    ask: () => Promise<T>,
  ): Promise<T> {
    const stand = this.own() ?? (await this.committed.ask().catch(() => undefined));
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

  /** Nobody else can have applied anything since. */
  private own(): string | undefined {
    const reign = this.runner.reign(topics.changes.name);
    return reign === undefined ? undefined : `own ${reign} ${this.index.generation}`;
  }

  private async look(): Promise<string> {
    const positions = await step('search.committed', () => this.log.positions('search', topics.changes.name));
    return `log ${[...positions].map(String).toSorted().join(' ')}`;
  }
}

import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DecisionBook, type DecisionRow, type DeskDecision, topics } from '#libs/contracts';
import { type KafkaSettings, TopicFollower } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS } from '#libs/service';
import { type Overrule, overruleOf } from './quarantine.ts';

/**
 * Follows what editors decide on lists: each process reads all of it at its start, and neither counts nor is ready
 * before, so that no list shows what was to be kept out; from then on it hears of a decision within a second. Time
 * ends a decision by itself.
 */
@Injectable()
export class DecisionConsumer implements OnModuleInit, OnApplicationShutdown {
  /** Called when something was decided. */
  heard: () => void = () => undefined;
  private readonly book = new DecisionBook();
  private readonly follower: TopicFollower<DeskDecision>;
  private known: readonly Overrule[] | undefined;

  constructor(
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.follower = new TopicFollower(settings, runtime, topics.decisions, (decision) => {
      this.book.take(decision);
      this.known = undefined;
      this.heard();
    });
  }

  onModuleInit(): void {
    this.runtime.dependsOn('decisions', 'required', async () => this.demandWhole());
    this.follower.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.follower.stop();
  }

  /** The newest first. */
  holding(now: number): DecisionRow[] {
    return this.book.holding(now);
  }

  /** Whose views count whole, and when; also what is over, since the log may be counted again. */
  overrules(): readonly Overrule[] {
    this.demandWhole();
    this.known ??= this.book
      .rows(this.runtime.now())
      .filter(({ kind }) => kind === 'overrule')
      .map((row) => overruleOf(row, row.lifted));
    return this.known;
  }

  private demandWhole(): void {
    if (!this.follower.whole) throw new DependencyUnavailable('the list of decisions');
  }
}

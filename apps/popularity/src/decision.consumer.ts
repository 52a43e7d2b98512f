import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DecisionBook, type DecisionRow, type DeskDecision, topics } from '#libs/contracts';
import { type KafkaSettings, TopicFollower } from '#libs/kafka';
import { Runtime, SETTINGS } from '#libs/service';

/**
 * Follows what editors decide on lists: each process reads all of it at its start, and is not ready before, so
 * that no list shows what was to be kept out; from then on it hears of a decision within a second. Time ends a
 * decision by itself.
 */
@Injectable()
export class DecisionConsumer implements OnModuleInit, OnApplicationShutdown {
  /** Called when something was decided. */
  heard: () => void = () => undefined;
  private readonly book = new DecisionBook();
  private readonly follower: TopicFollower<DeskDecision>;

  constructor(
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.follower = new TopicFollower(settings, runtime, topics.decisions, (decision) => {
      this.book.take(decision);
      this.heard();
    });
  }

  onModuleInit(): void {
    this.runtime.dependsOn('decisions', 'required', async () => {
      if (!this.follower.whole) throw new Error('what was decided on lists is not read yet');
    });
    this.follower.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.follower.stop();
  }

  /** The newest first. */
  holding(now: number): DecisionRow[] {
    return this.book.holding(now);
  }
}

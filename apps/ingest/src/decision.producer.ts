import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  DecisionBook,
  type DecisionInput,
  type DecisionRow,
  type DeskDecision,
  encodeDecision,
  topics,
} from '#libs/contracts';
import { type KafkaSettings, Sender, TopicFollower } from '#libs/kafka';
import { DependencyUnavailable, ProblemError, Runtime, SETTINGS } from '#libs/service';
import type { Key } from './key.ts';

const HOUR_MS = 3_600_000;
/** All of them lie in the log; an answer is for people. */
const SHOWN = 200;

/**
 * Appends what editors decide on lists to `desk.decisions.v1`, which popularity follows: answered when the log
 * has it. What was decided before is read from there as well, so that every gate knows of all of it, and until
 * it is read whole a gate says that it does not know. Every decision leaves a line in the log of this process.
 */
@Injectable()
export class DecisionProducer implements OnModuleInit, OnApplicationShutdown {
  private readonly book = new DecisionBook();
  private readonly follower: TopicFollower<DeskDecision>;

  constructor(
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) private readonly sender: Sender,
  ) {
    this.follower = new TopicFollower(settings, runtime, topics.decisions, (each) => this.book.take(each));
  }

  onModuleInit(): void {
    this.follower.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.follower.stop();
  }

  async decide(input: DecisionInput, by: Key): Promise<DecisionRow> {
    const { hours, ...wanted } = input;
    const now = this.runtime.now();
    const decision = {
      id: randomUUID(),
      ...wanted,
      until: new Date(now + Math.round(hours * HOUR_MS)).toISOString(),
      by: by.id,
      at: new Date(now).toISOString(),
    };
    await this.tell({ type: 'list.decided', ...decision });
    this.log(decision, by, 'a list was decided on');
    return { ...decision, state: 'holds' };
  }

  /** The newest decisions, the newest first. */
  newest(): DecisionRow[] {
    this.demandWhole();
    return this.book.rows(this.runtime.now()).slice(0, SHOWN);
  }

  /** Throws `not_found` for what was not decided. */
  async lift(id: string, by: Key): Promise<void> {
    this.demandWhole();
    const decision = this.book.get(id);
    if (!decision) throw new ProblemError('not_found', { detail: 'no decision has this id' });
    if (this.book.isLifted(id)) return;
    await this.tell({ type: 'list.lifted', id, by: by.id, at: new Date(this.runtime.now()).toISOString() });
    this.log(decision, by, 'a decision on a list was lifted');
  }

  private async tell(decision: DeskDecision): Promise<void> {
    await this.sender.send(topics.decisions.name, encodeDecision(decision));
    this.book.take(decision);
  }

  private log({ id, kind, article }: Pick<DecisionRow, 'id' | 'kind' | 'article'>, by: Key, words: string) {
    this.runtime.log.info({ decision: id, kind, articleId: article, by: by.id, byName: by.name }, words);
  }

  private demandWhole(): void {
    if (!this.follower.whole) throw new DependencyUnavailable('the list of decisions');
  }
}

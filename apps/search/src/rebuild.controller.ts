import { Controller, Get, HttpCode, Inject, type OnModuleDestroy, Post } from '@nestjs/common';
import {
  type Change,
  type EditorialChange,
  type RebuildAnswer,
  topics,
  UndecodableRecord,
} from '#libs/contracts';
import { type Found, LogScan, Runner } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { RebuildRefused, RebuildStore } from './rebuild.store.ts';

/**
 * Makes the index anew from the change log while the old one serves: no answer is empty in between, and no
 * change is lost. One rebuild at a time; a second one that is asked for meanwhile is the first.
 */
@Controller('internal/rebuild')
export class RebuildController implements OnModuleDestroy {
  private running: Promise<void> | undefined;
  private answer: RebuildAnswer = { state: 'idle', applied: 0, total: 0 };
  private begun = 0;
  private unusable = 0;
  private stopping = false;

  constructor(
    @Inject(RebuildStore) private readonly store: RebuildStore,
    @Inject(LogScan) private readonly log: LogScan,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    runtime.works('rebuild', () => this.running !== undefined);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  @Post()
  @HttpCode(202)
  start(): RebuildAnswer {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.progress();
  }

  @Get()
  progress(): RebuildAnswer {
    if (this.answer.state !== 'running') return this.answer;
    return { ...this.answer, ms: Math.round(performance.now() - this.begun) };
  }

  private async run(): Promise<void> {
    this.begun = performance.now();
    this.unusable = 0;
    this.answer = { state: 'running', applied: 0, total: 0 };
    try {
      await this.remake();
      const reason = this.unusable > 0 ? `${this.unusable} records of the log can't be used` : undefined;
      this.answer = { ...this.progress(), state: 'done', ...(reason === undefined ? {} : { reason }) };
    } catch (error) {
      this.runtime.log.warn({ err: error }, 'the index could not be made anew');
      const reason = error instanceof Error ? error.message : String(error);
      await this.store.abandon().catch(() => undefined);
      this.answer = { ...this.progress(), state: 'failed', reason };
    }
  }

  private async remake(): Promise<void> {
    await this.store.begin();
    // After the new index is there: what is appended from now on is written to it by whoever applies it.
    const stretches = await this.log.stretches([topics.changes.name]);
    const total = stretches.reduce((sum, { low, high }) => sum + high - low, 0);
    this.answer = { ...this.answer, total };
    await this.log.read(stretches, (records) => this.take(records));
    const old = await this.store.swap(stretches);
    this.answer = { ...this.answer, applied: total };
    // The positions are those of another index now; who does not ask stumbles over that at the next change.
    await this.runner.reposition();
    await this.store.drop(old);
  }

  private async take(records: readonly Found[]): Promise<void> {
    if (this.stopping) throw new RebuildRefused('this process stops');
    const told = records.map(changeOf).filter((change) => change !== undefined);
    const changes = told.filter((change) => 'article' in change);
    const refused = await this.store.fill(changes);
    this.unusable += records.length - told.length + refused;
    this.answer = { ...this.answer, applied: this.answer.applied + records.length };
  }
}

/** What the record says; nothing if it can't be read, which lies among the dead letters. */
function changeOf({ record }: Found): Change | EditorialChange | undefined {
  try {
    return topics.changes.decode(record);
  } catch (error) {
    if (error instanceof UndecodableRecord) return undefined;
    throw error;
  }
}

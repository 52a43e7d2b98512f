import {
  Controller,
  Get,
  HttpCode,
  Inject,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Post,
} from '@nestjs/common';
import {
  type Change,
  type EditorialChange,
  type RebuildAnswer,
  topics,
  UndecodableRecord,
} from '#libs/contracts';
import { type Found, LogScan } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { PreviousStore, RebuildRefused } from './previous.store.ts';
import { RebuildStore } from './rebuild.store.ts';

/** An index of an older form serves, but takes no changes: it is soon found. */
const LOOK_MS = 5_000;

/**
 * Makes the index anew from the change log while the old one serves: no answer is empty in between, and no
 * change is lost. One thing at a time; a rebuild that is asked for meanwhile is the one under way. The old
 * index is kept current for a while, and one call goes back to it. An index that an older version of the app has
 * made is made anew by itself.
 */
@Controller('internal/rebuild')
export class RebuildController implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;
  private running: Promise<void> | undefined;
  private answer: RebuildAnswer = { state: 'idle', applied: 0, total: 0 };
  private begun = 0;
  private unusable = 0;
  private pausedMs = 0;
  private stopping = false;

  constructor(
    @Inject(RebuildStore) private readonly store: RebuildStore,
    @Inject(PreviousStore) private readonly previous: PreviousStore,
    @Inject(LogScan) private readonly log: LogScan,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    runtime.works('rebuild', () => this.running !== undefined);
  }

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(LOOK_MS, () => this.look(), 'the form of the index can not be looked at');
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await this.stop?.();
    await this.running;
  }

  private async look(): Promise<void> {
    if (this.stopping || this.running !== undefined || !this.store.leads) return;
    if (!(await this.store.outdated())) return;
    this.runtime.log.info({}, 'the index was made by another version: it is made anew');
    this.start();
  }

  @Post()
  @HttpCode(202)
  start(): RebuildAnswer {
    this.running ??= this.run(() => this.remake());
    return this.progress();
  }

  /** Goes back to the index that served before the last rebuild, or the last going back. */
  @Post('rollback')
  @HttpCode(200)
  rollback(): Promise<RebuildAnswer> {
    return this.alone(() => this.previous.rollback());
  }

  /** Removes the index that served before, and with it the way back. */
  @Post('commit')
  @HttpCode(200)
  commit(): Promise<RebuildAnswer> {
    return this.alone(() => this.previous.commit());
  }

  @Get()
  progress(): RebuildAnswer {
    if (this.answer.state !== 'running') return this.answer;
    return { ...this.answer, ms: Math.round(performance.now() - this.begun) };
  }

  private async alone(work: () => Promise<void>): Promise<RebuildAnswer> {
    if (this.running !== undefined) {
      const reason = 'a rebuild is under way';
      return { ...this.progress(), state: 'failed', reason };
    }
    this.running = this.run(work, () => undefined);
    await this.running;
    return this.progress();
  }

  private async run(
    work: () => Promise<void>,
    undo: () => unknown = () => this.store.abandon(),
  ): Promise<void> {
    this.begun = performance.now();
    this.unusable = 0;
    this.pausedMs = 0;
    this.answer = { state: 'running', applied: 0, total: 0 };
    try {
      await work();
      const kept = await this.previous.kept();
      const rollbackUntil = kept && new Date(kept.until).toISOString();
      const reason = this.unusable > 0 ? `${this.unusable} records of the log can't be used` : undefined;
      this.answer = {
        ...this.progress(),
        state: 'done',
        ...(reason === undefined ? {} : { reason }),
        ...(rollbackUntil === undefined ? {} : { rollbackUntil }),
      };
    } catch (error) {
      this.runtime.log.warn({ err: error }, 'the index could not be made anew');
      const reason = error instanceof Error ? error.message : String(error);
      await Promise.resolve(undo()).catch(() => undefined);
      this.answer = { ...this.progress(), state: 'failed', reason };
    } finally {
      this.running = undefined;
    }
  }

  private async remake(): Promise<void> {
    await this.store.begin();
    // After the new index is there: what is appended from now on is written to it by whoever applies it.
    const stretches = await this.log.stretches([topics.changes.name]);
    const total = stretches.reduce((sum, { low, high }) => sum + high - low, 0);
    this.answer = { ...this.answer, total };
    await this.log.read(stretches, (records) => this.take(records));
    await this.store.swap(stretches);
    this.answer = { ...this.answer, applied: total };
  }

  private async take(records: readonly Found[]): Promise<void> {
    if (this.stopping) throw new RebuildRefused('this process stops');
    const told = records.map(changeOf).filter((change) => change !== undefined);
    const changes = told.filter((change) => 'article' in change);
    const { refused, pausedMs, p95Ms } = await this.store.fill(changes);
    this.unusable += records.length - told.length + refused;
    this.pausedMs += pausedMs;
    this.answer = {
      ...this.answer,
      applied: this.answer.applied + records.length,
      pace: {
        bulk: this.store.pace.bulk,
        pausedMs: Math.round(this.pausedMs),
        ...(p95Ms === undefined ? {} : { p95Ms: Math.round(p95Ms) }),
      },
    };
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

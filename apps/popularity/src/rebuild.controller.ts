import {
  Controller,
  Get,
  HttpCode,
  Inject,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Post,
} from '@nestjs/common';
import { type RebuildAnswer, topics } from '#libs/contracts';
import { LogScan, Runner } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { LossStore } from './loss.store.ts';
import { placeOf } from './standing.ts';

/** A loss is noticed this soon, also while nobody reads and nothing is counted. */
const LOOK_MS = 1_000;

/**
 * Brings lost counts back from the log, to the same numbers: by itself when Redis stands behind what was seen
 * in it, and when asked to. Meanwhile lists are answered as stale.
 */
@Controller('internal/rebuild')
export class RebuildController implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;
  /** One thing at a time: a look, or a refill. */
  private work: Promise<void> = Promise.resolve();
  private begun: number | undefined;
  private last: RebuildAnswer = { state: 'idle', applied: 0, total: 0 };

  constructor(
    @Inject(LossStore) private readonly store: LossStore,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(LogScan) private readonly log: LogScan,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    runtime.works('refill', () => store.filling);
  }

  onApplicationBootstrap(): void {
    const look = () => this.next(() => this.look());
    this.stop = this.runtime.repeat(LOOK_MS, look, 'the counts can not be looked at');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
    await this.work;
  }

  /** Forgets all counts and has them counted again; answers when that has begun. */
  @Post()
  @HttpCode(202)
  async rebuild(): Promise<RebuildAnswer> {
    await this.next(() => this.refill(true));
    return this.progress();
  }

  @Get()
  async progress(): Promise<RebuildAnswer> {
    if (this.begun === undefined) return this.last;
    const ms = Math.round(performance.now() - this.begun);
    const { applied } = await this.store.progress();
    if (this.store.filling) return { ...this.last, applied, ms };
    this.begun = undefined;
    this.last = { ...this.last, state: 'done', applied: this.last.total, ms };
    return this.last;
  }

  private async look(): Promise<void> {
    if (await this.store.lost()) {
      this.runtime.log.warn({}, 'redis has lost counts: they are counted again from the log');
      await this.refill(false);
    } else await this.progress();
  }

  private async refill(forget: boolean): Promise<void> {
    const stretches = await this.log.stretches([topics.changes.name, topics.views.name]);
    const lows = new Map(stretches.map(({ topic, partition, low }) => [placeOf(topic, partition), low]));
    await this.store.refill(lows, () => this.runner.reposition(), { forget });
    const { total } = await this.store.progress();
    this.begun = performance.now();
    this.last = { state: 'running', applied: 0, total };
  }

  private next(work: () => Promise<void>): Promise<void> {
    const mine = this.work.then(work);
    this.work = mine.catch(() => undefined);
    return mine;
  }
}

import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { LogScan, Runner } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { Behind } from './behind.ts';
import { LossStore } from './loss.store.ts';
import { placeOf } from './standing.ts';

/** A counter that has stopped is noticed within half a minute and so much more. */
const LOOK_MS = 5_000;

/** Knows whether views are counted as they come, whichever process counts them. */
@Injectable()
export class BehindStore implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly behind = new Behind();
  private late = false;
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(LogScan) private readonly log: LogScan,
    @Inject(LossStore) private readonly losses: LossStore,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(LOOK_MS, () => this.look(), 'how far the counter is can not be seen');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  /** True while lists follow what is read. */
  get follows(): boolean {
    return this.runner.reads && !this.late;
  }

  /** Where the log ends, then what is counted: what comes in between is no delay. */
  async look(): Promise<void> {
    const stretches = await this.log.stretches([topics.views.name]);
    const ends = new Map(stretches.map(({ topic, partition, high }) => [placeOf(topic, partition), high]));
    this.late = this.behind.isLate(this.runtime.now(), ends, await this.losses.stands());
  }
}

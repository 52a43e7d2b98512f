import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { type Found, LogScan, Runner, type Stretch } from '#libs/kafka';
import { Runtime, step } from '#libs/service';
import { type Heard, Journal, KEPT } from './journal.store.ts';

const AGAIN_MS = 100;
/** Records lie evenly in the partitions; with this they hold what is kept, and half as much again. */
const PER_PARTITION = Math.ceil((KEPT * 1.5) / topics.changes.partitions);
/** A scan that waits for a log which is away does not hold a stop. */
const STOP_MS = 1_000;

/**
 * Reads the end of the change log once, when this process is told of changes already: readers who lost their
 * connection to another gateway go on here. Until it is read nobody is told anything; a log that does not answer
 * is asked again.
 */
@Injectable()
export class PastClient implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(LogScan) private readonly log: LogScan,
    @Inject(Journal) private readonly journal: Journal,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(AGAIN_MS, () => this.open(), 'what was told before can not be read');
    this.runtime.works('past', () => !this.journal.isOpen);
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.race([this.stop?.(), delay(STOP_MS, undefined, { ref: false })]);
  }

  private async open(): Promise<void> {
    if (!this.runner.reads) return;
    const past: (Heard & { appendedAt: number })[] = [];
    const all = await step('gateway.past', async () => {
      const stretches = (await this.log.stretches([topics.changes.name])).map(lately);
      await this.log.read(stretches, (records) => {
        past.push(...records.flatMap((record) => this.decoded(record)));
      });
      return stretches.toSorted((a, b) => a.partition - b.partition);
    });
    const [from, to] = [all.map(({ low }) => low), all.map(({ high }) => high)];
    this.journal.open(
      past.toSorted((a, b) => a.appendedAt - b.appendedAt || a.offset - b.offset),
      from,
      to,
    );
    // Not awaited: it waits for this very call.
    void this.stop?.();
  }

  private decoded({ partition, offset, appendedAt, record }: Found): (Heard & { appendedAt: number })[] {
    try {
      return [{ partition, offset, appendedAt, value: topics.changes.decode(record) }];
    } catch (error) {
      // Whoever applies changes has it among the dead letters.
      this.runtime.log.debug({ err: error, partition, offset }, 'a change of the past can not be read');
      return [];
    }
  }
}

function lately({ low, high, ...stretch }: Stretch): Stretch {
  return { ...stretch, low: Math.max(low, high - PER_PARTITION), high };
}

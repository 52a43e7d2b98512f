import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { topics, type ViewBatch } from '#libs/contracts';
import { type Delivery, done, type Outcome, Runner, skipped } from '#libs/kafka';
import { ViewStore } from './view.store.ts';
import { portions, slice } from './view.ts';

/**
 * Counts views, each once: the fence in Redis moves with the counts in one step, so a redelivered slice
 * changes nothing and one that was counted in part is cut.
 */
@Controller()
export class ViewConsumer {
  constructor(
    @Inject(ViewStore) private readonly store: ViewStore,
    @Inject(Runner) runner: Runner,
  ) {
    runner.keepsPosition(topics.views.name, (_, partition) => store.viewPosition(partition));
  }

  @EventPattern<string>(topics.views.name, { batch: 200 })
  async views(@Payload() deliveries: Delivery<ViewBatch>[]): Promise<Outcome[]> {
    let fence = -1;
    for (const portion of portions(deliveries)) fence = Math.max(fence, await this.count(portion));
    return deliveries.map(({ offset }) => (offset <= fence ? skipped('counted before') : done));
  }

  /** The last offset that had been counted before. */
  private async count(deliveries: Delivery<ViewBatch>[]): Promise<number> {
    const next = slice(deliveries);
    const partition = deliveries[0]?.partition;
    if (!next || partition === undefined) return -1;
    const counted = await this.store.count(partition, next);
    if (counted === true) return -1;
    await this.count(deliveries.filter(({ offset }) => offset > counted));
    return counted;
  }
}

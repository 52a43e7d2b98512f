import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Change, type EditorialChange, topics } from '#libs/contracts';
import { type Delivery, done, type Outcome, Runner, skipped } from '#libs/kafka';
import { IndexMissing } from './engine.store.ts';
import { type Applied, IndexStore } from './index.store.ts';
import { MakerStore } from './maker.store.ts';

/**
 * Keeps the index at what is public now. Commits after the refresh: lag 0 means everything can be found.
 * Duplicates and late states are told apart by `seq` in the engine itself.
 */
@Controller()
export class ChangeConsumer {
  constructor(
    @Inject(IndexStore) private readonly store: IndexStore,
    @Inject(MakerStore) private readonly maker: MakerStore,
    @Inject(Runner) runner: Runner,
  ) {
    runner.keepsPosition(topics.changes.name, (topic, partition) => store.position(topic, partition));
    maker.repositionsBy(() => runner.reposition());
    store.leads = () => runner.leads(topics.changes.name);
  }

  @EventPattern<string>(topics.changes.name, { batch: 100 })
  async changes(@Payload() deliveries: Delivery<Change | EditorialChange>[]): Promise<Outcome[]> {
    const articles = deliveries.filter(isOfArticle);
    try {
      const applied = (await this.store.apply(articles, deliveries.at(-1))).map(outcome).values();
      return deliveries.map((each) =>
        isOfArticle(each) ? (applied.next().value as Outcome) : skipped('it is about no article'),
      );
    } catch (error) {
      // Someone removed the index: an empty one is filled again from the first change.
      if (error instanceof IndexMissing) await this.maker.refill();
      throw error;
    }
  }
}

function isOfArticle(delivery: Delivery<Change | EditorialChange>): delivery is Delivery<Change> {
  return 'article' in delivery.value;
}

function outcome(applied: Applied): Outcome {
  if (applied === 'indexed') return done;
  if (applied === 'older') return skipped('a newer state is indexed');
  return { is: applied.retriable ? 'retry' : 'dead', reason: applied.failed };
}

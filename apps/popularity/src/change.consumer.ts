import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Change, type EditorialChange, topics } from '#libs/contracts';
import { type Delivery, done, type Outcome, Runner, skipped } from '#libs/kafka';
import { type ArticleRow, CardStore } from './card.store.ts';

/** Knows which articles are public, so that no list holds one that is not. Older states are ignored by `seq`. */
@Controller()
export class ChangeConsumer {
  constructor(
    @Inject(CardStore) private readonly store: CardStore,
    @Inject(Runner) runner: Runner,
  ) {
    runner.keepsPosition(topics.changes.name, (_, partition) => store.changePosition(partition));
  }

  @EventPattern<string>(topics.changes.name, { batch: 200 })
  async changes(@Payload() deliveries: Delivery<Change | EditorialChange>[]): Promise<Outcome[]> {
    const last = deliveries.at(-1);
    if (last) {
      const rows = deliveries.flatMap(({ value }) => ('article' in value ? [rowOf(value)] : []));
      await this.store.keepArticles(last.partition, last.offset + 1, rows);
    }
    return deliveries.map(({ value }) => ('article' in value ? done : skipped('it is about no article')));
  }
}

function rowOf({ type, article }: Change): ArticleRow {
  const { id, seq } = article;
  if (type === 'article.gone') return { id, seq };
  const { url, headline, section, language, firstPublished: published } = article;
  return { id, seq, card: { url, headline, section, language, published } };
}

import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type PopularAnswer, PopularQuery, topics } from '#libs/contracts';
import { Runner } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { isKorean } from '#libs/text';
import { ViewStore } from './view.store.ts';
import { merge } from './view.ts';

/** Articles looked at in one round, per partition; filters make several rounds. */
const ROUND = 100;
/** Further down nobody reads; a filter that matches so little has a short list. */
const DEEPEST = 2_000;

const partitions = Array.from({ length: topics.views.partitions }, (_, partition) => partition);

/** Answers what is read most; the gateway is the only caller. */
@Controller('internal')
export class PopularController {
  constructor(
    @Inject(ViewStore) private readonly store: ViewStore,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('popular')
  async popular(@Query({ schema: PopularQuery }) query: PopularQuery): Promise<PopularAnswer> {
    const now = this.runtime.now();
    await Promise.all(partitions.map((partition) => this.store.expire(partition, now)));
    const data = await this.ranked(query);
    const whole = this.runner.reads && !this.store.filling;
    const state = !whole ? 'stale' : data.length === 0 ? 'fallback' : 'live';
    return { data, meta: { asOf: new Date(now).toISOString(), window: query.window, state } };
  }

  /** Walks down the counts until enough public articles of the wanted section and language are found. */
  private async ranked({ window, section, lang, limit }: PopularQuery): Promise<PopularAnswer['data']> {
    const data: PopularAnswer['data'] = [];
    for (let from = 0; from < DEEPEST && data.length < limit; from += ROUND) {
      const lists = await Promise.all(
        partitions.map((partition) => this.store.top({ partition, window, from: 0, count: from + ROUND })),
      );
      const top = merge(lists).slice(from, from + ROUND);
      if (top.length === 0) break;
      const cards = await this.store.cards(top.map(({ id }) => id));
      for (const { id, views } of top) {
        const card = cards.get(id);
        const wanted =
          card &&
          (!section || card.section === section) &&
          (!lang || isKorean(card.language) === (lang === 'ko'));
        if (wanted && data.length < limit) data.push({ rank: data.length + 1, id, ...card, views });
      }
    }
    return data;
  }
}

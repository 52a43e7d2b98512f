import { Controller, Get, Inject, Query } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type PopularAnswer, PopularQuestion, topics } from '#libs/contracts';
import { Runner } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { isKorean } from '#libs/text';
import { ViewStore } from './view.store.ts';
import { merge } from './view.ts';

/** Articles looked at in one round, per partition; filters make several rounds. */
const ROUND = 100;
/** Further down nobody reads; a filter that matches so little has a short list. */
const DEEPEST = 2_000;

/** Questions whose last answer is remembered: the lists of a paper, by window, section and language. */
const REMEMBERED = 500;

const partitions = Array.from({ length: topics.views.partitions }, (_, partition) => partition);

/**
 * Answers what is read most; the gateway is the only caller. While lost counts are on their way back, a list
 * is the last one from before, said to be stale, and never empty.
 */
@Controller('internal')
export class PopularController {
  private readonly before = new LRUCache<string, PopularAnswer>({ max: REMEMBERED });

  constructor(
    @Inject(ViewStore) private readonly store: ViewStore,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('popular')
  async popular(@Query({ schema: PopularQuestion }) query: PopularQuestion): Promise<PopularAnswer> {
    const now = this.runtime.now();
    await Promise.all(partitions.map((partition) => this.store.expire(partition, now)));
    const whole = this.store.whole;
    const data = await this.ranked(query);
    const meta = { asOf: new Date(now).toISOString(), window: query.window };
    const key = JSON.stringify(query);
    if (await this.partial(data, whole)) {
      const before = this.before.get(key);
      return {
        data: before ? await this.stillPublic(before) : data,
        meta: { ...(before?.meta ?? meta), state: 'stale' },
      };
    }
    const usual = data.length === 0 ? 'fallback' : 'live';
    const answer: PopularAnswer = { data, meta: { ...meta, state: this.runner.reads ? usual : 'stale' } };
    this.before.set(key, answer);
    return answer;
  }

  /** Whether counts were on their way back at any time while `data` was read; an empty list is the first sign. */
  private async partial(data: PopularAnswer['data'], whole: number | undefined): Promise<boolean> {
    if (whole === undefined || whole !== this.store.whole) return true;
    return data.length === 0 && (await this.store.lost());
  }

  private async stillPublic({ data }: PopularAnswer): Promise<PopularAnswer['data']> {
    const gone = await this.store.gone(data.map(({ id }) => id));
    return data.filter(({ id }) => !gone.has(id)).map((each, index) => ({ ...each, rank: index + 1 }));
  }

  /** Walks down the counts until enough public articles of the wanted section and language are found. */
  private async ranked({ window, section, lang, limit }: PopularQuestion): Promise<PopularAnswer['data']> {
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

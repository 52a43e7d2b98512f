import { Inject, Injectable } from '@nestjs/common';
import type { PopularAnswer, PopularQuestion } from '#libs/contracts';
import { isKorean } from '#libs/text';
import { CardStore } from './card.store.ts';
import type { Window } from './view.ts';
import { type Ranked, WindowStore } from './window.store.ts';

/** Articles looked at in one round, per partition; filters make several rounds. */
const ROUND = 100;
/** Further down nobody reads; a filter that matches so little has a short list. */
const DEEPEST = 2_000;

/** What trends does so in the shortest window. */
export function windowOf({ kind, window }: PopularQuestion): Window {
  return kind === 'trending' ? '10m' : window;
}

/** The counts as lists of public articles, as readers see them. */
@Injectable()
export class ListStore {
  constructor(
    @Inject(WindowStore) private readonly windows: WindowStore,
    @Inject(CardStore) private readonly articles: CardStore,
  ) {}

  /** Has the windows move on to `now`. */
  async advance(now: number): Promise<void> {
    await this.windows.expire(now);
  }

  /** When the windows stand as they are read; at most two seconds before `now`. */
  async asOf(now: number): Promise<number> {
    return this.windows.advance(now);
  }

  /** A list from before, without what has left the public since. */
  async stillPublic({ data }: PopularAnswer): Promise<PopularAnswer['data']> {
    const gone = await this.articles.gone(data.map(({ id }) => id));
    return data.filter(({ id }) => !gone.has(id)).map((each, index) => ({ ...each, rank: index + 1 }));
  }

  /** Walks down the counts until enough public articles of the wanted section and language are found. */
  async ranked(query: PopularQuestion, now: number): Promise<PopularAnswer['data']> {
    const { section, lang, limit } = query;
    const data: PopularAnswer['data'] = [];
    for await (const round of this.rounds(query)) {
      const cards = await this.articles.cards(round.map(({ id }) => id));
      for (const { id, views } of round) {
        const card = cards.get(id);
        const wanted =
          card &&
          (!section || card.section === section) &&
          (!lang || isKorean(card.language) === (lang === 'ko'));
        if (wanted && data.length < limit) data.push({ rank: data.length + 1, id, ...card, views });
      }
      if (data.length >= limit) break;
    }
    return this.withVisitors(data, { window: windowOf(query), now });
  }

  private async *rounds({ kind, window }: PopularQuestion): AsyncGenerator<Ranked[]> {
    const all = kind === 'trending' ? await this.windows.trending() : undefined;
    for (let from = 0; from < DEEPEST; from += ROUND) {
      const round = all?.slice(from, from + ROUND) ?? (await this.windows.top(window, from, ROUND));
      if (round.length === 0) return;
      yield round;
    }
  }

  /** Nobody views less often than once. */
  private async withVisitors(
    data: PopularAnswer['data'],
    { window, now }: { window: Window; now: number },
  ): Promise<PopularAnswer['data']> {
    if (window === '10m') return data;
    const distinct = await this.windows.distinct(
      window,
      data.map(({ id }) => id),
      now,
    );
    return data.map((each) => {
      const visitors = distinct.get(each.id);
      return visitors === undefined ? each : { ...each, distinct: Math.min(visitors, each.views) };
    });
  }
}

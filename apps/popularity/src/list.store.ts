import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { DecisionRow, PopularAnswer, PopularListsAnswer, PopularQuestion } from '#libs/contracts';
import { CardStore } from './card.store.ts';
import { DecisionConsumer } from './decision.consumer.ts';
import { Gathering, type Item, nameOf, numbered, pinsOf, sampleOf, scopeOf } from './list.ts';
import { MovementStore } from './movement.store.ts';
import { movementOf, type Remembered } from './movement.ts';
import { type Window, windowNames } from './view.ts';
import { type Ranked, WindowStore } from './window.store.ts';

/** Articles looked at in one round: their cards are one answer of Redis, which serves nobody else meanwhile. */
const ROUND = 500;
/** One list is found sooner, unless its filter matches little. */
const SHORT_ROUND = 100;
/** Further down nobody reads; a filter that matches so little has a short list. */
const DEEPEST = 5_000;
/** About how many readers there were is counted again after so long, if nobody has viewed the article since. */
const COUNTED_MS = 10_000;

type List = PopularListsAnswer['lists'][number];
type Kind = Pick<PopularQuestion, 'kind' | 'window'>;

/** All that the gateways show: one walk makes the lists of all sections and languages. */
const kinds: readonly Kind[] = [
  ...windowNames.map((window) => ({ kind: 'most-viewed' as const, window })),
  { kind: 'trending', window: '10m' },
];

/** What trends does so in the shortest window. */
export function windowOf({ kind, window }: Kind): Window {
  return kind === 'trending' ? '10m' : window;
}

const prefixOf = (of: Kind): string => (of.kind === 'trending' ? 'trending' : windowOf(of));

/** The counts as lists of public articles, with what editors have decided, as readers see them. */
@Injectable()
export class ListStore {
  private readonly visitors = new LRUCache<string, { views: number; distinct: number }>({
    max: 20_000,
    ttl: COUNTED_MS,
  });

  constructor(
    @Inject(WindowStore) private readonly windows: WindowStore,
    @Inject(CardStore) private readonly articles: CardStore,
    @Inject(DecisionConsumer) private readonly decisions: DecisionConsumer,
    @Inject(MovementStore) private readonly movements: MovementStore,
  ) {}

  /** Calls back when something was decided. */
  onChange(changed: () => void): void {
    this.decisions.heard = changed;
  }

  /** Has the windows move on to `now`. */
  async advance(now: number): Promise<void> {
    await this.windows.expire(now);
  }

  /** When the windows stand as they are read; at most two seconds before `now`. */
  async asOf(now: number): Promise<number> {
    return this.windows.advance(now);
  }

  /** A list from before, without what has left the public since. */
  async stillPublic(data: readonly Item[]): Promise<PopularAnswer['data']> {
    const gone = await this.articles.gone(data.map(({ id }) => id));
    return numbered(data.filter(({ id }) => !gone.has(id)));
  }

  /** One list, as it stands now: walks down the counts until enough articles of the wanted scope are found. */
  async ranked(query: PopularQuestion, now: number): Promise<PopularAnswer['data']> {
    const name = nameOf(query);
    const made = await this.gathered(query, now, { name, limit: query.limit });
    const list = await this.withVisitors(made.get(name) ?? [], windowOf(query), now);
    const before = await this.movements.before(prefixOf(query), windowOf(query), now);
    return moved(list, before, name);
  }

  /** All lists that are not empty, by name. */
  async all(now: number): Promise<Map<string, List>> {
    const lists = new Map<string, List>();
    for (const of of kinds) {
      const window = windowOf(of);
      const made = await this.gathered(of, now);
      const seen = await this.withVisitors([...made.values()].flat(), window, now);
      const before = await this.movements.before(prefixOf(of), window, now);
      let from = 0;
      for (const [name, { length }] of made) {
        const data = moved(seen.slice(from, from + length), before, name);
        from += length;
        lists.set(`${prefixOf(of)}/${name}`, { ...of, ...scopeOf(name), data, sample: sampleOf(data) });
      }
    }
    return lists;
  }

  /** Remembers lists, so that those to come can say how they have moved. */
  async remember(lists: ReadonlyMap<string, List>, now: number): Promise<void> {
    for (const of of kinds) {
      const own = [...lists.values()].filter((list) => prefixOf(list) === prefixOf(of));
      const ids = own.map((list) => [nameOf(list), list.data.map(({ id }) => id)] as const);
      await this.movements.keep(prefixOf(of), windowOf(of), now, Object.fromEntries(ids));
    }
  }

  private async gathered(
    of: Kind,
    now: number,
    only?: { name: string; limit: number },
  ): Promise<ReadonlyMap<string, readonly Item[]>> {
    const decisions = this.decisions.holding(now);
    const gathering = new Gathering({ now, decisions, ...(only ? { only } : {}) });
    for await (const round of this.rounds(of, only ? SHORT_ROUND : ROUND)) {
      const cards = await this.articles.cards(round.map(({ id }) => id));
      for (const { id, views } of round) {
        const card = cards.get(id);
        if (card) gathering.take(id, views, card);
      }
      if (gathering.full) break;
    }
    if (of.kind === 'most-viewed') await this.pin(gathering, pinsOf(decisions), of.window);
    return gathering.made;
  }

  private async pin(gathering: Gathering, pins: readonly DecisionRow[], window: Window): Promise<void> {
    const ids = pins.map(({ article }) => article);
    const [cards, views] = await Promise.all([this.articles.cards(ids), this.windows.viewsOf(window, ids)]);
    for (const pin of pins) {
      const card = cards.get(pin.article);
      if (card) gathering.pin(pin, views.get(pin.article) ?? 0, card);
    }
  }

  private async *rounds({ kind, window }: Kind, stride: number): AsyncGenerator<Ranked[]> {
    if (kind === 'trending') {
      const trends = await this.windows.trending();
      for (let from = 0; from < trends.length; from += stride) yield trends.slice(from, from + stride);
      return;
    }
    let looked = 0;
    for await (const round of this.windows.walk(window, stride)) {
      yield round;
      looked += round.length;
      if (looked >= DEEPEST) return;
    }
  }

  /** Nobody views less often than once. */
  private async withVisitors(items: readonly Item[], window: Window, now: number): Promise<Item[]> {
    if (window === '10m') return [...items];
    const key = (id: string) => `${window}/${id}`;
    const known = (each: Item) => {
      const counted = this.visitors.get(key(each.id));
      return counted?.views === each.views ? counted.distinct : undefined;
    };
    const asked = new Map(items.filter((each) => known(each) === undefined).map((each) => [each.id, each]));
    const counted = await this.windows.distinct(window, [...asked.keys()], now);
    for (const { id, views } of asked.values())
      this.visitors.set(key(id), { views, distinct: counted.get(id) ?? 0 });
    return items.map((each) => {
      const distinct = Math.min(known(each) ?? counted.get(each.id) ?? 0, each.views);
      return distinct === 0 ? each : { ...each, distinct };
    });
  }
}

function moved(list: readonly Item[], before: Remembered | undefined, name: string): Item[] {
  if (!before) return [...list];
  const then = before[name] ?? [];
  return list.map((each) => ({ ...each, ...movementOf(then, each.id, each.rank) }));
}

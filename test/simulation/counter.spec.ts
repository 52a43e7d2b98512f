// What a counter is to popularity, whichever it is: the one of the world passes what Redis passes.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { CardStore } from '../../apps/popularity/src/card.store.ts';
import { LossStore } from '../../apps/popularity/src/loss.store.ts';
import type { RedisStore } from '../../apps/popularity/src/redis.store.ts';
import { ViewStore } from '../../apps/popularity/src/view.store.ts';
import type { Increment, Slice } from '../../apps/popularity/src/view.ts';
import type { Bench } from './bench.ts';

interface Ground {
  bench: Bench;
  /** The counter as another process would reach it. */
  open(): RedisStore;
  /** Views of the day by article, in one partition. */
  views(partition: number): Promise<Map<string, number>>;
  wipe(): Promise<void>;
}

export function describeCounter(name: string, open: () => Promise<Ground>): void {
  describe(`the counter of ${name}`, () => {
    let ground: Ground;
    let redis: RedisStore;
    let views: ViewStore;
    beforeAll(async () => {
      ground = await open();
      redis = ground.open();
      views = new ViewStore(redis);
    }, 60_000);
    const count = (first: number, last: number, ids: readonly string[], of = views) =>
      ground.bench.of(of.count(0, sliceOf(first, last, ids)));

    test('counts a slice once, and has one cut that it has counted in part', async () => {
      expect(await count(0, 2, ['a', '가', 'a'])).toEqual({ before: -1 });
      expect(await count(0, 2, ['a', '가', 'a'])).toEqual({ before: 2 });
      expect(await count(1, 4, ['a'])).toEqual({ cut: 2 });
      expect(await count(3, 4, ['a'])).toEqual({ before: 2 });
      expect(await ground.views(0)).toEqual(
        new Map([
          ['a', 3],
          ['가', 1],
        ]),
      );
    });

    test('counts slices of many articles in parts, each once', async () => {
      const many = Array.from({ length: 300 }, (_, at) => `many-${at}`);
      expect(await count(5, 9, many)).toEqual({ before: 4 });
      expect(await count(5, 9, many)).toEqual({ before: 9 });
      const counted = await ground.views(0);
      expect(many.every((id) => counted.get(id) === 1)).toBe(true);
    });

    test('says where to read on', async () => {
      expect(await ground.bench.of(views.viewPosition(0))).toEqual({ applied: 9, from: 9 });
      expect(await ground.bench.of(views.viewPosition(1))).toBeUndefined();
    });

    test('keeps the newest row of an article and the position with it', async () => {
      const cards = new CardStore(redis);
      const keep = (next: number, seq: number, headline: string) =>
        ground.bench.of(cards.keepArticles(0, next, [{ id: 'a', seq, card: { ...card, headline } }]));
      await keep(1, 5, '배');
      await keep(2, 4, 'older');
      expect(await ground.bench.of(cards.cards(['a']))).toEqual(
        new Map([['a', { ...card, headline: '배' }]]),
      );
      expect(await ground.bench.of(cards.changePosition(0))).toBe(2);
    });

    test('that was emptied takes nothing from one who has seen more, and is seen to have lost it', async () => {
      const losses = new LossStore(redis);
      expect(await ground.bench.of(losses.lost())).toBe(false);
      await ground.wipe();
      await expect(count(10, 10, ['a'])).rejects.toMatchObject({ code: 'counts_lost' });
      expect(await ground.bench.of(losses.lost())).toBe(true);
      const fresh = new ViewStore(ground.open());
      expect(await count(0, 0, ['a'], fresh)).toEqual({ before: -1 });
      expect(await ground.views(0)).toEqual(new Map([['a', 1]]));
    });
  });
}

const card = { url: '/a', headline: '', section: 'society', language: 'ko' };

function sliceOf(first: number, last: number, ids: readonly string[]): Slice {
  const bucket = Date.UTC(2026, 2, 1, 3);
  const increments = ids.flatMap((id) =>
    (['10m', '1h', '24h', '7d'] as const).map((window): Increment => ({ window, bucket, id, views: 1 })),
  );
  return { first, last, from: last, increments };
}

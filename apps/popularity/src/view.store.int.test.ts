import { afterAll, describe, expect, test } from '@jest/globals';
import type { ViewBatch } from '#libs/contracts';
import { type Delivery, Runner, Sender } from '#libs/kafka';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { installation } from '#libs/testing';
import { type ArticleRow, CardStore } from './card.store.ts';
import { QuarantineStore } from './quarantine.store.ts';
import { RedisStore } from './redis.store.ts';
import { popularitySettings } from './settings.ts';
import { Tally } from './tally.ts';
import { ViewConsumer } from './view.consumer.ts';
import { type Counted, ViewStore } from './view.store.ts';
import { type Slice, slice, type Window } from './view.ts';
import { WindowStore } from './window.store.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const MINUTE = 60_000;

const opened: RedisStore[] = [];
afterAll(() => Promise.all(opened.map((store) => store.onApplicationShutdown())));

/** The stores of one process. */
class Stores {
  readonly views: ViewStore;
  readonly windows: WindowStore;
  readonly articles: CardStore;

  constructor(readonly base: RedisStore) {
    opened.push(base);
    this.views = new ViewStore(base);
    this.windows = new WindowStore(base);
    this.articles = new CardStore(base);
  }

  count(partition: number, slice: Slice): Promise<Counted> {
    return this.views.count(partition, slice);
  }

  async viewPosition(partition: number): Promise<number | undefined> {
    const position = await this.views.viewPosition(partition);
    return position && position.applied + 1;
  }

  keepArticles(partition: number, next: number, rows: readonly ArticleRow[]): Promise<void> {
    return this.articles.keepArticles(partition, next, rows);
  }
}

/** An installation of its own for each test: counts add up. */
function open(changes: Record<string, string> = {}): Stores {
  return again({ ...installation(), ...changes }).store;
}

function again(env: Record<string, string>): { store: Stores; env: Record<string, string> } {
  const base = new RedisStore(readSettings(popularitySettings, env), Runtime.silent('test'));
  return { store: new Stores(base), env };
}

function delivery(offset: number, ids: readonly string[], at = NOON): Delivery<ViewBatch> {
  const value = { gateway: 'g', n: offset, views: ids.map((id) => ({ id, at })) };
  return { topic: 'views', partition: 0, offset, appendedAt: at, key: undefined, value, headers: {} };
}

function aSlice(...deliveries: Delivery<ViewBatch>[]): Slice {
  const tally = new Tally();
  const made = slice(deliveries.flatMap((each) => tally.judge(each) ?? []));
  if (!made) throw new Error('a slice of nothing');
  return made;
}

async function counts(store: Stores, window: Window = '1h'): Promise<Record<string, number>> {
  const top = await store.windows.top(window, 0, 2_000);
  return Object.fromEntries(top.map(({ id, views }) => [id, views]));
}

describe('a slice', () => {
  test('is counted once, however often it comes', async () => {
    const store = open();
    const one = aSlice(delivery(3, ['a', 'a', '가']), delivery(4, ['a']));
    expect(await store.count(0, one)).toEqual({ before: -1 });
    expect(await store.count(0, one)).toEqual({ before: 4 });
    expect(await Promise.all([store.count(0, one), store.count(0, one)])).toEqual([
      { before: 4 },
      { before: 4 },
    ]);
    expect(await counts(store)).toEqual({ a: 3, 가: 1 });
    expect(await store.viewPosition(0)).toBe(5);
  });

  test.each([
    ['older', [1, 2], { before: 4 }],
    ['overlapping the fence', [4, 5], { cut: 4 }],
    ['reaching over all that is counted', [2, 9], { cut: 4 }],
  ])('that is %s changes nothing: its caller cuts it', async (_, [first = 0, last = 0], answer) => {
    const store = open();
    await store.count(0, aSlice(delivery(3, ['a']), delivery(4, ['a'])));
    expect(await store.count(0, aSlice(delivery(first, ['b']), delivery(last, ['b'])))).toEqual(answer);
    expect(await counts(store)).toEqual({ a: 2 });
    expect(await store.viewPosition(0)).toBe(5);
  });

  test('of another partition is counted apart', async () => {
    const store = open();
    await store.count(0, aSlice(delivery(7, ['a'])));
    expect(await store.count(1, aSlice(delivery(3, ['b'])))).toEqual({ before: -1 });
    expect(await counts(store)).toEqual({ a: 1, b: 1 });
    expect([await store.viewPosition(0), await store.viewPosition(1)]).toEqual([8, 4]);
  });

  test('counts alike in every window', async () => {
    const store = open();
    await store.count(0, aSlice(delivery(1, ['a', 'b', 'a'])));
    for (const window of ['10m', '1h', '24h', '7d'] as const)
      expect(await counts(store, window)).toEqual({ a: 2, b: 1 });
  });
});

describe('records of the log', () => {
  function reader(): { store: Stores; consumer: ViewConsumer } {
    const { store, env } = again(installation());
    const settings = readSettings(popularitySettings, env);
    const runtime = Runtime.silent('test', () => NOON);
    const runner = new Runner(settings, runtime, new Sender(settings, runtime), { group: 'popularity' });
    const quarantine = new QuarantineStore(store.base, { overrules: () => [] });
    return { store, consumer: new ViewConsumer(store.views, quarantine, runtime, runner) };
  }

  test('that overlap what is counted are counted from there on', async () => {
    const { store, consumer } = reader();
    const all = [1, 2, 3, 4].map((offset) => delivery(offset, ['a', `b${offset}`]));
    await consumer.views(all.slice(0, 2));
    const outcomes = await consumer.views(all);
    expect(outcomes.map(({ is }) => is)).toEqual(['skipped', 'skipped', 'done', 'done']);
    expect(await counts(store)).toEqual({ a: 4, b1: 1, b2: 1, b3: 1, b4: 1 });
    await consumer.views(all);
    expect(await counts(store)).toEqual({ a: 4, b1: 1, b2: 1, b3: 1, b4: 1 });
  });

  test.each([0, 1, 7, 40, 63])(
    'of which %i parts were applied before Redis went away are counted on, in whatever batches they come',
    async (applied) => {
      const { store, consumer } = reader();
      const { redis } = store.base;
      const evaluate = redis.eval.bind(redis);
      let left = applied;
      redis.eval = ((...all: Parameters<typeof evaluate>) =>
        left-- > 0 ? evaluate(...all) : Promise.reject(new Error('away'))) as typeof redis.eval;
      const ids = Array.from({ length: 1_200 }, (_, i) => `n${i}`);
      const all = Array.from({ length: 6 }, (_, i) =>
        delivery(i, ['가', ...ids.slice(i * 200, (i + 1) * 200)]),
      );
      await expect(consumer.views(all.slice(0, 4))).rejects.toThrow(DependencyUnavailable);
      redis.eval = evaluate;
      await consumer.views(all.slice(0, 3));
      await consumer.views(all.slice(2));
      expect(await counts(store)).toEqual({ ...Object.fromEntries(ids.map((id) => [id, 1])), 가: 6 });
      expect(await counts(store, '7d')).toEqual(await counts(store));
      expect(await store.viewPosition(0)).toBe(6);
    },
  );

  test('of many views of as many articles are counted, as after a long pause', async () => {
    const { store, consumer } = reader();
    const ids = Array.from({ length: 20_000 }, (_, i) => `n${i}`);
    const records = Array.from({ length: 20 }, (_, i) => delivery(i, ids.slice(i * 1_000, (i + 1) * 1_000)));
    expect(new Set((await consumer.views(records)).map(({ is }) => is))).toEqual(new Set(['done']));
    const top = await store.windows.top('7d', 0, 30_000);
    expect(top).toHaveLength(20_000);
    expect(await store.viewPosition(0)).toBe(20);
  });
});

describe('what has left a window', () => {
  test('is subtracted, and nothing else', async () => {
    const store = open();
    await store.count(0, aSlice(delivery(1, ['a', 'a', 'b'], NOON)));
    await store.count(0, aSlice(delivery(2, ['a', 'c'], NOON + 30 * MINUTE)));
    await store.windows.expire(NOON + 59 * MINUTE);
    expect(await counts(store)).toEqual({ a: 3, b: 1, c: 1 });
    await store.windows.expire(NOON + 61 * MINUTE);
    expect(await counts(store)).toEqual({ a: 1, c: 1 });
    expect(await counts(store, '10m')).toEqual({});
    expect(await counts(store, '24h')).toEqual({ a: 3, b: 1, c: 1 });
    await store.windows.expire(NOON + 91 * MINUTE);
    expect(await counts(store)).toEqual({});
  });

  test('is subtracted once, though many take it out at the same time', async () => {
    const store = open();
    const ids = Array.from({ length: 1_300 }, (_, i) => `n${i}`);
    await store.count(0, aSlice(delivery(1, ids, NOON)));
    await store.count(0, aSlice(delivery(2, ids, NOON + 30 * MINUTE)));
    await Promise.all(Array.from({ length: 6 }, () => store.windows.expire(NOON + 61 * MINUTE)));
    expect(new Set(Object.values(await counts(store)))).toEqual(new Set([1]));
    expect(await store.windows.top('1h', 0, 2_000)).toHaveLength(1_300);
  });

  test('is taken out to the end, also from a bucket of very many articles', async () => {
    const store = open();
    for (let i = 0; i < 20; i++) {
      await store.count(
        0,
        aSlice(
          delivery(
            i,
            Array.from({ length: 1_000 }, (_, k) => `n${i}-${k}`),
            NOON,
          ),
        ),
      );
    }
    await store.count(0, aSlice(delivery(20, ['late'], NOON + 8 * 24 * 60 * MINUTE)));
    await store.windows.expire(NOON + 8 * 24 * 60 * MINUTE);
    for (const window of ['10m', '1h', '24h', '7d'] as const)
      expect(await counts(store, window)).toEqual({ late: 1 });
  }, 20_000);

  test('leaves nothing behind, not even an empty key', async () => {
    const { store, env } = again(installation());
    await store.count(0, aSlice(delivery(1, ['a'], NOON)));
    await store.windows.expire(NOON + 30 * 24 * 60 * MINUTE);
    expect(await store.base.redis.keys(`${env['REDIS_KEY_PREFIX']}*`)).toEqual([
      `${env['REDIS_KEY_PREFIX']}{0}:fence`,
    ]);
  });
});

describe('rows of articles', () => {
  const card = (headline: string) => ({ url: '/x', headline, section: 'society', language: 'ko' });

  test.each([
    ['are replaced by a newer state', 6, '새 제목'],
    ['are replaced by the same state, since what lies there may be wrong', 5, '새 제목'],
    ['are not replaced by an older state', 4, '제목'],
  ])('%s', async (_, seq, headline) => {
    const store = open();
    await store.keepArticles(0, 1, [{ id: 'a', seq: 5, card: card('제목') }]);
    await store.keepArticles(0, 2, [{ id: 'a', seq, card: card('새 제목') }]);
    expect((await store.articles.cards(['a'])).get('a')?.headline).toBe(headline);
  });

  test('of gone articles are missing, and come back with a newer state only', async () => {
    const store = open();
    await store.keepArticles(0, 1, [
      { id: 'a', seq: 5, card: card('7 마리 "두루미" 🕊') },
      { id: 'b', seq: 1, card: card('눈') },
    ]);
    expect(await store.articles.cards(['b', 'none', 'a'])).toEqual(
      new Map([
        ['b', card('눈')],
        ['a', card('7 마리 "두루미" 🕊')],
      ]),
    );
    await store.keepArticles(0, 2, [{ id: 'a', seq: 6 }]);
    await store.keepArticles(0, 3, [{ id: 'a', seq: 5, card: card('늦은 제목') }]);
    expect([...(await store.articles.cards(['a', 'b'])).keys()]).toEqual(['b']);
    await store.keepArticles(0, 4, [{ id: 'a', seq: 2 ** 52, card: card('다시') }]);
    expect((await store.articles.cards(['a'])).get('a')).toEqual(card('다시'));
    expect(await store.articles.changePosition(0)).toBe(4);
  });

  test('are asked for by nobody: nothing is answered', async () => {
    expect(await open().articles.cards([])).toEqual(new Map());
  });
});

describe('positions', () => {
  test('are unknown at first, and again when Redis has lost everything', async () => {
    const { store, env } = again(installation());
    expect([await store.viewPosition(2), await store.articles.changePosition(2)]).toEqual([
      undefined,
      undefined,
    ]);
    await store.count(2, aSlice(delivery(0, ['a'])));
    await store.keepArticles(2, 9, []);
    expect([await store.viewPosition(2), await store.articles.changePosition(2)]).toEqual([1, 9]);
    await store.base.redis.unlink(...(await store.base.redis.keys(`${env['REDIS_KEY_PREFIX']}*`)));
    expect([await store.viewPosition(2), await store.articles.changePosition(2)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('belong to one installation', async () => {
    const [one, other] = [open(), open()];
    await one.count(0, aSlice(delivery(5, ['a'])));
    expect(await other.viewPosition(0)).toBeUndefined();
    expect(await counts(other)).toEqual({});
  });

  test('can not be asked where Redis is away', async () => {
    await expect(open({ REDIS_URL: 'redis://127.0.0.1:1' }).viewPosition(0)).rejects.toThrow(
      DependencyUnavailable,
    );
  });
});

// What an index is to search, whichever it is: the one of the world passes what the real engine passes.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Change, topics } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { aPublicArticle } from '#libs/testing';
import type { IndexStore } from '../../apps/search/src/index.store.ts';
import type { Bench } from './bench.ts';

const topic = topics.changes.name;

interface Ground {
  bench: Bench;
  /** A store as another process would have it. */
  store(): IndexStore;
  /** What a question finds: number and headline, by id. */
  found(store: IndexStore): Promise<Map<string, string>>;
  /** Removes the index that is there. */
  remove(store: IndexStore): Promise<void>;
}

export function describeIndex(name: string, open: () => Promise<Ground>): void {
  describe(`the index of ${name}`, () => {
    let ground: Ground;
    let store: IndexStore;
    beforeAll(async () => {
      ground = await open();
      store = ground.store();
      await ground.bench.of(store.migrate());
    }, 120_000);
    const apply = (...told: Delivery<Change>[]) => ground.bench.of(store.apply(told));

    test('takes the newest state of an article, whatever comes behind it, and finds it at once', async () => {
      expect(await apply(told(0, 'a', 5, '배가 온다'), told(1, 'b', 6, 'Boats'))).toEqual([
        'indexed',
        'indexed',
      ]);
      expect(await apply(told(2, 'a', 4, 'older'), told(3, 'a', 5, '배가 온다'))).toEqual([
        'older',
        'indexed',
      ]);
      expect(await ground.found(store)).toEqual(
        new Map([
          [idOf('a'), '5 배가 온다'],
          [idOf('b'), '6 Boats'],
        ]),
      );
    });

    test('keeps the position with what it has applied', async () => {
      expect(await ground.bench.of(store.position(topic, 0))).toBe(4);
      expect(await ground.bench.of(ground.store().position(topic, 0))).toBe(4);
    });

    test('is moved on by nobody who does not know where it stands', async () => {
      const other = ground.store();
      await ground.bench.of(other.position(topic, 0));
      await apply(told(4, 'c', 8, 'one'));
      const late = ground.bench.of(other.apply([told(4, 'c', 8, 'one'), told(5, 'd', 9, 'two')]));
      await expect(late).rejects.toMatchObject({ code: 'index_missing' });
      expect(await ground.bench.of(store.position(topic, 0))).toBe(5);
    });

    test('that was removed is told as missing, and is empty when it is made anew', async () => {
      await ground.remove(store);
      await expect(apply(told(6, 'e', 10, 'late'))).rejects.toMatchObject({ code: 'index_missing' });
      await ground.bench.of(store.migrate());
      expect(await ground.bench.of(store.position(topic, 0))).toBeUndefined();
      expect(await ground.found(store)).toEqual(new Map());
    }, 120_000);
  });
}

/** A public id that begins so. */
const idOf = (letter: string): string => letter.padEnd(10, '2');

function told(offset: number, id: string, seq: number, headline: string): Delivery<Change> {
  const article = aPublicArticle({ id: idOf(id), seq, headline, uri: `spec:${id}` });
  const value: Change = { type: 'article.public', article };
  return { topic, partition: 0, offset, appendedAt: 0, key: article.uri, value, headers: {} };
}

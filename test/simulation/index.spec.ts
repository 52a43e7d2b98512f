// What an index is to search, whichever it is: the one of the world passes what the real engine passes.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Change, topics } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { aPublicArticle } from '#libs/testing';
import type { Engine } from '../../apps/search/src/engine.store.ts';
import type { IndexStore } from '../../apps/search/src/index.store.ts';
import type { MakerStore } from '../../apps/search/src/maker.store.ts';
import type { Bench } from './bench.ts';

const topic = topics.changes.name;

interface Opened {
  engine: Engine;
  store: IndexStore;
  maker: MakerStore;
}

interface Ground {
  bench: Bench;
  /** The index as another process would have it. */
  open(): Opened;
  /** What a question finds: number and headline, by id. */
  found(store: IndexStore): Promise<Map<string, string>>;
  /** Removes the index that is there. */
  remove(store: IndexStore): Promise<void>;
}

export function describeIndex(name: string, open: () => Promise<Ground>): void {
  describe(`the index of ${name}`, () => {
    let ground: Ground;
    let opened: Opened;
    let store: IndexStore;
    beforeAll(async () => {
      ground = await open();
      opened = ground.open();
      store = opened.store;
      await ground.bench.of(opened.maker.migrate());
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
      expect(await ground.bench.of(ground.open().store.position(topic, 0))).toBe(4);
    });

    test('is moved on by nobody who does not know where it stands', async () => {
      const other = ground.open().store;
      await ground.bench.of(other.position(topic, 0));
      await apply(told(4, 'c', 8, 'one'));
      const late = ground.bench.of(other.apply([told(4, 'c', 8, 'one'), told(5, 'd', 9, 'two')]));
      await expect(late).rejects.toMatchObject({ code: 'index_missing' });
      expect(await ground.bench.of(store.position(topic, 0))).toBe(5);
    });

    test('that was removed is told as missing, and is empty when it is made anew', async () => {
      await ground.remove(store);
      await expect(apply(told(6, 'e', 10, 'late'))).rejects.toMatchObject({ code: 'index_missing' });
      await ground.bench.of(opened.maker.migrate());
      expect(await ground.bench.of(store.position(topic, 0))).toBeUndefined();
      expect(await ground.found(store)).toEqual(new Map());
    }, 120_000);

    describeNames(() => ({ ...opened, of: (work) => ground.bench.of(work) }));
    describeExchange(() => ({ ...opened, of: (work) => ground.bench.of(work) }));
  });
}

type Asked = Pick<Opened, 'engine' | 'store'> & Pick<Bench, 'of'>;

/** An index of its own, two names for it, and how the engine is asked. */
function anIndex({ engine, store, of }: Asked, word: string) {
  const index = store.prefix + word;
  const [one, other] = [`${index}-one`, `${index}-other`];
  const on = <T>(work: (client: Engine['client']) => Promise<T>) => of(engine.ask('search.look', work));
  const named = async () =>
    (await on((client) => client.indices.getAlias({ name: [one, other] }, { ignore: [404] })))[index];
  return { index, one, other, on, named };
}

/** What has an index made, found and opened, beside its documents. */
function describeNames(asked: () => Asked): void {
  test('answers to the names that it was given, keeps what was noted at its making, and says what is missing', async () => {
    const { index, one, other, on, named } = anIndex(asked(), 'spec');
    await on((client) =>
      client.indices.create({ index, mappings: { _meta: { goal: { 1: 7 } } }, aliases: { [one]: {} } }),
    );
    const again = on((client) => client.indices.create({ index }));
    await expect(again).rejects.toMatchObject({
      body: { error: { type: 'resource_already_exists_exception' } },
    });
    const known = async () => ({
      named: await named(),
      there: await on((client) => client.indices.existsAlias({ name: other })),
    });
    expect(await known()).toMatchObject({ named: { aliases: { [one]: {} } }, there: false });
    await on((client) => client.indices.updateAliases({ actions: [{ add: { index, alias: other } }] }));
    expect(await known()).toMatchObject({ named: { aliases: { [one]: {}, [other]: {} } }, there: true });
    const { [index]: made } = await on((client) => client.indices.get({ index: other }));
    expect(made?.mappings?._meta).toEqual({ goal: { 1: 7 } });
    expect(made?.settings?.index?.uuid).toEqual(expect.any(String));
    const nobody = `${index}-nobody`;
    for (const refused of [
      on((client) => client.indices.get({ index: nobody })),
      on((client) => client.indices.refresh({ index: nobody })),
      on((client) => client.indices.updateAliases({ actions: [{ add: { index: nobody, alias: other } }] })),
    ])
      await expect(refused).rejects.toMatchObject({ code: 'index_missing' });
    await on((client) => client.indices.refresh({ index: [index, nobody], ignore_unavailable: true }));
    const { docs } = await on((client) => client.mget({ index: nobody, ids: ['a', 'b'] }));
    expect(docs.map((doc) => ('error' in doc ? doc.error.type : 'found'))).toEqual([
      'index_not_found_exception',
      'index_not_found_exception',
    ]);
  });
}

/** How one index is let serve in place of another, or is read at all. */
function describeExchange(asked: () => Asked): void {
  test('names are taken and given in one step, or not at all where one to be taken is not there', async () => {
    const { index, one, other, on, named } = anIndex(asked(), 'exchange');
    const take = (alias: string) => ({ remove: { index, alias, must_exist: true } });
    const give = (alias: string) => ({ add: { index, alias } });
    await on((client) => client.indices.create({ index, aliases: { [one]: {} } }));
    await on((client) => client.indices.updateAliases({ actions: [take(one), give(one), give(other)] }));
    expect(await named()).toMatchObject({ aliases: { [one]: {}, [other]: {} } });
    await on((client) => client.indices.updateAliases({ actions: [take(one)] }));
    const refused = on((client) => client.indices.updateAliases({ actions: [take(one), give(one)] }));
    await expect(refused).rejects.toThrow();
    expect(await named()).toEqual({ aliases: { [other]: {} } });
  });
}

/** A public id that begins so. */
const idOf = (letter: string): string => letter.padEnd(10, '2');

function told(offset: number, id: string, seq: number, headline: string): Delivery<Change> {
  const article = aPublicArticle({ id: idOf(id), seq, headline, uri: `spec:${id}` });
  const value: Change = { type: 'article.public', article };
  return { topic, partition: 0, offset, appendedAt: 0, key: article.uri, value, headers: {} };
}

// The engines themselves, by the same specifications as what stands for them in the world (worlds.test.ts).
import { afterAll } from '@jest/globals';
import { type KafkaSettings, kafkaSettings, migrateTopics } from '#libs/kafka';
import { Database } from '#libs/mongo';
import { Runtime, readSettings } from '#libs/service';
import { installation, within } from '#libs/testing';
import { RedisStore } from '../../apps/popularity/src/redis.store.ts';
import { popularitySettings } from '../../apps/popularity/src/settings.ts';
import { Engine } from '../../apps/search/src/engine.store.ts';
import { IndexStore } from '../../apps/search/src/index.store.ts';
import { NamesStore } from '../../apps/search/src/language/names.store.ts';
import { MakerStore } from '../../apps/search/src/maker.store.ts';
import { searchSettings } from '../../apps/search/src/settings.ts';
import type { Bench } from './bench.ts';
import { describeCounter } from './counter.spec.ts';
import { describeIndex } from './index.spec.ts';
import { describeLog } from './log.spec.ts';
import { describeRecord } from './record.spec.ts';

const eventually = within(30_000);
const bench: Bench = {
  of: (work) => work,
  until: (holds) =>
    eventually(() => {
      if (!holds()) throw new Error('it does not come to hold');
    }),
};

const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

describeLog('Kafka', async () => {
  const settings: KafkaSettings = readSettings(kafkaSettings, installation());
  await migrateTopics(settings, Runtime.silent('test'));
  return { bench, settings, runtimeOf: (name) => Runtime.silent(name) };
});

describeRecord('MongoDB', async () => {
  const { MONGODB_URL = '' } = installation();
  const database = new Database({ MONGODB_URL }, Runtime.silent('test'));
  closing.push(() => database.onApplicationShutdown());
  await database.onModuleInit();
  const index = { key: { id: 1 }, name: 'id', unique: true, sparse: true } as const;
  await database.migrate('content.migrate', () => database.collection('articles').createIndexes([index]));
  return { bench, database };
});

describeIndex('the search engine', async () => {
  const settings = readSettings(searchSettings, installation());
  const open = () => {
    const runtime = Runtime.silent('test');
    const engine = new Engine(settings, runtime);
    const store = new IndexStore(settings, runtime, engine, new NamesStore(settings));
    const maker = new MakerStore(settings, runtime, engine, store);
    closing.push(
      () => maker.onApplicationShutdown(),
      () => engine.onApplicationShutdown(),
    );
    return { engine, store, maker };
  };
  const { engine } = open();
  return {
    bench,
    open,
    found: async (store) => {
      const query = { term: { status: 'public' } };
      const { hits } = await engine.client.search<{ card: { headline: string } }>({
        index: store.alias.read,
        version: true,
        query,
      });
      const rows = hits.hits.map(
        ({ _id, _version, _source }) => [_id ?? '', `${_version} ${_source?.card.headline}`] as const,
      );
      return new Map(rows.toSorted(([a], [b]) => (a < b ? -1 : 1)));
    },
    remove: async (store) => {
      const found = await engine.client.indices.getAlias({ name: store.alias.write });
      await engine.client.indices.delete({ index: Object.keys(found) });
    },
  };
});

describeCounter('Redis', async () => {
  const settings = readSettings(popularitySettings, installation());
  const open = (): RedisStore => {
    const store = new RedisStore(settings, Runtime.silent('test'));
    closing.push(() => store.onApplicationShutdown());
    return store;
  };
  const base = open();
  return {
    bench,
    open,
    views: async (partition) => {
      const flat = await base.redis.zrevrange(`${base.shard(partition)}24h:views`, 0, -1, 'WITHSCORES');
      return new Map(
        Array.from({ length: flat.length / 2 }, (_, at) => [flat[2 * at] ?? '', Number(flat[2 * at + 1])]),
      );
    },
    wipe: async () => {
      const keys = await base.redis.keys(`${base.prefix}*`);
      if (keys.length > 0) await base.redis.del(...keys);
    },
  };
});

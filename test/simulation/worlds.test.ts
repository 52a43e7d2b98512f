// What stands for the engines in the world, held against what is asked of the engines themselves
// (engines.int.test.ts).

import type { Database } from '#libs/mongo';
import { IndexStore } from '../../apps/search/src/index.store.ts';
import { readNames } from '../../apps/search/src/language/names.ts';
import { MakerStore } from '../../apps/search/src/maker.store.ts';
import { WorldBench } from './bench.ts';
import { describeCounter } from './counter.spec.ts';
import { CounterState, counterOf } from './counter.store.ts';
import { describeIndex } from './index.spec.ts';
import { engineOf, IndexState } from './index.store.ts';
import { logSettings, names, searchSettings } from './installed.ts';
import { describeLog } from './log.spec.ts';
import { describeRecord } from './record.spec.ts';
import { RecordDriver, RecordState } from './record.store.ts';

describeLog('the world', async () => {
  const bench = new WorldBench();
  return { bench, settings: logSettings, runtimeOf: (name) => bench.process(name).runtime };
});

describeRecord('the world', async () => {
  const bench = new WorldBench();
  return { bench, database: new RecordDriver(new RecordState(), bench.process()) as unknown as Database };
});

describeIndex('the world', async () => {
  const bench = new WorldBench();
  const state = new IndexState();
  const settings = searchSettings as never;
  return {
    bench,
    open: () => {
      const process = bench.process();
      const engine = engineOf(state, process, settings);
      const { runtime } = process;
      const store = new IndexStore(settings, runtime, engine, { read: () => readNames([]) } as never);
      return { engine, store, maker: new MakerStore(settings, runtime, engine, store) };
    },
    found: async (store) => {
      const all = [...state.found(store.alias.read)].filter(
        ([, { source }]) => source['status'] === 'public',
      );
      return new Map(
        all.map(([id, { seq, source }]) => [
          id,
          `${seq} ${(source['card'] as { headline: string }).headline}`,
        ]),
      );
    },
    remove: async () => state.wipe(),
  };
});

describeCounter('the world', async () => {
  const bench = new WorldBench();
  const state = new CounterState();
  return {
    bench,
    open: () => counterOf(state, bench.process(), { REDIS_KEY_PREFIX: names.counter }),
    views: async (partition) => new Map(state.set(`${names.counter}{${partition}}:24h:views`)),
    wipe: async () => state.wipe(),
  };
});

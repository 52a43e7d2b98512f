// search and popularity in the world, wired as their modules do.

import { topics } from '#libs/contracts';
import type { Runner } from '#libs/kafka';
import { CardStore } from '../../apps/popularity/src/card.store.ts';
import { ChangeConsumer as RowConsumer } from '../../apps/popularity/src/change.consumer.ts';
import { LossStore } from '../../apps/popularity/src/loss.store.ts';
import { QuarantineStore } from '../../apps/popularity/src/quarantine.store.ts';
import { RebuildController } from '../../apps/popularity/src/rebuild.controller.ts';
import { ViewConsumer } from '../../apps/popularity/src/view.consumer.ts';
import { ViewStore } from '../../apps/popularity/src/view.store.ts';
import { ChangeConsumer as IndexConsumer } from '../../apps/search/src/change.consumer.ts';
import { IndexStore } from '../../apps/search/src/index.store.ts';
import { readNames } from '../../apps/search/src/language/names.ts';
import { MakerStore } from '../../apps/search/src/maker.store.ts';
import { PARTITIONS } from './broker.ts';
import { counterOf } from './counter.store.ts';
import type { Line, Paper } from './given.ts';
import { engineOf } from './index.store.ts';
import { logSettings, names, searchSettings } from './installed.ts';
import type { Process } from './process.ts';

export interface SearchParts {
  store: IndexStore;
  maker: MakerStore;
  consumer: IndexConsumer;
  runner: Runner;
}

export function startSearch(process: Process, { index, mutant }: Paper, { runner }: Line): SearchParts {
  const { runtime } = process;
  const settings = searchSettings as never;
  const engine = engineOf(index, process, settings);
  const store = new IndexStore(settings, runtime, engine, { read: () => readNames([]) } as never);
  const maker = new MakerStore(settings, runtime, engine, store);
  process.stepped(maker, 'committed', 'search.committed');
  const consumer = new IndexConsumer(store, maker, runner);
  const parts: SearchParts = { store, maker, consumer, runner };
  mutant.search?.(parts, process);
  runner.addHandler(topics.changes.name, ((given: never) => consumer.changes(given)) as never, true, {
    batch: 100,
  });
  maker.onApplicationBootstrap();
  runner.listen(() => undefined);
  return parts;
}

export interface PopularityParts {
  cards: CardStore;
  views: ViewStore;
  counting: ViewConsumer;
  runner: Runner;
}

export function startPopularity(process: Process, paper: Paper, { runner }: Line): PopularityParts {
  const { runtime } = process;
  const { counter, mutant } = paper;
  const redis = counterOf(counter, process, { ...logSettings, REDIS_KEY_PREFIX: names.counter });
  const cards = new CardStore(redis);
  const views = new ViewStore(redis);
  const quarantine = new QuarantineStore(redis, { overrules: () => [] });
  const rows = new RowConsumer(cards, runner);
  const counting = new ViewConsumer(views, quarantine, runtime, runner);
  const parts: PopularityParts = { cards, views, counting, runner };
  mutant.popularity?.(parts, process);
  const rebuild = new RebuildController(new LossStore(redis), runner, logScan(), runtime);
  runner.addHandler(topics.changes.name, ((given: never) => rows.changes(given)) as never, true, {
    batch: 200,
  });
  runner.addHandler(topics.views.name, ((given: never) => counting.views(given)) as never, true, {
    batch: 200,
  });
  rebuild.onApplicationBootstrap();
  runner.listen(() => undefined);
  return parts;
}

/** Where the log begins: it deletes nothing as long as a story goes. */
function logScan(): never {
  const stretches = async (all: readonly string[]) =>
    all.flatMap((topic) =>
      Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition, low: 0, high: 0 })),
    );
  return { stretches } as never;
}

// content in the world, wired as its module does.

import { type ArticleAnswer, topics, type WithdrawnAnswer } from '#libs/contracts';
import type { Hold, Runner, Sender } from '#libs/kafka';
import type { Database } from '#libs/mongo';
import { ArticleController } from '../../apps/content/src/article.controller.ts';
import { ArticleStore } from '../../apps/content/src/article.store.ts';
import { DueProducer } from '../../apps/content/src/due.producer.ts';
import { EditorialStore } from '../../apps/content/src/editorial.store.ts';
import { IntakeConsumer } from '../../apps/content/src/intake.consumer.ts';
import { MediaStore } from '../../apps/content/src/media.store.ts';
import { Memory } from '../../apps/content/src/memory.client.ts';
import { NamingStore } from '../../apps/content/src/naming.store.ts';
import type { Line, Paper } from './given.ts';
import { logSettings } from './installed.ts';
import type { Process } from './process.ts';
import { RecordDriver } from './record.store.ts';

type Said = Parameters<IntakeConsumer['events']>[0];

export interface ContentParts {
  store: ArticleStore;
  consumer: IntakeConsumer;
  runner: Runner;
  sender: Sender;
  /** Answers of the controller, where the guard lets a question through. */
  article(id: string): Promise<ArticleAnswer>;
  withdrawn(since: number): Promise<WithdrawnAnswer>;
}

export function startContent(
  process: Process,
  { record, mutant }: Paper,
  { sender, runner }: Line,
): ContentParts {
  const { runtime } = process;
  const database = new RecordDriver(record, process) as unknown as Database;
  const media = new MediaStore(database, runtime, { isSet: false } as never);
  const editorial = new EditorialStore(database, new NamingStore(database));
  const store = new ArticleStore(logSettings as never, database, media, editorial);
  const consumer = new IntakeConsumer(store, sender, runtime, runner);
  const due = new DueProducer(store, sender, runtime);
  const memory = new Memory(store, logSettings, runtime);
  process.stepped(memory, 'ask', 'content.committed');
  // A pair of translations is asked for beside the article; these have none.
  const lists = { pairsOf: async () => [] };
  const controller = new ArticleController(store, lists as never, {} as never, runtime);
  const parts: ContentParts = {
    ...{ store, consumer, runner, sender },
    article: async (id) => {
      guarded(memory, `/internal/articles/${id}`);
      return controller.byId({ id }, {});
    },
    withdrawn: async (since) => {
      guarded(memory, `/internal/withdrawn?since=${since}`);
      return controller.withdrawn({ since });
    },
  };
  mutant.content?.(parts, process);
  const events = (deliveries: Said, hold: Hold) => consumer.events(deliveries, hold);
  runner.addHandler(topics.intake.name, events as never, true, { batch: 100 });
  runner.listen(() => undefined);
  consumer.onApplicationBootstrap();
  due.onApplicationBootstrap();
  memory.onApplicationBootstrap();
  return parts;
}

/** As the guard of all routes does with a request. */
function guarded(memory: Memory, url: string): void {
  const request = { method: 'GET', url };
  memory.canActivate({ getType: () => 'http', switchToHttp: () => ({ getRequest: () => request }) } as never);
}

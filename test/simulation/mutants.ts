// Faults that are planted to see whether the simulation finds them: each takes away one thing that keeps a promise.

import { topics } from '#libs/contracts';
import type { Sender } from '#libs/kafka';
import { documentOf } from '../../apps/content/src/document.ts';
import type { ContentParts } from './content.ts';
import type { Mutant } from './mutant.ts';
import { BEGIN } from './world.ts';

/** A time at which every embargo of a story is over. */
const FAR = BEGIN + 86_400_000;

type Events = ContentParts['consumer']['events'];
type Deliveries = Parameters<Events>[0];

/** Has the consumer of content get and do something else. */
function around(parts: ContentParts, wrap: (events: Events) => Events): void {
  parts.consumer.events = wrap(parts.consumer.events.bind(parts.consumer));
}

/** Of a private part. */
function inside<T>(of: object, name: string): T {
  return (of as Record<string, T>)[name] as T;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'the guard of a write is dropped: whoever comes last wins',
    seed: 13,
    content({ store }) {
      const collection = inside<{ bulkWrite(writes: object[]): Promise<void> }>(store, 'articles');
      store.writeMany = async (states, _, now) => {
        const writes = states.map((state) => {
          const replaceOne = {
            filter: { _id: state.uri },
            replacement: documentOf(state, now),
            upsert: true,
          };
          return { replaceOne };
        });
        if (writes.length > 0) await collection.bulkWrite(writes);
        return new Set<string>();
      };
    },
  },
  {
    name: 'a verdict counts as the effect: what a crash cut off behind it is not done again',
    seed: 1,
    content({ store }) {
      const verdictsOf = store.verdictsOf.bind(store);
      store.verdictsOf = async (events) =>
        new Map([...(await verdictsOf(events))].map(([key, verdict]) => [key, { ...verdict, n: -1 }]));
    },
  },
  {
    name: 'the position moves before the effects',
    seed: 1,
    content(parts) {
      const { store } = parts;
      around(parts, (events) => async (deliveries, hold) => {
        const last = deliveries.at(-1);
        if (last) await store.keepPosition(last.topic, last.partition, last.offset + 1);
        return events(deliveries, hold);
      });
    },
  },
  {
    name: 'the position does not live with the state: what the log has committed is believed',
    seed: 20,
    content: ({ runner }) => inside<Map<string, unknown>>(runner, 'positions').delete(topics.intake.name),
  },
  {
    name: 'an embargo asks one clock only, that of content',
    seed: 17,
    finds: /before its time$/,
    content(parts) {
      around(parts, (events) => (deliveries, hold) => events(appendedAtNo(deliveries), hold));
    },
  },
  {
    name: 'an embargo asks one clock only, that of the log',
    seed: 12,
    finds: /before its time$/,
    content(parts) {
      const known = inside<(...given: unknown[]) => Promise<object>>(parts.consumer, 'known').bind(
        parts.consumer,
      );
      Object.assign(parts.consumer, {
        known: async (...given: unknown[]) => ({
          ...(await known(...given)),
          clock: FAR,
        }),
      });
    },
  },
  {
    name: 'a record that is filled again forgets, with its process, how far it had come',
    seed: 1,
    events: [
      { is: 'said', at: 300, id: '0-1', article: 0, type: 'article.published', version: 1 },
      { is: 'restore', at: 3_000, engine: 'record', ageMs: 3_000 },
      { is: 'crash', at: 3_001, app: 'content', step: 'content.verdict', moment: 'after', nth: 0 },
      { is: 'crash', at: 6_050, app: 'gateway', step: 'gateway.content', moment: 'before', nth: 0 },
    ],
    content({ store }) {
      const goals = inside<{ replaceOne(filter: { _id: string }): Promise<unknown> }>(store, 'positions');
      const replaceOne = goals.replaceOne.bind(goals);
      Object.defineProperty(store, 'positions', {
        value: {
          ...goals,
          replaceOne: async (...given: Parameters<typeof replaceOne>) =>
            given[0]._id.startsWith('goal/') ? undefined : replaceOne(...given),
        },
      });
    },
  },
  {
    name: 'the words of what is withdrawn stay',
    seed: 1,
    content({ store }) {
      store.eraseRevisions = async () => undefined;
    },
  },
  {
    name: 'what a late owner keeps of a version that was withdrawn, and reinstated, meanwhile stays',
    seed: 20_330,
    events: [
      { is: 'said', at: 621, id: '2-1', article: 2, type: 'article.published', version: 1 },
      { is: 'freeze', at: 799, app: 'content', step: 'content.verdict', moment: 'before', nth: 2, ms: 4_491 },
      { is: 'said', at: 819, id: '3-4', article: 3, type: 'article.updated', version: 4 },
      { is: 'restore', at: 1_087, engine: 'record', ageMs: 502 },
      { is: 'said', at: 2_373, id: '1-1', article: 1, type: 'article.published', version: 1 },
      { is: 'said', at: 4_224, id: 'out-8', article: 2, type: 'article.withdrawn', version: 1 },
      { is: 'said', at: 4_239, id: '2-2', article: 2, type: 'article.reinstated', version: 2 },
    ],
    finds: /^the record of .* kept are 1,2", and should be/,
    content({ store }) {
      const [erase, write] = [store.eraseRevisions.bind(store), store.writeMany.bind(store)];
      let late = false;
      store.writeMany = async (...given) => {
        const refused = await write(...given);
        late = refused.size > 0;
        return refused;
      };
      store.eraseRevisions = async (closed) => {
        if (!late) await erase(closed);
        late = false;
      };
    },
  },
  {
    name: 'a change is told before it is kept',
    seed: 79,
    content(parts) {
      const { store, consumer } = parts;
      const tell = inside<(...given: unknown[]) => Promise<void>>(consumer, 'tell').bind(consumer);
      const write = store.writeMany.bind(store);
      // What is written is written when it was told.
      let later: (() => Promise<unknown>)[] = [];
      store.writeMany = async (...given) => {
        later.push(() => write(...given));
        return new Set<string>();
      };
      Object.assign(consumer, {
        tell: async (...given: unknown[]) => {
          const writes = later;
          later = [];
          await tell(...given);
          for (const one of writes) await one();
        },
      });
    },
  },
  {
    name: 'the gate says yes before the log has',
    seed: 1,
    gate(sender) {
      const send = sender.send.bind(sender);
      sender.send = (async (...given: Parameters<Sender['send']>) => {
        send(...given).catch(() => undefined);
        return { partition: 0, offset: 0 };
      }) as Sender['send'];
    },
  },
  {
    name: 'the index takes what is older, too',
    seed: 75,
    search({ store }) {
      const write = inside<(batch: { operations: object[] }, stand: object) => unknown>(store, 'write').bind(
        store,
      );
      Object.assign(store, {
        write: (batch: { operations: object[] }, stand: object) =>
          write({ ...batch, operations: batch.operations.map(unguarded) }, stand),
      });
    },
  },
  {
    name: 'the index is read on from where the log has committed, whatever has become of it',
    seed: 25,
    search: ({ runner }) => inside<Map<string, unknown>>(runner, 'positions').delete(topics.changes.name),
  },
  {
    name: 'views are read on from where the log has committed, whatever has become of the counter',
    seed: 1,
    popularity: ({ runner }) => inside<Map<string, unknown>>(runner, 'positions').delete(topics.views.name),
  },
  {
    name: 'popularity does not see that its counts were lost',
    seed: 1,
    popularity({ cards }) {
      const { standing } = inside<{ standing: { snapshot(): Map<string, number>; leastOf(): number } }>(
        cards,
        'store',
      );
      standing.snapshot = () => new Map();
      standing.leastOf = () => 0;
    },
  },
  {
    name: 'what search has written before it died is not made to be found',
    seed: 558,
    search({ store }) {
      const learn = inside<(id: string) => Promise<{ position?: number }>>(store, 'learn').bind(store);
      store.position = async (topic, partition) => (await learn(store.positionId(topic, partition))).position;
    },
  },
  {
    name: 'an index in place of one that was lost answers before it is filled',
    seed: 25,
    finds: /^the index answers, and has/,
    search: ({ maker }) => Object.assign(maker, { committed: async () => ({}) }),
  },
  {
    name: 'an index that was lost is not read again from the beginning',
    seed: 17,
    search({ maker }) {
      maker.repositionsBy(async () => undefined);
    },
  },
  {
    name: 'the position stays before a record that was set aside',
    seed: 21,
    content: ({ runner }) => inside<Map<string, unknown>>(runner, 'passes').delete(topics.intake.name),
  },
  {
    name: 'a page that was begun before a change is kept after it',
    seed: 310,
    gateway({ ready }) {
      const purged = inside<Map<string, number>>(ready, 'purged');
      purged.get = () => 0;
    },
  },
  {
    name: 'a page that was made of a record that had forgotten is kept when that was decided again',
    seed: 164_867_467,
    events: [
      { is: 'said', at: 451, id: '2-3', article: 2, type: 'article.corrected', version: 3 },
      { is: 'restore', at: 558, engine: 'record', ageMs: 558 },
    ],
    finds: /^the page of .* shows 404 .* was applied$/,
    gateway({ consumer }) {
      const [changes, told] = [consumer.changes.bind(consumer), new Map<string, number>()];
      consumer.changes = (deliveries) => {
        const news = deliveries.filter(({ value }) => {
          if (!('article' in value)) return true;
          const { id, seq } = value.article;
          const isNew = (told.get(id) ?? 0) < seq;
          if (isNew) told.set(id, seq);
          return isNew;
        });
        return changes(news);
      };
    },
  },
  {
    name: 'a gateway that is assigned anew goes to the end of the log',
    seed: 91,
    gateway({ runner }) {
      const seen = inside<Map<string, number>>(runner, 'seen');
      seen.get = () => undefined;
    },
  },
];

/** As if the log had appended it when content decides on it at the earliest. */
function appendedAtNo(deliveries: Deliveries): Deliveries {
  return deliveries.map((each) => ({ ...each, appendedAt: FAR }));
}

function unguarded(operation: object): object {
  const { index } = operation as { index?: { _id: string; version?: number } };
  if (index?.version === undefined) return operation;
  return { index: { _id: index._id, version: index.version } };
}

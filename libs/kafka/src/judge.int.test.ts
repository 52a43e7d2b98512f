import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Consumer, IHeaders } from 'kafkajs';
import { type Change, deadTopic, encodeChange, readers, topics, type ViewBatch } from '#libs/contracts';
import { createService, DependencyUnavailable, Runtime, readSettings, serviceSettings } from '#libs/service';
import { installation, within } from '#libs/testing';
import { createClient, type KafkaSettings, kafkaSettings } from './client.ts';
import { readsTheLog } from './kafka.ts';
import { LagReader } from './lag.ts';
import { migrateTopics } from './migration.ts';
import { type Delivery, done, type Outcome, skipped } from './outcome.ts';
import { Runner } from './runner.ts';
import { Sender } from './sender.ts';

const env = { ...installation(), PORT: '0' };
const settings: KafkaSettings = readSettings(kafkaSettings, env);
const apps: NestFastifyApplication[] = [];
let sender: Sender;
let lag: LagReader;
let undertaker: Consumer;
const graves: {
  group: string;
  key: string | undefined;
  value: string | undefined;
  headers: Record<string, string>;
}[] = [];

const eventually = within(8_000);

interface Reader {
  group: string;
  topic: string;
  batch?: number;
  handle(given: unknown): unknown;
}

/** A service that reads one topic. */
async function start({ topic, batch, handle, group }: Reader): Promise<NestFastifyApplication> {
  @Controller()
  class Hands {
    @EventPattern<string>(topic, batch === undefined ? {} : { batch })
    take(@Payload() given: unknown): unknown {
      return handle(given);
    }
  }
  @Module({ controllers: [Hands], providers: readsTheLog({ group }) })
  class Room {}
  const settings = { ...serviceSettings(0), ...kafkaSettings };
  const app = await createService({ name: group, settings, module: Room, events: Runner }, { env });
  apps.push(app);
  return app;
}

function text(headers: IHeaders | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)]));
}

beforeAll(async () => {
  const runtime = Runtime.silent('test');
  await migrateTopics(settings, runtime);
  sender = new Sender(settings, runtime);
  lag = new LagReader(settings, runtime);
  undertaker = createClient(settings, runtime).consumer({
    groupId: `${settings.KAFKA_TOPIC_PREFIX}undertaker`,
    maxWaitTimeInMs: 100,
  });
  await undertaker.connect();
  const dead = readers.map(({ topic, group }) => settings.KAFKA_TOPIC_PREFIX + deadTopic(topic, group));
  await undertaker.subscribe({ topics: dead, fromBeginning: true });
  await undertaker.run({
    eachMessage: async ({ topic, message: { key, value, headers } }) => {
      const group = topic.split('.').at(-2) ?? '';
      graves.push({ group, key: key?.toString(), value: value?.toString(), headers: text(headers) });
    },
  });
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await Promise.all([lag.close(), sender.onApplicationShutdown(), undertaker.disconnect()]);
});

describe('one record at a time', () => {
  type Act = (tries: number, delivery: Delivery<ViewBatch>) => unknown;
  const acts = new Map<string, Act>();
  const tries = new Map<string, number>();
  const ended: string[] = [];
  beforeAll(() =>
    start({
      group: 'popularity',
      topic: topics.views.name,
      handle: async (given) => {
        const delivery = given as Delivery<ViewBatch>;
        const name = delivery.value.gateway;
        tries.set(name, (tries.get(name) ?? 0) + 1);
        const outcome = await (acts.get(name) ?? (() => done))(tries.get(name) ?? 0, delivery);
        if ((outcome as Outcome | undefined)?.is === 'done') ended.push(name);
        return outcome;
      },
    }),
  );

  async function say(name: string, act?: Act, partition = 0, key?: string): Promise<void> {
    if (act) acts.set(name, act);
    const value = Buffer.from(JSON.stringify({ gateway: name, n: 0, views: [{ id: '가', at: 1 }] }));
    await sender.send(topics.views.name, { key, value, headers: { ce_note: '메모' } }, partition);
  }

  test.each([
    ['a TypeError', (): unknown => Reflect.ownKeys(undefined as never), 'TypeError', /non-object/],
    ['nothing, thrown', () => Promise.reject(undefined), 'Error', /^thrown: undefined$/],
    ['a text, thrown', () => Promise.reject('고장'), 'Error', /고장/],
    ['no outcome at all', (): unknown => undefined, 'TypeError', /outcome|undefined/],
    [
      'an error with a very long message',
      () => Promise.reject(new Error('장'.repeat(5_000))),
      'Error',
      /^장{1000}$/,
    ],
  ] as const)(
    'that ends in %s is dead after three tries, and the next one is handled',
    async (name, act, reason, error) => {
      await say(name, act);
      await say(`after ${name}`);
      await eventually(() => expect(ended).toContain(`after ${name}`));
      await eventually(() =>
        expect(graves.map(({ value }) => value)).toContainEqual(expect.stringContaining(`"${name}"`)),
      );
      const grave = graves.find(({ value }) => value?.includes(`"${name}"`));
      expect(grave?.headers).toMatchObject({
        'dead.reason': reason,
        'dead.error': expect.stringMatching(error),
        'dead.attempts': '3',
      });
      expect(tries.get(name)).toBe(3);
    },
  );

  test('that a handler calls dead is dead at once, with the reason it gave', async () => {
    await say('called dead', () => ({ is: 'dead', reason: '값이 이상하다' }));
    await eventually(() =>
      expect(graves.map(({ value }) => value)).toContainEqual(expect.stringContaining('called dead')),
    );
    expect(graves.at(-1)?.headers).toMatchObject({ 'dead.error': '값이 이상하다', 'dead.attempts': '1' });
    expect(tries.get('called dead')).toBe(1);
  });

  test('that can not be read never reaches the handler; its bytes are kept with all that is known of it', async () => {
    const value = Buffer.from('{"gateway":"unreadable", "n":');
    const { offset } = await sender.send(
      topics.views.name,
      { key: '열쇠', value, headers: { ce_note: '메모' } },
      3,
    );
    await say('after unreadable', undefined, 3);
    await eventually(() => expect(ended).toContain('after unreadable'));
    await eventually(() => expect(graves.map(({ key }) => key)).toContain('열쇠'));
    expect(graves.find(({ key }) => key === '열쇠')).toEqual({
      group: 'popularity',
      key: '열쇠',
      value: value.toString(),
      headers: {
        ce_note: '메모',
        'dead.topic': topics.views.name,
        'dead.partition': '3',
        'dead.offset': String(offset),
        'dead.group': 'popularity',
        'dead.reason': 'undecodable',
        'dead.error': expect.stringContaining('JSON'),
        'dead.attempts': '0',
        'dead.at': expect.stringMatching(/^\d{4}-/),
      },
    });
    expect(tries.has('unreadable')).toBe(false);
  });

  test('that fails twice and then succeeds is done, before the one behind it', async () => {
    await say('flaky', (tries) => (tries < 3 ? Promise.reject(new RangeError('아직')) : done));
    await say('behind flaky');
    await eventually(() => expect(ended.slice(-2)).toEqual(['flaky', 'behind flaky']));
    expect(graves.map(({ value }) => value)).not.toContainEqual(expect.stringContaining('flaky'));
  });

  test('that asks to come again makes its partition wait, in order and counted as behind; others go on', async () => {
    let open = false;
    await say('gate', () => (open ? done : { is: 'retry', reason: '문이 닫혔다' }), 1);
    await say('behind gate', undefined, 1);
    await say('elsewhere', undefined, 2);
    await eventually(() => expect(ended).toContain('elsewhere'));
    await eventually(async () =>
      expect(await lag.read()).toContainEqual({ group: 'popularity', topic: topics.views.name, records: 2 }),
    );
    expect(ended).not.toContain('behind gate');
    open = true;
    await eventually(() => expect(ended.slice(-2)).toEqual(['gate', 'behind gate']));
    // It has waited between its tries; asking again at once would be thousands of times by now.
    expect(tries.get('gate')).toBeLessThan(15);
    await eventually(async () =>
      expect(await lag.read()).toContainEqual({ group: 'popularity', topic: topics.views.name, records: 0 }),
    );
  });

  test('that meets a lost dependency waits for it, however often it fails, and is never dead', async () => {
    await say('lost', (tries) => (tries < 4 ? Promise.reject(new DependencyUnavailable('저장소')) : done), 4);
    await eventually(() => expect(ended).toContain('lost'));
    expect(graves.map(({ value }) => value)).not.toContainEqual(expect.stringContaining('"lost"'));
  });
});

describe('several records at a time', () => {
  const batches: string[][] = [];
  const poison = '독';
  beforeAll(() =>
    start({
      group: 'search',
      topic: topics.changes.name,
      batch: 50,
      handle: (given) => {
        const uris = (given as Delivery<Change>[]).map(({ value }) => value.article.uri);
        batches.push(uris);
        if (uris.some((uri) => uri === 'test:poison')) throw new SyntaxError(poison);
        return uris.map((uri) =>
          uri === 'test:dead' ? { is: 'dead', reason: '죽었다' } : uri === 'test:skip' ? skipped('') : done,
        );
      },
    }),
  );
  beforeEach(() => {
    batches.length = 0;
  });

  function aGoneArticle(uri: string): ReturnType<typeof encodeChange> {
    const article = {
      uri,
      id: 'abcdefghij',
      seq: 1,
      kind: 'expired' as const,
      section: 'society',
      language: 'ko',
    };
    return encodeChange({ type: 'article.gone', article });
  }
  const say = (uri: string, partition: number) =>
    sender.send(topics.changes.name, aGoneArticle(uri), partition);
  const buried = () => graves.filter(({ group }) => group === 'search').map(({ key }) => key);

  test('are each judged alone when one of them fails, in their order', async () => {
    const uris = ['test:1', 'test:2', 'test:poison', 'test:3', 'test:4'];
    await Promise.all(uris.map((uri) => say(uri, 0)));
    await eventually(() => expect(buried()).toEqual(['test:poison']));
    await eventually(() => expect(batches.at(-1)).toEqual(['test:4']));
    const alone = batches.filter((batch) => batch.length === 1).map(([uri]) => uri);
    expect([...new Set(alone)]).toEqual(uris);
    expect(graves.find(({ key }) => key === 'test:poison')?.headers).toMatchObject({
      'dead.reason': 'SyntaxError',
    });
  });

  test('get one outcome each', async () => {
    await Promise.all(['test:5', 'test:skip', 'test:dead', 'test:6'].map((uri) => say(uri, 1)));
    await eventually(() => expect(buried().at(-1)).toBe('test:dead'));
    expect(batches.flat().filter((uri) => uri === 'test:6')).toHaveLength(1);
  });

  test('come without what can not be read, and after what lay before it', async () => {
    const sends = ['test:7', '', 'test:8'].map((uri) =>
      uri
        ? say(uri, 2)
        : sender.send(topics.changes.name, { key: 'test:unreadable', value: null, headers: {} }, 2),
    );
    await Promise.all(sends);
    await eventually(() => expect(batches).toEqual([['test:7'], ['test:8']]));
    await eventually(() => expect(buried().at(-1)).toBe('test:unreadable'));
  });
});

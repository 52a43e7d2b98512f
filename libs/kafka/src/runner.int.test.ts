import { setInterval as every } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { topics, type ViewBatch } from '#libs/contracts';
import {
  createService,
  DependencyUnavailable,
  Runtime,
  readSettings,
  type Service,
  serviceSettings,
} from '#libs/service';
import { installation, Road, within } from '#libs/testing';
import { createClient, type KafkaSettings, kafkaSettings } from './client.ts';
import { readsTheLog } from './kafka.ts';
import { LagReader } from './lag.ts';
import { migrateTopics } from './migration.ts';
import { type Delivery, done, type Positions } from './outcome.ts';
import type { RunnerOptions } from './reading.ts';
import { Runner } from './runner.ts';
import { type Place, Sender } from './sender.ts';

const env = { ...installation(), PORT: '0', LOG_LEVEL: 'silent' };
const settings: KafkaSettings = readSettings(kafkaSettings, env);
const apps = new Set<NestFastifyApplication>();
let sender: Sender;
let lag: LagReader;

const eventually = within(8_000);

interface Reader extends RunnerOptions {
  topic: string;
  batch?: number;
  positions?: Positions;
  env?: Record<string, string>;
  handle(given: unknown): unknown;
}

/** A service that reads one topic. */
async function start({
  topic,
  batch,
  positions,
  env: own = {},
  handle,
  ...options
}: Reader): Promise<NestFastifyApplication> {
  @Controller()
  class Hands {
    @EventPattern<string>(topic, batch === undefined ? {} : { batch })
    take(@Payload() given: unknown): unknown {
      return handle(given);
    }
  }
  @Module({ controllers: [Hands], providers: readsTheLog(options) })
  class Room {
    constructor(runner: Runner) {
      if (positions) runner.keepsPosition(topic, positions);
    }
  }
  Reflect.defineMetadata('design:paramtypes', [Runner], Room);
  return open(Room, options.group, own);
}

async function open(
  module: Service['module'],
  name: string,
  own: Record<string, string> = {},
): Promise<NestFastifyApplication> {
  const settings = { ...serviceSettings(0), ...kafkaSettings };
  const app = await createService({ name, settings, module, events: Runner }, { env: { ...env, ...own } });
  apps.add(app);
  return app;
}

async function stop(app: NestFastifyApplication): Promise<void> {
  apps.delete(app);
  await app.close();
}

function view(n: number, partition: number): Promise<Place> {
  const value = Buffer.from(JSON.stringify({ gateway: `g${n}`, n, views: [{ id: 'x', at: 1 }] }));
  return sender.send(topics.views.name, { key: undefined, value, headers: {} }, partition);
}

/** The next offset of a partition. */
async function end(name: string, partition: number): Promise<number> {
  const admin = createClient(settings, runtime).admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(settings.KAFKA_TOPIC_PREFIX + name);
  await admin.disconnect();
  return Number(ends.find((each) => each.partition === partition)?.high);
}

/** What retention does: the partition begins at this offset from now on. */
async function expire(name: string, partition: number, offset: number): Promise<void> {
  const admin = createClient(settings, runtime).admin();
  await admin.connect();
  const topic = settings.KAFKA_TOPIC_PREFIX + name;
  await admin.fetchTopicOffsets(topic);
  await admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] });
  await admin.disconnect();
}

const runtime = Runtime.silent('test');
beforeAll(async () => {
  await migrateTopics(settings, runtime);
  sender = new Sender(settings, runtime);
  lag = new LagReader(settings, runtime);
});
afterAll(async () => {
  await Promise.all([...apps].map(stop));
  await Promise.all([lag.close(), sender.onApplicationShutdown()]);
});

describe('a service does not start', () => {
  test.each([
    [
      'with two handlers of one topic',
      () => {
        @Controller()
        class Two {
          @EventPattern<string>(topics.views.name)
          one(): void {}
          @EventPattern<string>(topics.views.name)
          two(): void {}
        }
        return Two;
      },
      /two handlers/,
    ],
    [
      'with a question on the log',
      () => {
        @Controller()
        class Asking {
          @MessagePattern<string>(topics.views.name)
          one(): void {}
        }
        return Asking;
      },
      /events, not questions/,
    ],
    [
      'with a topic that is not in the contracts',
      () => {
        @Controller()
        class Foreign {
          @EventPattern<string>('somebody.elses')
          one(): void {}
        }
        return Foreign;
      },
      /not in the contracts/,
    ],
  ])('%s', async (_, make, message) => {
    @Module({ controllers: [make()], providers: readsTheLog({ group: 'x' }) })
    class Room {}
    await expect(open(Room, 'x')).rejects.toThrow(message);
  });
});

describe('the position that a state names', () => {
  const intake = (uri: string, partition: number) =>
    sender.send(
      topics.intake.name,
      {
        key: uri,
        value: Buffer.from(JSON.stringify({ uri, reason: 'x' })),
        headers: { ce_id: uri, ce_source: '/t', ce_type: 'article.withdrawn' },
      },
      partition,
    );
  const uriOf = (given: unknown) => (given as Delivery<{ uri: string }>).value.uri;

  test('is where reading begins, whatever the group has committed', async () => {
    const heard: string[] = [];
    const reader = {
      group: 'content',
      topic: topics.intake.name,
      handle: (given: unknown) => heard.push(uriOf(given)) && done,
    };
    for (const uri of ['a', 'b', 'c']) await intake(uri, 0);
    const all = await start(reader);
    await eventually(() => expect(heard).toEqual(['a', 'b', 'c']));
    await stop(all);
    const some = await start({
      ...reader,
      positions: async (_, partition) => (partition === 0 ? 1 : undefined),
    });
    await eventually(() => expect(heard).toEqual(['a', 'b', 'c', 'b', 'c']));
    await stop(some);
  });

  test('is waited for while the store is away; nobody is told to end', async () => {
    const heard: string[] = [];
    const ends: unknown[] = [];
    let asked = 0;
    const app = await start({
      group: 'content',
      topic: topics.intake.name,
      handle: (given) => heard.push(uriOf(given)) && done,
      fatal: (error) => ends.push(error),
      positions: async (_, partition) => {
        if (asked++ < 2) throw new DependencyUnavailable('mongodb');
        return partition === 0 ? 2 : undefined;
      },
    });
    await eventually(() => expect(heard).toEqual(['c']));
    expect(ends).toEqual([]);
    await stop(app);
  });

  test.each([
    ['behind the end of the log', 99, /ends at 3, but 99 .* INTAKE_EPOCH/s],
    ['before the begin of the log', 0, /begins at 2, but only 0 .* INTAKE_EPOCH/s],
  ])('%s ends the process, in words that name the way out', async (name, position, words) => {
    if (name.startsWith('before')) await expire(topics.intake.name, 0, 2);
    const ends: unknown[] = [];
    const heard: string[] = [];
    const app = await start({
      group: 'content',
      topic: topics.intake.name,
      handle: (given) => heard.push(uriOf(given)) && done,
      fatal: (error) => ends.push(error),
      positions: async (_, partition) => (partition === 0 ? position : undefined),
    });
    await eventually(() =>
      expect(ends).toEqual([expect.objectContaining({ message: expect.stringMatching(words) })]),
    );
    expect(app.get(Runner).reads).toBe(false);
    expect(heard).toEqual([]);
    await stop(app);
  });
});

describe('the position of a view', () => {
  const heard: string[] = [];
  const reader = {
    group: 'popularity',
    topic: topics.views.name,
    handle: (given: unknown) => heard.push((given as Delivery<ViewBatch>).value.gateway) && done,
  };
  const missed = async (app: NestFastifyApplication): Promise<number> => {
    const { payload } = await app.inject('/metrics');
    const of = /^sosik_consumer_missed_records_total\{topic="gateway.views.v1",group="popularity"\} (\d+)$/m;
    return Number(of.exec(payload)?.[1] ?? 0);
  };

  test('that it does not have yet is the begin of the log', async () => {
    for (const n of [1, 2, 3, 4]) await view(n, 3);
    const app = await start({ ...reader, positions: async () => undefined });
    await eventually(() => expect(heard.splice(0)).toEqual(['g1', 'g2', 'g3', 'g4']));
    expect(await missed(app)).toBe(0);
    await stop(app);
  });

  test('that the log has forgotten is the begin of what is left, with a line and a count of what is missed', async () => {
    await expire(topics.views.name, 3, 3);
    const lines: object[] = [];
    let listening = (): void => undefined;
    const listens = new Promise<void>((resolve) => {
      listening = resolve;
    });
    const app = await start({
      ...reader,
      positions: async (_, partition) => {
        await listens;
        return partition === 3 ? 1 : 0;
      },
    });
    Object.assign(app.get(Runtime).log, { warn: (fields: object) => lines.push(fields) });
    listening();
    await eventually(() => expect(heard).toEqual(['g4']));
    const gap = { topic: topics.views.name, partition: 3, position: 1, begin: 3, records: 2 };
    expect(lines).toContainEqual(gap);
    expect(await missed(app)).toBe(2);
    await stop(app);
  });
});

describe('a reader that starts at the end', () => {
  test('hears only what comes after, and goes on there when it is assigned anew', async () => {
    const heard: string[] = [];
    const say = (n: number) => view(n, 5);
    await Promise.all([1, 2, 3].map(say));
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const app = await start({
      group: 'gateway',
      member: 'gateway.one',
      start: 'end',
      topic: topics.views.name,
      handle: async (given) => {
        heard.push((given as Delivery<ViewBatch>).value.gateway);
        if (heard.at(-1) === 'g5') await held;
        return done;
      },
    });
    await eventually(() => expect(app.get(Runner).reads).toBe(true));
    await say(4);
    await say(5);
    await eventually(() => expect(heard).toEqual(['g4', 'g5']));
    // A new assignment while a record is in hand and others have come: the end is somewhere else by now.
    await say(6);
    await app.get(Runner).reposition();
    release();
    await eventually(() => expect(new Set(heard)).toEqual(new Set(['g4', 'g5', 'g6'])));
  });
});

describe('the liveness of a reader', () => {
  test('fails, and says where, while a handler hangs in a record, and holds again when it goes on', async () => {
    await view(8, 2);
    const hangs = Promise.withResolvers<void>();
    const others: string[] = [];
    const app = await start({
      group: 'search',
      topic: topics.views.name,
      stuckMs: 500,
      // The one record that was said before, and nothing else.
      positions: async (topic, partition) => (await end(topic, partition)) - (partition === 2 ? 1 : 0),
      handle: async (given) => {
        const { partition, value } = given as Delivery<ViewBatch>;
        if (partition === 2) await hangs.promise;
        else others.push(value.gateway);
        return done;
      },
    });
    const live = async () => {
      const { statusCode, json } = await app.inject('/livez');
      return [statusCode, ...(json<{ stuck: string[] }>().stuck ?? [])].join(' ');
    };
    await eventually(async () =>
      expect(await live()).toMatch(/^503 gateway\.views\.v1\/2 is in hand and has not moved for \d s$/),
    );
    // Its group holds it for a member all the while.
    expect(app.get(Runner).reads).toBe(true);
    hangs.resolve();
    await eventually(async () => expect(await live()).toBe('200'));
    await view(9, 4);
    await eventually(() => expect(others).toEqual(['g9']));
    await stop(app);
  });

  test('holds while the log is away, however long, and readiness says so', async () => {
    const road = new Road(settings.KAFKA_BROKERS);
    const app = await start({
      group: 'content',
      topic: topics.views.name,
      // Longer than the longest pause between two tries, and much shorter than the log is away.
      stuckMs: 4_000,
      env: { KAFKA_BROKERS: await road.start(), KAFKA_SESSION_TIMEOUT_MS: '1000' },
      handle: () => done,
    });
    const asks = async (path: string) => (await app.inject(path)).json<{ status: string }>().status;
    await eventually(async () => expect(await asks('/readyz')).toBe('ready'));
    road.close();
    const [said, until] = [new Set<string>(), performance.now() + 10_000];
    for await (const _ of every(100)) {
      said.add(await asks('/livez'));
      if (performance.now() > until) break;
    }
    expect([...said]).toEqual(['live']);
    expect(await asks('/readyz')).toBe('degraded');
    road.open();
    await within(20_000)(async () => expect(await asks('/readyz')).toBe('ready'));
    await stop(app);
    road.stop();
  });
});

describe('the lag', () => {
  test('is told of groups that have members, and of our own installation only', async () => {
    const app = await start({
      group: 'gateway',
      member: 'gateway.two',
      start: 'end',
      topic: topics.views.name,
      handle: () => done,
    });
    const of = async (name: string) => (await lag.read()).filter(({ group }) => group === name);
    const row = { group: 'gateway.two', topic: topics.changes.name, records: 0 };
    await eventually(async () => expect(await of('gateway.two')).toEqual([row]));
    expect(await of('content')).toEqual([]);
    const stranger = new LagReader({ ...settings, KAFKA_TOPIC_PREFIX: 'stranger.' }, runtime);
    expect(await stranger.read()).toEqual([]);
    await stranger.close();
    await stop(app);
    expect(await of('gateway.two')).toEqual([]);
  });
});

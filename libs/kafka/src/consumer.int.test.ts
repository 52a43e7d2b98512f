import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { topics, type ViewBatch } from '#libs/contracts';
import { createService, Runtime, readSettings, serviceSettings } from '#libs/service';
import { installation, within } from '#libs/testing';
import { type KafkaSettings, kafkaSettings } from './client.ts';
import { ConsumerController } from './consumer.controller.ts';
import { readsTheLog } from './kafka.ts';
import { LagReader } from './lag.ts';
import { migrateTopics } from './migration.ts';
import { type Delivery, done } from './outcome.ts';
import { Runner } from './runner.ts';
import { Sender } from './sender.ts';

const env = { ...installation(), PORT: '0', LOG_LEVEL: 'silent' };
const settings: KafkaSettings = readSettings(kafkaSettings, env);
const runtime = Runtime.silent('test');
const eventually = within(15_000);
const apps: NestFastifyApplication[] = [];
let sender: Sender;
let lag: LagReader;
/** The clock of every process, ahead by so much. */
let ahead = 0;
/** What was handled, by any process of the group. */
const handled: number[] = [];

@Controller()
class Hands {
  @EventPattern<string>(topics.views.name)
  take(@Payload() { value }: Delivery<ViewBatch>): unknown {
    handled.push(value.n);
    return done;
  }
}
@Module({ controllers: [Hands, ConsumerController], providers: readsTheLog({ group: 'popularity' }) })
class Room {}

/** One more process of the group; it does not listen. */
async function start(): Promise<NestFastifyApplication> {
  const service = {
    name: 'popularity',
    settings: { ...serviceSettings(0), ...kafkaSettings },
    module: Room,
    events: Runner,
  };
  const app = await createService(service, { env, now: () => Date.now() + ahead });
  apps.push(app);
  return app;
}

async function say(...numbers: number[]): Promise<void> {
  for (const n of numbers) {
    const value = Buffer.from(JSON.stringify({ gateway: `g${n}`, n, views: [{ id: 'x', at: 1 }] }));
    await sender.send(topics.views.name, { key: undefined, value, headers: {} }, n % topics.views.partitions);
  }
}

const desk = (app: NestFastifyApplication) => app.get(ConsumerController);
const readiness = async (app: NestFastifyApplication) => app.get(Runtime).readiness();
const all = () => handled.toSorted((a, b) => a - b);

beforeAll(async () => {
  await migrateTopics(settings, runtime);
  sender = new Sender(settings, runtime);
  lag = new LagReader(settings, runtime);
  await start();
  await start();
});
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await Promise.all([lag.close(), sender.onApplicationShutdown()]);
});

test('a pause that one process is told holds for all of the group, for one that starts later, and until somebody ends it', async () => {
  const [one, two] = apps as [NestFastifyApplication, NestFastifyApplication];
  await say(1, 2, 3);
  await eventually(() => expect(all()).toEqual([1, 2, 3]));
  const paused = { state: 'paused', pause: { by: '한서윤', note: '점검' } };
  expect(await desk(one).pause({ by: '한서윤', minutes: 60, note: '점검' })).toMatchObject(paused);
  await eventually(() => expect(desk(two).standing()).toMatchObject(paused));
  await say(4, 5, 6, 7, 8, 9);
  const three = await start();
  await eventually(() => expect(desk(three).standing()).toMatchObject({ ...paused, joins: 1 }));
  await eventually(async () => {
    const own = (await lag.survey(Date.now())).find(({ group }) => group === 'popularity');
    expect(own).toMatchObject({ state: 'Stable', members: { length: 3 } });
    const views = own?.lags.find(({ topic }) => topic === topics.views.name);
    expect(views?.records).toBe(6);
    expect(views?.ms).toBeGreaterThan(0);
  });
  expect(all()).toEqual([1, 2, 3]);
  for (const app of apps) {
    expect(app.get(Runtime).stuck()).toEqual([]);
    expect(await readiness(app)).toMatchObject({
      status: 'degraded',
      reasons: { kafka: expect.stringMatching(/^paused by 한서윤 \d+ s ago, until .*: 점검$/) },
    });
  }
  expect(await desk(two).resume({ by: '한서윤' })).toMatchObject({ joins: expect.any(Number) });
  await eventually(() => expect(all()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]));
  await eventually(async () => {
    for (const app of apps) expect(await readiness(app)).toMatchObject({ status: 'ready' });
  });
});

test('a pause ends by itself', async () => {
  const [one] = apps as [NestFastifyApplication];
  await desk(one).pause({ by: '한서윤', minutes: 1, note: '점검' });
  await say(10);
  ahead = 59_000;
  expect(desk(one).standing()).toMatchObject({ state: 'paused' });
  ahead = 61_000;
  await eventually(() => expect(handled).toContain(10));
  await eventually(() => expect(desk(one).standing()).toMatchObject({ state: 'reading' }));
});

test('a service that nobody reads for is told, and so is what waits for it', async () => {
  const rows = await lag.survey(Date.now());
  const search = rows.find(({ group }) => group === 'search');
  expect(search).toMatchObject({ members: [], lags: [{ topic: topics.changes.name, records: 0, ms: 0 }] });
  expect(search?.state).not.toBe('Stable');
});

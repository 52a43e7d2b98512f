import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { encodeIntake, type IntakeEvent, topics } from '#libs/contracts';
import { createService, Runtime, readSettings, serviceSettings } from '#libs/service';
import { installation, within } from '#libs/testing';
import { type KafkaSettings, kafkaSettings } from './client.ts';
import { readsTheLog } from './kafka.ts';
import { LagReader } from './lag.ts';
import { migrateTopics } from './migration.ts';
import { type Delivery, done, type Hold, type Outcome } from './outcome.ts';
import { Runner } from './runner.ts';
import { LogScan } from './scan.ts';
import { Sender } from './sender.ts';

const SESSION_MS = 1_000;
const BLOCKED_MS = 3_000;

const env = {
  ...installation(),
  PORT: '0',
  LOG_LEVEL: 'silent',
  KAFKA_SESSION_TIMEOUT_MS: String(SESSION_MS),
};
const settings: KafkaSettings = readSettings(kafkaSettings, env);
const runtime = Runtime.silent('test');
const eventually = within(20_000);
const apps = new Map<string, NestFastifyApplication>();
/** What each member was about to tell, and what it has told. */
const begun: { member: string; id: string }[] = [];
const told: { member: string; id: string }[] = [];
/** Who was told not to be the owner. */
const refused: unknown[] = [];
const ends: { member: string; error: unknown }[] = [];
let sender: Sender;
let blocked = false;
let release = (): void => undefined;
const all = new Promise<void>((resolve) => {
  release = resolve;
});

/** A service that tells the change log what it reads, as content does. */
async function start(member: string): Promise<void> {
  @Controller()
  class Hands {
    @EventPattern<string>(topics.intake.name)
    async take(@Payload() { value, partition }: Delivery<IntakeEvent>, @Ctx() hold: Hold): Promise<Outcome> {
      const { id } = value;
      begun.push({ member, id });
      if (!blocked) {
        blocked = true;
        await all;
        for (const until = performance.now() + BLOCKED_MS; performance.now() < until; );
      }
      await hold.confirm().catch((error: unknown) => {
        refused.push(error);
        throw error;
      });
      await sender.send(
        topics.changes.name,
        { key: value.uri, value: Buffer.from(id), headers: {} },
        partition,
      );
      told.push({ member, id });
      return done;
    }
  }
  const fatal = (error: unknown) => {
    ends.push({ member, error });
    void apps.get(member)?.close();
  };
  @Module({ controllers: [Hands], providers: readsTheLog({ group: 'content', fatal }) })
  class Room {}
  const room = { name: member, settings: { ...serviceSettings(0), ...kafkaSettings }, module: Room };
  apps.set(member, await createService({ ...room, events: Runner }, { env }));
}

beforeAll(async () => {
  await migrateTopics(settings, runtime);
  sender = new Sender(settings, runtime);
});
afterAll(async () => {
  await Promise.all([...apps.values()].map((app) => app.close()));
  await sender.onApplicationShutdown();
});

test('a member that was stopped for longer than its session tells nothing of what it had in hand; another tells it, once and in order, and it joins again', async () => {
  await Promise.all([start('one'), start('other')]);
  const uri = 'test:stopped';
  const ids = ['v1', 'v2', 'v3', 'v4'];
  for (const id of ids) {
    const event = {
      id,
      source: '/test',
      uri,
      type: 'article.withdrawn' as const,
      data: { uri, reason: '오보' },
    };
    await sender.send(topics.intake.name, encodeIntake(event));
  }
  release();
  await eventually(() => expect(told.map(({ id }) => id)).toEqual(ids));
  const [first] = begun;
  expect(first?.id).toBe('v1');
  await eventually(() => expect(refused).toMatchObject([{ code: 'not_the_owner' }]));
  await eventually(() => {
    for (const app of apps.values()) expect(app.get(Runner).reads).toBe(true);
  });
  expect(ends).toEqual([]);

  const lag = new LagReader(settings, runtime);
  await eventually(async () => expect(await lag.read()).toMatchObject([{ group: 'content', records: 0 }]));
  await lag.close();
  const scan = new LogScan(settings, runtime);
  const values: string[] = [];
  await scan.read(await scan.stretches([topics.changes.name]), (records) => {
    values.push(...records.map(({ record }) => String(record.value)));
  });
  expect(values).toEqual(ids);
});

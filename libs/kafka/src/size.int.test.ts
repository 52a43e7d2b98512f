import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import kafkajs from 'kafkajs';
import { deadTopic, type IntakeEvent, type LogRecord, MAX_RECORD_BYTES, topics } from '#libs/contracts';
import { createService, DependencyUnavailable, Runtime, readSettings, serviceSettings } from '#libs/service';
import { installation, within } from '#libs/testing';
import { createClient, type KafkaSettings, kafkaSettings } from './client.ts';
import { readsTheLog } from './kafka.ts';
import { migrateTopics } from './migration.ts';
import { type Delivery, done, type Outcome } from './outcome.ts';
import { Runner } from './runner.ts';
import { type Found, LogScan } from './scan.ts';
import { RecordTooLarge, Sender } from './sender.ts';

const TOPIC = topics.intake.name;
const DEAD = deadTopic(TOPIC, 'content');
/** What the gate leaves free for headers: the largest record that Sosik itself writes. */
const LARGEST = MAX_RECORD_BYTES - 16_384;

const env = { ...installation(), PORT: '0' };
const settings: KafkaSettings = readSettings(kafkaSettings, env);
const runtime = Runtime.silent('test');
const eventually = within(10_000);
const heard: string[] = [];
let sender: Sender;
let app: NestFastifyApplication;

@Controller()
class Hands {
  @EventPattern<string>(TOPIC)
  take(@Payload() { value }: Delivery<IntakeEvent>): Outcome {
    heard.push(value.id);
    return done;
  }
}

@Module({ controllers: [Hands], providers: readsTheLog({ group: 'content' }) })
class Room {}

/** Of exactly so many bytes; readable unless it is to be none. */
function aRecord(id: string, bytes: number, type = 'article.withdrawn'): LogRecord {
  const data = { uri: `test:${id}`, reason: '' };
  const reason = 'x'.repeat(bytes - JSON.stringify(data).length);
  const headers = { ce_id: id, ce_source: '/test', ce_type: type };
  return { key: data.uri, value: Buffer.from(JSON.stringify({ ...data, reason })), headers };
}

/** As a newsroom does that was told to come again: a log that has much else to do may be silent for three seconds. */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  for (let left = 10; ; left--) {
    try {
      return await send();
    } catch (error) {
      if (left === 0 || !(error instanceof DependencyUnavailable)) throw error;
    }
  }
}

async function letters(): Promise<Found[]> {
  const found: Found[] = [];
  const scan = new LogScan(settings, runtime);
  await scan.read(await scan.stretches([DEAD]), (records) => void found.push(...records));
  return found;
}

beforeAll(async () => {
  await migrateTopics(settings, runtime);
  sender = new Sender(settings, runtime);
  const room = { name: 'content', settings: { ...serviceSettings(0), ...kafkaSettings }, module: Room };
  app = await createService({ ...room, events: Runner }, { env });
});
afterAll(async () => {
  await app?.close();
  await sender.onApplicationShutdown();
});

test('a record of nearly 4 MiB passes; one of 5 is refused in words, and so is one that the topic refuses', async () => {
  const send = (id: string, bytes = 100) => patiently(() => sender.send(TOPIC, aRecord(id, bytes), 0));
  // Each has three seconds from its call on: not all of these at once.
  await send('before');
  const [five, largest] = await Promise.allSettled([send('five', 5 * 2 ** 20), send('largest', LARGEST)]);
  expect(largest).toMatchObject({ status: 'fulfilled' });
  const [more] = await Promise.allSettled([send('more', MAX_RECORD_BYTES)]);
  await send('after');
  for (const [refused, bytes] of [
    [five, 5 * 2 ** 20],
    [more, MAX_RECORD_BYTES],
  ] as const) {
    expect(refused).toMatchObject({
      status: 'rejected',
      reason: { retriable: false, code: 'record_too_large' },
    });
    const { reason } = refused as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(RecordTooLarge);
    expect(Number(/of (\d+) bytes/.exec((reason as Error).message)?.[1])).toBeGreaterThan(bytes);
  }
  // A record may come again; none may be missing, or out of its order.
  await eventually(() => expect([...new Set(heard)]).toEqual(['before', 'largest', 'after']));
});

test('the largest that nobody can read becomes a dead letter with all its bytes', async () => {
  // The framing of a request takes the few bytes that are left.
  const record = aRecord('poison', MAX_RECORD_BYTES - 256, 'article.exploded');
  await patiently(() => sender.send(TOPIC, record, 1));
  await patiently(() => sender.send(TOPIC, aRecord('behind-poison', 100), 1));
  await eventually(() => expect(heard).toContain('behind-poison'));
  const [letter] = (await letters()).filter(({ record: { key } }) => key === 'test:poison');
  expect(letter?.record.headers).toMatchObject({ 'dead.reason': 'undecodable', ce_id: 'poison' });
  expect(letter?.record.value?.equals(record.value ?? Buffer.alloc(0))).toBe(true);
});

test('one that only somebody who compresses can write leaves a letter without its bytes, and stops nobody', async () => {
  const producer = createClient(settings, runtime).producer();
  await producer.connect();
  const { key = '', value, headers } = aRecord('huge', 6 * 2 ** 20, 'article.exploded');
  await producer.send({
    topic: settings.KAFKA_TOPIC_PREFIX + TOPIC,
    compression: kafkajs.CompressionTypes.GZIP,
    messages: [{ key, value, headers, partition: 2 }],
  });
  await producer.disconnect();
  await patiently(() => sender.send(TOPIC, aRecord('behind-huge', 100), 2));
  await eventually(() => expect(heard).toContain('behind-huge'));
  const [letter] = (await letters()).filter(({ record }) => record.key === 'test:huge');
  expect(letter?.record).toMatchObject({
    value: null,
    headers: {
      'dead.topic': TOPIC,
      'dead.partition': '2',
      'dead.offset': '0',
      'dead.cut': String(6 * 2 ** 20),
    },
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { deadTopic, type LogRecord, topics } from '#libs/contracts';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { installation, Road, within } from '#libs/testing';
import { createClient, type KafkaSettings, kafkaSettings } from './client.ts';
import { migrateTopics } from './migration.ts';
import { type Place, Sender } from './sender.ts';

const eventually = within(8_000);
/** Far beyond the sender’s deadline of three seconds, far below what kafkajs goes on for by itself. */
const PATIENCE_MS = 10_000;

const env = installation();
const settings: KafkaSettings = readSettings(kafkaSettings, env);
const runtime = Runtime.silent('test');
const road = new Road(settings.KAFKA_BROKERS);
/** Values of the log in the order in which they lie there, by topic and partition. */
const log = new Map<string, Map<number, string>>();
const senders: Sender[] = [];
let consumer: Consumer;
let byRoad: KafkaSettings;
/** What becomes of sends to nowhere; they take their three seconds beside the other tests. */
let away: Promise<{ took: number; ends: PromiseSettledResult<Place>[] }>;

beforeAll(async () => {
  away = sendNowhere();
  await migrateTopics(settings, runtime);
  byRoad = { ...settings, KAFKA_BROKERS: await road.start() };
  consumer = createClient(settings, runtime).consumer({
    groupId: `${settings.KAFKA_TOPIC_PREFIX}test`,
    maxWaitTimeInMs: 100,
  });
  await consumer.connect();
  const all = Object.values(topics).map(({ name }) => settings.KAFKA_TOPIC_PREFIX + name);
  await consumer.subscribe({ topics: all, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ topic, partition, message }) => {
      const place = `${topic.slice(settings.KAFKA_TOPIC_PREFIX.length)}/${partition}`;
      const values = log.get(place) ?? new Map<number, string>();
      log.set(place, values.set(Number(message.offset), String(message.value)));
    },
  });
});
afterAll(async () => {
  road.open();
  await Promise.all(senders.map((sender) => sender.onApplicationShutdown()));
  await consumer.disconnect();
  road.stop();
});

function aSender(to: KafkaSettings = settings): Sender {
  const sender = new Sender(to, runtime);
  senders.push(sender);
  return sender;
}

async function sendNowhere(): Promise<{ took: number; ends: PromiseSettledResult<Place>[] }> {
  const nowhere = aSender({ ...settings, KAFKA_BROKERS: '127.0.0.1:1' });
  const begin = performance.now();
  const sends = [undefined, 0].map((partition) =>
    nowhere.send(topics.intake.name, aRecord('x', 'k'), partition),
  );
  const ends = await Promise.allSettled(sends);
  return { took: performance.now() - begin, ends };
}

function aRecord(value: string, key?: string): LogRecord {
  return { key, value: Buffer.from(value), headers: { note: '머리' } };
}

function at(topic: string, { partition, offset }: Place): string | undefined {
  return log.get(`${topic}/${partition}`)?.get(offset);
}

/** How often each value lies in the log. */
function occurrences(): Map<string, number> {
  const all = [...log.values()].flatMap((values) => [...values.values()]);
  return new Map([...Map.groupBy(all, (value) => value)].map(([value, { length }]) => [value, length]));
}

describe('an acknowledged record', () => {
  test('lies where its sender was told, also when topics and partitions are mixed', async () => {
    const sender = aSender();
    const told = await Promise.all(
      Array.from({ length: 300 }, async (_, i) => {
        const topic = [topics.intake.name, topics.changes.name, topics.views.name][i % 3] ?? '';
        const value = `장소 ${i}`;
        const place = await sender.send(topic, aRecord(value, `열쇠 ${i % 17}`), i % 2 ? i % 5 : undefined);
        return { topic, value, place };
      }),
    );
    await eventually(() => {
      for (const { topic, value, place } of told) expect(at(topic, place)).toBe(value);
    });
    expect(new Set(told.map(({ topic, place }) => `${topic}/${place.partition}/${place.offset}`)).size).toBe(
      300,
    );
  });

  test('lies behind those of the same key that were sent before it, from the very first on', async () => {
    const sender = aSender();
    const sends = Array.from({ length: 200 }, (_, i) => {
      const key = `article:${i % 7}`;
      return sender.send(topics.intake.name, aRecord(String(i), key)).then((place) => ({ key, ...place }));
    });
    for (const [, own] of Map.groupBy(await Promise.all(sends), ({ key }) => key)) {
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1);
      const offsets = own.map(({ offset }) => offset);
      expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    }
  });

  test('of an article lies in the same partition of both article topics', async () => {
    const sender = aSender();
    for (const key of ['a', 'hangang:눈', 'x'.repeat(256)]) {
      const places = [topics.intake, topics.changes].map(({ name }) => sender.send(name, aRecord(key, key)));
      const [said, told] = await Promise.all(places);
      expect(said?.partition).toBe(told?.partition);
    }
  });

  test('shares its way with all that were sent meanwhile: 64 writers leave in a few requests', async () => {
    const sender = aSender(byRoad);
    await sender.send(topics.intake.name, aRecord('warm', 'w'));
    const before = road.produced;
    await Promise.all(
      Array.from({ length: 64 }, (_, i) => sender.send(topics.intake.name, aRecord(`w${i}`, `w${i}`))),
    );
    expect(road.produced - before).toBeLessThanOrEqual(3);
  });
});

describe('what can not be sent', () => {
  test.each([
    ['a topic nobody made', 'no.such.topic', undefined],
    ['a partition of it', 'no.such.topic', 0],
    ['a dead-letter topic nobody made', deadTopic('ingest.events.v1', 'nobody'), 0],
    ['a partition that is not there', topics.intake.name, 99],
  ])('%s: is told so in time, and takes nobody else with it', async (_, topic, partition) => {
    const sender = aSender();
    const begin = performance.now();
    const lost = sender.send(topic, aRecord('x', 'k'), partition);
    const good = sender.send(topics.intake.name, aRecord('good', 'k'));
    await expect(lost).rejects.toThrow(DependencyUnavailable);
    expect(performance.now() - begin).toBeLessThan(PATIENCE_MS);
    await expect(good).resolves.toMatchObject({ offset: expect.any(Number) });
    await expect(sender.send(topics.intake.name, aRecord('next', 'k'))).resolves.toBeDefined();
  });

  test('anything, to a broker that is away: is told so within three seconds', async () => {
    const { took, ends } = await away;
    expect(took).toBeLessThan(PATIENCE_MS);
    for (const end of ends)
      expect(end).toMatchObject({ status: 'rejected', reason: expect.any(DependencyUnavailable) });
  });
});

test('a record that was given up never comes later, and the next one is sent', async () => {
  const sender = aSender(byRoad);
  await sender.send(topics.intake.name, aRecord('before', 'u'));
  road.close();
  await expect(sender.send(topics.intake.name, aRecord('given up', 'u'))).rejects.toThrow(
    DependencyUnavailable,
  );
  road.open();
  const begin = performance.now();
  await sender.send(topics.intake.name, aRecord('after', 'u'));
  // A producer that goes on trying would try again within a second.
  for (let i = 0; performance.now() - begin < 1_500; i++)
    await sender.send(topics.intake.name, aRecord(`later ${i}`, 'u'));
  await eventually(() => expect(occurrences().get('after')).toBe(1));
  expect(occurrences().has('given up')).toBe(false);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deadTopic, topics } from '#libs/contracts';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { installation } from '#libs/testing';
import { createClient, type KafkaSettings, kafkaSettings } from './client.ts';
import { migrateTopics } from './migration.ts';
import { type Found, LogScan } from './scan.ts';
import { Sender } from './sender.ts';

const settings: KafkaSettings = readSettings(kafkaSettings, installation());
const runtime = Runtime.silent('test');
const admin = createClient(settings, runtime).admin();
const sender = new Sender(settings, runtime);
const scan = new LogScan(settings, runtime);
const WORDS = ['소식', 'news', '여객선', 'ferry'];

beforeAll(async () => {
  await Promise.all([migrateTopics(settings, runtime), admin.connect()]);
  // In turns: each record has its own deadline from when it is said, and a busy machine is slow to begin.
  for (let from = 0; from < 1_200; from += 120) {
    const some = Array.from({ length: 120 }, (_, i) => from + i);
    await Promise.all(some.map((n) => append(n % 6, `${WORDS[n % 4]} ${n}`)));
  }
});
afterAll(async () => {
  await sender.onApplicationShutdown();
  await admin.disconnect();
});

function append(partition: number, text: string): Promise<unknown> {
  const record = { key: text, value: Buffer.from(text), headers: { kind: '시험' } };
  return sender.send(topics.views.name, record, partition);
}

async function readAll(part = scan.stretches([topics.views.name])): Promise<Found[]> {
  const found: Found[] = [];
  await scan.read(await part, (records) => {
    found.push(...records);
  });
  return found;
}

describe('a reading of the log', () => {
  test('visits every record once, each partition in its order, key, bytes and headers as they lie there', async () => {
    const found = await readAll();
    expect(new Set(found.map(({ record }) => record.key)).size).toBe(1_200);
    expect(found).toHaveLength(1_200);
    for (let partition = 0; partition < 6; partition++) {
      const offsets = found.filter((each) => each.partition === partition).map(({ offset }) => offset);
      expect(offsets).toEqual(Array.from({ length: 200 }, (_, offset) => offset));
    }
    const { topic, record } = found.find(({ record: { key } }) => key === '여객선 2') ?? {};
    expect(topic).toBe(topics.views.name);
    expect(record).toEqual({ key: '여객선 2', value: Buffer.from('여객선 2'), headers: { kind: '시험' } });
  });

  test('ends where the log ended when it was asked, though more comes', async () => {
    const stretches = await scan.stretches([topics.views.name]);
    await append(0, 'late');
    expect((await readAll(Promise.resolve(stretches))).map(({ record }) => record.key)).not.toContain('late');
    expect((await readAll()).map(({ record }) => record.key)).toContain('late');
  });

  test('may be narrowed to a part', async () => {
    const part = { topic: topics.views.name, partition: 3, low: 120, high: 123 };
    expect((await readAll(Promise.resolve([part]))).map(({ offset }) => offset)).toEqual([120, 121, 122]);
  });

  test('of nothing, or of a topic that does not exist, ends at once', async () => {
    expect(
      await readAll(scan.stretches([deadTopic(topics.views.name, 'popularity'), 'no.such.topic'])),
    ).toEqual([]);
  });

  test('is paced by its visitor, and ended by what that throws', async () => {
    let busy = 0;
    const visits: number[] = [];
    const reading = scan.read(await scan.stretches([topics.views.name]), async (records) => {
      visits.push(records.length);
      expect(++busy).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      busy--;
      if (visits.length === 3) throw new RangeError('지면이 찼다');
    });
    await expect(reading).rejects.toThrow(RangeError);
    expect(visits).toHaveLength(3);
  });

  test('leaves no consumer group behind', async () => {
    await readAll();
    const { groups } = await admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.startsWith(settings.KAFKA_TOPIC_PREFIX))).toEqual([]);
  });

  test('says so when the log is away', async () => {
    const away = new LogScan({ ...settings, KAFKA_BROKERS: '127.0.0.1:1' }, runtime);
    await expect(away.stretches([topics.views.name])).rejects.toThrow(DependencyUnavailable);
  });
});

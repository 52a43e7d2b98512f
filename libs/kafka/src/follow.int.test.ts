import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type DeskDecision, topics } from '#libs/contracts';
import { Runtime, readSettings } from '#libs/service';
import { installation, Road, within } from '#libs/testing';
import { createClient, type KafkaSettings, kafkaSettings } from './client.ts';
import { TopicFollower } from './follow.ts';
import { migrateTopics } from './migration.ts';
import { Sender } from './sender.ts';

const settings: KafkaSettings = readSettings(kafkaSettings, installation());
const runtime = Runtime.silent('test');
const admin = createClient(settings, runtime).admin();
const sender = new Sender(settings, runtime);
const eventually = within(15_000);
const topic = topics.decisions;
const followers: TopicFollower<DeskDecision>[] = [];

beforeAll(async () => {
  await Promise.all([migrateTopics(settings, runtime), admin.connect()]);
});
afterAll(async () => {
  await Promise.all(followers.map((follower) => follower.stop()));
  await sender.onApplicationShutdown();
  await admin.disconnect();
});

const say = (note: string): Promise<unknown> => {
  const decision: DeskDecision = {
    type: 'letter.discarded',
    place: `a/0/${note}`,
    by: '편집국',
    at: '2026-03-01T00:00:00Z',
    note,
  };
  return append(note, JSON.stringify(decision));
};
const append = (key: string, text: string) =>
  sender.send(topic.name, { key, value: Buffer.from(text), headers: {} });

/** A follower, and what it has heard: each offset with its note. */
function aFollower(where: Partial<KafkaSettings> = {}) {
  const heard = new Map<number, string | undefined>();
  const follower = new TopicFollower({ ...settings, ...where }, runtime, topic, (decision, offset) =>
    heard.set(offset, 'note' in decision ? decision.note : undefined),
  );
  followers.push(follower);
  follower.start();
  return { follower, notes: () => [...heard].toSorted(([a], [b]) => a - b).map(([, note]) => note) };
}

describe('a follower', () => {
  test('of an empty topic has read all of it, and hears what comes', async () => {
    const { follower, notes } = aFollower();
    await eventually(() => expect(follower.whole).toBe(true));
    expect(notes()).toEqual([]);
    await say('첫째');
    await eventually(() => expect(notes()).toEqual(['첫째']));
    await follower.stop();
  });

  test('is whole when it has heard what was there, in order, and goes past what can not be read', async () => {
    await append('another', 'no decision');
    await say('second');
    const { follower, notes } = aFollower();
    expect(follower.whole).toBe(false);
    await eventually(() => expect(follower.whole).toBe(true));
    expect(notes()).toEqual(['첫째', 'second']);
    await follower.stop();
    await say('셋째');
    expect(notes()).toEqual(['첫째', 'second']);
  });

  test('waits for a log that is away, and goes on with one that comes back', async () => {
    const road = new Road(settings.KAFKA_BROKERS);
    const brokers = await road.start();
    road.close();
    const { follower, notes } = aFollower({ KAFKA_BROKERS: brokers });
    await say('fourth');
    expect(follower.whole).toBe(false);
    road.open();
    await eventually(() => expect(follower.whole).toBe(true));
    expect(notes()).toEqual(['첫째', 'second', '셋째', 'fourth']);
    road.close();
    await say('다섯째');
    road.open();
    await eventually(() => expect(notes().at(-1)).toBe('다섯째'));
    await follower.stop();
    road.stop();
  });

  test('leaves no consumer group behind', async () => {
    const { groups } = await admin.listGroups();
    expect(groups.filter(({ groupId }) => groupId.startsWith(settings.KAFKA_TOPIC_PREFIX))).toEqual([]);
  });
});

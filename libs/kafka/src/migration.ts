import { setTimeout as delay } from 'node:timers/promises';
import kafkajs, { type Admin } from 'kafkajs';
import { deadTopic, MAX_LETTER_BYTES, readers, topics } from '#libs/contracts';
import type { Runtime } from '#libs/service';
import { createClient, type KafkaSettings } from './client.ts';

const DAY = 86_400_000;
/** New topics are asked for so often, and so long at most; a busy machine took two seconds. */
const KNOWN_MS = { pause: 50, most: 30_000 };

/** Makes every topic and dead-letter topic that is not there; what is there stays as it is. */
export async function migrateTopics(
  settings: KafkaSettings,
  runtime: Pick<Runtime, 'name' | 'log'>,
): Promise<{ created: string[] }> {
  const admin = createClient(settings, runtime).admin();
  await admin.connect();
  try {
    const have = new Set(await admin.listTopics());
    const wanted = [
      ...Object.values(topics).map(({ name, partitions, config }) => ({ name, partitions, config })),
      ...readers.map(({ topic, group }) => ({
        name: deadTopic(topic, group),
        partitions: 1,
        config: {
          'cleanup.policy': 'delete',
          'max.message.bytes': String(MAX_LETTER_BYTES),
          'retention.ms': String(topic === topics.views.name ? 2 * DAY : 30 * DAY),
        },
      })),
    ].map((each) => ({ ...each, name: settings.KAFKA_TOPIC_PREFIX + each.name }));
    // kafkajs logs an error for a topic that exists: ask for the missing ones only.
    const missing = wanted.filter(({ name }) => !have.has(name));
    if (missing.length === 0) return { created: [] };
    await admin.createTopics({
      // kafkajs' own wait gives up at the first broker that has not heard of them.
      waitForLeaders: false,
      topics: missing.map(({ name, partitions, config }) => ({
        topic: name,
        numPartitions: partitions,
        replicationFactor: settings.KAFKA_REPLICAS,
        configEntries: Object.entries(config).map(([key, value]) => ({ name: key, value })),
      })),
    });
    const created = missing.map(({ name }) => name);
    await untilKnown(admin, created);
    return { created };
  } finally {
    await admin.disconnect();
  }
}

/**
 * The controller has made the topics, but brokers hear of them one by one: until then they deny a topic, and a
 * moment longer that they lead it. A topic is there when the leaders of all its partitions tell where they end.
 */
async function untilKnown(admin: Admin, topics: string[]): Promise<void> {
  const deadline = performance.now() + KNOWN_MS.most;
  for (const left = [...topics]; left[0] !== undefined; ) {
    try {
      await admin.fetchTopicOffsets(left[0]);
      left.shift();
    } catch (error) {
      if (!(error instanceof kafkajs.KafkaJSError) || performance.now() > deadline) throw error;
      await delay(KNOWN_MS.pause);
    }
  }
}

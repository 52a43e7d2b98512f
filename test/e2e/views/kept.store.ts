// All that an installation keeps, read past its apps, as text: the log, and the three stores.
import { Client } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import { deadTopic, readers, topics } from '#libs/contracts';
import { kafkaSettings, LogScan } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';

type Env = Readonly<Record<string, string>>;

/** Keys, values and headers of all records of all topics, those of dead letters too. */
export async function inTheLog(env: Env): Promise<string> {
  const scan = new LogScan(readSettings(kafkaSettings, env), Runtime.silent('test'));
  const dead = readers.map(({ topic, group }) => deadTopic(topic, group));
  const texts: string[] = [];
  await scan.read(
    await scan.stretches([...Object.values(topics).map(({ name }) => name), ...dead]),
    (found) => {
      for (const { topic, record } of found)
        texts.push(
          `${topic} ${record.key} ${record.value?.toString('latin1')} ${JSON.stringify(record.headers)}`,
        );
    },
  );
  return texts.join('\n');
}

export async function inRedis(env: Env): Promise<string> {
  const redis = new Redis(env['REDIS_URL'] ?? '');
  try {
    const keys = await redis.keys(`${env['REDIS_KEY_PREFIX']}*`);
    return (await Promise.all(keys.map(async (key) => `${key} ${await textOf(redis, key)}`))).join('\n');
  } finally {
    redis.disconnect();
  }
}

async function textOf(redis: Redis, key: string): Promise<string> {
  const kind = await redis.type(key);
  switch (kind) {
    case 'string':
      return (await redis.getBuffer(key))?.toString('latin1') ?? '';
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'zset':
      return JSON.stringify(await redis.zrange(key, '0', '-1'));
    case 'set':
      return JSON.stringify(await redis.smembers(key));
    case 'list':
      return JSON.stringify(await redis.lrange(key, 0, -1));
    default:
      throw new Error(`${key} is a ${kind}, which nobody reads here`);
  }
}

export async function inMongo(env: Env): Promise<string> {
  const mongo = new mongoose.mongo.MongoClient(env['MONGODB_URL'] ?? '');
  try {
    const collections = await mongo.db().collections();
    return JSON.stringify(await Promise.all(collections.map((each) => each.find().toArray())));
  } finally {
    await mongo.close();
  }
}

export async function inElastic(env: Env): Promise<string> {
  const elastic = new Client({ node: env['ELASTICSEARCH_URL'] ?? '' });
  try {
    const index = `${env['SEARCH_INDEX_PREFIX']}-*`;
    await elastic.indices.refresh({ index });
    return JSON.stringify((await elastic.search({ index, size: 1_000 })).hits.hits);
  } finally {
    await elastic.close();
  }
}

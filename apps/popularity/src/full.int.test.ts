import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { deadTopic, encodeChange, topics } from '#libs/contracts';
import { kafkaSettings, LogScan, migrateTopics, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import {
  aPublicArticle,
  type Newsroom,
  type OwnBroker,
  ownBroker,
  startNewsroom,
  within,
} from '#libs/testing';
import { CardStore } from './card.store.ts';
import { popularity } from './popularity.module.ts';

const eventually = within(20_000);
let own: OwnBroker;
let redis: Redis;
let newsroom: Newsroom;

beforeAll(async () => {
  own = await ownBroker('redis');
  redis = new Redis(own.env['REDIS_URL'] ?? '');
  await migrateTopics(readSettings(kafkaSettings, own.env), Runtime.silent('test'));
  newsroom = await startNewsroom([popularity], { env: own.env });
});
afterAll(async () => {
  redis?.disconnect();
  await newsroom?.stop();
  await own?.stop();
});

const ready = () => newsroom.app('popularity').get(Runtime).readiness();
const tell = (seq: number) => {
  const article = aPublicArticle({ uri: `full:${seq}`, seq, headline: `가득 찬 날 ${seq}` });
  const record = encodeChange({ type: 'article.public', article });
  return newsroom
    .app('popularity')
    .get(Sender)
    .send(topics.changes.name, record)
    .then(() => article.id);
};
const known = async (id: string) => (await newsroom.app('popularity').get(CardStore).cards([id])).get(id);

async function deadLetters(): Promise<number> {
  const scan = new LogScan(readSettings(kafkaSettings, own.env), Runtime.silent('test'));
  const dead = deadTopic(topics.changes.name, 'popularity');
  return (await scan.stretches([dead])).reduce((sum, { low, high }) => sum + high - low, 0);
}

/** Where a snapshot would be put something else stands; then it is away, and one is made. */
async function saves(status: 'err' | 'ok'): Promise<void> {
  const [, folder = ''] = (await redis.config('GET', 'dir')) as string[];
  await redis.config('SET', 'save', '3600 1');
  if (status === 'err') mkdirSync(join(folder, 'dump.rdb', 'in the way'), { recursive: true });
  else rmSync(join(folder, 'dump.rdb'), { recursive: true });
  await redis.bgsave();
  await eventually(async () =>
    expect(await redis.info('persistence')).toContain(`rdb_last_bgsave_status:${status}`),
  );
}

interface Full {
  /** As Redis says it. */
  code: 'OOM' | 'MISCONF';
  fill(): Promise<unknown>;
  free(): Promise<unknown>;
}

test.each<[string, Full]>([
  [
    'whose memory is full',
    {
      code: 'OOM',
      fill: () => redis.config('SET', 'maxmemory', '1'),
      free: () => redis.config('SET', 'maxmemory', '0'),
    },
  ],
  ['whose disk is full', { code: 'MISCONF', fill: () => saves('err'), free: () => saves('ok') }],
])('a Redis %s makes changes wait, says so, and goes on by itself', async (_, { code, fill, free }) => {
  await fill();
  const id = await tell(code === 'OOM' ? 1 : 2);
  await eventually(async () => {
    const { status, reasons } = await ready();
    expect({ status, reasons }).toEqual({
      status: 'degraded',
      reasons: { 'room in redis': expect.stringMatching(new RegExp(`^${code} `)) },
    });
  });
  expect(await known(id)).toBeUndefined();
  await free();
  await eventually(async () => expect(await known(id)).toMatchObject({ headline: expect.any(String) }));
  await eventually(async () => expect(await ready()).toMatchObject({ status: 'ready' }));
  expect(await deadLetters()).toBe(0);
});

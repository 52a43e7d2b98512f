import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import {
  encodeChange,
  encodeViews,
  type PopularAnswer,
  type PublicArticle,
  type RebuildAnswer,
  topics,
} from '#libs/contracts';
import { type KafkaSettings, kafkaSettings, migrateTopics, Runner, Sender } from '#libs/kafka';
import { createService, Runtime, readSettings } from '#libs/service';
import { installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { CardStore } from './card.store.ts';
import { LossStore } from './loss.store.ts';
import { popularity } from './popularity.module.ts';
import { ViewStore } from './view.store.ts';

const env = installation();
const redis = new Redis(env['REDIS_URL'] ?? '');
let newsroom: Newsroom;
let sender: Sender;

beforeAll(async () => {
  await migrateTopics(readSettings(kafkaSettings, env) as KafkaSettings, Runtime.silent('test'));
  newsroom = await startNewsroom([popularity], { env });
  sender = newsroom.app('popularity').get(Sender);
  await Promise.all(['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'].map((id, seq) => publish(id, seq + 1)));
});
afterAll(async () => {
  redis.disconnect();
  await newsroom?.stop();
});

const headlines = ['Ferry sails again', '여객선 다시 뜬다', '울릉도 뱃길 열려'];

function publish(id: string, seq: number): Promise<unknown> {
  const article = {
    ...{ uri: `test:${id}`, id, seq, version: 1, revision: 1, language: seq === 1 ? 'en' : 'ko' },
    ...{ headline: headlines[seq % 3], slug: 'x', section: 'society', tags: [], by: [], body: [] },
    ...{
      url: `/society/2026/01/02/x-${id}`,
      fingerprint: '0123456789abcdef',
      excerpt: '',
      readingMinutes: 1,
    },
    ...{ contentCreated: '2026-01-02T03:04:05Z', firstPublished: new Date().toISOString() },
    modified: '2026-01-02T03:04:05Z',
  } as unknown as PublicArticle;
  // All in one partition: the position of one article is that of the others.
  return sender.send(topics.changes.name, encodeChange({ type: 'article.public', article }), 2);
}

let batches = 0;

/** Views as a gateway tells them; the partition is that of the article. */
function view(id: string, times: number): Promise<unknown> {
  const views = Array.from({ length: times }, () => ({ id, at: Date.now() }));
  const value = Buffer.from(JSON.stringify({ gateway: 'g', n: batches++, views }));
  return sender.send(topics.views.name, { key: undefined, value, headers: {} }, id.charCodeAt(0) % 6);
}

async function ask<T>(path: string, method = 'GET'): Promise<T> {
  const response = await fetch(`${newsroom.url('popularity')}/internal/${path}`, { method });
  return (await response.json()) as T;
}

/** The list as readers see it, and whether it is whole. */
async function list(window = '1h'): Promise<{ state: string; views: Record<string, number> }> {
  const { data, meta } = await ask<PopularAnswer>(`popular?window=${window}`);
  return { state: meta.state, views: Object.fromEntries(data.map(({ id, views }) => [id, views])) };
}

const eventually = within(15_000);

async function emptyRedis(): Promise<void> {
  const keys = await redis.keys(`${env['REDIS_KEY_PREFIX']}*`);
  expect(keys.length).toBeGreaterThan(0);
  await redis.del(...keys);
}

describe('counts that Redis has lost', () => {
  test('come back from the log by themselves, to the same numbers, though nobody reads', async () => {
    await Promise.all([view('aaaaaaaaaa', 3), view('bbbbbbbbbb', 7)]);
    await Promise.all([view('aaaaaaaaaa', 1), view('cccccccccc', 2)]);
    await newsroom.settled();
    const before = await Promise.all(['10m', '1h', '24h', '7d'].map(list));
    expect(before[1]).toEqual({ state: 'live', views: { bbbbbbbbbb: 7, aaaaaaaaaa: 4, cccccccccc: 2 } });
    await emptyRedis();
    const answers = [await list()];
    await eventually(async () => {
      answers.push(await list());
      expect(await Promise.all(['10m', '1h', '24h', '7d'].map(list))).toEqual(before);
    });
    // Old for a while, never empty.
    expect(answers[0]?.state).toBe('stale');
    expect(answers.map(({ views }) => views)).toEqual(answers.map(() => before[1]?.views));
    expect(await ask<RebuildAnswer>('rebuild')).toMatchObject({ state: 'done' });
  });

  test('are not counted on from a hole: a view that comes right after the loss is one more, not the first', async () => {
    const before = (await list()).views;
    await emptyRedis();
    await Promise.all([view('aaaaaaaaaa', 1), view('bbbbbbbbbb', 1), view('cccccccccc', 1)]);
    const more = Object.fromEntries(Object.entries(before).map(([id, views]) => [id, views + 1]));
    await eventually(async () => expect(await list()).toEqual({ state: 'live', views: more }));
  });

  test('are shown again with all articles, though a change comes right after the loss', async () => {
    const before = await list();
    await emptyRedis();
    await publish('dddddddddd', 4);
    await eventually(async () => expect(await list()).toEqual(before));
  });

  test('show no article meanwhile that has left the public since', async () => {
    await list();
    await emptyRedis();
    const store = newsroom.app('popularity').get(LossStore);
    await store.refill(new Map(), async () => {
      await redis.hset(`${env['REDIS_KEY_PREFIX']}articles`, 'bbbbbbbbbb', '9 ');
      const { state, views } = await list();
      expect({ state, ids: Object.keys(views) }).toEqual({
        state: 'stale',
        ids: ['aaaaaaaaaa', 'cccccccccc'],
      });
      await redis.hdel(`${env['REDIS_KEY_PREFIX']}articles`, 'bbbbbbbbbb');
      await newsroom.app('popularity').get(Runner).reposition();
    });
    await eventually(async () => expect((await list()).state).toBe('live'));
  });

  test('are not called whole when the last of them came back while the list was read', async () => {
    await newsroom.settled();
    const before = await list();
    const store = newsroom.app('popularity').get(LossStore);
    const articles = newsroom.app('popularity').get(CardStore);
    const cards = articles.cards.bind(articles);
    let reading: ReturnType<typeof list> | undefined;
    const asked = Promise.withResolvers<void>();
    articles.cards = async () => {
      asked.resolve();
      await eventually(async () => expect(store.filling).toBe(false));
      return new Map();
    };
    try {
      await store.refill(new Map(), async () => {
        reading = list();
        await asked.promise;
        await newsroom.app('popularity').get(Runner).reposition();
      });
      expect(await reading).toEqual({ state: 'stale', views: before.views });
    } finally {
      articles.cards = cards;
    }
    await eventually(async () => expect(await list()).toEqual(before));
  });

  test('come back when an older copy of Redis was put in place', async () => {
    await newsroom.settled();
    const keys = await redis.keys(`${env['REDIS_KEY_PREFIX']}*`);
    const copy = await Promise.all(keys.map(async (key) => [key, await redis.dumpBuffer(key)] as const));
    await Promise.all([view('aaaaaaaaaa', 5), view('cccccccccc', 4)]);
    await newsroom.settled();
    const before = await list();
    await emptyRedis();
    for (const [key, bytes] of copy) if (bytes) await redis.restore(key, 0, bytes);
    await eventually(async () => expect(await list()).toEqual(before));
  });
});

/** Readers by the thousand, each counted once, in batches as full as a gateway tells them. */
async function rush(id: string, readers: number): Promise<void> {
  const hash = (n: number) => n.toString(16).padStart(16, '0');
  for (let batch = 0; batch < readers / 500; batch++) {
    const views = Array.from({ length: 500 }, (_, reader) => {
      const visitor = hash(1 + 500 * batch + reader);
      return { id, at: Date.now(), visitor, net: visitor };
    });
    const record = encodeViews({ gateway: 'rush', n: batch, views });
    await sender.send(topics.views.name, record, id.charCodeAt(0) % 6);
  }
}

test('ten thousand readers come back from the log too, and are told apart as before', async () => {
  const before = (await list()).views['bbbbbbbbbb'] ?? 0;
  await rush('bbbbbbbbbb', 10_000);
  const told = async () => (await ask<PopularAnswer>('popular')).data;
  await within(60_000)(async () =>
    expect((await told())[0]).toMatchObject({ id: 'bbbbbbbbbb', views: before + 10_000 }),
  );
  const answer = await told();
  expect(Math.abs((answer[0]?.distinct ?? 0) - 10_000)).toBeLessThan(500);
  await emptyRedis();
  await within(60_000)(async () => {
    expect((await ask<RebuildAnswer>('rebuild')).state).toBe('done');
    expect(await told()).toEqual(answer);
  });
}, 120_000);

describe('a rebuild that is asked for', () => {
  test('forgets everything and counts it again while views go on coming; none is lost or counted twice', async () => {
    await newsroom.settled();
    const before = (await list()).views;
    let sent = 0;
    let going = true;
    const reader = (async () => {
      for (; going; sent++) await view('bbbbbbbbbb', 1);
    })();
    reader.catch(() => undefined);
    await redis.set(`${env['REDIS_KEY_PREFIX']}stranger`, 'stays');
    // Wrong, by whatever accident.
    const shard = `${env['REDIS_KEY_PREFIX']}{${'bbbbbbbbbb'.charCodeAt(0) % 6}}:`;
    for (const window of ['1h', '24h']) await redis.zincrby(`${shard}${window}:views`, 1_000, 'bbbbbbbbbb');
    for (let round = 0; round < 3; round++) {
      expect(await ask<RebuildAnswer>('rebuild', 'POST')).toMatchObject({
        state: expect.stringMatching(/running|done/),
      });
      await eventually(async () => expect((await ask<RebuildAnswer>('rebuild')).state).toBe('done'));
    }
    going = false;
    await reader;
    await newsroom.settled();
    const { bbbbbbbbbb = 0, ...others } = before;
    expect(sent).toBeGreaterThan(20);
    const after = { ...others, bbbbbbbbbb: bbbbbbbbbb + sent };
    await eventually(async () => expect(await list()).toEqual({ state: 'live', views: after }));
    expect(await redis.get(`${env['REDIS_KEY_PREFIX']}stranger`)).toBe('stays');
  });

  test('is begun once more by itself when the log was away after the counts had been forgotten', async () => {
    const before = await list();
    const store = newsroom.app('popularity').get(LossStore);
    const away = () => Promise.reject(new Error('the log is away'));
    await expect(store.refill(new Map(), away, { forget: true })).rejects.toThrow('the log is away');
    await eventually(async () => expect(await list()).toEqual(before));
  });

  test('refuses writes of records that were fetched before, until the positions are asked anew', async () => {
    await newsroom.settled();
    const store = newsroom.app('popularity').get(LossStore);
    const before = await list();
    const partition = 'aaaaaaaaaa'.charCodeAt(0) % 6;
    const views = newsroom.app('popularity').get(ViewStore);
    const next = ((await views.viewPosition(partition))?.applied ?? -1) + 1;
    const slice = { first: next, last: next, from: next, increments: [] };
    const runner = newsroom.app('popularity').get(Runner);
    await store.refill(new Map(), async () => {
      await expect(views.count(partition, slice)).rejects.toMatchObject({
        code: 'counts_lost',
        retriable: true,
      });
      await runner.reposition();
    });
    await eventually(async () => expect(await list()).toEqual(before));
  });

  test('reaches the counts of another process too, which counts its own partitions again', async () => {
    const before = (await list()).views;
    const second = await createService(popularity, { env: { ...env, PORT: '0' } });
    try {
      await newsroom.settled();
      const ids = Object.keys(before);
      await Promise.all(ids.map((id) => view(id, 2)));
      await newsroom.settled();
      await ask<RebuildAnswer>('rebuild', 'POST');
      await Promise.all(ids.map((id) => view(id, 3)));
      const views = Object.fromEntries(ids.map((id) => [id, (before[id] ?? 0) + 5]));
      await eventually(async () => expect(await list()).toEqual({ state: 'live', views }));
    } finally {
      await second.close();
    }
  });
});

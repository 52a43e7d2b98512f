import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import type { PopularAnswer } from '#libs/contracts';
import { createService, Runtime } from '#libs/service';
import {
  anArticle,
  anEvent,
  engine,
  installation,
  type Newsroom,
  startNewsroom,
  within,
} from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { redisApps, redisUser } from '../../tools/rights/redis.ts';

const KEY = 'test_newsroomKeyForTheTests2026';
const env = installation();
const prefix = env['REDIS_KEY_PREFIX'] ?? '';
const eventually = within(20_000);

/** Whoever runs the engine makes the users; their names are of this file alone. */
const root = new Redis(engine('REDIS_URL'));
const users = Object.fromEntries(
  redisApps.map((app) => [app, { name: `${prefix}${app}`, password: randomBytes(16).toString('hex') }]),
);
/** The engine as one of its users reaches it. */
function as(app: string): string {
  const { name = '', password = '' } = users[app] ?? {};
  return engine('REDIS_URL').replace('//', `//${encodeURIComponent(name)}:${password}@`);
}

let newsroom: Newsroom;
let gate: NestFastifyApplication;
beforeAll(async () => {
  for (const app of redisApps) {
    const { name = '', password = '' } = users[app] ?? {};
    await root.call('ACL', 'SETUSER', name, ...redisUser(app, prefix, password));
  }
  newsroom = await startNewsroom([content, search, popularity, gateway], {
    env: { ...env, REDIS_URL: as('popularity') },
  });
  gate = await createService(ingest, {
    env: {
      ...env,
      ...{ REDIS_URL: as('ingest'), INGEST_ADMIN_KEY: KEY, PORT: '0' },
      CONTENT_URL: newsroom.url('content'),
    },
  });
  await gate.listen(0, '127.0.0.1');
  await eventually(async () =>
    expect(await gate.get(Runtime).readiness()).toMatchObject({ status: 'ready' }),
  );
}, 120_000);
afterAll(async () => {
  await Promise.all([gate?.close(), newsroom?.stop()]);
  await root.call('ACL', 'DELUSER', ...Object.values(users).map(({ name }) => name));
  await root.quit();
});

async function send(event: object): Promise<Response> {
  return fetch(`${await gate.getUrl()}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
}

describe('an app with a user of its own', () => {
  test('does all that it does: what is said twice is answered as it was, and what is read is counted', async () => {
    const article = anArticle({ uri: 'credentials:1', language: 'ko' });
    const event = anEvent('article.published', article);
    expect((await send(event)).status).toBe(202);
    await newsroom.settled();
    const again = await send(event);
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
    const id = publicId('credentials:1');
    const answer = await newsroom.get(`/api/v1/articles/${id}`);
    const { url } = (JSON.parse(answer.body) as { data: { url: string } }).data;
    expect((await newsroom.get(url)).status).toBe(200);
    await eventually(async () => {
      const { body } = await newsroom.get('/api/v1/popular?limit=10');
      expect((JSON.parse(body) as PopularAnswer).data.map((each) => each.id)).toContain(id);
    });
    const rebuilt = await fetch(`${newsroom.url('popularity')}/internal/rebuild`, { method: 'POST' });
    expect(rebuilt.status).toBeLessThan(300);
    await eventually(async () => {
      const state = await fetch(`${newsroom.url('popularity')}/internal/rebuild`);
      expect(await state.json()).toMatchObject({ state: 'done' });
    });
  });

  test.each([
    ['ingest', 'popularity'],
    ['popularity', 'ingest'],
  ])('has no key of another: %s', async (app, other) => {
    const redis = new Redis(as(app));
    const own = { ingest: 'ingest:x', popularity: 'salt:x' };
    const keyOf = (each: string) => prefix + own[each as keyof typeof own];
    try {
      expect(await redis.set(keyOf(app), 'x', 'EX', 60)).toBe('OK');
      await expect(redis.get(keyOf(other))).rejects.toThrow('NOPERM');
      await expect(redis.set(keyOf(other), 'x')).rejects.toThrow('NOPERM');
      await expect(redis.get(`another-installation:${own.ingest}`)).rejects.toThrow('NOPERM');
      await expect(redis.eval("return redis.call('GET', KEYS[1])", 1, keyOf(other))).rejects.toThrow();
    } finally {
      redis.disconnect();
    }
  });

  test.each([
    ['FLUSHALL'],
    ['KEYS', '*'],
    ['CONFIG', 'GET', '*'],
    ['ACL', 'LIST'],
    ['SHUTDOWN', 'NOSAVE'],
    ['BGSAVE'],
    ['CLIENT', 'KILL', 'TYPE', 'normal'],
    ['REPLICAOF', 'NO', 'ONE'],
  ])('may not do what is for who runs the engine: %s', async (command, ...args) => {
    const redis = new Redis(as('popularity'));
    try {
      await expect(redis.call(command, ...args)).rejects.toThrow('NOPERM');
    } finally {
      redis.disconnect();
    }
  });

  test('whose password is another one reaches nothing, and says that it is not ready', async () => {
    const wrong = as('popularity').replace(/:[0-9a-f]{32}@/, ':wrong@');
    const app = await createService(popularity, {
      env: { ...env, REDIS_URL: wrong, PORT: '0', KAFKA_TOPIC_PREFIX: env['KAFKA_TOPIC_PREFIX'] ?? '' },
    });
    try {
      expect(await app.get(Runtime).readiness()).toMatchObject({
        status: 'unready',
        dependencies: { redis: 'down' },
      });
    } finally {
      await app.close();
    }
  });
});

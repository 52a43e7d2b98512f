// The whole paper at a broker that denies what no rule allows, each app as a user of its own (tools/rights/table.ts).
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { deadTopic, type PopularAnswer, topics } from '#libs/contracts';
import { grantRights, type KafkaSettings, kafkaSettings, LogScan, Sender } from '#libs/kafka';
import { createService, migrate, Runtime, readSettings, type Service } from '#libs/service';
import { anArticle, anEvent, installation, ownState, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { startGuarded } from '../../engines/kafka/guarded.ts';
import { freePort } from '../../tools/local/installation.ts';
import { asReader } from '../../tools/local/reader.client.ts';
import { logUsers, rulesOf } from '../../tools/rights/kafka.ts';

const KEY = 'test_newsroomKeyForTheTests2026';
const URI = 'users:1';
const thorough = process.env['THOROUGH'] !== undefined;
if (!thorough) process.stdout.write('skipped: a broker that asks for names is started by test:thorough\n');
const eventually = within(60_000);

const services = { content, search, popularity, gateway, syndication, ops, ingest };
type App = keyof typeof services;
const passwords = Object.fromEntries(
  ['root', ...logUsers].map((user) => [user, randomBytes(12).toString('hex')]),
);
const running: NestFastifyApplication[] = [];
const urls: Record<string, string> = {};
let base: Record<string, string> = {};
let end: () => Promise<void> = async () => undefined;

function as(user: string): Record<string, string> {
  return { ...base, KAFKA_SASL_USERNAME: user, KAFKA_SASL_PASSWORD: passwords[user] ?? '' };
}

function settingsOf(user: string): KafkaSettings {
  return readSettings(kafkaSettings, as(user));
}

async function start(): Promise<void> {
  const ports = { client: await freePort(0), inner: await freePort(0) };
  end = await startGuarded({ state: ownState('guarded'), ports, users: passwords, root: 'root' });
  const { privateKey } = generateKeyPairSync('ed25519');
  for (const app of Object.keys(services))
    urls[`${app.toUpperCase()}_URL`] = `http://127.0.0.1:${await freePort(0)}`;
  base = {
    ...{ ...installation(), ...urls, KAFKA_BROKERS: `127.0.0.1:${ports.client}` },
    ...{ KAFKA_SASL_MECHANISM: 'scram-sha-512', HTTP_AT_ONCE_LEAST: '256' },
    ...{ INGEST_ADMIN_KEY: KEY, OPS_INGEST_KEY: KEY, GATEWAY_TRUSTED_PROXIES: '127.0.0.1' },
    INGEST_SECRETS_KEY: randomBytes(32).toString('hex'),
    OPS_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  const rules = new Map(logUsers.map((user) => [user, rulesOf(user)]));
  await grantRights(settingsOf('root'), Runtime.silent('root'), rules);
  for (const each of [content, search, syndication]) await migrate(each as Service, { env: as('migration') });
  for (const [app, service] of Object.entries(services)) {
    const built = await createService(service as Service, { env: { ...as(app), PORT: '0' } });
    running.push(built);
    await built.listen(Number(new URL(urlOf(app)).port), '127.0.0.1');
  }
}

function urlOf(app: string): string {
  return urls[`${app.toUpperCase()}_URL`] ?? '';
}

async function ask(app: App, path: string, body?: object): Promise<{ status: number; body: unknown }> {
  const type = path.startsWith('/v1/events') ? 'application/cloudevents+json' : 'application/json';
  const answer = await fetch(urlOf(app) + path, {
    headers: {
      ...(app === 'ingest' ? { authorization: `Bearer ${KEY}` } : {}),
      ...(app === 'gateway' ? asReader(1) : {}),
      ...(body ? { 'content-type': type } : {}),
    },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: await answer.json() };
}

/** As somebody who has the `sosik` command line. */
async function recordsOf(topic: string): Promise<number> {
  const scan = new LogScan(settingsOf('sosik'), Runtime.silent('sosik'));
  let count = 0;
  await scan.read(await scan.stretches([topic]), (records) => {
    count += records.length;
  });
  return count;
}

async function says(user: string, topic: string): Promise<unknown> {
  const sender = new Sender(settingsOf(user), Runtime.silent(user));
  try {
    return await sender.send(topic, { key: 'users:broken', value: Buffer.from('{'), headers: {} });
  } finally {
    await sender.onApplicationShutdown();
  }
}

beforeAll(async () => {
  if (thorough) await start();
}, 180_000);
afterAll(async () => {
  await Promise.all(running.map((app) => app.close()));
  await end();
}, 60_000);

(thorough ? describe : describe.skip)('seven apps, each with the rights of the table', () => {
  test('are ready', async () => {
    await eventually(async () => {
      const states = await Promise.all(running.map((app) => app.get(Runtime).readiness()));
      expect(states.map(({ status }) => status)).toEqual(running.map(() => 'ready'));
    });
  }, 90_000);

  test('publish, show, find and count an article, and make lists and index anew from the log', async () => {
    const article = anArticle({ uri: URI, headline: '권한을 나눈 신문', language: 'ko' });
    const said = await ask(
      'ingest',
      '/v1/events?wait=visible&timeout=20s',
      anEvent('article.published', article),
    );
    expect(said.status).toBe(200);
    const id = publicId(URI);
    const { data } = (await ask('gateway', `/api/v1/articles/${id}`)).body as { data: { url: string } };
    expect((await fetch(urlOf('gateway') + data.url, { headers: asReader(2) })).status).toBe(200);
    await eventually(async () => {
      const { body } = await ask('gateway', '/api/v1/popular?limit=10');
      expect((body as PopularAnswer).data.map((each) => each.id)).toContain(id);
    });
    for (const app of ['search', 'popularity'] as const) {
      expect((await ask(app, '/internal/rebuild', {})).status).toBeLessThan(300);
      await eventually(async () =>
        expect((await ask(app, '/internal/rebuild')).body).toMatchObject({ state: 'done' }),
      );
    }
  }, 120_000);

  test('keep keys and subscriptions, and prove a takedown in the audit log', async () => {
    const made = await ask('ingest', '/v1/keys', { name: '문화부', scopes: ['read'], mode: 'test' });
    expect(made.status).toBe(201);
    const hook = { url: 'https://receiver.example/hook', types: ['article.public'], description: '통신사' };
    expect((await ask('ingest', '/v1/webhooks', hook)).status).toBe(201);
    const gone = await ask(
      'ingest',
      `/v1/articles/${encodeURIComponent(URI)}/withdraw?wait=gone&timeout=30s`,
      {
        reason: '삭제',
      },
    );
    expect([gone.status, gone.body]).toEqual([200, expect.objectContaining({ takedown: expect.anything() })]);
    expect(await recordsOf(topics.intake.name)).toBeGreaterThan(1);
  }, 90_000);

  test('put aside what they can not read, where whoever runs them finds it', async () => {
    await says('ingest', topics.intake.name);
    const dead = deadTopic(topics.intake.name, 'content');
    await eventually(async () => expect(await recordsOf(dead)).toBe(1));
  }, 90_000);

  test.each([
    ['gateway', topics.changes.name],
    ['search', topics.changes.name],
    ['ingest', topics.changes.name],
    ['content', topics.audit.name],
    ['popularity', topics.decisions.name],
    ['syndication', topics.intake.name],
  ])('%s can not write into %s', async (user, topic) => {
    await expect(says(user, topic)).rejects.toThrow();
  });

  test.each(['gateway', 'search', 'popularity', 'content', 'syndication', 'ops'])(
    '%s does not even see that there are keys',
    async (user) => {
      const scan = new LogScan(settingsOf(user), Runtime.silent(user));
      expect(await scan.stretches([topics.keys.name])).toEqual([]);
    },
  );
});

import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { KeyMade, WebhookSecret } from '#libs/contracts';
import { kafkaSettings, LogScan } from '#libs/kafka';
import { createService, Runtime, readSettings } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { type Answer, ask, type Call, onOpenConnection, signedCall } from './keys/asking.ts';

const ADMIN = 'live_theKeyOfTheOperatorInTheTests';
const env: Record<string, string> = {
  ...installation(),
  INGEST_ADMIN_KEY: ADMIN,
  INGEST_SECRETS_KEY: randomBytes(32).toString('hex'),
  INGEST_RATE_BURST: '40',
  INGEST_RATE_PER_SECOND: '1',
  INGEST_BACKFILL_PER_SECOND: '3',
  INGEST_FAILURES_PER_MINUTE: '60',
};
const eventually = within(8_000);

let newsroom: Newsroom;
/** A second gate of the same paper, whose clock may be put forward. */
let other: NestFastifyApplication;
let there = '';
let ahead = 0;
const here = () => newsroom.url('ingest');

/** One more gate, ready. */
async function aGate(changes: Record<string, string> = {}): Promise<[NestFastifyApplication, string]> {
  const gate = await createService(ingest, {
    env: { ...env, ...changes, PORT: '0' },
    now: () => Date.now() + ahead,
  });
  await gate.listen(0, '127.0.0.1');
  await eventually(async () =>
    expect(await gate.get(Runtime).readiness()).toMatchObject({ status: 'ready' }),
  );
  return [gate, await gate.getUrl()];
}

beforeAll(async () => {
  newsroom = await startNewsroom([content, ingest], { env });
  [other, there] = await aGate({ CONTENT_URL: newsroom.url('content') });
});
afterAll(async () => {
  await Promise.all([other?.close(), newsroom?.stop()]);
});

/** The operator, unless another key is named, at this gate, unless another is. */
const call = (line: string, { at = here(), ...more }: Call & { at?: string } = {}): Promise<Answer> =>
  ask(at, line, { key: ADMIN, ...more });
const make = async (changes: object = {}): Promise<KeyMade> => {
  const input = { name: '통신사 wire', mode: 'test', scopes: ['publish'], ...changes };
  const { status, body } = await call('POST /v1/keys', { body: input });
  expect({ status, body }).toMatchObject({ status: 201, body: input });
  return body as KeyMade;
};
const STRUCTURED = 'application/cloudevents+json';
const send = (
  key: string,
  event: unknown,
  { query = '', ...more }: { query?: string; at?: string; type?: string } = {},
) => call(`POST /v1/events${query}`, { key, type: STRUCTURED, body: event, ...more });
let count = 0;
const published = (uri = `keys:${++count}`, changes: object = {}) =>
  anEvent('article.published', anArticle({ uri }), changes);
const withdrawn = (uri: string) => anEvent('article.withdrawn', { uri, reason: '오보 an error' });
const decided = async (uri: string): Promise<number> => {
  await newsroom.settled();
  return (await fetch(`${newsroom.url('content')}/internal/articles?uri=${encodeURIComponent(uri)}`)).status;
};

describe('a key', () => {
  test('is made, works at every gate within a second, and says what it is', async () => {
    const { id, secret, ...facts } = await make({ mode: 'live', prefixes: ['keys:'] });
    expect(secret).toMatch(/^live_[A-Za-z0-9]{24,}$/);
    expect(facts).toMatchObject({ mode: 'live', prefixes: ['keys:'], created: expect.any(String) });
    const event = published();
    expect(await send(secret, event)).toMatchObject({ status: 202 });
    await eventually(async () =>
      expect(await call('GET /v1/whoami', { key: secret, at: there })).toMatchObject({ status: 200 }),
    );
    expect(await call('GET /v1/whoami', { key: secret })).toMatchObject({
      status: 200,
      body: {
        id,
        name: '통신사 wire',
        mode: 'live',
        scopes: ['publish'],
        quota: { limit: 40, remaining: expect.any(Number) },
      },
    });
    expect(await decided(String(event['subject']))).toBe(200);
  });

  test('is shown once: neither the list nor the log has a word of its secret', async () => {
    const { id, secret } = await make({ name: '열쇠 shown once' });
    const { secret: signing = '' } = (await call(`POST /v1/keys/${id}/webhook-secret`)).body;
    const { body, headers } = await call('GET /v1/keys');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.data?.find((key) => key.id === id)).toEqual({
      id,
      name: '열쇠 shown once',
      mode: 'test',
      scopes: ['publish'],
      created: expect.any(String),
    });
    const scan = new LogScan(readSettings(kafkaSettings, env), Runtime.silent('test'));
    let log = '';
    await scan.read(await scan.stretches(['ingest.keys.v1']), (found) => {
      log += found.map(({ record }) => String(record.value)).join('\n');
    });
    expect(log).toContain(id);
    for (const text of [JSON.stringify(body), log]) {
      expect(text).not.toContain(secret.slice(5));
      expect(text).not.toContain(signing.slice(6));
    }
  });

  test('that can not be is not made, and who may not make it hears nothing of why', async () => {
    const body = { name: 'wire', mode: 'test', scopes: ['publish'], expires: '2026-01-01T00:00:00+09:00' };
    expect(await call('POST /v1/keys', { body })).toMatchObject({
      status: 400,
      body: { code: 'invalid_parameter', errors: [{ pointer: '/expires', code: 'too_early' }] },
    });
    expect(await call('POST /v1/keys', { body: { ...body, scopes: [] } })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/scopes' }] },
    });
    const stranger = await call('POST /v1/keys', { body, key: 'live_noKeyOfOursWhateverIsAsked' });
    expect(stranger).toMatchObject({ status: 401 });
    expect(stranger.body).not.toHaveProperty('errors');
  });

  test('expires by itself, and says so', async () => {
    const expires = new Date(Date.now() + 3_600_000).toISOString();
    const { secret: key } = await make({ expires });
    const knock = () => call('GET /v1/whoami', { key, at: there });
    await eventually(async () => expect(await knock()).toMatchObject({ status: 200 }));
    ahead = 3_600_000;
    try {
      const detail = `this key expired at ${expires}`;
      expect(await knock()).toMatchObject({ status: 401, body: { detail } });
    } finally {
      ahead = 0;
    }
  });

  test('that is revoked opens nothing more, at no gate and on no open connection; its successor does', async () => {
    const [old, next] = [await make({ name: '옛 열쇠' }), await make({ name: '새 열쇠' })];
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const knock = () => onOpenConnection(agent, `${there}/v1/whoami`, old.secret);
    await eventually(async () => expect(await knock()).toBe(200));
    expect(await knock()).toBe(200);
    expect(await call(`DELETE /v1/keys/${old.id}`)).toMatchObject({ status: 204, body: {} });
    expect(await send(old.secret, published())).toMatchObject({
      status: 401,
      body: { detail: 'this key was revoked' },
    });
    await eventually(async () => expect(await knock()).toBe(401));
    agent.destroy();
    for (const at of [here(), there])
      expect(await send(next.secret, published(), { at })).toMatchObject({ status: 202 });
    expect((await call('GET /v1/keys', { at: there })).body.data).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: old.id, revoked: expect.any(String) })]),
    );
    expect(await call(`DELETE /v1/keys/${old.id}`)).toMatchObject({ status: 204 });
  });

  test('outlives every gate', async () => {
    const [kept, gone] = [await make(), await make()];
    await call(`DELETE /v1/keys/${gone.id}`);
    const [gate, at] = await aGate();
    try {
      expect(await send(kept.secret, published(), { at })).toMatchObject({ status: 202 });
      expect(await send(gone.secret, published(), { at })).toMatchObject({ status: 401 });
    } finally {
      await gate.close();
    }
  });

  test('is not refused but asked to wait by a gate that has not read the keys', async () => {
    const { secret } = await make();
    const gate = await createService(ingest, { env: { ...env, KAFKA_BROKERS: '127.0.0.1:9', PORT: '0' } });
    try {
      await gate.listen(0, '127.0.0.1');
      const at = await gate.getUrl();
      expect(await call('GET /v1/whoami', { key: secret, at })).toMatchObject({
        status: 503,
        body: { code: 'dependency_unavailable', retryAfter: 2 },
      });
      expect(await call('GET /v1/whoami', { at })).toMatchObject({ status: 200, body: { name: 'settings' } });
    } finally {
      await gate.close();
    }
  });
});

describe('what a key is not for is forbidden', () => {
  test('be it to make keys, to withdraw or to ask', async () => {
    const { secret: key, id } = await make();
    const forbidden = { status: 403, body: { code: 'forbidden', detail: expect.stringContaining('scope') } };
    expect(await call('POST /v1/keys', { key, body: {} })).toMatchObject(forbidden);
    expect(await call('GET /v1/keys', { key })).toMatchObject(forbidden);
    expect(await call(`DELETE /v1/keys/${id}`, { key })).toMatchObject(forbidden);
    expect(await call(`POST /v1/keys/${id}/webhook-secret`, { key })).toMatchObject(forbidden);
    expect(await call('GET /v1/events/x', { key })).toMatchObject(forbidden);
    expect(await send(key, withdrawn('keys:any'))).toMatchObject(forbidden);
  });

  test('and so is the uri of another, event by event', async () => {
    const { secret } = await make({ scopes: ['publish', 'withdraw', 'read'], prefixes: ['yna:'] });
    const foreign = published();
    await send(ADMIN, foreign);
    const detail = expect.stringContaining('begin with yna:');
    expect(await send(secret, withdrawn(String(foreign['subject'])))).toMatchObject({
      status: 403,
      body: { detail },
    });
    const batch = [published('yna:1'), foreign, withdrawn('yna:1')];
    expect(await send(secret, batch, { type: 'application/cloudevents-batch+json' })).toMatchObject({
      status: 207,
      body: {
        receipts: [
          { status: 'accepted' },
          { status: 'rejected', problem: { status: 403, code: 'forbidden', detail } },
          { status: 'accepted' },
        ],
      },
    });
    expect(await decided(String(foreign['subject']))).toBe(200);
    const status = (event: { id: string }) =>
      call(`GET /v1/events/${encodeURIComponent(event.id)}`, { key: secret });
    expect(await status(published('yna:1'))).toMatchObject({ status: 200 });
    expect(await status(foreign)).toMatchObject({ status: 404 });
  });

  test.each(['DELETE /v1/keys/', 'POST /v1/keys/'])('and %s knows no key of another id', async (line) => {
    const [method, path] = line.split(' ');
    const { id } = (await call('GET /v1/whoami')).body;
    for (const each of ['000000000000', id])
      expect(
        await call(`${method} ${path}${each}${method === 'POST' ? '/webhook-secret' : ''}`),
      ).toMatchObject({
        status: 404,
        body: { code: 'not_found' },
      });
  });
});

describe('a signed message', () => {
  const rotate = async (id: string) =>
    (await call(`POST /v1/keys/${id}/webhook-secret`)).body as WebhookSecret;
  const signed = (...what: Parameters<typeof signedCall>) => call('POST /v1/events', signedCall(...what));

  test('needs no key, is public, and has no second effect', async () => {
    const { id } = await make({ prefixes: ['hook:'] });
    const { secret, ...first } = await rotate(id);
    expect(first).toEqual({});
    const event = published('hook:ferry');
    expect(await signed(secret, event)).toMatchObject({ status: 202, body: { uri: 'hook:ferry' } });
    expect(await signed(secret, event)).toMatchObject({ status: 202 });
    expect(await decided('hook:ferry')).toBe(200);
    const article = await fetch(`${newsroom.url('content')}/internal/articles?uri=hook:ferry`);
    expect(await article.json()).toMatchObject({ article: { version: 1, revision: 1 } });
    expect(await signed(secret, published('elsewhere:1'))).toMatchObject({ status: 403 });
    const elsewhere = () => call('POST /v1/events', { at: there, ...signedCall(secret, event) });
    await eventually(async () => expect(await elsewhere()).toMatchObject({ status: 202 }));
  });

  test('is refused if it was changed, is old, or is signed by another', async () => {
    const { secret } = await rotate((await make()).id);
    const stranger = `whsec_${randomBytes(32).toString('base64')}`;
    const event = published();
    const refused = { status: 401, body: { code: 'unauthorized' } };
    expect(await signed(secret, event, { sent: published() })).toMatchObject(refused);
    expect(await signed(secret, event, { ageMs: 301_000 })).toMatchObject(refused);
    expect(await signed(stranger, event)).toMatchObject(refused);
    expect(await signed(secret, event, { key: 'live_noKeyOfOursWhateverIsSigned' })).toMatchObject(refused);
    expect(await signed(secret, event)).toMatchObject({ status: 202 });
  });

  test('may be signed with two secrets while they change, and with none of a revoked key', async () => {
    const { id } = await make();
    const secrets = [await rotate(id), await rotate(id)];
    const until = Date.parse(secrets[1]?.previousValidUntil ?? '');
    expect(Math.abs(until - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);
    const statuses = async () => {
      const all = [];
      for (const { secret } of secrets) all.push((await signed(secret, published())).status);
      return all;
    };
    expect(await statuses()).toEqual([202, 202]);
    secrets.push(await rotate(id));
    expect(await statuses()).toEqual([401, 202, 202]);
    await call(`DELETE /v1/keys/${id}`);
    expect(await statuses()).toEqual([401, 401, 401]);
    expect(await call(`POST /v1/keys/${id}/webhook-secret`)).toMatchObject({ status: 404 });
  });
});

describe('the limits', () => {
  const limited = { status: 429, body: { code: 'rate_limited' } };
  /** One is taken; it comes back after a second. */
  const NEARLY_ALL = /^"default";r=(39;t=1|40;t=0)$/;
  const untilRefused = async (key: string): Promise<Answer> => {
    for (;;) {
      const answer = await send(key, published());
      if (answer.status !== 202) return answer;
    }
  };

  test('of a key are told with every answer, and hold up nobody else and no withdrawal', async () => {
    const { secret } = await make({ scopes: ['publish', 'withdraw'] });
    const first = await send(secret, published());
    expect(first.headers.get('ratelimit-policy')).toBe('"default";q=40;w=40');
    expect(first.headers.get('ratelimit')).toMatch(NEARLY_ALL);
    const batch = Array.from({ length: 60 }, () => published());
    const { status, body } = await send(secret, batch, { type: 'application/cloudevents-batch+json' });
    expect(status).toBe(207);
    const codes = new Set(body.receipts?.map(({ problem }) => problem?.code));
    expect(codes).toEqual(new Set([undefined, 'rate_limited']));
    expect(body.accepted).toBeGreaterThanOrEqual(39);
    expect(body.accepted).toBeLessThan(60);
    const answer = await untilRefused(secret);
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer).toMatchObject(limited);
    expect(answer.headers.get('ratelimit')).toMatch(/^"default";r=0;t=\d+$/);
    expect(await send(secret, withdrawn('keys:limits'))).toMatchObject({ status: 202 });
    expect(await send((await make()).secret, published())).toMatchObject({ status: 202 });
  });

  test('of old news are their own', async () => {
    const { secret } = await make();
    const old = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2
          ? send(secret, published(), { query: '?lane=backfill' })
          : send(secret, published(undefined, { lane: 'backfill' })),
      ),
    );
    const refused = old.find(({ status }) => status === 429);
    expect(refused).toMatchObject({ ...limited, body: { detail: 'more than 3 a second (backfill)' } });
    expect(refused?.headers.get('ratelimit-policy')).toBe('"backfill";q=3;w=1');
    expect(old.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(3);
    const { status, headers } = await send(secret, published());
    expect(status).toBe(202);
    expect(headers.get('ratelimit')).toMatch(NEARLY_ALL);
  });

  test('of guessing are tight, and shut out nobody who has a key', async () => {
    const [gate, at] = await aGate({ INGEST_FAILURES_PER_MINUTE: '3', INGEST_SECRETS_KEY: '' });
    try {
      const guesses = [];
      for (let n = 0; n < 5; n++)
        guesses.push(await call('GET /v1/whoami', { key: `live_${String(n).repeat(24)}`, at }));
      expect(guesses.map(({ status }) => status)).toEqual([401, 401, 401, 429, 429]);
      expect(guesses[4]?.headers.get('ratelimit-policy')).toBe('"unauthenticated";q=3;w=60');
      expect(Number(guesses[4]?.headers.get('retry-after'))).toBeGreaterThan(10);
      expect(await call('GET /v1/whoami', { at })).toMatchObject({ status: 200 });
      // Such a gate makes no webhook secrets either, and says why.
      const { data: [key] = [] } = (await call('GET /v1/keys', { at })).body;
      expect(await call(`POST /v1/keys/${key?.id}/webhook-secret`, { at })).toMatchObject({
        status: 503,
        body: { detail: expect.stringContaining('INGEST_SECRETS_KEY') },
      });
    } finally {
      await gate.close();
    }
  });
});

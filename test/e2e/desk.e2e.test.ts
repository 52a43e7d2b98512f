import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isSignedBy, jwkOf, type Receipt, type SigningJwk, TakedownReceipt } from '#libs/contracts';
import { Applied } from '#libs/kafka';
import { anArticle, anEvent, type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { AuditStore } from '../../apps/ops/src/audit.store.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { freePort } from '../../tools/local/installation.ts';

const TOKEN = 'tokenOfTheDeskForTheTests2026';
const KEY = 'test_newsroomKeyForTheTests2026';

const { privateKey } = generateKeyPairSync('ed25519');
let newsroom: Newsroom;
beforeAll(async () => {
  const env = {
    INGEST_ADMIN_KEY: KEY,
    OPS_TOKEN: TOKEN,
    OPS_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    OPS_INGEST_KEY: KEY,
    OPS_URL: `http://127.0.0.1:${await freePort(0)}`,
  };
  newsroom = await startNewsroom([content, search, popularity, gateway, ingest, ops], { env });
});
afterAll(() => newsroom?.stop());

interface Wish {
  cookie?: string;
  form?: Record<string, string>;
  headers?: Record<string, string>;
}

/** As a browser asks. */
async function ask(path: string, { cookie, form, headers }: Wish = {}): Promise<Response> {
  return fetch(newsroom.url('ops') + path, {
    redirect: 'manual',
    headers: { accept: 'text/html', ...(cookie ? { cookie } : {}), ...headers },
    ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
  });
}

async function signIn(name = '한서윤'): Promise<string> {
  const { status, headers } = await ask('/login', { form: { token: TOKEN, name } });
  expect(status).toBe(303);
  return headers.get('set-cookie')?.split(';')[0] ?? '';
}

/** What forms of a session carry. */
async function formOf(cookie: string): Promise<string> {
  const page = await (await ask('/', { cookie })).text();
  return /name="form" value="([\w-]+)"/.exec(page)?.[1] ?? '';
}

const words = {
  ko: { headline: '울릉도 여객선, 겨울 시간표로 "되돌아"', section: 'society', language: 'ko' },
  en: { headline: 'Ferry to Ulleung returns to winter & its timetable', section: 'business', language: 'en' },
} as const;

/** Publishes an article that every kind of surface shows, and waits until they do. */
async function publish(uri: string, edition: keyof typeof words): Promise<void> {
  const said = {
    ...words[edition],
    uri,
    tags: [{ name: '울릉도' }],
    by: [{ name: '서하람' }],
    body: '<p>배가 다시 다닌다. The ferry sails again.</p>',
  };
  expect((await newsroom.send(anEvent('article.published', anArticle(said)))).status).toBe(202);
  await newsroom.settled();
}

async function withdraw(
  uri: string,
  query = 'wait=gone&timeout=15s',
): Promise<{ status: number; body: Receipt }> {
  const answer = await fetch(`${newsroom.url('ingest')}/v1/articles/${encodeURIComponent(uri)}/withdraw?${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ reason: '오보', notice: { headline: '철회한 기사입니다', text: '사실과 달랐습니다.' } }),
  });
  return { status: answer.status, body: (await answer.json()) as Receipt };
}

async function keyOfTheDesk(): Promise<SigningJwk> {
  return (await (await fetch(`${newsroom.url('ops')}/receipts/key`)).json()) as SigningJwk;
}

describe('a receipt of a takedown', () => {
  test.each(['ko', 'en'] as const)('proves that an article is gone from every kind of surface (%s)', async (edition) => {
    const uri = `desk:${edition}-ferry`;
    await publish(uri, edition);
    const { status, body } = await withdraw(uri);
    expect({ status, body }).toMatchObject({ status: 200, body: { outcome: 'gone', takedown: { uri } } });
    const receipt = TakedownReceipt.parse(body.takedown);
    expect(receipt.surfaces.filter(({ gone }) => gone !== true)).toEqual([]);
    expect(receipt.surfaces).toHaveLength(18);
    expect(receipt).toMatchObject({ gone: true, wasPublic: true });
    expect(receipt.applied.map(({ group, applied }) => [group.split('.')[0], applied]).toSorted()).toEqual([
      ['content', true],
      ['gateway', true],
      ['popularity', true],
      ['search', true],
    ]);
    expect(receipt.surfaces.find((each) => each.class === 'article page')).toMatchObject({ status: 410 });
    expect(Date.parse(receipt.logged ?? '') - Date.parse(receipt.asked)).toBeGreaterThan(29 * 86_400_000);
    expect(isSignedBy(receipt, jwkOf(createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }))))).toBe(true);
    expect(isSignedBy(receipt, await keyOfTheDesk())).toBe(true);
    expect(isSignedBy({ ...receipt, gone: 'unknown' } as typeof receipt, await keyOfTheDesk())).toBe(false);
    // Of its words there is nothing in it, not even in the addresses that were asked.
    const text = decodeURIComponent(JSON.stringify(receipt));
    for (const word of ['여객선', '울릉도', '서하람', 'Ferry', 'ferry-to', 'timetable']) expect(text).not.toContain(word);
  });

  test('is kept in the chain of the audit log, and given to whoever may read', async () => {
    const { body } = await withdraw('desk:never-was');
    const id = body.takedown?.id ?? '';
    expect(body).toMatchObject({ takedown: { gone: true, wasPublic: false } });
    const get = (headers: Record<string, string>) => fetch(`${newsroom.url('ops')}/v1/receipts/${id}`, { headers });
    const read = await get({ authorization: `Bearer ${KEY}` });
    expect({ status: read.status, body: await read.json() }).toEqual({ status: 200, body: body.takedown });
    expect((await get({})).status).toBe(401);
    expect((await get({ authorization: 'Bearer live_thisIsNoKeyOfThisPaper2026' })).status).toBe(401);
    expect((await get({ cookie: await signIn() })).status).toBe(200);
    const audit = newsroom.app('ops').get(AuditStore);
    expect(audit.state().breaks).toEqual([]);
    expect(audit.records().find(({ what }) => what === 'takedown.receipt')?.after).toEqual(body.takedown);
  });
});

describe('the door of the desk', () => {
  test('leads whoever is not signed in to the way in, and back', async () => {
    const { status, headers } = await ask('/audit?x=1');
    expect({ status, to: headers.get('location') }).toEqual({
      status: 303,
      to: '/login?next=%2Faudit%3Fx%3D1',
    });
    const opened = await ask('/login', { form: { token: TOKEN, name: 'Mina', next: '/audit' } });
    expect({ status: opened.status, to: opened.headers.get('location') }).toEqual({
      status: 303,
      to: '/audit',
    });
    expect(opened.headers.get('set-cookie')).toMatch(
      /^sosik-desk=[\w.-]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
  });

  test('takes a form of its own session alone, and ends with it', async () => {
    const [cookie, other] = [await signIn(), await signIn('Mina')];
    for (const form of ['', 'x', await formOf(other)])
      expect((await ask('/logout', { cookie, form: { form } })).status).toBe(403);
    const elsewhere = { 'sec-fetch-site': 'cross-site' };
    const own = { form: await formOf(cookie) };
    expect((await ask('/logout', { cookie, form: own, headers: elsewhere })).status).toBe(403);
    const out = await ask('/logout', { cookie, form: own });
    expect({ status: out.status, to: out.headers.get('location') }).toEqual({ status: 303, to: '/login' });
    expect((await ask('/', { cookie })).status).toBe(303);
    expect((await ask('/', { cookie: other })).status).toBe(200);
    expect((await ask('/', { cookie: `${other.slice(0, -1)}_` })).status).toBe(303);
  });

  test.each(['/', '/login', '/audit', '/nothing', '/assets/desk.css', '/receipts/key'])(
    'no answer can be framed, copied or run code: %s',
    async (path) => {
      const { headers } = await ask(path, { cookie: await signIn() });
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      );
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
      if (path !== '/assets/desk.css') expect(headers.get('cache-control')).toBe('no-store');
    },
  );

  test('answers programs in their words', async () => {
    const answer = await fetch(`${newsroom.url('ops')}/audit`, { redirect: 'manual' });
    expect({ status: answer.status, body: await answer.json() }).toMatchObject({
      status: 401,
      body: { code: 'unauthorized' },
    });
  });

  test('opens by the token alone, and bounds how often a wrong one is tried', async () => {
    const wrong = await ask('/login', { form: { token: `${TOKEN}x`, name: 'Mina' } });
    expect({ status: wrong.status, cookie: wrong.headers.get('set-cookie') }).toEqual({
      status: 401,
      cookie: null,
    });
    expect(await wrong.text()).toContain('this is not the token of the desk');
    for (let tries = 1; tries < 10; tries++)
      await ask('/login', { form: { token: String(tries), name: 'Mina' } });
    const shut = await ask('/login', { form: { token: TOKEN, name: 'Mina' } });
    expect(shut.status).toBe(429);
    expect(Number(shut.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });
});

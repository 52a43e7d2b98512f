import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  chained,
  encodeAudit,
  isSignedBy,
  jwkOf,
  type Receipt,
  type SigningJwk,
  subjectOf,
  TakedownReceipt,
  topics,
} from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { createService } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { AuditStore } from '../../apps/ops/src/audit.store.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { judged, needlesOf, probesOf } from '../../apps/ops/src/probe.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { freePort } from '../../tools/local/installation.ts';

const TOKEN = 'tokenOfTheDeskForTheTests2026';
const KEY = 'test_newsroomKeyForTheTests2026';

const eventually = within(10_000);

const { privateKey } = generateKeyPairSync('ed25519');
const settings = {
  ...installation(),
  INGEST_ADMIN_KEY: KEY,
  OPS_TOKEN: TOKEN,
  OPS_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  OPS_INGEST_KEY: KEY,
};
let newsroom: Newsroom;
beforeAll(async () => {
  const env = { ...settings, OPS_URL: `http://127.0.0.1:${await freePort(0)}` };
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
  const answer = await fetch(
    `${newsroom.url('ingest')}/v1/articles/${encodeURIComponent(uri)}/withdraw?${query}`,
    {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        reason: '오보',
        notice: { headline: '철회한 기사입니다', text: '사실과 달랐습니다.' },
      }),
    },
  );
  return { status: answer.status, body: (await answer.json()) as Receipt };
}

/** Where readers meet an article that is public, and so a receipt would say that it is not gone. */
const shownBy = [
  'article page',
  'article API',
  'revisions',
  'related',
  'front',
  'section',
  'tag',
  'author',
  'search',
  'suggest',
  'feed',
  'sitemap',
  'archive',
  'error page',
];

async function kindsThatShow(uri: string): Promise<string[]> {
  const article = await newsroom.get(`/api/v1/articles/${publicId(uri)}`);
  const subject = subjectOf((JSON.parse(article.body) as { data: Parameters<typeof subjectOf>[0] }).data);
  const needles = needlesOf({ uri, subject });
  const probes = probesOf({ uri, subject, unseen: false }).filter(({ address }) => address !== undefined);
  const seen = await Promise.all(
    probes.map(async (probe) => judged(probe, await newsroom.get(probe.address ?? ''), needles).gone),
  );
  return probes.filter((_, index) => seen[index] === false).map((probe) => probe.class);
}

async function keyOfTheDesk(): Promise<SigningJwk> {
  return (await (await fetch(`${newsroom.url('ops')}/receipts/key`)).json()) as SigningJwk;
}

describe('a receipt of a takedown', () => {
  test.each(['ko', 'en'] as const)(
    'proves that an article is gone from every kind of surface (%s)',
    async (edition) => {
      const uri = `desk:${edition}-ferry`;
      await publish(uri, edition);
      expect(await kindsThatShow(uri)).toEqual(expect.arrayContaining(shownBy));
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
      expect(
        isSignedBy(receipt, jwkOf(createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' })))),
      ).toBe(true);
      expect(isSignedBy(receipt, await keyOfTheDesk())).toBe(true);
      expect(isSignedBy({ ...receipt, gone: 'unknown' } as typeof receipt, await keyOfTheDesk())).toBe(false);
      // Of its words there is nothing in it, not even in the addresses that were asked.
      const text = decodeURIComponent(JSON.stringify(receipt));
      for (const word of ['여객선', '울릉도', '서하람', 'Ferry', 'ferry-to', 'timetable'])
        expect(text).not.toContain(word);
    },
  );

  test('is kept in the chain of the audit log, and given to whoever may read', async () => {
    const { body } = await withdraw('desk:never-was');
    const id = body.takedown?.id ?? '';
    expect(body).toMatchObject({ takedown: { gone: true, wasPublic: false } });
    const get = (headers: Record<string, string>) =>
      fetch(`${newsroom.url('ops')}/v1/receipts/${id}`, { headers });
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

describe('at the desk', () => {
  test('an article is withdrawn by two forms, and its receipt is shown and downloaded', async () => {
    await publish('desk:forms', 'ko');
    const cookie = await signIn('서하람');
    const form = await formOf(cookie);
    const wish = { form, name: 'desk:forms', reason: '오보', notice: '사실과 달랐습니다.' };
    const asked = await ask('/takedowns/confirm', { cookie, form: wish });
    const page = await asked.text();
    expect(asked.status).toBe(200);
    expect(page).toContain(
      '<p class="headline" lang="ko">울릉도 여객선, 겨울 시간표로 &quot;되돌아&quot;</p>',
    );
    expect(page).toContain('Only a newer explicit reinstatement undoes it');
    expect((await newsroom.get(`/api/v1/articles/${publicId('desk:forms')}`)).status).toBe(200);
    const done = await ask('/takedowns', { cookie, form: wish });
    expect(done.status).toBe(303);
    const path = done.headers.get('location') ?? '';
    const shown = await (await ask(path, { cookie })).text();
    expect(shown).toMatch(/Gone from all 18 kinds of surfaces [\d.]+ s after it was asked for/);
    const file = await ask(`${path}/receipt.json`, { cookie });
    expect(file.headers.get('content-disposition')).toMatch(
      /^attachment; filename="takedown-[\da-f-]+\.json"$/,
    );
    const receipt = TakedownReceipt.parse(await file.json());
    expect(isSignedBy(receipt, await keyOfTheDesk())).toBe(true);
    expect(await (await ask('/takedowns', { cookie })).text()).toContain('<code>desk:forms</code>');
    const acts = newsroom.app('ops').get(AuditStore).records();
    expect(acts.find(({ what }) => what === 'article.withdrawn')).toMatchObject({
      who: '서하람',
      about: 'desk:forms',
      before: { state: 'public', version: 1 },
      after: { reason: '오보', receipt: receipt.id },
    });
    expect(await (await ask('/audit', { cookie })).text()).toContain('The chain is whole.');
  });

  test.each([
    ['', 'an article and a reason are needed'],
    ['두 낱말', 'this is neither a uri nor the address of an article'],
    ['/society/2026/03/01/x-aaaaaaaaaa', 'nothing that was ever public has this address'],
  ])('%j is asked about again', async (name, words) => {
    const cookie = await signIn();
    const answer = await ask('/takedowns/confirm', {
      cookie,
      form: { form: await formOf(cookie), name, reason: '오보' },
    });
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(words);
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

  test.each(['/', '/login', '/audit', '/nothing', '/assets/desk.css', '/assets/desk.js', '/receipts/key'])(
    'no answer can be framed, copied or run code: %s',
    async (path) => {
      const { headers } = await ask(path, { cookie: await signIn() });
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
      );
      expect(headers.get('x-robots-tag')).toBe('noindex, nofollow');
      if (!path.startsWith('/assets/')) expect(headers.get('cache-control')).toBe('no-store');
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

describe('the chain of the audit log', () => {
  const state = (desk: NestFastifyApplication) => desk.get(AuditStore).state();

  test('has no fork where two desks write at once, and is whole for one that starts later', async () => {
    const first = newsroom.app('ops');
    const second = await createService(ops, { env: { ...settings, PORT: '0' } });
    // Whoever was turned away before this is written down by and by.
    await newsroom.settled();
    const before = state(first).count;
    const acts = [first, second].flatMap((desk, at) =>
      Array.from({ length: 5 }, (_, n) =>
        desk.get(AuditStore).append({ who: `편집자 ${at}${n}`, what: 'desk.signed-in' }),
      ),
    );
    const records = await Promise.all(acts);
    expect(new Set(records.map(({ n }) => n)).size).toBe(10);
    await second.close();
    const third = await createService(ops, { env: { ...settings, PORT: '0' } });
    await eventually(() => expect(state(third).count).toBe(before + 10));
    expect([first, third].map((desk) => state(desk).breaks)).toEqual([[], []]);
    await third.close();
  });

  test('tells of a record that somebody else has written, and goes on behind it', async () => {
    const desk = newsroom.app('ops');
    const forged = {
      ...chained({ at: new Date(0).toISOString(), who: 'x', what: 'desk.signed-in' }),
      who: 'y',
    };
    await desk.get(Sender).send(topics.audit.name, encodeAudit(forged));
    await eventually(() => expect(state(desk).breaks).toHaveLength(1));
    await desk.get(AuditStore).append({ who: 'z', what: 'desk.signed-in' });
    expect(state(desk).breaks.map(({ why }) => why)).toEqual(['its hash is not that of its words']);
  });
});

test('what could not be seen is not said to be gone', async () => {
  await publish('desk:unproved', 'en');
  await newsroom.app('search').close();
  const { status, body } = await withdraw('desk:unproved', 'wait=gone&timeout=3s');
  expect({ status, outcome: body.outcome, gone: body.takedown?.gone }).toEqual({
    status: 200,
    outcome: 'gone',
    gone: 'unknown',
  });
  const unseen = body.takedown?.surfaces.filter(({ gone }) => gone === 'unknown').map((each) => each.class);
  expect(unseen).toEqual(expect.arrayContaining(['search', 'suggest']));
  expect(body.takedown?.surfaces.filter(({ gone }) => gone === false)).toEqual([]);
  expect(body.takedown?.surfaces.find((each) => each.class === 'article page')?.gone).toBe(true);
});

test('a withdrawal needs no desk', async () => {
  await newsroom.app('ops').close();
  const { status, body } = await withdraw('desk:alone', 'wait=gone&timeout=3s');
  expect({ status, outcome: body.outcome, takedown: body.takedown }).toEqual({
    status: 200,
    outcome: 'gone',
    takedown: undefined,
  });
  expect(body.warnings).toEqual([expect.objectContaining({ code: 'no_takedown_receipt' })]);
});

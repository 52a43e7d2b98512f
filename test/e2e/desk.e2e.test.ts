import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Newsroom, startNewsroom } from '#libs/testing';
import { ops } from '../../apps/ops/src/ops.module.ts';

const TOKEN = 'tokenOfTheDeskForTheTests2026';

let newsroom: Newsroom;
beforeAll(async () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const OPS_SIGNING_KEY = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  newsroom = await startNewsroom([ops], { env: { OPS_TOKEN: TOKEN, OPS_SIGNING_KEY } });
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

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { KeyMade, Receipt } from '#libs/contracts';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { privileged, questions, steering, values } from './rights/hostile.ts';
import { type LiveRoute, liveRoutes, routesOf } from './rights/routes.ts';
import { OWN, type Role, type Row, roles, rowsOf, table } from './rights/table.ts';

const TOKEN = 'tokenOfTheDeskForTheTests2026';
const ADMIN = 'test_newsroomKeyForTheTests2026';
const services = [content, search, popularity, gateway, syndication, ingest, ops];
const names = services.map(({ name }) => name);

let newsroom: Newsroom;
let routes: LiveRoute[] = [];
/** What each role brings: header fields, and the word of its forms. */
const brings = new Map<Role, { headers: Record<string, string>; form?: string }>();

async function made(wish: object): Promise<KeyMade> {
  const answer = await fetch(`${newsroom.url('ingest')}/v1/keys`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ADMIN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: '열쇠 of a role', mode: 'test', ...wish }),
  });
  expect(answer.status).toBe(201);
  return (await answer.json()) as KeyMade;
}

async function session(): Promise<{ cookie: string; form: string }> {
  const desk = newsroom.url('ops');
  const form = new URLSearchParams({ token: TOKEN, name: '한서윤' });
  const { headers } = await fetch(`${desk}/login`, { method: 'POST', body: form, redirect: 'manual' });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  const page = await (await fetch(desk, { headers: { cookie, accept: 'text/html' } })).text();
  return { cookie, form: /name="form" value="([\w-]+)"/.exec(page)?.[1] ?? '' };
}

const fromElsewhere = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

async function equip(): Promise<void> {
  const key = ({ secret }: KeyMade) => ({ headers: { authorization: `Bearer ${secret}` } });
  for (const scope of ['publish', 'withdraw', 'curate', 'breaking', 'read', 'admin'] as const)
    brings.set(scope, key(await made({ scopes: [scope] })));
  const all = ['publish', 'withdraw', 'curate', 'breaking', 'read'];
  brings.set('foreign', key(await made({ scopes: all, prefixes: ['other:'] })));
  const revoked = await made({ scopes: [...all, 'admin'] });
  const ended = await fetch(`${newsroom.url('ingest')}/v1/keys/${revoked.id}`, {
    method: 'DELETE',
    headers: { authorization: `Bearer ${ADMIN}` },
  });
  expect(ended.status).toBe(204);
  brings.set('revoked', key(revoked));
  brings.set('nobody', { headers: {} });
  brings.set('page of another site', { headers: fromElsewhere });
  const [one, two, three] = [await session(), await session(), await session()];
  brings.set('editor', { headers: { cookie: one.cookie }, form: one.form });
  brings.set('editor without the word of the form', { headers: { cookie: two.cookie } });
  const headers = { cookie: three.cookie, ...fromElsewhere };
  brings.set('editor sent by another site', { headers, form: three.form });
}

beforeAll(async () => {
  newsroom = await startNewsroom(services, {
    env: {
      ...installation(),
      INGEST_ADMIN_KEY: ADMIN,
      INGEST_FAILURES_PER_MINUTE: '1000000',
      OPS_TOKEN: TOKEN,
      OPS_TRIES_PER_MINUTE: '1000',
      PREVIEW_SECRET: 'what the links of this test are signed with',
    },
  });
  await equip();
  routes = names.flatMap((name) => liveRoutes(name, newsroom.app(name)));
  const article = anArticle({ uri: OWN, language: 'ko' });
  expect((await newsroom.send(anEvent('article.published', article))).status).toBe(202);
  await newsroom.settled();
}, 150_000);
afterAll(() => newsroom?.stop());

/** What a request carries: forms at the desk, JSON elsewhere. */
function carried({ app, method, route }: LiveRoute, row: Row, form?: string): RequestInit {
  if (['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method)) return {};
  if (app === 'ops' && !route.startsWith('/internal/')) {
    const fields = { token: 'wrong', name: '한서윤', ...(form === undefined ? {} : { form }) };
    return { body: new URLSearchParams(fields) };
  }
  if (row.body === undefined) return {};
  return { body: JSON.stringify(row.body), headers: { 'content-type': row.type ?? 'application/json' } };
}

async function status(role: Role, live: LiveRoute, row: Row): Promise<number> {
  const { headers = {}, form } = brings.get(role) ?? {};
  const { headers: type, ...rest } = carried(live, row, form);
  const path = row.at ?? live.route.replaceAll(/:\w+/g, 'x').replaceAll('*', 'x');
  const ended = new AbortController();
  const answer = await fetch(newsroom.url(live.app) + path, {
    ...rest,
    method: live.method,
    headers: { accept: 'application/json', ...headers, ...(type as Record<string, string> | undefined) },
    redirect: 'manual',
    signal: ended.signal,
  });
  // A stream has no end of its own.
  ended.abort();
  return answer.status;
}

/** Where everybody is let in, a few are enough to see that nobody is turned away for who they are. */
function asking({ cells }: Row, method: string): readonly Role[] {
  const open = Object.values(cells).filter((verdict) => verdict === 'in').length >= roles.length - 1;
  if (!open) return roles;
  return method === 'HEAD' ? ['page of another site'] : ['nobody', 'admin', 'page of another site'];
}

describe('every role at every route', () => {
  test.each(names)(
    'of %s is let in or turned away as the table says',
    async (name) => {
      const faults: string[] = [];
      const own = routes.filter(({ app }) => app === name);
      // A session that is closed opens nothing more.
      own.sort((a, b) => Number(a.route === '/logout') - Number(b.route === '/logout'));
      expect(own.length).toBeGreaterThan(4);
      for (const live of own) {
        const rows = rowsOf(live);
        if (rows.length === 0) faults.push(`${live.method} ${live.route} is in no row of the table`);
        for (const row of rows) {
          const said = await Promise.all(
            asking(row, live.method).map(async (role) => ({ role, got: await status(role, live, row) })),
          );
          for (const { role, got } of said) {
            const wanted = row.cells[role];
            const right = wanted === 'in' ? ![401, 403].includes(got) : got === wanted;
            if (!right) faults.push(`${role}: ${live.method} ${live.route} is ${got}, not ${wanted}`);
          }
        }
      }
      expect(faults).toEqual([]);
    },
    120_000,
  );

  test('a route that nobody has judged is found', () => {
    for (const [app, line] of [
      ['ingest', 'POST /v1/tomorrow'],
      ['ingest', 'DELETE /v1/articles/:uri'],
      ['ops', 'GET /tomorrow'],
      ['gateway', 'POST /tomorrow'],
      ['gateway', 'GET /internal/tomorrow'],
      ['content', 'GET /tomorrow'],
    ] as const) {
      const [method = '', route = ''] = line.split(' ');
      expect({ line, rows: rowsOf({ app, method, route }) }).toEqual({ line, rows: [] });
    }
  });

  test('every row of the table speaks of a route that there is', () => {
    const fits = (row: Row) =>
      routes.some(({ app, method, route }) => row.app.test(app) && row.line.test(`${method} ${route}`));
    expect(table.filter((row) => !fits(row)).map(({ app, line }) => `${app.source} ${line.source}`)).toEqual(
      [],
    );
  });

  test('the routes are those that the server knows: a tree of it is read to the last one', () => {
    const tree = [
      '├── / (GET, HEAD)',
      '│   ├── v1/articles/:uri (GET, HEAD, PUT)',
      '│   │   └── /withdraw (POST)',
      '│   └── :section',
      '│       └── /feed.xml (GET)',
      '└── * (GET)',
    ].join('\n');
    expect(routesOf(tree).map(({ method, route }) => `${method} ${route}`)).toEqual([
      'GET /',
      'HEAD /',
      'GET /v1/articles/:uri',
      'HEAD /v1/articles/:uri',
      'PUT /v1/articles/:uri',
      'POST /v1/articles/:uri/withdraw',
      'GET /:section/feed.xml',
      'GET *',
    ]);
  });
});

describe('what nobody may say', () => {
  const sent = async (event: object): Promise<{ status: number; body: Receipt }> => newsroom.send(event);
  const shown = async (uri: string): Promise<Record<string, unknown>> => {
    const answer = await newsroom.get(`/api/v1/articles/${encodeURIComponent(`uri=${uri}`)}`);
    return (JSON.parse(answer.body) as { data: Record<string, unknown> }).data;
  };

  test('members that only Sosik gives are none of an article, however they are sent', async () => {
    const uri = 'mine:privileged';
    const article = anArticle({ uri, language: 'ko' });
    // As text: `__proto__` in an object of ours would be no member of it.
    const data = JSON.stringify({ ...article, ...privileged }).replace(
      /^\{/,
      '{"__proto__":{"public":true},',
    );
    const event = anEvent('article.published', article, steering);
    const answer = await fetch(`${newsroom.url('ingest')}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/cloudevents+json', authorization: `Bearer ${ADMIN}` },
      body: JSON.stringify({ ...event, data: 0 }).replace(/"data":0/, () => `"data":${data}`),
    });
    expect(answer.status).toBe(202);
    await newsroom.settled();
    const article_ = await shown(uri);
    expect(article_).toMatchObject({ uri, version: 1, revision: 1, headline: article.headline });
    for (const [name, value] of Object.entries(privileged))
      if (name !== 'constructor') expect({ name, value: article_[name] }).not.toEqual({ name, value });
    expect(Object.keys(article_)).not.toContain('__proto__');
    expect(({} as { public?: boolean }).public).toBeUndefined();
  });

  test.each(['article.due', 'article.reprojected', 'media.ready', '__proto__', 'constructor', 'toString'])(
    'an event of the type %s is refused, with every key',
    async (type) => {
      const { status, body } = await sent(anEvent(type, { uri: OWN, at: '2026-03-01T00:00:00Z' }));
      expect({ status, code: (body as { code?: string }).code }).toEqual({
        status: 422,
        code: 'invalid_event',
      });
    },
  );

  test('an object is no text: no operator of a store is taken where a word is meant', async () => {
    const event = anEvent('article.published', anArticle({ uri: OWN, version: 3 }));
    const said = (member: object) => sent({ ...event, data: { ...(event['data'] as object), ...member } });
    const faults: unknown[] = [];
    for (const value of values) {
      for (const name of ['uri', 'headline', 'section', 'language', 'translationOf', 'tags', 'slug']) {
        if (name === 'tags' && Array.isArray(value) && value.length === 0) continue;
        const { status } = await said({ [name]: value });
        if (status !== 422) faults.push({ name, value, status });
      }
      for (const body of [
        { uri: value },
        { lists: { 0: value } },
        { lists: [{ section: value, tag: value }] },
      ]) {
        for (const path of ['lists', 'retell', 'wishes', 'foresight']) {
          const answer = await fetch(`${newsroom.url('content')}/internal/${path}`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          if (answer.status !== 400) faults.push({ path, body, status: answer.status });
        }
      }
    }
    expect(faults).toEqual([]);
  });

  test('members that a question does not have are not asked for', async () => {
    const asked = async (list: unknown): Promise<string> => {
      const answer = await fetch(`${newsroom.url('content')}/internal/lists`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ lists: [list] }),
      });
      return answer.text();
    };
    expect(await asked({ $where: 'false', $or: [], _id: null })).toBe(await asked({}));
    expect(await asked({})).toContain(OWN);
  });

  test('a question that is put together from operators is refused, or has no effect', async () => {
    const faults: unknown[] = [];
    const pages = routes.filter(({ method, route }) => method === 'GET' && !route.endsWith('/stream'));
    for (const [n, { app, route }] of pages.entries()) {
      // Each route hears some of them, and all are heard.
      for (const question of [questions[n % questions.length], questions[(n * 7 + 3) % questions.length]]) {
        const path = route.replaceAll(/:\w+/g, 'x').replaceAll('*', 'x');
        const headers = { ...brings.get('admin')?.headers, ...brings.get('editor')?.headers };
        const answer = await fetch(`${newsroom.url(app)}${path}?${question}`, {
          headers,
          redirect: 'manual',
        });
        await answer.body?.cancel();
        if (answer.status >= 500 && !path.includes('readyz'))
          faults.push({ app, path, question, status: answer.status });
      }
    }
    expect(faults).toEqual([]);
    expect(pages.length).toBeGreaterThan(questions.length);
    expect(({} as { admin?: string }).admin).toBeUndefined();
  });

  test.each(questions.filter((question) => question.startsWith('uri[')))(
    'an article is not found by %s, and neither is the list of all',
    async (question) => {
      for (const [app, path] of [
        ['content', '/internal/articles'],
        ['gateway', '/api/v1/articles'],
      ] as const)
        expect((await fetch(`${newsroom.url(app)}${path}?${question}`)).status).toBe(400);
    },
  );
});

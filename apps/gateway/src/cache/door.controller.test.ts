import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { problems } from '#libs/contracts';
import { DependencyUnavailable, type ProblemError, Runtime, readSettings } from '#libs/service';
import { within } from '#libs/testing';
import { gatewaySettings } from '../settings.ts';
import type { ViewProducer } from '../views/view.producer.ts';
import { Door } from './door.controller.ts';
import type { Answer } from './pressed.ts';
import { ReadyStore } from './ready.store.ts';

/** Keeps the ids of views instead of telling the log. */
class Seen {
  ids: string[] = [];
  seen(_request: unknown, id: string): void {
    this.ids.push(id);
  }
  addressOf(): string {
    return '192.0.2.7';
  }
}

const TEXT = '울릉도를 오가는 여객선이 월요일부터 겨울 시간표로 운항한다. '.repeat(50);
const page = (changes: Partial<Answer> = {}): Answer => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  body: TEXT,
  cacheControl: 'public, max-age=5',
  keys: ['article:a'],
  softMs: 1e9,
  ...changes,
});
const answers: Record<string, Answer> = {
  '/article': page({ view: 'aaaaaaaaaa', lastModified: '2026-03-01T00:00:00.000Z' }),
  '/small': page({ body: '짧다' }),
  '/api/json': page({ type: 'application/json; charset=utf-8' }),
  '/moved': page({ status: 301, body: '', location: '/ko/society/%EC%9A%B8' }),
  '/missing': page({ status: 404 }),
};

const views = new Seen();
/** In the same minute all the while. */
const runtime = Runtime.silent('gateway', () => 1_772_323_200_000);
const settings = readSettings(gatewaySettings, { GATEWAY_API_PER_MINUTE: '4', GATEWAY_ANSWER_MS: '100' });
class Store extends ReadyStore {
  unsaid: number | undefined;
  override get unconfirmedS(): number | undefined {
    return this.unsaid;
  }
}
const store = new Store(settings, runtime);
const door = new Door(store, views as unknown as ViewProducer, settings, runtime);
/** What its route says of each address; the door may know better. */
const made: string[] = [];

/** What metrics are told of answers that no route has seen. */
const told: string[] = [];

/** What comes when the test says so. */
let finish = (_: Answer): void => undefined;
const late = new Promise<Answer>((resolve) => {
  finish = resolve;
});

/** What can be made without asking anybody. */
const alone: Record<string, Answer> = {};

/** Whether there is room for what is to be made. */
let room = true;

let app: FastifyInstance;
let port: number;
beforeAll(async () => {
  store.begin();
  app = fastify();
  app.decorate('idOf', () => 'an-id');
  app.decorate('shares', () => undefined);
  app.decorate('load', { hasRoom: () => true } as unknown as FastifyInstance['load']);
  app.decorate('answered', ({ route, status }) => void told.push(`${route} ${status}`));
  // As a server that has no room asks before it refuses.
  let rather = (_request: IncomingMessage, _response: ServerResponse): boolean => false;
  app.decorate('ratherThanRefuse', (instead) => {
    rather = instead;
  });
  app.addHook('onRequest', (req, reply, done) => {
    if (room || !rather(req.raw, reply.raw)) return done();
    reply.hijack();
  });
  door.open(app, (url) => alone[url] && { answer: alone[url], shown: new Map() });
  app.get('/lost/:name', async (req, reply) => {
    await door.soon(req, reply, () => Promise.reject(new DependencyUnavailable('content')));
  });
  app.get('/late/:name', async (req, reply) => {
    await door.soon(req, reply, () => late);
  });
  app.get('*', async (req, reply) => {
    made.push(req.url);
    await door.answer(req, reply, async () => answers[req.url] ?? page({ body: req.url }));
  });
  app.post('*', async () => 'posted');
  app.setErrorHandler(({ code, details }: ProblemError, _request, reply) =>
    reply.status(problems[code].status).header('retry-after', details?.retryAfter).send(),
  );
  port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterAll(() => app.close());

interface Raw {
  status: number;
  headers: Record<string, string | undefined>;
  bytes: Buffer;
}

/** What comes over the wire, nothing decoded. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode: status = 0, headers: got } = response;
        resolve({ status, headers: got as Raw['headers'], bytes: Buffer.concat(chunks) });
      });
    });
    sent.on('error', reject).end();
  });
}

const decoders: Record<string, (bytes: Buffer) => Buffer> = { gzip: gunzipSync, br: brotliDecompressSync };
const decode = ({ headers, bytes }: Raw) =>
  (decoders[headers['content-encoding'] ?? '']?.(bytes) ?? bytes).toString();

test('of which nobody has said lately that it holds is served as stale, kept for a second, and as before afterwards', async () => {
  const first = await ask('/article');
  store.unsaid = 9;
  const unsaid = [await ask('/article'), await ask('/made-now')];
  store.unsaid = undefined;
  const [known, fresh] = unsaid.map(({ headers }) => [headers['cache-status'], headers['cache-control']]);
  expect(known).toEqual(['sosik; hit; ttl=-9; detail=stale', 'public, max-age=1']);
  expect(fresh).toEqual(['sosik; fwd=miss; stored', 'public, max-age=5']);
  expect(unsaid[0]?.headers['etag']).toBe(first.headers['etag']);
  const { headers } = await ask('/article');
  expect([headers['cache-status'], headers['cache-control']]).toEqual(['sosik; hit', 'public, max-age=5']);
});

test('that is late is not waited for, and is there for who asks next', async () => {
  expect((await ask('/late/page')).status).toBe(503);
  finish(page());
  await within(4_000)(async () => {
    const answer = await ask('/late/page');
    expect([answer.status, answer.headers['cache-status']]).toEqual([200, 'sosik; hit']);
  });
});

test('that can not be made anew and only lacks what has come since is served, and said to be stale', async () => {
  const front = page({ keys: ['list:ko'] });
  let lost = false;
  await store.fill('/lost/front', async () => {
    if (lost) throw new DependencyUnavailable('content');
    return front;
  });
  lost = true;
  await store.renew(['list:ko']);
  const answer = await ask('/lost/front');
  expect([answer.status, answer.headers['cache-status'], answer.headers['cache-control']]).toEqual([
    200,
    'sosik; hit; ttl=-1; detail=stale',
    'public, max-age=1',
  ]);
  expect((await ask('/lost/other')).status).toBe(503);
});

test('that has no room is the one that lacks only what has come since, or what stands beside it, while that holds', async () => {
  const asked = async (path: string) => {
    const answer = await ask(path);
    return { status: answer.status, state: answer.headers['cache-status'], body: answer.bytes.toString() };
  };
  const makes = [page({ keys: ['list:ko'], body: '목록' })];
  await store.fill('/lost/list', async () => makes.pop() ?? Promise.reject(new Error('too much to do')));
  await store.renew(['list:ko']);
  store.purge(['list:en']);
  alone['/lost/known'] = page({ keys: ['article:known'], body: '혼자', outdated: true });
  const stale = 'sosik; hit; ttl=-1; detail=stale';
  room = false;
  try {
    expect(await asked('/lost/list')).toEqual({ status: 200, state: stale, body: '목록' });
    for (let n = 0; n < 2; n++)
      expect(await asked('/lost/known')).toEqual({ status: 200, state: stale, body: '혼자' });
    delete alone['/lost/known'];
    expect((await ask('/lost/known')).status).toBe(200);
    store.purge(['article:known']);
    expect((await ask('/lost/known')).status).toBe(503);
    expect((await ask('/lost/unknown')).status).toBe(503);
  } finally {
    room = true;
  }
});

test('of an article that nobody can make anew is that of the article alone, where it is known', async () => {
  alone['/lost/article'] = page({ keys: ['article:lost'], body: '기사만', outdated: true });
  const { status, headers, bytes } = await ask('/lost/article');
  expect([status, headers['cache-status'], bytes.toString()]).toEqual([
    200,
    'sosik; hit; ttl=-1; detail=stale',
    '기사만',
  ]);
});

test('that nobody could make whole is said to be stale when it is made, too', async () => {
  answers['/part'] = page({ body: '일부', outdated: true });
  const { status, headers } = await ask('/part');
  expect([status, headers['cache-status'], headers['cache-control']]).toEqual([
    200,
    'sosik; fwd=miss; stored; ttl=-1; detail=stale',
    'public, max-age=1',
  ]);
});

describe('the encoding', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['br; q=0.000, gzip ; q=1', 'gzip'],
    ['br;q=0.1', 'br'],
    ['gzip;q=0', undefined],
    ['identity', undefined],
    ['', undefined],
    ['brotli, gzipped', undefined],
    ['br;q=0,gzip;q=0,*;q=1', undefined],
  ])('for a reader who accepts %j is %s', async (accepted, encoding) => {
    const answer = await ask('/article', { 'accept-encoding': accepted });
    expect(answer.headers['content-encoding']).toBe(encoding);
    expect(answer.headers['content-length']).toBe(String(answer.bytes.length));
    expect(answer.headers['vary']).toBe('Accept-Encoding');
    expect(decode(answer)).toBe(TEXT);
  });

  test('of a small body is always its own', async () => {
    const answer = await ask('/small', { 'accept-encoding': 'br' });
    expect(answer.headers).not.toHaveProperty('content-encoding');
    expect(answer.bytes.toString()).toBe('짧다');
  });
});

describe('the ETag', () => {
  test.each(['br', 'gzip', 'identity'])(
    'of %s is its own, and answers 304 to who has it',
    async (accepted) => {
      const headers = { 'accept-encoding': accepted };
      const first = await ask('/article', headers);
      const etag = first.headers['etag'] ?? '';
      expect(etag).toMatch(/^"[\w-]+"$/);
      for (const known of [etag, `W/${etag}`, `"x", ${etag} ,"y"`, '*']) {
        const answer = await ask('/article', { ...headers, 'if-none-match': known });
        expect({ status: answer.status, bytes: answer.bytes.length }).toEqual({ status: 304, bytes: 0 });
        for (const name of ['etag', 'cache-control', 'vary', 'last-modified', 'content-security-policy']) {
          expect([name, answer.headers[name]]).toEqual([name, first.headers[name]]);
        }
      }
      for (const other of ['"x"', etag.slice(1, -1), '', `${etag}x`]) {
        expect((await ask('/article', { ...headers, 'if-none-match': other })).status).toBe(200);
      }
    },
  );

  test('of one encoding is not that of another', async () => {
    const etags = await Promise.all(
      ['br', 'gzip', 'identity'].map(
        async (each) => (await ask('/article', { 'accept-encoding': each })).headers['etag'],
      ),
    );
    expect(new Set(etags).size).toBe(3);
    const crossed = await ask('/article', { 'accept-encoding': 'gzip', 'if-none-match': etags[0] ?? '' });
    expect(crossed.status).toBe(200);
  });

  test.each(['/missing', '/moved'])('never makes %s a 304', async (path) => {
    const answer = await ask(path, { 'if-none-match': '*' });
    expect(answer.status).toBe(answers[path]?.status);
  });
});

describe('an answer', () => {
  test('allows no inline code, no foreign code or picture, and no frame', async () => {
    const policy = (await ask('/article')).headers['content-security-policy'] ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:/);
    expect((await ask('/article')).headers['x-content-type-options']).toBe('nosniff');
  });

  test('may be read by any site exactly if it is data', async () => {
    const origin = async (path: string) => (await ask(path)).headers['access-control-allow-origin'];
    expect([await origin('/api/json'), await origin('/article')]).toEqual(['*', undefined]);
  });

  test('says when it last changed, and where it has moved', async () => {
    expect((await ask('/article')).headers['last-modified']).toBe('Sun, 01 Mar 2026 00:00:00 GMT');
    expect(await ask('/moved')).toMatchObject({
      status: 301,
      headers: { location: '/ko/society/%EC%9A%B8' },
    });
  });

  test('to HEAD has all headers of GET and no body', async () => {
    for (const encoding of ['br', 'identity']) {
      const [head, get] = await Promise.all(
        ['HEAD', 'GET'].map((method) => ask('/article', { 'accept-encoding': encoding }, method)),
      );
      expect(head?.bytes.length).toBe(0);
      const { date: _, 'x-request-id': __, 'server-timing': ___, ...headers } = head?.headers ?? {};
      expect(get?.headers).toMatchObject(headers);
    }
  });

  test('that is ready is handed out before its route is asked', async () => {
    await ask('/ready');
    made.length = 0;
    told.length = 0;
    const answer = await ask('/ready');
    expect(answer.bytes.toString()).toBe('/ready');
    expect(answer.headers['x-request-id']).toBe('an-id');
    expect(made).toEqual([]);
    // Metrics know it by the route that has made it.
    expect(told).toEqual(['* 200']);
  });

  test('that is ready is none to a POST', async () => {
    await ask('/ready');
    expect((await ask('/ready', {}, 'POST')).bytes.toString()).toBe('posted');
  });

  test('is for its whole address: another query is another page', async () => {
    await ask('/list');
    expect((await ask('/list?cursor=a')).bytes.toString()).toBe('/list?cursor=a');
  });
});

test('a page of an article is a view for each GET, answered with 200 or 304, and for nothing else', async () => {
  const etag = (await ask('/article')).headers['etag'] ?? '';
  views.ids = [];
  await ask('/article');
  await ask('/article', { 'if-none-match': etag });
  await ask('/article', {}, 'HEAD');
  await ask('/api/json');
  await ask('/missing');
  expect(views.ids).toEqual(['aaaaaaaaaa', 'aaaaaaaaaa']);
});

describe('what an answer says of this cache', () => {
  test('is whether it was ready, whether it is kept, and how long it took', async () => {
    const said = async (path: string) => (await ask(path)).headers['cache-status'];
    expect([await said('/new'), await said('/new')]).toEqual(['sosik; fwd=miss; stored', 'sosik; hit']);
    expect((await ask('/new')).headers['server-timing']).toMatch(/^total;dur=\d+\.\d$/);
  });

  test('is how much of what has to be made is left to a place in this minute, and no more than that', async () => {
    // One has been made for another test, at most, and one that is ready counts for nothing.
    const answers = [];
    for (const path of ['a', 'a', 'b', 'c', 'd', 'e']) answers.push(await ask(`/api/${path}`));
    const last = answers.at(-1);
    expect(last).toMatchObject({ status: 429, headers: { 'ratelimit-policy': '"api";q=4;w=60' } });
    expect(last?.headers['retry-after']).toBe('60');
    expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await ask('/api/a')).status).toBe(200);
  });
});

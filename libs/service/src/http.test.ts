import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Problem } from '#libs/contracts';
import { within } from '#libs/testing';
import { createService, DependencyUnavailable, Runtime, serviceSettings } from './service.ts';

const ThingQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(5).default(2) });
const Thing = z.object({ name: z.string() }).meta({ id: 'Thing' });

/** When `/things/slow` is answered. */
const slow = Promise.withResolvers<void>();

@Controller('things')
class ThingController {
  @Get(':id')
  one(
    @Param('id') id: string,
    @Query({ schema: ThingQuery }) { limit }: z.infer<typeof ThingQuery>,
  ): object | Promise<object> {
    if (id === 'broken') throw new Error('hunter2 at mongodb://10.0.0.7');
    if (id === 'slow') return slow.promise.then(() => ({ id }));
    if (id === 'lost') throw new DependencyUnavailable('redis', new Error('hunter2 at 10.0.0.7'));
    return { id, limit };
  }

  @Post()
  make(@Body({ schema: Thing }) thing: z.infer<typeof Thing>): object {
    return thing;
  }
}

@Module({ controllers: [ThingController] })
class ThingModule {}

const things = {
  name: 'things',
  settings: serviceSettings(0),
  module: ThingModule,
  bodyBytes: 1_000,
};

let app: NestFastifyApplication;
let origin: string;
let lengthSeen = 0;
let traceSeen = '';
beforeAll(async () => {
  app = await createService(things, { env: { LOG_LEVEL: 'silent', PORT: '0' } });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preHandler', async (request) => {
      lengthSeen = request.bodyBytes;
      traceSeen = request.work.traceparent;
    });
  await app.listen(0, '127.0.0.1');
  origin = (await app.getUrl()).replace('[::1]', '127.0.0.1');
});
afterAll(() => app.close());

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}

async function ask(
  method: string,
  path: string,
  { headers = {}, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const response = await fetch(origin + path, { method, headers, ...(body === undefined ? {} : { body }) });
  const text = await response.text();
  const json = response.headers.get('content-type')?.includes('json') && text !== '';
  return { status: response.status, headers: response.headers, text, body: json ? JSON.parse(text) : {} };
}
const post = (body: string, type = 'application/json') =>
  ask('POST', '/things', { headers: { 'content-type': type }, body });

describe('every error leaves as a problem', () => {
  test.each([
    ['an unknown address', 'GET /nothing', 404, 'not_found'],
    ['a broken address', 'GET /things/%E0%A4%A', 400, 'invalid_parameter'],
    ['a parameter that is too long', `GET /things/${'a'.repeat(601)}`, 400, 'invalid_parameter'],
    ['a method that is not there', 'DELETE /things/1', 405, 'method_not_allowed'],
    ['an error nobody foresaw', 'GET /things/broken', 500, 'internal'],
    ['a lost dependency', 'GET /things/lost', 503, 'dependency_unavailable'],
  ])('%s', async (_, request, status, code) => {
    const [method = '', path = ''] = request.split(' ');
    const { headers, text, body, ...answer } = await ask(method, path);
    expect(answer.status).toBe(status);
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(Problem.parse(body)).toMatchObject({ code, status, instance: path });
    expect(headers.get('x-request-id')).toBe(body['requestId']);
    expect(text).not.toMatch(/hunter2|10\.0\.0\.7|stack|\.ts:/);
  });

  test.each([
    ['what is no HTTP', '안녕하세요\r\n\r\n', 'HTTP/1.1'],
    ['a head that is too long', `GET /things/1?${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`, 'too long'],
  ])('%s, before it is a request', async (_, text, words) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.end(text);
    const chunks: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer>) chunks.push(chunk);
    const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 .*\r\ncontent-type: application\/problem\+json; charset=utf-8\r\n/);
    const problem = Problem.parse(JSON.parse(body));
    expect(problem).toMatchObject({ code: 'invalid_parameter', status: 400 });
    expect(problem.detail).toContain(words);
    expect(head).toContain(`x-request-id: ${problem.requestId}`);
  });

  test('a lost dependency says in a header when to come again', async () => {
    const { headers, body } = await ask('GET', '/things/lost');
    expect(headers.get('retry-after')).toBe(String(body['retryAfter']));
  });

  test.each([
    ['DELETE', '/things/1', 'GET, HEAD'],
    ['GET', '/things', 'POST'],
    ['GET', '/things/?x=1', 'POST'],
    ['POST', '/livez', 'GET, HEAD'],
    ['PATCH', '/metrics', 'GET, HEAD'],
  ])('%s %s is told what is allowed: %s', async (method, path, allow) => {
    const { status, headers, body } = await ask(method, path);
    expect({ status, allow: headers.get('allow') }).toEqual({ status: 405, allow });
    expect(body['detail']).toContain(allow);
  });
});

describe('a body', () => {
  test.each([
    ['application/json'],
    ['Application/JSON; Charset=UTF-8'],
    ['application/cloudevents+json'],
    ['application/cloudevents-batch+json;charset=utf-8'],
  ])('is read as JSON: %s', async (type) => {
    expect(await post('{"name":"여객선"}', type)).toMatchObject({ status: 201, body: { name: '여객선' } });
  });

  test.each([
    'text/plain',
    'application/xml',
    'application/json-seq',
    'application/jsonx',
    'multipart/form-data',
  ])('is not read: %s', async (type) => {
    expect(await post('{"name":"a"}', type)).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
  });

  test.each([
    ['bad syntax', '{"name":', 'invalid_json'],
    ['nothing', '', 'invalid_json'],
    ['half of a surrogate pair', '{"name":"\\ud83d"}', 'invalid_json'],
    ['a bomb', `${'['.repeat(450)}${']'.repeat(450)}`, 'invalid_json'],
  ])('is refused: %s', async (_, body, code) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { code } });
  });

  test('is taken up to the limit to the byte, and not beyond it', async () => {
    const sized = (bytes: number) => `{"name":"${'가'.repeat(300)}${'a'.repeat(bytes - 911)}"}`;
    expect(Buffer.byteLength(sized(1_000))).toBe(1_000);
    expect(await post(sized(1_000))).toMatchObject({ status: 201 });
    expect(lengthSeen).toBe(1_000);
    expect(await post(sized(1_001))).toMatchObject({ status: 413, body: { code: 'payload_too_large' } });
  });

  test('can not change what objects are', async () => {
    await post('{"name":"a","__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('a query', () => {
  test.each([
    ['', 200, { limit: 2 }],
    ['?limit=5', 200, { limit: 5 }],
    ['?limit=6', 400, { code: 'invalid_parameter', errors: [{ parameter: 'limit', code: 'too_big' }] }],
    ['?limit=', 400, { code: 'invalid_parameter', errors: [{ parameter: 'limit' }] }],
    ['?limit=1&limit=2', 400, { code: 'invalid_parameter', errors: [{ parameter: 'limit' }] }],
    ['?limti=5', 400, { code: 'unknown_parameter', errors: [{ parameter: 'limti' }] }],
    ['?a/b~c=1', 400, { code: 'unknown_parameter', errors: [{ parameter: 'a/b~c' }] }],
    ['?%EC%84%B9%EC%85%98=1', 400, { code: 'unknown_parameter', errors: [{ parameter: '섹션' }] }],
    [
      '?limit=x&nope=1',
      400,
      { code: 'invalid_parameter', errors: [{ parameter: 'limit' }, { parameter: 'nope' }] },
    ],
  ])('%j answers %d', async (query, status, body) => {
    expect(await ask('GET', `/things/1${query}`)).toMatchObject({ status, body });
  });
});

describe('health', () => {
  const states: Record<string, boolean> = { store: true, cache: true };
  const check = (name: string) => async () => {
    if (!states[name]) throw new Error('down');
  };
  let stuck: string | undefined;
  beforeAll(() => {
    const runtime = app.get(Runtime);
    runtime.dependsOn('store', 'required', check('store'));
    runtime.dependsOn('cache', 'degrades', check('cache'));
    runtime.watch(() => stuck);
    runtime.works('views', () => !states['cache']);
  });

  test.each([
    [true, true, 200, 'ready'],
    [true, false, 200, 'degraded'],
    [false, true, 503, 'unready'],
    [false, false, 503, 'unready'],
  ])('store %p and cache %p: /readyz answers %d %s', async (store, cache, status, word) => {
    Object.assign(states, { store, cache });
    const dependencies = { store: store ? 'up' : 'down', cache: cache ? 'up' : 'down' };
    expect(await ask('GET', '/readyz')).toMatchObject({ status, body: { status: word, dependencies } });
    // A process that waits for its store is alive: a restart would not bring the store back.
    expect(await ask('GET', '/livez')).toMatchObject({ status: 200, body: { status: 'live' } });
    expect((await ask('GET', '/internal/idle')).body).toEqual({ working: cache ? [] : ['views'] });
  });

  test('/livez fails with words when nothing moves', async () => {
    stuck = 'the log reader has not moved for 31 s';
    expect(await ask('GET', '/livez')).toMatchObject({
      status: 503,
      body: { status: 'stuck', stuck: [stuck] },
    });
    stuck = undefined;
    expect(await ask('GET', '/livez')).toMatchObject({ status: 200 });
  });

  test('/readyz fails while the service stops; whatever else is asked is answered, as the last of its connection', async () => {
    Object.assign(states, { store: true, cache: true });
    app.get(Runtime).stopping = true;
    expect(await ask('GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'stopping' } });
    const { status, headers } = await ask('GET', '/things/1');
    expect([status, headers.get('connection')]).toEqual([200, 'close']);
    app.get(Runtime).stopping = false;
    expect(await ask('GET', '/readyz')).toMatchObject({ status: 200 });
  });

  test('/metrics count requests by route, never by address', async () => {
    await ask('GET', '/things/an-id-of-its-own?limit=3');
    const { headers, text } = await ask('GET', '/metrics');
    expect(headers.get('content-type')).toMatch(/^text\/plain; version=/);
    expect(text).toMatch(
      /http_server_request_duration_seconds_count\{service="things",method="GET",route="\/things\/:id",status="2xx"\} \d/,
    );
    expect(text).not.toContain('an-id-of-its-own');
  });
});

test.each([
  ['newsroom-7_a', true],
  ['한글', false],
  ['a b', false],
  ['<script>', false],
  ['x'.repeat(65), false],
])('a request id of the caller is kept if it is harmless: %j', async (given, kept) => {
  const headers = { 'x-request-id': encodeURIComponent(given).replaceAll('%3C', '<') };
  const answer = (await ask('GET', '/things/1', { headers })).headers.get('x-request-id');
  if (kept) expect(answer).toBe(given);
  else expect(answer).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
});

describe('a request', () => {
  const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
  const from = (traceparent: string) => ask('GET', '/things/1', { headers: { traceparent } });

  test('goes on with the trace of its client', async () => {
    await from(`00-${traceId}-00f067aa0ba902b7-01`);
    expect(traceSeen).toMatch(new RegExp(`^00-${traceId}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`));
  });

  test.each(['', 'nonsense', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`])(
    'begins a new one where it brings none: %j',
    async (traceparent) => {
      await from(traceparent);
      const first = traceSeen;
      await from(traceparent);
      expect(first).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(traceSeen.slice(3, 35)).not.toBe(first.slice(3, 35));
    },
  );
});

/** What comes on a connection until it ends. */
async function heardOn(line: Socket): Promise<string> {
  let heard = '';
  for await (const bytes of line as AsyncIterable<Buffer>) heard += String(bytes);
  return heard;
}

test('a server that stops ends what was asked, and answers who has a connection but has not asked yet', async () => {
  const other = await createService(things, { env: { LOG_LEVEL: 'silent', PORT: '0' } });
  const arrived = Promise.withResolvers<void>();
  const fastify: FastifyInstance = other.getHttpAdapter().getInstance();
  fastify.addHook('preHandler', async ({ url }) => {
    if (url === '/things/slow') arrived.resolve();
  });
  await other.listen(0, '127.0.0.1');
  const port = Number(new URL(await other.getUrl()).port);
  const [slowly, silent] = [connect(port, '127.0.0.1'), connect(port, '127.0.0.1')];
  const answers = Promise.all([heardOn(slowly), heardOn(silent)]);
  const request = (path: string) => `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n`;
  slowly.write(request('/things/slow'));
  // Connections are taken in their order.
  await Promise.all([arrived.promise, fetch(`http://127.0.0.1:${port}/livez`).then((told) => told.text())]);
  const closed = other.close();
  await within(5_000)(() => expect(fastify.server.listening).toBe(false));
  silent.write(request('/things/2'));
  slow.resolve();
  const [late, asked] = await answers;
  expect(late).toMatch(/^HTTP\/1\.1 200 .*connection: close.*"id":"slow"/s);
  expect(asked).toMatch(/^HTTP\/1\.1 200 .*connection: close.*"id":"2"/s);
  await closed;
});

test('a connection on which nothing was ever asked does not hold up the stop', async () => {
  const other = await createService(things, { env: { LOG_LEVEL: 'silent', PORT: '0' } });
  await other.listen(0, '127.0.0.1');
  const line = connect(Number(new URL(await other.getUrl()).port), '127.0.0.1');
  const ended = new Promise((resolve) => line.on('close', resolve));
  await new Promise((resolve) => line.on('connect', resolve));
  // The server has taken that connection when it answers a later one.
  await (await fetch(`${(await other.getUrl()).replace('[::1]', '127.0.0.1')}/livez`)).text();
  await other.close();
  await ended;
});

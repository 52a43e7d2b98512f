import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  type BatchReceipt,
  decodeToken,
  type Problem,
  type PublicArticle,
  type Receipt,
} from '#libs/contracts';
import { createService } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';

const KEY = 'live_ofTheGateInItsOwnTests2026';
const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';

let newsroom: Newsroom;
/** A gate whose log is nowhere. */
let alone: NestFastifyApplication;
/** Asked before all else: a gate waits three seconds for its log. */
let answersWithoutLog: Promise<[Answer, Answer, Answer]>;
beforeAll(async () => {
  const env = { ...installation(), KAFKA_BROKERS: '127.0.0.1:9', INGEST_ADMIN_KEY: KEY, PORT: '0' };
  alone = await createService(ingest, { env });
  await alone.listen(0, '127.0.0.1');
  const origin = await alone.getUrl();
  answersWithoutLog = Promise.all([
    send(published(), { origin }),
    send([published(), published()], { type: BATCH, origin }),
    send({ ...published(), type: 'x' }, { origin }),
  ]);
  newsroom = await startNewsroom([content, ingest], { env: { INGEST_ADMIN_KEY: KEY } });
});
afterAll(async () => {
  await Promise.all([alone?.close(), newsroom?.stop()]);
});

type Body = Omit<Receipt, 'status'> & BatchReceipt & Omit<Problem, 'status'> & { status: string | number };
interface Options {
  type?: string;
  headers?: Record<string, string>;
  query?: string;
  origin?: string;
}

interface Answer {
  status: number;
  headers: Headers;
  body: Body;
}

async function post(
  body: string | Buffer,
  { type = STRUCTURED, headers = {}, query = '', origin = newsroom.url('ingest') }: Options = {},
): Promise<Answer> {
  const response = await fetch(`${origin}/v1/events${query}`, {
    method: 'POST',
    headers: { 'content-type': type, authorization: `Bearer ${KEY}`, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}
const send = (event: unknown, options?: Options) => post(JSON.stringify(event), options);
const published = (changes: object = {}) => anEvent('article.published', anArticle(changes));

/** What content says of an article, once all is decided. */
async function stored(uri: string): Promise<PublicArticle | undefined> {
  await newsroom.settled();
  const response = await fetch(`${newsroom.url('content')}/internal/articles?uri=${encodeURIComponent(uri)}`);
  return response.ok ? ((await response.json()) as { article: PublicArticle }).article : undefined;
}

describe('an event', () => {
  test('is accepted in structured mode, and what was accepted is what is public', async () => {
    const event = published({ uri: 'gate:1', headline: '울릉도 여객선 다시 뜬다', language: 'ko' });
    const { status, body } = await send(event);
    expect({ status, body }).toMatchObject({
      status: 202,
      body: { id: event.id, status: 'accepted', uri: 'gate:1', version: 1, warnings: [] },
    });
    expect(decodeToken(body.token ?? '')).toMatchObject({ epoch: 0 });
    expect(await stored('gate:1')).toMatchObject({ headline: '울릉도 여객선 다시 뜬다', url: body.url });
  });

  test('is answered by the short way of the usual request as by the route of all others', async () => {
    const event = JSON.stringify(published({ uri: 'gate:short' }));
    const told = ({ status, headers, body: { instance: _, requestId: __, ...body } }: Answer) => {
      const names = [...headers.keys()].filter((name) => !name.includes('idempotency'));
      const kept = { ...body, token: '', statusUrl: '' };
      return { status, names, type: headers.get('content-type'), body: kept };
    };
    const asked: [string, Options][] = [
      [event, {}],
      [event, { headers: { 'idempotency-key': 'x'.repeat(300) } }],
      [event, { headers: { authorization: 'Bearer live_nobodyHasThisKey123456789' } }],
      [event.replace('.published', '.printed'), {}],
      ['{', {}],
    ];
    for (const [body, options] of asked) {
      const short = told(await post(body, options));
      expect(told(await post(body, { ...options, query: '?lane=live' }))).toEqual(short);
    }
  });

  test('is accepted in binary mode, its attributes percent-encoded', async () => {
    const { data, ...attributes } = published({ uri: 'gate:binary' });
    const names = { ...attributes, id: '기사 %1', source: '/편집국' };
    const headers = Object.fromEntries(
      Object.entries(names).map(([name, value]) => [`ce-${name}`, encodeURIComponent(String(value))]),
    );
    const { status, body } = await send(data, { type: 'application/json', headers });
    expect({ status, id: body.id }).toEqual({ status: 202, id: '기사 %1' });
    expect(await stored('gate:binary')).toMatchObject({ version: 1 });
  });

  test.each(['%', '%ED%A0%BD', '%C0%AF', 'caf\u00E9'])(
    'in binary mode is refused with the id %j',
    async (id) => {
      const { data } = published();
      const headers = {
        'ce-specversion': '1.0',
        'ce-type': 'article.published',
        'ce-source': '/a',
        'ce-id': id,
      };
      expect(await send(data, { type: 'application/json', headers })).toMatchObject({
        status: 422,
        body: { code: 'invalid_event', errors: [{ parameter: 'ce-id', code: 'invalid_encoding' }] },
      });
    },
  );

  test('is stored in NFC, however its Hangul was typed, and its body as blocks', async () => {
    const nfd = (text: string) => text.normalize('NFD');
    const body = nfd('<p>울릉도를 <b>오가는</b> 여객선<script>alert(1)</script></p>');
    const tags = [{ name: nfd('울릉도') }];
    const data = {
      uri: 'gate:nfd',
      language: 'ko',
      headline: nfd('여객선'),
      copyrightNotice: nfd('한강일보'),
      tags,
      body,
    };
    const answer = await send(published(data));
    expect(answer).toMatchObject({ status: 202, body: { warnings: [{ pointer: '/data/body' }] } });
    const article = await stored('gate:nfd');
    expect(article).toMatchObject({
      headline: '여객선',
      copyrightNotice: '한강일보',
      slug: '여객선',
      tags: [{ name: '울릉도', slug: '울릉도' }],
      body: [
        { type: 'p', spans: [{ text: '울릉도를 ' }, { text: '오가는', strong: true }, { text: ' 여객선' }] },
      ],
    });
    expect(JSON.stringify(article)).toBe(JSON.stringify(article).normalize('NFC'));
  });

  test.each([
    ['a:'.padEnd(256, 'b'), 202],
    ['a:'.padEnd(257, 'b'), 422],
    ['urn:newsml:example.org/2026_01~1@v2.-', 202],
    ['기사:1', 422],
    ['a b', 422],
    ['a?b', 422],
    ['a#b', 422],
    ['a%20b', 422],
    ['', 422],
  ])('about %j is answered %d', async (uri, status) => {
    const answer = await send({ ...published({ uri }), id: `of ${uri.slice(0, 9)}`, subject: undefined });
    const pointers = new Set(answer.body.errors?.map(({ pointer }) => pointer));
    expect({ status: answer.status, pointers }).toEqual({
      status,
      pointers: new Set(status === 422 ? ['/data/uri'] : []),
    });
    if (status === 202) expect(await stored(uri)).toMatchObject({ uri });
  });

  test('with unknown members is taken with a warning, and refused in strict mode', async () => {
    const event = published({ uri: 'gate:unknown', 'head/line': '제목' });
    const unknown = { pointer: '/data/head~1line', code: 'unknown_member' };
    expect(await send(event, { query: '?strict=true' })).toMatchObject({
      status: 422,
      body: { errors: [unknown] },
    });
    expect(await send(event)).toMatchObject({ status: 202, body: { warnings: [unknown] } });
    expect(await send({ ...published() }, { query: '?strict=true' })).toMatchObject({ status: 202 });
  });

  test.each([
    ['?dryrun=true', 'unknown_parameter', 'dryrun'],
    ['?strict=maybe', 'invalid_parameter', 'strict'],
    ['?strict=true&strict=false', 'invalid_parameter', 'strict'],
  ])('with the query %s is refused', async (query, code, parameter) => {
    expect(await send(published(), { query })).toMatchObject({
      status: 400,
      body: { code, errors: [{ parameter }] },
    });
  });

  test.each([
    ['article.due', 'internal_type'],
    ['article.reprojected', 'internal_type'],
    ['media.ready', 'internal_type'],
    ['article.deleted', 'unknown_type'],
    ['__proto__', 'unknown_type'],
  ])('of type %s is refused', async (type, code) => {
    const { body, status } = await send(
      anEvent(type, { uri: 'gate:1', at: '2026-01-01T00:00:00Z' } as never),
    );
    expect({ status, errors: body.errors }).toMatchObject({
      status: 422,
      errors: [{ pointer: '/type', code }],
    });
  });
});

describe('the door is shut', () => {
  test.each([
    ['', {}],
    ['Bearer live_ofTheGateInAnotherTest2026', {}],
    [`Basic ${KEY}`, {}],
    [`Bearer test_${KEY.slice(5)}`, {}],
  ])('for %j, and nothing is told of the event', async (authorization) => {
    const { status, headers, body } = await send({ nonsense: 1 }, { headers: { authorization } });
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'unauthorized' });
    expect(headers.get('www-authenticate')).toBe('Bearer realm="newsroom"');
    expect(body).not.toHaveProperty('errors');
  });

  test('for a live key that sends a picture without its words', async () => {
    const answer = await send(published({ lead: { href: 'https://a.example/b.jpg' } }));
    const pointers = ['/data/lead/alt', '/data/lead/credit'];
    expect({ ...answer, pointers: answer.body.errors?.map(({ pointer }) => pointer) }).toMatchObject({
      status: 422,
      pointers,
    });
  });

  test.each([
    ['GET', 405],
    ['PUT', 405],
    ['DELETE', 405],
  ])('for %s', async (method, status) => {
    const response = await fetch(`${newsroom.url('ingest')}/v1/events`, { method });
    expect({ status: response.status, allow: response.headers.get('allow') }).toEqual({
      status,
      allow: 'POST',
    });
  });
});

describe('what is no event is refused', () => {
  const deep = (depth: number) => `{"data":${'['.repeat(depth)}${']'.repeat(depth)}}`;

  test.each<[string, string | Buffer, number, string]>([
    ['nothing', '', 400, 'invalid_json'],
    ['half of it', '{"specversion":"1.0",', 400, 'invalid_json'],
    ['a depth of 10,000', deep(10_000), 400, 'invalid_json'],
    ['half a surrogate pair', '{"specversion":"1.0","id":"\\ud83d"}', 400, 'invalid_json'],
    ['half a surrogate pair, raw', Buffer.from([0x22, 0xed, 0xa0, 0xbd, 0x22]), 400, 'invalid_json'],
    ['UTF-16', Buffer.from('\uFEFF{"specversion":"1.0"}', 'utf16le'), 400, 'invalid_json'],
    ['a list', '[]', 422, 'invalid_event'],
    ['null', 'null', 422, 'invalid_event'],
    ['a word', '"소식"', 422, 'invalid_event'],
    ['two mebibytes', JSON.stringify(published({ body: '가'.repeat(700_000) })), 413, 'payload_too_large'],
    ['seventeen mebibytes', Buffer.alloc(17 * 2 ** 20, 0x20), 413, 'payload_too_large'],
  ])('%s', async (_, bytes, status, code) => {
    expect(await post(bytes)).toMatchObject({ status, body: { code, status } });
  });

  test.each([
    ['text/plain', {}],
    ['application/xml', {}],
    ['application/json', {}],
    ['multipart/form-data; boundary=x', {}],
  ])('a content type that names no mode: %s', async (type, headers) => {
    expect(await send(published(), { type, headers })).toMatchObject({
      status: 415,
      body: { code: 'unsupported_media_type' },
    });
  });

  test.each([
    ['a version in words', { version: '1' }, '/data/version'],
    ['a headline that is a list', { headline: ['속보'] }, '/data/headline'],
    ['tags that are a text', { tags: '서울' }, '/data/tags'],
    [
      'a body with code in it',
      { body: [{ type: 'p', spans: [{ text: 'a', href: 'javascript:x' }] }] },
      '/data/body/0/spans/0/href',
    ],
    ['HTML nested 10,000 deep', { body: `${'<div>'.repeat(10_000)}깊다` }, '/data/body'],
    ['more blocks than an article has', { body: '<p>가'.repeat(3_000) }, '/data/body'],
  ])('%s', async (_, changes, pointer) => {
    expect(await send(published(changes))).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});

describe('a batch', () => {
  const good = (uri: string) => published({ uri });
  const bad = { ...published(), type: 'article.deleted', id: '나쁜 소식' };

  test.each([
    ['all good', () => [good('batch:1'), good('batch:2')], 202, { accepted: 2, rejected: 0 }],
    ['mixed', () => [good('batch:3'), bad, null, good('batch:4')], 207, { accepted: 2, rejected: 2 }],
    ['all bad', () => [bad, 7], 422, { accepted: 0, rejected: 2 }],
  ])('that is %s is answered event by event', async (_, events, status, counts) => {
    const sent = events();
    const { body, ...answer } = await send(sent, { type: BATCH });
    expect(answer.status).toBe(status);
    expect(body).toMatchObject({ ...counts, duplicates: 0 });
    expect(body.receipts.map(({ index }) => index)).toEqual(sent.map((_event, index) => index));
    for (const { status: word, token, problem } of body.receipts) {
      expect(word === 'accepted' ? token : problem?.code).toEqual(
        word === 'accepted' ? expect.any(String) : 'invalid_event',
      );
    }
  });

  test('names the rejected event by the id it came with', async () => {
    const { body } = await send([bad, good('batch:5')], { type: BATCH });
    expect(body.receipts).toMatchObject([
      {
        index: 0,
        id: '나쁜 소식',
        status: 'rejected',
        problem: { code: 'invalid_event', errors: [{ pointer: '/type' }] },
      },
      { index: 1, status: 'accepted', uri: 'batch:5' },
    ]);
    expect(await stored('batch:5')).toBeDefined();
  });

  test('keeps the order of the events of an article', async () => {
    const versions = Array.from({ length: 30 }, (_, index) => index + 1);
    const events = versions.map((version) =>
      anEvent('article.updated', anArticle({ uri: 'batch:order', version })),
    );
    const { body } = await send(events, { type: BATCH });
    const offsets = body.receipts.map(({ token }) => decodeToken(token ?? '')?.offset ?? -1);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    expect(await stored('batch:order')).toMatchObject({ version: 30, revision: 30 });
  });

  test('may hold an event of nearly a mebibyte, and is told of one beyond', async () => {
    const sized = (uri: string, letters: number) =>
      published({ uri, body: [{ type: 'p', spans: Array(11).fill({ text: '가'.repeat(letters) }) }] });
    const { status, body } = await send([sized('batch:big', 30_000), sized('batch:beyond', 32_000)], {
      type: BATCH,
    });
    expect({ status, body }).toMatchObject({
      status: 207,
      body: {
        receipts: [{ status: 'accepted' }, { status: 'rejected', problem: { code: 'payload_too_large' } }],
      },
    });
    expect(await stored('batch:big')).toBeDefined();
    expect(await stored('batch:beyond')).toBeUndefined();
  });

  test.each([
    ['is empty', []],
    ['is no list', good('batch:6')],
    ['has more than a hundred events', Array(101).fill(7)],
  ])('that %s is refused', async (_, body) => {
    expect(await send(body, { type: BATCH })).toMatchObject({
      status: 422,
      body: { errors: [{ code: 'invalid_batch' }] },
    });
  });
});

describe('when the log does not answer', () => {
  test('the newsroom is told to come again, of one event as of many, and what is bad is still told', async () => {
    const [one, many, bad] = await answersWithoutLog;
    for (const { status, headers, body } of [one, many]) {
      expect({ status, body }).toMatchObject({ status: 503, body: { code: 'dependency_unavailable' } });
      expect(headers.get('retry-after')).toBe(String(body.retryAfter));
    }
    expect(bad.status).toBe(422);
  });
});

test('after all of it, and after a connection that broke off, the gate lives and takes a good event', async () => {
  const { port, hostname } = new URL(newsroom.url('ingest'));
  const headers = { 'content-type': STRUCTURED, 'content-length': '1000', authorization: `Bearer ${KEY}` };
  await new Promise((resolve) => {
    const broken = request({ port, hostname, method: 'POST', path: '/v1/events', headers });
    broken.on('error', resolve).on('close', resolve);
    broken.write('{"specversion":', () => broken.destroy());
  });
  expect((await fetch(`${newsroom.url('ingest')}/livez`)).status).toBe(200);
  expect(await send(published({ uri: 'gate:last' }))).toMatchObject({ status: 202 });
  expect(await stored('gate:last')).toMatchObject({ uri: 'gate:last' });
});

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import type {
  ArticleInput,
  BatchPreview,
  BatchReceipt,
  Preview,
  Problem,
  PublicArticle,
  Receipt,
} from '#libs/contracts';
import { type Found, LogScan } from '#libs/kafka';
import { createService, Runtime, SETTINGS } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { nameOf } from '../../apps/ingest/src/idempotency.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { keyOf } from '../../apps/ingest/src/key.ts';

const KEY = 'live_ofWhoeverSaysTheSameAgain26';
const OWNER = keyOf(KEY).id;
const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const TEST_MS = 120_000;
/** Redis may be as slow as the machine is busy: what is tested is not its speed. */
const env: Record<string, string> = {
  ...installation(),
  INGEST_ADMIN_KEY: KEY,
  INGEST_REDIS_WAIT_MS: '2000',
};
const eventually = within(20_000);

/** The way to Redis, which can be shut, or swallow all that is said. */
class Way {
  state: 'open' | 'shut' | 'silent' = 'open';
  private readonly ends = new Set<Socket>();
  private readonly server = createServer((client) => this.lead(client));

  constructor(private readonly to: URL) {}

  async start(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `redis://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  set(state: Way['state']): void {
    this.state = state;
    if (state === 'shut') for (const end of this.ends) end.destroy();
  }

  stop(): void {
    this.set('shut');
    this.server.close();
  }

  private lead(client: Socket): void {
    if (this.state === 'shut') {
      client.destroy();
      return;
    }
    const redis = connect(Number(this.to.port), this.to.hostname);
    for (const [end, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      this.ends.add(end);
      end.on('data', (bytes) => this.state !== 'silent' && other.write(bytes));
      end.on('error', () => undefined).on('close', () => other.destroy() && this.ends.delete(end));
    }
  }
}

let newsroom: Newsroom;
/** Another gate of the same paper, whose way to Redis is ours; it waits as long as it usually does. */
let second: NestFastifyApplication;
/** A third one, that does not find content. */
let deaf: NestFastifyApplication;
let way: Way;
let redis: Redis;
let log: LogScan;
beforeAll(async () => {
  newsroom = await startNewsroom([content, ingest], { env });
  way = new Way(new URL(env['REDIS_URL'] ?? ''));
  const gate = async (more: Record<string, string>): Promise<NestFastifyApplication> => {
    const settings = { ...env, CONTENT_URL: newsroom.url('content'), PORT: '0', ...more };
    const app = await createService(ingest, { env: settings });
    await app.listen(0, '127.0.0.1');
    return app;
  };
  second = await gate({ REDIS_URL: await way.start(), INGEST_REDIS_WAIT_MS: '100' });
  deaf = await gate({ CONTENT_URL: 'http://127.0.0.1:9' });
  redis = new Redis(env['REDIS_URL'] ?? '');
  log = new LogScan(newsroom.app('ingest').get(SETTINGS), newsroom.app('ingest').get(Runtime));
});
afterAll(async () => {
  await Promise.all([second?.close(), deaf?.close(), redis?.quit()]);
  way?.stop();
  await newsroom?.stop();
});

interface Answer<T> {
  status: number;
  headers: Headers;
  body: T & Partial<Omit<Problem, 'status'>>;
}
interface Options {
  method?: string;
  type?: string;
  headers?: Record<string, string>;
  origin?: string;
}

async function ask<T>(path: string, body: unknown, options: Options = {}): Promise<Answer<T>> {
  const { method = 'POST', type = STRUCTURED, headers = {}, origin = newsroom.url('ingest') } = options;
  const response = await fetch(origin + path, {
    method,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': type, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Answer<T>['body'],
  };
}
const send = (event: object, options?: Options, query = '') =>
  ask<Receipt>(`/v1/events${query}`, event, options);
const sendAll = (events: unknown[], options: Options = {}, query = '') =>
  ask<BatchReceipt>(`/v1/events${query}`, events, { type: BATCH, ...options });
const pathOf = (uri: string) => `/v1/articles/${encodeURIComponent(uri)}`;
const put = (article: Partial<ArticleInput> & { uri: string }, headers = {}, query = '') => {
  const { uri, ...body } = article;
  const options = { method: 'PUT', type: 'application/json', headers };
  return ask<Receipt>(pathOf(uri) + query, body, options);
};
const withdraw = (uri: string, body: object, query = '', headers = {}) =>
  ask<Receipt>(`${pathOf(uri)}/withdraw${query}`, body, { type: 'application/json', headers });
const published = (changes: Partial<ArticleInput> = {}) => anEvent('article.published', anArticle(changes));
const keyOfEvent = (id: string) => `${env['REDIS_KEY_PREFIX']}ingest:${nameOf(OWNER, 'event', '/test', id)}`;
const soon = () => new Date(Date.now() + 3_600_000).toISOString();

/** How many records of an article the log must have in the end, by its uri; read once, since that takes a second. */
const inTheLog = new Map<string, number>();

/** The intake log, by the uris of its articles. */
async function readLog(): Promise<Map<string, Found[]>> {
  const found: Found[] = [];
  await log.read(await log.stretches(['ingest.events.v1']), (some) => {
    found.push(...some);
  });
  return Map.groupBy(found, ({ record }) => record.key ?? '');
}

async function stored(uri: string): Promise<PublicArticle | undefined> {
  await newsroom.settled();
  const response = await fetch(`${newsroom.url('content')}/internal/articles?uri=${encodeURIComponent(uri)}`);
  return response.ok ? ((await response.json()) as { article: PublicArticle }).article : undefined;
}

/** Sends until it is accepted, as a sender does who is told that it is being worked on. */
async function insist(event: object, options?: Options): Promise<Answer<Receipt>> {
  let answer = await send(event, options);
  await eventually(async () => {
    if (answer.status === 409) answer = await send(event, options);
    expect(answer.status).toBe(202);
  });
  return answer;
}

describe('an event that is said again', () => {
  test('fifty times at once has one effect, and each sender hears the same in the end', async () => {
    const event = published({ uri: 'once:fifty', headline: '여객선 다시 뜬다', language: 'ko' });
    const first = await Promise.all(Array.from({ length: 50 }, () => send(event)));
    const inTheEnd = await Promise.all(
      first.map((answer) => (answer.status === 202 ? answer : insist(event))),
    );
    for (const { status, headers } of first) {
      expect([202, 409]).toContain(status);
      if (status === 409) expect(headers.get('retry-after')).toBe('1');
    }
    expect(new Set(inTheEnd.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    const fresh = inTheEnd.filter(({ headers }) => headers.get('idempotency-replayed') === null);
    expect(fresh).toHaveLength(1);
    inTheLog.set('once:fifty', 1);
    expect(await stored('once:fifty')).toMatchObject({ revision: 1 });
  });

  test('later, at another gate, with another time and its members in another order, is answered as before', async () => {
    const event = published({ uri: 'once:later' });
    const first = await send({ ...event, time: '2026-03-01T00:00:00Z' });
    const again = {
      ...Object.fromEntries(Object.entries(event).toReversed()),
      time: '2026-03-01T00:01:00+09:00',
    };
    const origin = await second.getUrl();
    const replayed = await insist(again, { origin });
    expect(replayed.body).toEqual(first.body);
    expect(replayed.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    // Whoever waits hears what became of the one that was accepted.
    const { status, body } = await send(event, {}, '?wait=stored');
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'accepted', outcome: 'public' } });
    inTheLog.set('once:later', 1);
  });

  test('in other words is refused, and told in which members', async () => {
    const event = published({ uri: 'once:words', headline: '울릉도', language: 'ko' });
    await send(event);
    const data = { ...(event['data'] as object), headline: '독도', urgency: 1 };
    const { status, body } = await send({ ...event, lane: 'live', data });
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'idempotency_mismatch' });
    expect(body.errors?.map(({ pointer }) => pointer).toSorted()).toEqual([
      '/data/headline',
      '/data/urgency',
      '/lane',
    ]);
    inTheLog.set('once:words', 1);
  });

  test('while it is worked on is told to come again; a gate that died meanwhile lets it go, and content knows it', async () => {
    const event = published({ uri: 'once:crash' });
    await send(event);
    // As a gate leaves it that dies after the log has the event and before the receipt is kept.
    await redis.set(keyOfEvent(event.id), '~', 'PX', 700);
    const { status, headers, body } = await send(event);
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'idempotency_in_progress' });
    expect(headers.get('retry-after')).toBe('1');
    await insist(event);
    inTheLog.set('once:crash', 2);
    const { status: late, body: known } = await send(event, {}, '?wait=stored');
    expect({ late, known }).toMatchObject({ late: 200, known: { status: 'accepted', outcome: 'duplicate' } });
    const where = await ask<object>(known.statusUrl ?? '', undefined, { method: 'GET' });
    expect(where).toMatchObject({ status: 200, body: { outcome: 'duplicate' } });
    expect(await stored('once:crash')).toMatchObject({ revision: 1 });
  });

  test('is known by the key of its request too, of which there is one', async () => {
    const headers = { 'idempotency-key': '"key 1"' };
    const event = published({ uri: 'once:key' });
    const first = await send(event, { headers });
    expect(await send(event, { headers })).toMatchObject({ status: 202, body: first.body });
    const other = await send(published({ uri: 'once:key:other' }), { headers });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_mismatch' } });
    expect(other.body.errors?.map(({ pointer }) => pointer)).toContain('/id');
    inTheLog.set('once:key:other', 0);
    // What was refused under a key has not taken the other name.
    expect(await send(published({ uri: 'once:key:third' }))).toMatchObject({ status: 202 });
  });
});

describe('a batch', () => {
  test('counts what is new, what is known and what is no good, also what it says twice itself', async () => {
    const [known, fresh] = [
      published({ uri: 'batch:known' }),
      published({ uri: 'batch:fresh', language: 'ko' }),
    ];
    const first = await send(known);
    const other = { ...fresh, data: { ...(fresh['data'] as object), headline: '다른 말' } };
    const { status, body } = await sendAll([known, fresh, fresh, other, 7]);
    expect({ status, body }).toMatchObject({
      status: 207,
      body: { accepted: 1, duplicates: 2, rejected: 2 },
    });
    expect(body.receipts.map(({ status: word, problem }) => problem?.code ?? word)).toEqual([
      'duplicate',
      'accepted',
      'duplicate',
      'idempotency_mismatch',
      'invalid_event',
    ]);
    expect(body.receipts[0]).toEqual({ ...first.body, index: 0, status: 'duplicate' });
    inTheLog.set('batch:fresh', 1);
    expect(await sendAll([known, fresh])).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 2 },
    });
  });

  test('with a key is answered once, to the word', async () => {
    const headers = { 'idempotency-key': 'batch-1' };
    const events = [published(), { ...published(), type: 'article.deleted' }];
    const first = await sendAll(events, { headers });
    const again = await sendAll(events, { headers });
    expect(again).toMatchObject({ status: 207, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await sendAll(events.slice(1), { headers })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch', errors: [{ pointer: '/0' }, { pointer: '/1' }] },
    });
  });
});

describe('without Redis', () => {
  const states = async (): Promise<string> =>
    ((await (await fetch(`${await second.getUrl()}/readyz`)).json()) as { status: string }).status;

  test.each(['shut', 'silent'] as const)(
    'whose way is %s, events are accepted all the same, at once, and it is said',
    async (state) => {
      const origin = await second.getUrl();
      await eventually(async () => expect(await states()).toBe('ready'));
      way.set(state);
      const event = published({ uri: `away:${state}` });
      try {
        await eventually(async () => {
          const answer = await send(published(), { origin });
          expect(answer.headers.get('sosik-idempotency')).toBe('unavailable');
        });
        const answers = [await send(event, { origin }), await send(event, { origin })];
        for (const { status, headers } of answers) {
          expect({ status, known: headers.get('sosik-idempotency') }).toEqual({
            status: 202,
            known: 'unavailable',
          });
        }
        expect(await states()).toBe('degraded');
      } finally {
        way.set('shut');
        way.set('open');
      }
      expect(await stored(`away:${state}`)).toMatchObject({ revision: 1 });
      expect(await send(event, { origin }, '?wait=stored')).toMatchObject({ body: { outcome: 'duplicate' } });
      // And it comes back by itself.
      await eventually(async () => {
        const { headers } = await send(published(), { origin });
        expect(headers.get('sosik-idempotency')).toBeNull();
      });
    },
  );
});

describe('a plain article', () => {
  const headlineOf = (version: number) => ({ headline: `여객선 소식 ${version}`, language: 'ko' });

  test('is put by its uri, is the same event when it is put again, and tells where it is', async () => {
    const uri = 'put:a/b~1@2026';
    const article = anArticle({ uri, ...headlineOf(1) });
    const first = await put(article, {}, '?wait=stored');
    expect(first).toMatchObject({ status: 200, body: { uri, version: 1, outcome: 'public' } });
    const again = await put(article, {}, '?wait=stored');
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const where = await ask<object>(pathOf(uri), undefined, { method: 'GET' });
    expect(where).toMatchObject({
      status: 200,
      body: { uri, state: 'public', version: 1, newest: 1, url: first.body.url },
    });
    expect(where.headers.get('etag')).toBe('"1"');
    inTheLog.set(uri, 1);
    expect(await ask(pathOf('put:unknown'), undefined, { method: 'GET' })).toMatchObject({ status: 404 });
  });

  test('that is held is told of, without a word of it', async () => {
    const uri = 'put:held';
    await put(anArticle({ uri, version: 3, embargoedUntil: soon() }), {}, '?wait=stored');
    const { body, headers } = await ask<object>(pathOf(uri), undefined, { method: 'GET' });
    expect(body).toMatchObject({ state: 'held', version: 0, newest: 3, held: { version: 3 } });
    expect(JSON.stringify(body)).not.toMatch(/ferry|여객선/i);
    expect(headers.get('etag')).toBe('"0"');
  });

  test('that twenty write on what they have read is written by one, and the others hear which version there is', async () => {
    const uri = 'put:race';
    await put(anArticle({ uri, ...headlineOf(1) }), { 'if-none-match': '*' });
    const writers = Array.from({ length: 20 }, (_, writer) =>
      put(
        anArticle({ uri, version: 2, language: 'ko', headline: `기자 ${writer}` }),
        { 'if-match': '"1"' },
        '?timeout=30s',
      ),
    );
    const answers = await Promise.all(writers);
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toMatchObject([{ body: { outcome: 'public' } }]);
    const lost = answers.filter(({ status }) => status === 412);
    expect(lost).toHaveLength(19);
    for (const { body, headers } of lost) {
      expect(body).toMatchObject({
        code: 'conflict_version',
        errors: [{ parameter: 'If-Match', allowed: [2] }],
      });
      expect(headers.get('etag')).toBe('"2"');
    }
    expect(await stored(uri)).toMatchObject({ version: 2, revision: 2 });
  });

  test('that was refused for its condition may be put again, and is decided anew', async () => {
    const uri = 'put:anew';
    const update = anArticle({ uri, version: 2 });
    expect(await put(update, { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    expect(await put(anArticle({ uri }), { 'if-none-match': '*' })).toMatchObject({ status: 200 });
    expect(await put(update, { 'if-match': '"1"' })).toMatchObject({
      status: 200,
      body: { outcome: 'public' },
    });
    // The answer was lost: whoever asks again has won, not lost against herself.
    expect(await put(update, { 'if-match': '"1"' })).toMatchObject({
      status: 200,
      body: { outcome: 'public' },
    });
  });

  test.each<[string, Partial<ArticleInput>, Record<string, string>, string, number, object]>([
    ['with another uri', { uri: 'put:other' }, {}, '', 422, { pointer: '/uri' }],
    ['without a headline', { headline: ' ' }, {}, '', 422, { pointer: '/headline' }],
    ['with a version in words', { version: '1' as never }, {}, '', 422, { pointer: '/version' }],
    ['with a strange condition', {}, { 'if-match': 'W/"1"' }, '', 400, { parameter: 'If-Match' }],
    ['with a strange type', {}, {}, '?type=withdrawn', 400, { parameter: 'type' }],
    [
      'of which nothing would come to wait for',
      {},
      {},
      '?dryRun=true&wait=stored',
      400,
      { parameter: 'wait' },
    ],
  ])('%s is refused, with the place in what was sent', async (_, changes, headers, query, status, fault) => {
    const body = { ...anArticle({ uri: 'put:bad' }), ...changes };
    const options = { method: 'PUT', type: 'application/json', headers };
    expect(await ask(pathOf('put:bad') + query, body, options)).toMatchObject({
      status,
      body: { errors: [fault] },
    });
  });

  test('is withdrawn by its uri, with a word for its readers, and stays so', async () => {
    const uri = 'put:gone';
    await put(anArticle({ uri }), {}, '?wait=stored');
    const notice = { headline: '기사를 내렸습니다', text: '사실과 달랐습니다.' };
    const answer = await withdraw(uri, { reason: '오보', notice }, '?wait=gone&timeout=30s');
    expect(answer).toMatchObject({ status: 200, body: { uri, outcome: 'gone' } });
    expect(await withdraw(uri, { reason: '오보' })).toMatchObject({ status: 202 });
    expect(await put(anArticle({ uri, version: 2 }), {}, '?wait=stored')).toMatchObject({
      status: 200,
      body: { outcome: 'withdrawn' },
    });
    const { body } = await ask(pathOf(uri), undefined, { method: 'GET' });
    expect(body).toMatchObject({ state: 'withdrawn', version: 0 });
    const headers = { 'idempotency-key': 'withdraw-1' };
    const keyed = await withdraw(uri, { reason: '오보' }, '', headers);
    expect(await withdraw(uri, { reason: '오보' }, '', headers)).toMatchObject({
      status: 202,
      body: keyed.body,
    });
    expect(await withdraw(uri, { reason: '다른 이유' }, '', headers)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch', errors: [{ pointer: '/reason' }] },
    });
    expect(await withdraw(uri, {})).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/reason' }] },
    });
  });
});

describe('a dry run', () => {
  const dry = '?dryRun=true';

  test('tells what would become of an event, and leaves no trace', async () => {
    const uri = 'dry:known';
    const body = '<p>하나</p><p>셋</p>';
    const article = anArticle({ uri, language: 'ko', headline: '울릉도', body, slug: 'ferry', tags: [] });
    const first = await put(article, {}, '?wait=stored');
    await put(anArticle({ uri: 'dry:shut' }), {}, '?wait=stored');
    await withdraw('dry:shut', { reason: '오보' }, '?wait=stored');
    await newsroom.settled();
    const ends = await log.stretches(['ingest.events.v1']);
    const next = {
      ...article,
      version: 2,
      headline: '독도'.normalize('NFD'),
      body: '<p>하나</p><p>둘</p><p>셋</p>',
    };
    const event = anEvent('article.updated', next);
    const answers = {
      update: await send(event, {}, dry),
      put: await put(next, {}, dry),
      stale: await put({ ...article, headline: '옛말' }, {}, dry),
      conflict: await put(next, { 'if-match': '"7"' }, dry),
      held: await put({ ...next, publishAt: soon() }, {}, dry),
      fresh: await put(anArticle({ uri: 'dry:fresh' }), {}, dry),
      shut: await put(anArticle({ uri: 'dry:shut', version: 2 }), {}, dry),
      withdrawal: await withdraw(uri, { reason: '오보' }, dry),
      batch: await sendAll([event, 7], {}, dry),
    };
    expect(answers.update).toMatchObject({
      status: 200,
      body: {
        dryRun: true,
        article: { headline: '독도', slug: 'ferry' },
        outcome: 'public',
        url: first.body.url,
      },
    });
    const { diff } = answers.update.body as unknown as Preview;
    expect(diff).toEqual(
      expect.arrayContaining([
        { pointer: '/version', from: 1, to: 2 },
        { pointer: '/headline', from: '울릉도', to: '독도' },
        { pointer: '/body/1', to: { type: 'p', spans: [{ text: '둘' }] } },
      ]),
    );
    expect(diff).toHaveLength(3);
    expect((answers.put.body as unknown as Preview).diff).toEqual(diff);
    const outcomes = Object.entries(answers).map(([name, { body }]) => [
      name,
      (body as { outcome?: string }).outcome,
    ]);
    expect(Object.fromEntries(outcomes)).toMatchObject({
      stale: 'stale',
      conflict: 'conflict',
      held: 'held',
      fresh: 'public',
      shut: 'withdrawn',
      withdrawal: 'gone',
    });
    expect(answers.fresh.body).not.toHaveProperty('diff');
    expect(answers.batch).toMatchObject({ status: 207, body: { acceptable: 1, rejected: 1 } });
    expect((answers.batch.body as unknown as BatchPreview).previews).toMatchObject([
      { index: 0, status: 'acceptable', outcome: 'public' },
      { index: 1, status: 'rejected', problem: { code: 'invalid_event' } },
    ]);
    expect(await send({ ...event, type: 'x' }, {}, dry)).toMatchObject({ status: 422 });
    await newsroom.settled();
    expect(await log.stretches(['ingest.events.v1'])).toEqual(ends);
    expect(await redis.exists(keyOfEvent(event.id))).toBe(0);
    // The same event is news after all that.
    expect(await send(event, {}, '?wait=stored')).toMatchObject({ status: 200, body: { outcome: 'public' } });
    expect(await send(event, {}, dry)).toMatchObject({ body: { outcome: 'duplicate' } });
  });

  test('with content away tells what the gate knows by itself, and that it is not all', async () => {
    const origin = await deaf.getUrl();
    const { status, body } = await send(published({ language: 'ko', headline: '소식' }), { origin }, dry);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { dryRun: true, article: { headline: '소식' }, warnings: [{ code: 'content_unavailable' }] },
    });
    expect(body).not.toHaveProperty('outcome');
    expect(body.url).toMatch(/^\/ko\/society\//);
  });
});

test('what nobody here reads of an envelope is in the log as it came', async () => {
  const uri = 'log:envelope';
  const { data, ...attributes } = anEvent('article.published', anArticle({ uri }), {
    time: '2026-03-01T09:00:00+09:00',
    dataschema: 'https://a.example/article.json',
    partner: '100% 한강',
    sequence: '7',
  });
  const rows = Object.entries(attributes).map(([name, value]) => [
    `ce-${name}`,
    encodeURIComponent(String(value)),
  ]);
  const headers = Object.fromEntries(rows) as Record<string, string>;
  expect(await ask('/v1/events', data, { type: 'application/json', headers })).toMatchObject({ status: 202 });
  const [record] = (await readLog()).get(uri) ?? [];
  expect(record?.record.headers).toMatchObject({
    ce_time: '2026-03-01T09:00:00+09:00',
    ce_dataschema: 'https://a.example/article.json',
    ce_partner: '100% 한강',
    ce_sequence: '7',
    ce_subject: uri,
  });
});

test(
  'of sixty-four writers on the same ten articles and tags none loses a word, and the last version wins',
  async () => {
    const [writers, rounds] = [64, 5];
    const uris = Array.from({ length: 10 }, (_, index) => `many:${index}`);
    const tags = [{ name: '울릉도' }, { name: 'Ferries' }];
    const versions = new Map(uris.map((uri) => [uri, 0]));
    const statuses: number[] = [];
    const written: string[] = [];
    const writer = async (number: number): Promise<void> => {
      for (let round = 0; round < rounds; round++) {
        const uri = uris[(number + round) % uris.length] ?? '';
        const version = (versions.get(uri) ?? 0) + 1;
        versions.set(uri, version);
        const event = anEvent('article.updated', anArticle({ uri, version, tags, slug: `of-${version}` }));
        const { status } = await send(event);
        statuses.push(status);
        written.push(event.id);
      }
    };
    await Promise.all(Array.from({ length: writers }, (_, number) => writer(number)));
    expect(new Set(statuses)).toEqual(new Set([202]));
    const records = await readLog();
    const ours = uris.flatMap((uri) => records.get(uri) ?? []);
    expect(ours.map(({ record }) => record.headers['ce_id']).toSorted()).toEqual(written.toSorted());
    for (const uri of uris) {
      const version = versions.get(uri);
      expect(await stored(uri)).toMatchObject({
        version,
        slug: `of-${version}`,
        tags: [{ slug: '울릉도' }, {}],
      });
    }
  },
  TEST_MS,
);

test('the log has what was accepted, and nothing twice that was not sent to a gate without a memory', async () => {
  const records = await readLog();
  const counts = [...inTheLog.keys()].map((uri) => [uri, records.get(uri)?.length ?? 0] as const);
  expect(new Map(counts)).toEqual(inTheLog);
});

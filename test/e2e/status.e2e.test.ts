import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { EventStatus, encodeToken, type Problem, type Receipt, topics } from '#libs/contracts';
import { LagReader, Runner, Sender } from '#libs/kafka';
import { createService, Runtime, SETTINGS } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { search } from '../../apps/search/src/search.module.ts';

const KEY = 'live_ofWhoeverAsksWhereHerEventIs';
const env: Record<string, string> = { ...installation(), INGEST_ADMIN_KEY: KEY };

let newsroom: Newsroom;
/** A gate of the same paper that does not find content. */
let deaf: NestFastifyApplication;
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, ingest], { env });
  deaf = await createService(ingest, { env: { ...env, CONTENT_URL: 'http://127.0.0.1:9', PORT: '0' } });
  await deaf.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await deaf?.close();
  await newsroom?.stop();
});

interface Answer<T> {
  status: number;
  body: T & Partial<Omit<Problem, 'status'>>;
  took: number;
}

async function ask<T>(
  path: string,
  init: RequestInit = {},
  origin = newsroom.url('ingest'),
): Promise<Answer<T>> {
  const begun = performance.now();
  const headers = { authorization: `Bearer ${KEY}`, ...init.headers };
  const response = await fetch(origin + path, { ...init, headers });
  const body = (await response.json()) as Answer<T>['body'];
  return { status: response.status, body, took: performance.now() - begun };
}

function post(event: unknown, query = '', origin?: string): Promise<Answer<Receipt>> {
  const type = Array.isArray(event) ? 'application/cloudevents-batch+json' : 'application/cloudevents+json';
  const init = { method: 'POST', headers: { 'content-type': type }, body: JSON.stringify(event) };
  return ask<Receipt>(`/v1/events${query}`, init, origin);
}

const whereIs = (path: string, origin?: string) => ask<EventStatus>(path, {}, origin);
const published = (changes: object = {}) => anEvent('article.published', { ...anArticle(), ...changes });

/** While `work` runs, a service reads nothing of a topic. */
async function paused(app: string, topic: string, work: () => Promise<void>): Promise<void> {
  const place = [{ topic: `${env['KAFKA_TOPIC_PREFIX']}${topic}` }];
  type Pausing = Record<'pause' | 'resume', (of: typeof place) => void>;
  const consumer = newsroom.app(app).get(Runner).unwrap<Pausing>();
  consumer.pause(place);
  try {
    // A request for more that was under way, for half a second at most, still brings what comes meanwhile.
    await eventually(async () => {
      expect(await post(published(), '?wait=visible&timeout=800ms')).toMatchObject({ status: 202 });
    });
    await work();
  } finally {
    consumer.resume(place);
  }
}

const eventually = within(10_000);

test('with nothing read yet, nobody keeps a newsroom waiting', async () => {
  const { status, body } = await post(published({ uri: 'wait:first' }), '?wait=visible');
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { outcome: 'public', reason: 'version 1 is public' },
  });
});

describe('whoever waits until it is stored hears', () => {
  const version = (uri: string, number: number, more: object = {}) =>
    anEvent('article.updated', anArticle({ uri, version: number, language: 'ko', headline: '소식' }), more);
  const withdrawal = (uri: string) => anEvent('article.withdrawn', { uri, reason: '오보' });
  const soon = new Date(Date.now() + 3_600_000).toISOString();

  test.each<[string, () => object[]]>([
    ['public', () => [version('wait:public', 1)]],
    ['held', () => [anEvent('article.published', anArticle({ uri: 'wait:held', embargoedUntil: soon }))]],
    ['stale', () => [version('wait:stale', 2), version('wait:stale', 1)]],
    ['conflict', () => [version('wait:if', 1), version('wait:if', 2, { expectedversion: 7 })]],
    ['gone', () => [version('wait:gone', 1), withdrawal('wait:gone')]],
    ['withdrawn', () => [withdrawal('wait:shut'), version('wait:shut', 9)]],
  ])('%s', async (outcome, events) => {
    const answers = [];
    for (const event of events()) answers.push(await post(event, '?wait=stored'));
    const last = answers.at(-1);
    expect(last).toMatchObject({ status: 200, body: { status: 'accepted', outcome } });
    expect(last?.body.reason).toMatch(/\w{3}/);
    // Asked later, it is the same.
    const { status, body } = await whereIs(last?.body.statusUrl ?? '');
    expect({ status, outcome: body.outcome }).toEqual({ status: 200, outcome });
  });
});

describe('a service that does not read', () => {
  test('lets a wait for everyone run out, is named, and is no hindrance to what is stored', async () => {
    await paused('search', topics.changes.name, async () => {
      const { status, body, took } = await post(published(), '?wait=visible&timeout=300ms');
      expect(took).toBeGreaterThanOrEqual(300);
      expect(took).toBeLessThan(5_000);
      expect({ status, outcome: body.outcome, reason: body.reason }).toEqual({ status: 202 });
      const { body: where } = await whereIs(body.statusUrl ?? '');
      expect(where).toMatchObject({ state: 'decided', outcome: 'public', hops: { length: 2 } });
      expect(where.reason).toMatch(/^version 1 is public; waiting for search \(\d+ records? behind\)$/);
      expect(where.hops[1]).toMatchObject({ service: 'search', state: 'waiting' });
      expect(where.hops[1]?.lag).toBeGreaterThan(0);
      expect(await post(published(), '?wait=stored')).toMatchObject({
        status: 200,
        body: { outcome: 'public' },
      });
    });
  });

  test('is seen to catch up, and when', async () => {
    let statusUrl = '';
    await paused('search', topics.changes.name, async () => {
      const { body } = await post(published({ language: 'ko' }), '?wait=visible&timeout=100ms');
      statusUrl = body.statusUrl ?? '';
      expect((await whereIs(statusUrl)).body.state).not.toBe('applied');
    });
    await eventually(async () => expect((await whereIs(statusUrl)).body.state).toBe('applied'));
    const { body } = await whereIs(statusUrl);
    expect(EventStatus.parse(body)).toMatchObject({
      outcome: 'public',
      reason: 'version 1 is public; applied by every service that reads',
      hops: [
        { service: 'content', state: 'applied', lag: 0, at: expect.any(String) },
        { service: 'search', state: 'applied', lag: 0, at: expect.any(String), ms: expect.any(Number) },
      ],
    });
  });

  test('is content: the event is accepted, safe, and known by its receipt alone', async () => {
    await paused('content', topics.intake.name, async () => {
      const event = published();
      const { status, body } = await post(event, '?wait=stored&timeout=100ms');
      expect({ status, outcome: body.outcome }).toEqual({ status: 202 });
      const { body: where } = await whereIs(body.statusUrl ?? '');
      const expected = { id: event.id, source: '/test', state: 'accepted', hops: [{ service: 'content' }] };
      expect(where).toMatchObject(expected);
      expect(where.reason).toMatch(/content has \d+ records? to decide on/);
      const unknown = await whereIs(`/v1/events/${encodeURIComponent(event.id)}`);
      expect(unknown).toMatchObject({ status: 404, body: { code: 'not_found' } });
      expect(unknown.body.detail).toContain('statusUrl');
    });
  });
});

describe('when content does not answer', () => {
  test('an event is accepted all the same, and the receipt says no more than is known', async () => {
    const origin = await deaf.getUrl();
    const { status, body } = await post(published({ uri: 'wait:deaf' }), '?wait=stored', origin);
    expect({ status, outcome: body.outcome, uri: body.uri }).toEqual({ status: 202, uri: 'wait:deaf' });
    const where = await whereIs(body.statusUrl ?? '', origin);
    expect(where).toMatchObject({
      status: 200,
      body: { reason: expect.stringContaining('content does not answer') },
    });
    expect(await whereIs(`/v1/events/${encodeURIComponent(body.id)}`, origin)).toMatchObject({
      status: 503,
      body: { code: 'dependency_unavailable' },
    });
  });
});

test('when the gate stops, whoever waits is told what is known, and does not hold it up', async () => {
  const gate = await createService(ingest, { env: { ...env, PORT: '0' } });
  await gate.listen(0, '127.0.0.1');
  const origin = await gate.getUrl();
  const lag = new LagReader(gate.get(SETTINGS), gate.get(Runtime));
  const behind = async () => (await lag.read()).find(({ group }) => group === 'content')?.records ?? 0;
  await paused('content', topics.intake.name, async () => {
    const before = await behind();
    const waiting = post(published({ uri: 'wait:stop' }), '?wait=visible&timeout=30s', origin);
    await eventually(async () => expect(await behind()).toBeGreaterThan(before));
    const begun = performance.now();
    await gate.close();
    expect(await waiting).toMatchObject({ status: 202, body: { uri: 'wait:stop' } });
    expect(performance.now() - begun).toBeLessThan(3_000);
  });
  await lag.close();
});

describe('an event', () => {
  test('that can not be read is among the dead letters', async () => {
    const headers = { ce_type: 'article.published', ce_id: '깨진', ce_source: '/test' };
    const place = await newsroom
      .app('ingest')
      .get(Sender)
      .send(topics.intake.name, { key: 'x', value: null, headers });
    const token = encodeToken({ epoch: 0, ...place });
    await eventually(async () => {
      const { body } = await whereIs(`/v1/events/${encodeURIComponent('깨진')}?source=/test&token=${token}`);
      expect(body).toMatchObject({
        state: 'applied',
        outcome: 'dead',
        reason: expect.stringContaining('dead letters'),
      });
    });
  });

  test('whose id two sources have used is told apart by its source, which must be named', async () => {
    const sources = ['/one', '/둘'];
    for (const [index, source] of sources.entries()) {
      const data = anArticle({ uri: `wait:of:${index}` });
      const event = { ...anEvent('article.published', data, { id: 'same' }), source };
      expect(await post(event, '?wait=stored')).toMatchObject({ status: 200, body: { outcome: 'public' } });
    }
    const { status, body } = await whereIs('/v1/events/same');
    expect({ status, body }).toMatchObject({
      status: 400,
      body: { code: 'invalid_parameter', errors: [{ parameter: 'source' }] },
    });
    expect(body.errors?.[0]?.allowed?.toSorted()).toEqual(sources);
    for (const [index, source] of sources.entries()) {
      const named = await whereIs(`/v1/events/same?source=${encodeURIComponent(source)}`);
      expect(named).toMatchObject({ status: 200, body: { source, uri: `wait:of:${index}` } });
    }
    expect(await whereIs('/v1/events/same?source=/three')).toMatchObject({ status: 404 });
  });

  test.each(['a/b#1?c', '기사 1', '가'.repeat(200), '%2F..%2F'])(
    'with the id %j is found by it',
    async (id) => {
      const event = anEvent('article.published', anArticle(), { id });
      expect(await post(event, '?wait=stored')).toMatchObject({ status: 200 });
      const { status, body } = await whereIs(`/v1/events/${encodeURIComponent(id)}`);
      expect({ status, id: body.id, outcome: body.outcome }).toEqual({ status: 200, id, outcome: 'public' });
    },
  );
});

describe('is refused', () => {
  test.each([
    ['?wait=forever', 'invalid_parameter', 'wait'],
    ['?wait=stored&timeout=5', 'invalid_parameter', 'timeout'],
    ['?wait=stored&timeout=99ms', 'invalid_parameter', 'timeout'],
    ['?wait=stored&timeout=31s', 'invalid_parameter', 'timeout'],
    ['?wait=stored&timeout=-1s', 'invalid_parameter', 'timeout'],
    ['?wait=stored&timeout=1m', 'invalid_parameter', 'timeout'],
    ['?wait=stored&until=visible', 'unknown_parameter', 'until'],
  ])('an event sent with %s', async (query, code, parameter) => {
    expect(await post(published(), query)).toMatchObject({
      status: 400,
      body: { code, errors: [{ parameter }] },
    });
  });

  test('a batch that wants to wait, before any of it is accepted', async () => {
    const event = published({ uri: 'wait:batch' });
    expect(await post([event], '?wait=stored')).toMatchObject({
      status: 400,
      body: { code: 'invalid_parameter', errors: [{ parameter: 'wait', code: 'not_in_a_batch' }] },
    });
    await newsroom.settled();
    expect(await whereIs(`/v1/events/${encodeURIComponent(event.id)}`)).toMatchObject({ status: 404 });
  });

  test.each([
    ['/v1/events/x?token=x', 400, 'invalid_parameter'],
    [`/v1/events/x?token=${encodeToken({ epoch: 0, partition: 6, offset: 1 })}`, 400, 'invalid_parameter'],
    ['/v1/events/x?of=y', 400, 'unknown_parameter'],
    [`/v1/events/${'x'.repeat(201)}`, 400, 'invalid_parameter'],
    ['/v1/events/never-was', 404, 'not_found'],
  ])('the question %s', async (path, status, code) => {
    expect(await whereIs(path)).toMatchObject({ status, body: { code } });
  });

  test('a question without a key', async () => {
    const answer = await ask('/v1/events/same', { headers: { authorization: '' } });
    expect(answer).toMatchObject({ status: 401, body: { code: 'unauthorized' } });
  });
});

test('question and answer are in the description of the API', async () => {
  const { body } = await ask<{ paths: Record<string, object> }>('/v1/openapi.json');
  expect(body.paths['/v1/events/{id}']).toHaveProperty('get.parameters');
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import type { ArticleInput, PublicArticle, Receipt } from '#libs/contracts';
import { type Found, LogScan } from '#libs/kafka';
import { createService, Runtime, SETTINGS } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, Road, startNewsroom, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { nameOf } from '../../apps/ingest/src/idempotency.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { keyOf } from '../../apps/ingest/src/key.ts';
import { type Answer, type Options, Sender } from './sender.ts';

const KEY = 'live_ofWhoeverSaysTheSameAgain26';
const OWNER = keyOf(KEY).id;
const TEST_MS = 120_000;
/** Redis may be as slow as the machine is busy: what is tested is not its speed. */
const env: Record<string, string> = {
  ...installation(),
  INGEST_ADMIN_KEY: KEY,
  INGEST_REDIS_WAIT_MS: '2000',
};
const eventually = within(20_000);

let newsroom: Newsroom;
let sender: Sender;
/** Another gate of the same paper, whose way to Redis is ours. */
let second: NestFastifyApplication;
let way: Road;
let redis: Redis;
let log: LogScan;
beforeAll(async () => {
  newsroom = await startNewsroom([content, ingest], { env });
  sender = new Sender(newsroom.url('ingest'), KEY);
  way = new Road(new URL(env['REDIS_URL'] ?? '').host, 'bytes');
  const settings = { ...env, CONTENT_URL: newsroom.url('content'), INGEST_REDIS_WAIT_MS: '500' };
  second = await createService(ingest, {
    env: { ...settings, REDIS_URL: `redis://${await way.start()}`, PORT: '0' },
  });
  await second.listen(0, '127.0.0.1');
  redis = new Redis(env['REDIS_URL'] ?? '');
  log = new LogScan(newsroom.app('ingest').get(SETTINGS), newsroom.app('ingest').get(Runtime));
});
afterAll(async () => {
  await Promise.all([second?.close(), redis?.quit()]);
  way?.stop();
  await newsroom?.stop();
});

const send = (event: object, options?: Options) => sender.send(event, options);
const published = (changes: Partial<ArticleInput> = {}) => anEvent('article.published', anArticle(changes));
const keyOfEvent = (id: string) => `${env['REDIS_KEY_PREFIX']}ingest:${nameOf(OWNER, 'event', '/test', id)}`;

/** How many records of an article the log must have in the end, by its uri; read once, since that takes a second. */
const inTheLog = new Map<string, number>();

/**
 * What senders put into the intake log, by the uris of its articles. A record may be visited twice, but it has
 * one place; content puts wishes of its own beside them when it was slow, and those are not counted.
 */
async function readLog(): Promise<Map<string, Found[]>> {
  const found = new Map<string, Found>();
  await log.read(await log.stretches(['ingest.events.v1']), (some) => {
    for (const each of some)
      if (each.record.headers['ce_source'] !== '/content')
        found.set(`${each.partition}/${each.offset}`, each);
  });
  return Map.groupBy(found.values(), ({ record }) => record.key ?? '');
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
    const { status, body } = await send(event, { query: '?wait=stored' });
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'accepted', outcome: 'public' } });
    inTheLog.set('once:later', 1);
  });

  test('in other words is refused, and told in which members', async () => {
    const event = published({ uri: 'once:words', headline: '울릉도', language: 'ko' });
    await send(event);
    const data = { ...(event['data'] as object), headline: '독도', urgency: 1 };
    const { status, body } = await send({ ...event, lane: 'live', data });
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'idempotency_mismatch' });
    const pointers = new Set(body.errors?.map(({ pointer }) => pointer));
    expect(pointers).toEqual(new Set(['/data/headline', '/data/urgency', '/lane']));
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
    const { status: late, body: known } = await send(event, { query: '?wait=stored' });
    expect({ late, known }).toMatchObject({ late: 200, known: { status: 'accepted', outcome: 'duplicate' } });
    const where = await sender.ask<object>(known.statusUrl ?? '', undefined, { method: 'GET' });
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
    const { status, body } = await sender.sendAll([known, fresh, fresh, other, 7]);
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
    expect(await sender.sendAll([known, fresh])).toMatchObject({
      status: 202,
      body: { accepted: 0, duplicates: 2 },
    });
  });

  test('with a key is answered once, to the word', async () => {
    const headers = { 'idempotency-key': 'batch-1' };
    const events = [published(), { ...published(), type: 'article.deleted' }];
    const first = await sender.sendAll(events, { headers });
    const again = await sender.sendAll(events, { headers });
    expect(again).toMatchObject({ status: 207, body: first.body });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await sender.sendAll(events.slice(1), { headers })).toMatchObject({
      status: 422,
      body: { code: 'idempotency_mismatch', errors: [{ pointer: '/0' }, { pointer: '/1' }] },
    });
  });
});

describe('without Redis', () => {
  const states = async (): Promise<string> =>
    ((await (await fetch(`${await second.getUrl()}/readyz`)).json()) as { status: string }).status;

  test.each(['refused', 'black hole'] as const)(
    'whose way is %s, events are accepted all the same, at once, and it is said',
    async (weather) => {
      const origin = await second.getUrl();
      await eventually(async () => expect(await states()).toBe('ready'));
      await way.become(weather);
      const event = published({ uri: `away:${weather.replace(' ', '-')}` });
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
        await way.become('clear');
      }
      expect(await stored(`away:${weather.replace(' ', '-')}`)).toMatchObject({ revision: 1 });
      expect(await send(event, { origin, query: '?wait=stored' })).toMatchObject({
        body: { outcome: 'duplicate' },
      });
      // And it comes back by itself.
      await eventually(async () => {
        const { headers } = await send(published(), { origin });
        expect(headers.get('sosik-idempotency')).toBeNull();
      });
    },
  );
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
  expect(await sender.ask('/v1/events', data, { type: 'application/json', headers })).toMatchObject({
    status: 202,
  });
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
    const [writers, rounds] = [64, 3];
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
    expect(ours).toHaveLength(written.length);
    expect(new Set(ours.map(({ record }) => record.headers['ce_id']))).toEqual(new Set(written));
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

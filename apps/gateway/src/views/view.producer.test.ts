import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { type LogRecord, topics, type ViewBatch } from '#libs/contracts';
import type { Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { within } from '#libs/testing';
import { gatewaySettings } from '../settings.ts';
import type { Salt, SaltClient } from './salt.client.ts';
import { ViewProducer } from './view.producer.ts';

/** A log that keeps what it gets, answers when it is told to, or never. */
class ShortLog {
  readonly records: { topic: string; record: LogRecord; partition: number | undefined }[] = [];
  answer: () => Promise<void> = async () => undefined;

  async send(
    topic: string,
    record: LogRecord,
    partition?: number,
  ): Promise<{ partition: number; offset: number }> {
    this.records.push({ topic, record, partition });
    await this.answer();
    return { partition: partition ?? 0, offset: this.records.length };
  }
}

const NOW = Date.parse('2026-03-01T09:00:00+09:00');
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const ofTheDay: Salt = { kind: 'day', bytes: Buffer.from('소금'.repeat(8)) };

let log: ShortLog;
let clock: number;
let runtime: Runtime;
let salt: Salt;
let views: ViewProducer;
const aProducer = (env: Record<string, string> = {}): ViewProducer =>
  new ViewProducer(
    log as unknown as Sender,
    { at: () => salt } as unknown as SaltClient,
    readSettings(gatewaySettings, env),
    runtime,
  );
beforeEach(() => {
  log = new ShortLog();
  clock = NOW;
  runtime = Runtime.silent('gateway', () => clock);
  salt = ofTheDay;
  views = aProducer();
});

const aRequest = (headers: Record<string, string> = {}, ip = '192.0.2.7') =>
  ({ headers: { 'user-agent': FIREFOX, ...headers }, ip }) as unknown as FastifyRequest;
/** Takes so long that the same reader's next view is told. */
const read = (id: string, headers?: Record<string, string>, ip?: string) => {
  views.seen(aRequest(headers, ip), id);
  clock += 5_000;
};
const batches = (): ViewBatch[] => log.records.map(({ record }) => topics.views.decode(record));
const seen = () => batches().flatMap((batch) => batch.views);

const eventually = within(2_000);
/** Waits until no view is on its way. */
const sent = () => eventually(() => expect(runtime.working()).toEqual([]));

describe('a view', () => {
  test('is told within milliseconds, and says of what and when', async () => {
    read('aaaaaaaaaa');
    expect(runtime.working()).toEqual(['views']);
    await sent();
    expect(seen()).toEqual([
      { id: 'aaaaaaaaaa', at: NOW, visitor: expect.any(String), net: expect.any(String) },
    ]);
    expect(log.records[0]?.topic).toBe(topics.views.name);
  });

  test('says nothing of its reader but two hashes', async () => {
    const agent = `${FIREFOX} Bada/3`;
    const told = { 'user-agent': agent, cookie: 'who=me', 'x-forwarded-for': '192.0.2.8' };
    read('aaaaaaaaaa', { ...told, referer: 'https://mail.example/?from=bada@example.org' });
    await sent();
    const text = `${log.records[0]?.record.value}${JSON.stringify(log.records[0]?.record.headers)}`;
    expect(text).not.toMatch(/Bada|Firefox|who|192\.0\.2|mail|example/);
    expect(new Set(Object.keys(seen()[0] ?? {}))).toEqual(new Set(['id', 'at', 'visitor', 'net']));
  });

  test('is of the same reader when address and agent are, and of the same network by address alone', async () => {
    read('aaaaaaaaaa');
    read('aaaaaaaaaa');
    read('aaaaaaaaaa', { 'user-agent': `${FIREFOX}.1` });
    read('aaaaaaaaaa', {}, '192.0.2.200');
    read('aaaaaaaaaa', {}, '::ffff:192.0.2.7');
    read('aaaaaaaaaa', {}, '198.51.100.7');
    await sent();
    const [one, same, otherAgent, neighbour, mapped, elsewhere] = seen();
    for (const each of [same, mapped]) expect(each).toMatchObject({ visitor: one?.visitor, net: one?.net });
    expect(new Set([one, otherAgent, neighbour, elsewhere].map((view) => view?.visitor)).size).toBe(4);
    expect([otherAgent, neighbour].map((view) => view?.net)).toEqual([one?.net, one?.net]);
    expect(elsewhere?.net).not.toBe(one?.net);
  });

  test('of who asks for the page again at once is not told again: it would not count', async () => {
    for (let i = 0; i < 100; i++) views.seen(aRequest(), 'aaaaaaaaaa');
    views.seen(aRequest(), 'bbbbbbbbbb');
    views.seen(aRequest({}, '192.0.2.8'), 'aaaaaaaaaa');
    await sent();
    expect(new Set(seen().map(({ id }) => id))).toEqual(new Set(['aaaaaaaaaa', 'bbbbbbbbbb']));
    expect(seen()).toHaveLength(3);
  });

  test('is of whom a trusted proxy names, and of the proxy where none is trusted', async () => {
    const told = { 'x-forwarded-for': '203.0.113.9, 10.0.0.2' };
    read('aaaaaaaaaa', told, '10.0.0.1');
    read('aaaaaaaaaa', {}, '10.0.0.1');
    views = aProducer({ GATEWAY_TRUSTED_PROXIES: '10.0.0.0/8' });
    read('aaaaaaaaaa', told, '10.0.0.1');
    read('aaaaaaaaaa', {}, '203.0.113.9');
    await sent();
    const [untrusted, proxy, trusted, direct] = seen().map(({ visitor }) => visitor);
    expect(untrusted).toBe(proxy);
    expect(trusted).toBe(direct);
    expect(trusted).not.toBe(proxy);
  });

  test('of a gateway that knows no salt names a network of its own, and no reader', async () => {
    salt = { kind: 'own', bytes: Buffer.alloc(32, 7) };
    read('aaaaaaaaaa');
    await sent();
    expect(new Set(Object.keys(seen()[0] ?? {}))).toEqual(new Set(['id', 'at', 'net']));
  });

  test('whose connection has gone already tells neither reader nor network', async () => {
    views.seen(
      { headers: { 'user-agent': FIREFOX }, ip: undefined } as unknown as FastifyRequest,
      'aaaaaaaaaa',
    );
    await sent();
    expect(seen()).toEqual([{ id: 'aaaaaaaaaa', at: NOW }]);
  });

  test('that an app tells is marked as such, also when the app goes by the name of its library', async () => {
    views.told(aRequest({ 'user-agent': 'okhttp/4.12.0' }), 'aaaaaaaaaa');
    await sent();
    expect(seen()).toMatchObject([{ id: 'aaaaaaaaaa', app: true }]);
  });

  test.each([
    ['a robot', { 'user-agent': 'Mozilla/5.0 (compatible; Yeti/1.1; +https://yeti.example/)' }],
    ['a tool', { 'user-agent': 'curl/8.5.0' }],
    ['nobody who says so', { 'user-agent': '' }],
    ['our own look at the page', { 'user-agent': 'SosikProbe/1.0' }],
    ['the rest of a page', { range: 'bytes=1000-' }],
    ['a picture on another page', { 'sec-fetch-dest': 'image' }],
  ])('is not one of %s', async (_, headers) => {
    read('aaaaaaaaaa', headers);
    read('bbbbbbbbbb', { range: 'bytes=0-', 'sec-fetch-dest': 'document' });
    await sent();
    expect(seen().map(({ id }) => id)).toEqual(['bbbbbbbbbb']);
  });

  test.each([
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['purpose', 'prefetch'],
  ])('is not one when a browser fetches ahead: %s: %s', async (name, value) => {
    read('aaaaaaaaaa', { [name]: value });
    read('bbbbbbbbbb', { 'sec-fetch-mode': 'navigate' });
    await sent();
    expect(seen().map(({ id }) => id)).toEqual(['bbbbbbbbbb']);
  });
});

describe('views', () => {
  test('of one article lie in one partition, those of many in all of them', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => index.toString(32).padStart(10, 'a'));
    for (const id of [...ids, ...ids]) read(id);
    await sent();
    const places = new Map<string, Set<number | undefined>>();
    for (const [index, { partition }] of log.records.entries()) {
      for (const { id } of batches()[index]?.views ?? [])
        places.set(id, (places.get(id) ?? new Set()).add(partition));
    }
    expect([...places.values()].every((set) => set.size === 1)).toBe(true);
    expect(new Set([...places.values()].flatMap((set) => [...set])).size).toBe(topics.views.partitions);
    expect(seen()).toHaveLength(400);
  });

  test('are numbered by gateway and partition, so that a repeated batch can be told', async () => {
    for (let round = 0; round < 3; round++) {
      read('aaaaaaaaaa');
      read('bbbbbbbbbb');
      await sent();
    }
    const numbers = Map.groupBy(log.records, ({ partition }) => partition);
    for (const records of numbers.values()) {
      expect(records.map(({ record }) => topics.views.decode(record).n)).toEqual([0, 1, 2]);
    }
    const another = aProducer();
    another.seen(aRequest(), 'aaaaaaaaaa');
    await another.onModuleDestroy();
    expect(batches().at(-1)).toMatchObject({ n: 0 });
    expect(new Set(batches().map(({ gateway }) => gateway)).size).toBe(2);
  });

  test('of a rush leave in batches that the contract can read, none lost', async () => {
    for (let i = 0; i < 1_201; i++) read('aaaaaaaaaa');
    await sent();
    expect(batches().map((batch) => batch.views.length)).toEqual([500, 500, 201]);
  });

  test('of a rush on many articles leave when there are many of them all together', async () => {
    const ids = Array.from({ length: 200 }, (_, index) => index.toString(32).padStart(10, 'a'));
    for (let i = 0; i < 2_400; i++) read(ids[i % ids.length] ?? '');
    expect(seen().length).toBe(2_000);
    await sent();
    expect(seen()).toHaveLength(2_400);
  });

  test('are shed while the log does not answer, and only what is beyond measure', async () => {
    const waiting: (() => void)[] = [];
    log.answer = () => new Promise((resolve) => waiting.push(resolve));
    for (let i = 0; i < 25_000; i++) {
      read('aaaaaaaaaa');
      // As in life: requests come between the flushes, and these have left before the last views arrive.
      if (i % 5_000 === 0) await eventually(() => expect(seen().length).toBe(Math.min(i + 1, 20_000)));
    }
    await eventually(() => expect(seen()).toHaveLength(20_000));
    for (const resolve of waiting) resolve();
    log.answer = async () => undefined;
    await sent();
    read('bbbbbbbbbb');
    await sent();
    expect(seen()).toHaveLength(20_001);
  });

  test('are lost with a log that is away, and those after it are told', async () => {
    log.answer = () => Promise.reject(new Error('kafka is not available'));
    read('aaaaaaaaaa');
    await sent();
    log.answer = async () => undefined;
    read('aaaaaaaaaa');
    await sent();
    expect(batches().map(({ n }) => n)).toEqual([0, 1]);
  });

  test('not yet told when the gateway stops are told then', async () => {
    read('aaaaaaaaaa');
    await views.onModuleDestroy();
    expect(seen()).toHaveLength(1);
  });

  test('of pages that are handed out while the gateway stops leave at once, before the log is left', async () => {
    await views.onModuleDestroy();
    read('aaaaaaaaaa');
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen()).toHaveLength(1);
  });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { type LogRecord, topics, type ViewBatch } from '#libs/contracts';
import type { Sender } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { within } from '#libs/testing';
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
let log: ShortLog;
let runtime: Runtime;
let views: ViewProducer;
beforeEach(() => {
  log = new ShortLog();
  runtime = Runtime.silent('gateway', () => NOW);
  views = new ViewProducer(log as unknown as Sender, runtime);
});

const aRequest = (headers: Record<string, string> = {}) =>
  ({ headers, ip: '192.0.2.7' }) as unknown as FastifyRequest;
const read = (id: string, headers?: Record<string, string>) => views.seen(aRequest(headers), id);
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
    expect(seen()).toEqual([{ id: 'aaaaaaaaaa', at: NOW }]);
    expect(log.records[0]?.topic).toBe(topics.views.name);
  });

  test('says nothing of its reader', async () => {
    read('aaaaaaaaaa', { 'user-agent': 'Reader/1.0', cookie: 'who=me', 'x-forwarded-for': '192.0.2.7' });
    await sent();
    const text = `${log.records[0]?.record.value}${JSON.stringify(log.records[0]?.record.headers)}`;
    expect(text).not.toMatch(/Reader|who|192\.0\.2/);
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
    const another = new ViewProducer(log as unknown as Sender, runtime);
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
});

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Consumer } from 'kafkajs';
import { topics } from '#libs/contracts';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { installation, within } from '#libs/testing';
import { Applied } from './applied.ts';
import { createClient, type KafkaSettings, kafkaSettings } from './client.ts';
import { LagReader } from './lag.ts';
import { migrateTopics } from './migration.ts';
import { Sender } from './sender.ts';

const settings: KafkaSettings = readSettings(kafkaSettings, installation());
const runtime = Runtime.silent('test');
const eventually = within(10_000);
const positions = new LagReader(settings, runtime);
const INTAKE = topics.intake.name;
const CHANGES = topics.changes.name;

/** A service as the log sees it: somebody who reads for a group, and says how far. */
class Member {
  private readonly consumer: Consumer;

  constructor(
    readonly group: string,
    readonly topic = CHANGES,
  ) {
    const groupId = settings.KAFKA_TOPIC_PREFIX + group;
    this.consumer = createClient(settings, runtime).consumer({ groupId, maxWaitTimeInMs: 100 });
  }

  async join(): Promise<this> {
    const joined = new Promise((resolve) => this.consumer.on(this.consumer.events.GROUP_JOIN, resolve));
    await this.consumer.connect();
    await this.consumer.subscribe({ topic: settings.KAFKA_TOPIC_PREFIX + this.topic, fromBeginning: true });
    await this.consumer.run({ autoCommit: false, eachBatch: async () => undefined });
    await joined;
    return this;
  }

  async commit(partition: number, next: number): Promise<void> {
    const topic = settings.KAFKA_TOPIC_PREFIX + this.topic;
    // kafkajs drops a commit without a word while it starts again, as it may on a broker that has just started.
    await eventually(async () => {
      await this.consumer.commitOffsets([{ topic, partition, offset: String(next) }]);
      expect((await positions.positions(this.group, this.topic)).get(partition)).toBe(next);
    });
  }

  async leave(): Promise<void> {
    await this.consumer.disconnect();
  }
}

const sender = new Sender(settings, runtime);
const applied = new Applied(settings, runtime);
const content = new Member('content', INTAKE);
const search = new Member('search');
const popularity = new Member('popularity');
const gateway = new Member('gateway.a1');
const readers = [search, popularity, gateway];
/** Reads the change log too, but shows readers nothing. */
const archive = new Member('archive');

/** Settings that lead nowhere for now. */
let lost: KafkaSettings;
let lag: LagReader;
/** Takes its seconds beside the other tests. */
let givenUp: Promise<unknown>;

beforeAll(async () => {
  lost = { ...settings, KAFKA_BROKERS: `127.0.0.1:${await freePort()}` };
  lag = new LagReader(lost, runtime);
  givenUp = lag.connect().catch((error: unknown) => error);
  await migrateTopics(settings, runtime);
  await Promise.all([content, archive, ...readers].map((member) => member.join()));
});
afterAll(async () => {
  applied.onModuleDestroy();
  await Promise.all([content, archive, ...readers].map((member) => member.leave()));
  await Promise.all([sender.onApplicationShutdown(), applied.onApplicationShutdown(), positions.close()]);
});

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Content tells so many changes in a partition that is this test's own. */
async function tell(partition: number, changes: number): Promise<void> {
  const record = { key: '기사:1', value: Buffer.from('소식'), headers: {} };
  await Promise.all(Array.from({ length: changes }, () => sender.send(CHANGES, record, partition)));
}

const at = (partition: number, offset = 0) => ({ epoch: 0, partition, offset });

const ask = (partition: number, offset = 0) => applied.ask(at(partition, offset));

describe('an event', () => {
  test('is accepted, then decided, and applied only when the last of all readers has committed', async () => {
    await content.commit(0, 4);
    await tell(0, 3);
    expect(await ask(0, 4)).toMatchObject({
      far: 'accepted',
      content: { lag: 1, applied: false },
      readers: [],
    });
    await content.commit(0, 5);
    const first = await ask(0, 4);
    expect(first).toMatchObject({ far: 'decided', content: { lag: 0, applied: true } });
    expect(new Set(first.readers.map(({ group, service, lag: behind }) => [group, service, behind]))).toEqual(
      new Set([
        ['search', 'search', 3],
        ['popularity', 'popularity', 3],
        ['gateway.a1', 'gateway', 3],
      ]),
    );
    for (const reader of readers) {
      expect(await ask(0, 4)).toMatchObject({ far: 'decided' });
      await reader.commit(0, 2);
      expect(await ask(0, 4)).toMatchObject({ far: 'decided' });
      await reader.commit(0, 3);
    }
    expect(await ask(0, 4)).toMatchObject({ far: 'applied' });
  });

  test('that nothing was told of is applied as soon as it is decided', async () => {
    expect(await ask(1, 0)).toMatchObject({ far: 'accepted' });
    await content.commit(1, 1);
    expect(await ask(1, 0)).toMatchObject({ far: 'applied', readers: [{ lag: 0 }, { lag: 0 }, { lag: 0 }] });
  });

  test('does not wait for what was told after it', async () => {
    await content.commit(2, 1);
    await tell(2, 2);
    expect(await ask(2, 0)).toMatchObject({ far: 'decided' });
    await content.commit(2, 2);
    await tell(2, 1);
    await Promise.all(readers.map((reader) => reader.commit(2, 2)));
    expect(await ask(2, 0)).toMatchObject({ far: 'applied' });
    expect(await ask(2, 1)).toMatchObject({ far: 'decided', readers: [{ lag: 1 }, { lag: 1 }, { lag: 1 }] });
  });

  test('waits for a gateway that has come meanwhile, and for none that has left', async () => {
    await content.commit(3, 1);
    await tell(3, 1);
    await Promise.all(readers.map((reader) => reader.commit(3, 1)));
    const late = await new Member('gateway.b2').join();
    const meanwhile = await ask(3, 0);
    await late.leave();
    const waits = meanwhile.readers.filter(({ applied: passed }) => !passed);
    expect(waits).toMatchObject([{ service: 'gateway', group: 'gateway.b2', lag: 1 }]);
    expect(meanwhile.far).toBe('decided');
    expect(await ask(3, 0)).toMatchObject({ far: 'applied', readers: { length: 3 } });
  });

  test('of a log that was made anew since is decided', async () => {
    const anew = new Applied({ ...settings, INTAKE_EPOCH: 1 }, runtime);
    const ways = await Promise.all([0, 1].map((epoch) => anew.ask({ epoch, partition: 0, offset: 99 })));
    await anew.onApplicationShutdown();
    expect(ways.map(({ content: { applied: passed } }) => passed)).toEqual([true, false]);
  });
});

describe('the time', () => {
  test('is known where somebody was waiting, and is not made up where nobody was', async () => {
    await content.commit(4, 2);
    await tell(4, 1);
    const waiting = applied.reaches(at(4, 1), 'applied', { ms: 5_000 });
    const before = Date.now();
    await Promise.all(readers.map((reader) => reader.commit(4, 1)));
    expect(await waiting).toBe(true);
    const watched = await ask(4, 1);
    for (const { at: time = 0, ms = -1 } of [watched.content, ...watched.readers]) {
      expect(Math.abs(time - before)).toBeLessThan(10_000);
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(ms).toBeLessThan(10_000);
    }
    const late = await ask(4, 0);
    expect(late.far).toBe('applied');
    expect([late.content, ...late.readers].filter((each) => 'at' in each || 'ms' in each)).toEqual([]);
  });
});

describe('whoever waits', () => {
  test('is told when it has come so far, however many wait', async () => {
    const wait = (far: 'decided' | 'applied') => applied.reaches(at(5), far, { ms: 10_000 });
    const many = (far: 'decided' | 'applied') => Promise.all(Array.from({ length: 200 }, () => wait(far)));
    await tell(5, 1);
    const ends = [many('decided'), many('applied')] as const;
    await content.commit(5, 1);
    expect(new Set(await ends[0])).toEqual(new Set([true]));
    expect(await applied.reaches(at(5), 'applied', { ms: 100 })).toBe(false);
    await Promise.all(readers.map((reader) => reader.commit(5, 1)));
    expect(new Set(await ends[1])).toEqual(new Set([true]));
  });

  test('gives up when the time is over, when she has left, and when this process stops', async () => {
    const stopping = new Applied(settings, runtime);
    const left = new AbortController();
    const begun = performance.now();
    const ends = [
      applied.reaches(at(5, 100), 'decided', { ms: 300 }),
      applied.reaches(at(5, 100), 'decided', { ms: 30_000, signal: left.signal }),
      stopping.reaches(at(5, 100), 'decided', { ms: 30_000 }),
    ];
    expect(await ends[0]).toBe(false);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(299);
    left.abort();
    stopping.onModuleDestroy();
    expect(await Promise.all(ends)).toEqual([false, false, false]);
    expect(performance.now() - begun).toBeLessThan(10_000);
    await stopping.onApplicationShutdown();
  });
});

test('while the log is away this is said, and when it is back there are answers again', async () => {
  const away = new Applied(lost, runtime);
  const begun = performance.now();
  const [answer, reached] = await Promise.allSettled([
    away.ask(at(0, 4)),
    away.reaches(at(0, 4), 'decided', { ms: 200 }),
  ]);
  expect(performance.now() - begun).toBeLessThan(20_000);
  expect(answer).toMatchObject({ status: 'rejected', reason: expect.any(DependencyUnavailable) });
  expect(reached).toEqual({ status: 'fulfilled', value: false });
  // Also for those whose client has given up for good.
  expect(await givenUp).toBeInstanceOf(Error);
  const [host = '', port] = settings.KAFKA_BROKERS.split(':');
  const road = createServer((client) => {
    const broker = connect(Number(port), host);
    client.pipe(broker).pipe(client);
    for (const end of [client, broker]) end.on('error', () => undefined);
  });
  await once(road.listen(Number(lost.KAFKA_BROKERS.split(':')[1]), '127.0.0.1'), 'listening');
  try {
    expect(await away.reaches(at(0, 4), 'applied', { ms: 10_000 })).toBe(true);
    expect((await lag.groups()).map(({ group }) => group)).toContain('search');
  } finally {
    await Promise.all([away.onApplicationShutdown(), lag.close()]);
    road.close();
  }
});

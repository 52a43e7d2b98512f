import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Database } from '#libs/mongo';
import { Runtime, readSettings } from '#libs/service';
import { installation } from '#libs/testing';
import { DeliveryStore } from './delivery.store.ts';
import { FollowerStore } from './follower.store.ts';
import { LaneStore } from './lane.store.ts';
import type { Lane, Passing } from './lane.ts';
import { deliveryId } from './passage.ts';
import { PositionStore } from './position.store.ts';
import { syndicationSettings } from './settings.ts';

const settings = readSettings(syndicationSettings, installation());
/** Two processes that share the queue. */
const [database, beside] = ['a', 'b'].map((name) => new Database(settings, Runtime.silent(name))) as [
  Database,
  Database,
];
const [lanes, others] = [database, beside].map((each) => {
  const positions = new PositionStore(settings, Runtime.silent('test'), each);
  return new LaneStore(each, new DeliveryStore(each), positions, new FollowerStore(each));
}) as [LaneStore, LaneStore];
const { log } = lanes;

beforeAll(async () => {
  await Promise.all([database.onModuleInit(), beside.onModuleInit()]);
  await lanes.migrate();
});
afterAll(async () => {
  await Promise.all([database.onApplicationShutdown(), beside.onApplicationShutdown()]);
});

const LEASE_MS = 30_000;
let now = Date.parse('2026-03-01T09:00:00Z');
let count = 0;
const aWebhook = (): string => `wh_${++count}`;
const aPassing = (webhook: string, seq: number, changes: Partial<Passing> = {}): Passing => ({
  passage: 'send',
  webhook,
  uri: 'a:1',
  seq,
  type: 'article.public',
  body: `{"seq":${seq},"headline":"여객선"}`,
  partition: 0,
  offset: seq,
  ...changes,
});
const everywhere = new Map([[0, Number.MAX_SAFE_INTEGER]]);
/** Queued, and seen by readers. */
async function queue(...passings: Passing[]): Promise<void> {
  await lanes.take(passings, now);
  await lanes.show(everywhere);
}
const claim = async (webhook: string, store = lanes): Promise<Lane> => {
  const lane = await store.claim(webhook, now);
  if (!lane) throw new Error('nothing is due');
  return lane;
};
const statesOf = async (webhook: string) =>
  Object.fromEntries((await log.list(webhook, { limit: 50 })).map(({ seq, state }) => [seq, state]));

describe('a message', () => {
  test('is due once readers see its change, and not before', async () => {
    const webhook = aWebhook();
    await lanes.take([aPassing(webhook, 5)], now);
    expect(await lanes.unshown()).toBe(now);
    await lanes.show(new Map([[0, 5]]));
    expect(await lanes.claim(webhook, now)).toBeUndefined();
    await lanes.show(new Map([[0, 6]]));
    expect(await lanes.due(now)).toContain(webhook);
    expect(await claim(webhook)).toMatchObject({ seq: 5, delivery: deliveryId(webhook, 'a:1', 5) });
  });

  test('is queued once, however often its record comes', async () => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 1));
    expect(await lanes.finish(await claim(webhook), { is: 'taken' }, now)).toBe(true);
    await queue(aPassing(webhook, 1));
    expect(await lanes.claim(webhook, now)).toBeUndefined();
  });

  test('is in one hand at a time, whoever asks', async () => {
    const webhook = aWebhook();
    const uris = Array.from({ length: 20 }, (_, n) => `many:${n}`);
    await queue(...uris.map((uri, n) => aPassing(webhook, n + 1, { uri })));
    const hands = Array.from({ length: 30 }, (_, n) => (n % 2 ? lanes : others).claim(webhook, now));
    const claimed = (await Promise.all(hands)).flatMap((lane) => lane?.uri ?? []);
    expect(claimed).toHaveLength(uris.length);
    expect(new Set(claimed)).toEqual(new Set(uris));
  });

  test('of a process that died while it was sent is sent again under the same name', async () => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 1));
    const dying = await claim(webhook);
    expect(await others.claim(webhook, now)).toBeUndefined();
    now += LEASE_MS;
    const next = await claim(webhook, others);
    expect(next).toMatchObject({ delivery: dying.delivery, body: dying.body, attempts: 2 });
    // It was only frozen: what it has to say counts no more.
    expect(await lanes.finish(dying, { is: 'taken' }, now)).toBe(false);
    expect(await others.finish(next, { is: 'taken' }, now)).toBe(true);
    expect(await lanes.claim(webhook, now + LEASE_MS)).toBeUndefined();
  });

  test('that failed waits for its time, and one that is given up for somebody to ask', async () => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 1));
    await lanes.finish(await claim(webhook), { is: 'again', at: now + 5_000 }, now);
    expect(await lanes.claim(webhook, now + 4_999)).toBeUndefined();
    now += 5_000;
    const second = await claim(webhook);
    expect(second).toMatchObject({ attempts: 2, since: now - 5_000 });
    await lanes.finish(second, { is: 'parked' }, now);
    expect(await lanes.claim(webhook, now + 86_400_000)).toBeUndefined();
    expect(await lanes.again(second, now)).toBe(true);
    expect(await claim(webhook)).toMatchObject({ seq: 1, attempts: 1 });
  });
});

describe('a newer state', () => {
  test('takes the place of one that waits, with its words', async () => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 1));
    await queue(aPassing(webhook, 2));
    expect(await claim(webhook)).toMatchObject({ seq: 2, body: expect.stringContaining('"seq":2') });
    expect(await statesOf(webhook)).toEqual({ 1: 'overtaken', 2: 'waiting' });
  });

  test('waits for one that is on its way', async () => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 1));
    const first = await claim(webhook);
    await queue(aPassing(webhook, 2));
    expect(await lanes.claim(webhook, now)).toBeUndefined();
    expect(await lanes.finish(first, { is: 'taken' }, now)).toBe(false);
    expect(await claim(webhook)).toMatchObject({ seq: 2, attempts: 1 });
  });

  test('is not replaced by an older one that comes late', async () => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 7, { type: 'article.gone', body: '{"gone":true}' }));
    await queue(aPassing(webhook, 6));
    expect(await claim(webhook)).toMatchObject({ seq: 7, type: 'article.gone' });
  });

  test.each<[string, Partial<Passing>]>([
    ['that is told', { type: 'article.gone', body: '{"gone":true}' }],
    ['that is not told', { type: 'article.gone', passage: 'drop' }],
    ['that is told to those who know of it', { type: 'article.gone', passage: 'follow' }],
  ])('that is gone takes the words of the article out of the queue: %s', async (_, changes) => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 1, { body: 'a secret that was withdrawn' }));
    await queue(aPassing(webhook, 2, { body: '{"gone":true}', ...changes }));
    const kept = await database.collection('syndication_lanes').find({ webhook }).toArray();
    const noted = await database.collection('syndication_deliveries').find({ webhook }).toArray();
    expect(kept).toHaveLength(1);
    expect(JSON.stringify([kept, noted])).not.toContain('a secret that was withdrawn');
  });

  test.each([
    [true, 2],
    [false, undefined],
  ])('of an article that moved away is told where it was told before: %s', async (told, seq) => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 1));
    if (told) await lanes.finish(await claim(webhook), { is: 'again', at: now }, now);
    await queue(aPassing(webhook, 2, { passage: 'follow' }));
    expect((await lanes.claim(webhook, now))?.seq).toBe(seq);
  });
});

describe('what is known of messages', () => {
  test('follows them, and does not keep their words', async () => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 1));
    const first = await claim(webhook);
    const again = { is: 'again', at: now + 5_000 } as const;
    const newest = await lanes.finish(first, again, now);
    await log.tried(first, { status: 503 }, { ending: again, newest, now });
    expect(await log.list(webhook, { limit: 5 })).toEqual([
      {
        id: first.delivery,
        webhook,
        type: 'article.public',
        uri: 'a:1',
        seq: 1,
        state: 'waiting',
        attempts: 1,
        status: 503,
        queuedAt: new Date(now).toISOString(),
        lastAt: new Date(now).toISOString(),
        nextAt: new Date(now + 5_000).toISOString(),
      },
    ]);
    expect(await log.list(webhook, { state: 'taken', limit: 5 })).toEqual([]);
    expect(await log.subjects(webhook, now)).toEqual(['a:1']);
    expect(await log.subjects(webhook, now + 1)).toEqual([]);
  });

  test('ends with the subscription', async () => {
    const webhook = aWebhook();
    await queue(aPassing(webhook, 1));
    expect(await lanes.forget([webhook])).toBe(1);
    await log.end([webhook], 'dropped');
    expect(await lanes.claim(webhook, now)).toBeUndefined();
    expect(await statesOf(webhook)).toEqual({ 1: 'dropped' });
  });
});

import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Redis } from 'ioredis';
import { Runtime, readSettings } from '#libs/service';
import { installation, within } from '#libs/testing';
import { RedisStore } from './redis.store.ts';
import { SaltStore } from './salt.store.ts';
import { popularitySettings } from './settings.ts';

const env = installation();
const redis = new Redis(env['REDIS_URL'] ?? '');
const settings = readSettings(popularitySettings, env);
const HOUR = 3_600_000;

let now: number;
const stores: RedisStore[] = [];
/** Another process of popularity. */
function aStore(): SaltStore {
  const runtime = Runtime.silent('popularity', () => now);
  const store = new RedisStore(settings, runtime);
  stores.push(store);
  return new SaltStore(store, runtime);
}
const kept = () => redis.keys(`${settings.REDIS_KEY_PREFIX}salt:*`);

beforeEach(async () => {
  now = Date.parse('2026-03-01T12:00:00Z');
  const keys = await kept();
  if (keys.length > 0) await redis.del(...keys);
});
afterEach(() => Promise.all(stores.splice(0).map((each) => each.onApplicationShutdown())));
afterAll(() => redis.disconnect());

describe('the salt of a day', () => {
  test('is the same for all who ask, whichever process, and another one each day', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => aStore().salts()));
    const [today] = answers[0] ?? [];
    expect(today).toEqual({ day: '2026-03-01', salt: expect.stringMatching(/^[\w-]{43}$/) });
    for (const each of answers) expect(each).toEqual([today]);
    now += 12 * HOUR;
    const [tomorrow, before] = await aStore().salts();
    expect(before).toEqual(today);
    expect(tomorrow?.day).toBe('2026-03-02');
    expect(tomorrow?.salt).not.toBe(today?.salt);
  });

  test('is in Redis until the end of the next day, and nowhere after it', async () => {
    const store = aStore();
    await store.salts();
    const [key = ''] = await kept();
    expect(await redis.pttl(key)).toBeLessThanOrEqual(36 * HOUR);
    // 0.3 s before 48 hours are over since its day began.
    now = Date.parse('2026-03-03T00:00:00Z') - 300;
    expect((await store.salts()).map(({ day }) => day)).toEqual(['2026-03-02', '2026-03-01']);
    await within(5_000)(async () => expect(await redis.exists(key)).toBe(0));
    now += 400;
    expect((await store.salts()).map(({ day }) => day)).toEqual(['2026-03-03', '2026-03-02']);
    expect(await redis.exists(key)).toBe(0);
  });

  test('has an expiry also if somebody took that away', async () => {
    const store = aStore();
    await store.salts();
    const [key = ''] = await kept();
    await redis.persist(key);
    await store.salts();
    expect(await redis.pttl(key)).toBeGreaterThan(0);
  });

  test('outlives a loss of Redis in the process that has told it', async () => {
    const store = aStore();
    const before = await store.salts();
    await redis.del(...(await kept()));
    expect(await store.salts()).toEqual(before);
    expect(await aStore().salts()).toEqual(before);
  });
});

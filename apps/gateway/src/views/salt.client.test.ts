import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SaltsAnswer } from '#libs/contracts';
import { DependencyUnavailable, Runtime } from '#libs/service';
import { within } from '#libs/testing';
import type { BackendClient } from '../backend.client.ts';
import { SaltClient } from './salt.client.ts';
import { netOf, visitorOf } from './visitor.ts';

const HOUR = 3_600_000;
const NOON = Date.parse('2026-03-01T12:00:00Z');
const reader = { address: '192.0.2.7', agent: 'Firefox' };
const saltOf = (day: string) => ({ day, salt: Buffer.from(`소금 ${day}`).toString('base64url') });

/** A popularity that answers, or does not. */
class Cellar {
  answer: SaltsAnswer['salts'] | undefined = [saltOf('2026-03-01'), saltOf('2026-02-28')];
  async salts(): Promise<SaltsAnswer> {
    if (!this.answer) throw new DependencyUnavailable('popularity');
    return { salts: this.answer };
  }
}

const eventually = within(5_000);
let now: number;
let cellar: Cellar;
let salts: SaltClient;
beforeEach(() => {
  now = NOON;
  cellar = new Cellar();
  salts = new SaltClient(
    cellar as unknown as BackendClient,
    Runtime.silent('gateway', () => now),
  );
});
afterEach(() => salts.onModuleDestroy());

const hash = () => visitorOf(salts.at(now).bytes, 'https://paper.example', reader);

describe('the salt', () => {
  test('is that of the day, by UTC, from the start on', async () => {
    await salts.onApplicationBootstrap();
    expect(salts.at(now)).toEqual({ kind: 'day', bytes: Buffer.from('소금 2026-03-01') });
    expect(salts.at(now - 13 * HOUR)).toEqual({ kind: 'day', bytes: Buffer.from('소금 2026-02-28') });
  });

  test('of the next day is asked for as soon as it has begun, and a reader is another one then', async () => {
    await salts.onApplicationBootstrap();
    const before = hash();
    now += 12 * HOUR;
    cellar.answer = [saltOf('2026-03-02'), saltOf('2026-03-01')];
    await eventually(() => expect(salts.at(now).kind).toBe('day'));
    expect(hash()).not.toBe(before);
  });

  test('is the last one while popularity is away, as long as that may be kept, and then one of its own', async () => {
    await salts.onApplicationBootstrap();
    const last = salts.at(now).bytes;
    cellar.answer = undefined;
    now += 24 * HOUR;
    expect(salts.at(now)).toEqual({ kind: 'last', bytes: last });
    now += 12 * HOUR;
    const { kind, bytes } = salts.at(now);
    expect(kind).toBe('own');
    expect(bytes).toHaveLength(32);
    expect(bytes).not.toEqual(last);
    expect(salts.at(now).bytes).toEqual(bytes);
    expect(salts.at(now + 24 * HOUR).bytes).not.toEqual(bytes);
  });

  test('of its own is used until popularity answers', async () => {
    cellar.answer = undefined;
    await salts.onApplicationBootstrap();
    expect(salts.at(now).kind).toBe('own');
    cellar.answer = [saltOf('2026-03-01')];
    await eventually(() => expect(salts.at(now).kind).toBe('day'));
  });
});

describe('a hash', () => {
  const salt = Buffer.alloc(32, 1);
  test('is 64 bits, and another one for another salt, site, address or agent', () => {
    const site = 'https://paper.example';
    const hashes = [
      visitorOf(salt, site, reader),
      visitorOf(Buffer.alloc(32, 2), site, reader),
      visitorOf(salt, 'https://other.example', reader),
      visitorOf(salt, site, { ...reader, address: '192.0.2.8' }),
      visitorOf(salt, site, { ...reader, agent: '웨일' }),
      netOf(salt, reader.address),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
    for (const each of hashes) expect(each).toMatch(/^[0-9a-f]{16}$/);
  });

  test('of a network is that of all its addresses, and of no other', () => {
    expect(netOf(salt, '192.0.2.200')).toBe(netOf(salt, '192.0.2.7'));
    expect(netOf(salt, '::ffff:192.0.2.7')).toBe(netOf(salt, '192.0.2.7'));
    expect(netOf(salt, '2001:db8:1::1')).toBe(netOf(salt, '2001:db8:1:9::1'));
    expect(
      new Set(['192.0.2.7', '192.0.3.7', '2001:db8:1::', '2001:db8:2::'].map((each) => netOf(salt, each)))
        .size,
    ).toBe(4);
  });
});

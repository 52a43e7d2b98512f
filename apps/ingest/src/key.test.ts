import { describe, expect, test } from '@jest/globals';
import { readSettings } from '#libs/service';
import { findKey, keyOf } from './key.ts';
import { ingestSettings } from './settings.ts';

const LIVE = 'live_abcdefghijklmnopqrstuvwx';
const TEST = 'test_ABCDEFGHIJKLMNOPQRSTUVWX';
const keys = [keyOf(LIVE), keyOf(TEST)];

describe('a key', () => {
  test.each([
    [LIVE, 'live'],
    [TEST, 'test'],
    [`live_${'9'.repeat(128)}`, 'live'],
  ])('of the form %s is for %s', (secret, mode) => {
    const key = keyOf(secret);
    expect(key.mode).toBe(mode);
    expect(key.id).toMatch(/^[\da-f]{12}$/);
    expect(JSON.stringify(key)).not.toContain(secret.slice(5));
  });

  test.each([
    '',
    'live_',
    'live_tooShort',
    'prod_abcdefghijklmnopqrstuvwx',
    'LIVE_abcdefghijklmnopqrstuvwx',
    'live_abcdefghijklmnopqrstuv-x',
    'live_가나다라마바사아자차카타파하가나다라마바사아자차',
    ` ${LIVE}`,
    `${LIVE}\n`,
    `live_${'a'.repeat(129)}`,
  ])('has not the form %j', (secret) => {
    expect(() => keyOf(secret)).toThrow('must be live_ or test_');
  });

  test('that is no key is told at the start, together with all other faults', () => {
    expect(() => readSettings(ingestSettings, { INGEST_ADMIN_KEY: 'secret', PORT: 'x' })).toThrow(
      /PORT must be .*\n.*INGEST_ADMIN_KEY must be live_ or test_ followed by/,
    );
    expect(readSettings(ingestSettings, { INGEST_ADMIN_KEY: LIVE }).INGEST_ADMIN_KEY).toBe(LIVE);
  });
});

describe('an Authorization header', () => {
  test.each([
    [`Bearer ${LIVE}`, 'live'],
    [`Bearer ${TEST}`, 'test'],
    [`bearer ${LIVE}`, 'live'],
    [`BEARER   ${TEST}  `, 'test'],
  ])('%j names a key of ours', (header, mode) => {
    expect(findKey(keys, header)?.mode).toBe(mode);
  });

  test.each([
    ['is not there', undefined],
    ['is empty', ''],
    ['has no scheme', LIVE],
    ['has another scheme', `Basic ${LIVE}`],
    ['has no key', 'Bearer '],
    ['has another key of the same form', 'Bearer live_abcdefghijklmnopqrstuvwy'],
    ['has the key in another mode', `Bearer test_${LIVE.slice(5)}`],
    ['has the key in other case', `Bearer ${LIVE.toUpperCase()}`],
    ['has the start of the key', `Bearer ${LIVE.slice(0, -1)}`],
    ['has more than the key', `Bearer ${LIVE}a`],
    ['has two keys', `Bearer ${LIVE} ${TEST}`],
    ['has two headers in one', `Bearer x, Bearer ${LIVE}`],
    ['has a megabyte', `Bearer live_${'a'.repeat(1_000_000)}`],
  ])('that %s opens nothing', (_, header) => {
    expect(findKey(keys, header)).toBeUndefined();
  });

  test('opens nothing where there are no keys', () => {
    expect(findKey([], `Bearer ${LIVE}`)).toBeUndefined();
  });
});

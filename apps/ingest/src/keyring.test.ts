import { describe, expect, test } from '@jest/globals';
import { KeyRecord } from '#libs/contracts';
import { digestOf, idOf } from './key.ts';
import { Keyring } from './keyring.ts';

const OWN = 'live_theKeyOfTheSettingsIn2026';
const NOON = Date.parse('2026-03-01T12:00:00Z');
const at = '2026-03-01T12:00:00Z';

const secretOf = (name: string) => `live_${name.padEnd(24, 'x')}`;
const idFor = (name: string) => idOf(digestOf(secretOf(name)));
const made = (name: string, changes: object = {}): KeyRecord =>
  KeyRecord.parse({
    type: 'key.made',
    id: idFor(name),
    name,
    mode: 'live',
    scopes: ['publish'],
    created: at,
    hash: digestOf(secretOf(name)).toString('hex'),
    by: 'operator',
    ...changes,
  });
const revoked = (name: string, changes: object = {}): KeyRecord =>
  KeyRecord.parse({ type: 'key.revoked', id: idFor(name), at, by: 'operator', ...changes });
const webhook = (name: string, ...secrets: { sealed: string; until?: string }[]): KeyRecord =>
  KeyRecord.parse({ type: 'key.webhook', id: idFor(name), secrets, at, by: 'operator' });

/** Here a sealed secret is its own name; one that begins with ? can't be opened. */
const aRing = (...records: KeyRecord[]) => {
  const ring = new Keyring(OWN, (sealed) => (sealed.startsWith('?') ? undefined : Buffer.from(sealed)));
  for (const [offset, record] of records.entries()) ring.take(record, offset);
  return ring;
};
const ask = (ring: Keyring, secret: string, socket: object = {}) =>
  ring.named({ headers: { authorization: `Bearer ${secret}` }, socket });
const secrets = (ring: Keyring, now = NOON) =>
  ring.signers(now).map(({ key, secrets: all }) => [key.name, ...all.map(({ secret }) => `${secret}`)]);

describe('a key is found', () => {
  test('by all of its words and by nothing less', () => {
    const ring = aRing(made('wire'), made('desk'));
    expect(ask(ring, secretOf('wire'))?.name).toBe('wire');
    expect(ask(ring, OWN)).toMatchObject({ name: 'settings', scopes: expect.arrayContaining(['admin']) });
    for (const other of [
      `test_${secretOf('wire').slice(5)}`,
      secretOf('wire').slice(0, -1),
      `${secretOf('wire')}a`,
      secretOf('wire').toUpperCase(),
      secretOf('nobody'),
    ])
      expect({ other, name: ask(ring, other)?.name }).toEqual({ other, name: undefined });
  });

  test('only with the whole of its hash, though another has the same id', () => {
    const ring = aRing(made('wire', { hash: 'ab'.repeat(32) }));
    expect(ask(ring, secretOf('wire'))).toBeUndefined();
  });

  test('on an open connection as it is now, not as it was', () => {
    const ring = aRing(made('wire', { prefixes: ['yna:'], expires: '2026-04-01T00:00:00+09:00' }));
    const socket = {};
    const first = ask(ring, secretOf('wire'), socket);
    expect(first).toMatchObject({ prefixes: ['yna:'], expires: Date.parse('2026-03-31T15:00:00Z') });
    expect(ask(ring, secretOf('wire'), socket)).toBe(first);
    ring.take(revoked('wire'), 9);
    expect(ask(ring, secretOf('wire'), socket)).toMatchObject({ revoked: true });
    expect(ask(ring, secretOf('nobody'), socket)).toBeUndefined();
    expect(ask(ring, OWN, socket)?.name).toBe('settings');
  });

  test('at one gate, and not at another that has not heard of it, whatever the connection', () => {
    const socket = {};
    expect(ask(aRing(made('wire')), secretOf('wire'), socket)?.name).toBe('wire');
    expect(ask(aRing(), secretOf('wire'), socket)).toBeUndefined();
  });
});

describe('what is known of a key', () => {
  test.each<[string, KeyRecord[]]>([
    ['in order', [made('wire'), revoked('wire')]],
    ['the revocation first', [revoked('wire'), made('wire')]],
    ['again from the beginning', [made('wire'), revoked('wire'), made('wire'), revoked('wire')]],
    ['and never made again with more', [made('wire'), revoked('wire'), made('wire', { scopes: ['admin'] })]],
  ])('is the same however it is heard: %s', (_, records) => {
    const ring = aRing(...records);
    expect(ring.all()).toEqual([
      { id: idFor('wire'), name: 'wire', mode: 'live', scopes: ['publish'], created: at, revoked: at },
    ]);
    expect(ask(ring, secretOf('wire'))).toMatchObject({ revoked: true, scopes: ['publish'] });
  });

  test('is told with no word of its secret, the oldest first', () => {
    const ring = aRing(
      made('late', { created: '2026-03-02T00:00:00+09:00' }),
      made('early'),
      webhook('early', { sealed: 'one' }),
    );
    expect(ring.all().map(({ name }) => name)).toEqual(['early', 'late']);
    expect(JSON.stringify(ring.all())).not.toMatch(/hash|sealed|one|operator/);
  });

  test('is nothing of a key that was only revoked', () => {
    expect(aRing(revoked('wire')).all()).toEqual([]);
    expect(aRing(revoked('wire')).facts(idFor('wire'))).toBeUndefined();
  });
});

describe('webhook secrets', () => {
  test('are the two newest, the older one until its time', () => {
    const ring = aRing(
      made('wire'),
      webhook('wire', { sealed: 'one' }),
      webhook('wire', { sealed: 'two' }, { sealed: 'one', until: '2026-03-01T21:00:01+09:00' }),
    );
    expect(secrets(ring)).toEqual([['wire', 'two', 'one']]);
    expect(secrets(ring, NOON + 1_000)).toEqual([['wire', 'two']]);
    expect(ring.newestSealed(idFor('wire'))).toBe('two');
  });

  test('are not brought back by an older record that is heard again', () => {
    const ring = aRing(made('wire'));
    ring.take(webhook('wire', { sealed: 'two' }), 8);
    ring.take(webhook('wire', { sealed: 'one' }), 7);
    expect(secrets(ring)).toEqual([['wire', 'two']]);
  });

  test('of a revoked key sign nothing, and one that can not be opened signs nothing', () => {
    const ring = aRing(
      made('wire'),
      webhook('wire', { sealed: 'one' }),
      revoked('wire'),
      made('desk'),
      webhook('desk', { sealed: 'two' }, { sealed: '?' }),
    );
    expect(secrets(ring)).toEqual([['desk', 'two']]);
  });
});

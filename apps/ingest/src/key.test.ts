import { describe, expect, test } from '@jest/globals';
import { internalTypes, KeyInput, newsroomTypes, type Scope, scopes } from '#libs/contracts';
import { faultsOf, ProblemError, readSettings } from '#libs/service';
import { type Key, keyOf, permit, secretIn, speaksOf, whyShut } from './key.ts';
import { ingestSettings } from './settings.ts';

const LIVE = 'live_abcdefghijklmnopqrstuvwx';
const TEST = 'test_ABCDEFGHIJKLMNOPQRSTUVWX';

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

  test('for secrets is of 64 hexadecimal digits, or there is none', () => {
    const read = (text: string) =>
      readSettings(ingestSettings, { INGEST_ADMIN_KEY: LIVE, INGEST_SECRETS_KEY: text }).INGEST_SECRETS_KEY;
    expect(read('')).toBe('');
    expect(read('0aF1'.repeat(16))).toBe('0aF1'.repeat(16));
    for (const text of ['0aF1'.repeat(15), '0aF1'.repeat(17), '열쇠'.repeat(32)])
      expect(() => read(text)).toThrow('INGEST_SECRETS_KEY must be 64 hexadecimal digits');
  });
});

describe('an Authorization header', () => {
  test.each([
    [`Bearer ${LIVE}`, LIVE],
    [`Bearer ${TEST}`, TEST],
    [`bearer ${LIVE}`, LIVE],
    [`BEARER   ${TEST}  `, TEST],
  ])('%j names a key', (header, secret) => {
    expect(secretIn(header)).toBe(secret);
  });

  test.each([
    ['is not there', undefined],
    ['is empty', ''],
    ['has no scheme', LIVE],
    ['has another scheme', `Basic ${LIVE}`],
    ['has no key', 'Bearer '],
    ['has no mode', `Bearer ${LIVE.slice(5)}`],
    ['has two keys', `Bearer ${LIVE} ${TEST}`],
    ['has two headers in one', `Bearer x, Bearer ${LIVE}`],
    ['has a megabyte', `Bearer live_${'a'.repeat(1_000_000)}`],
  ])('that %s names none', (_, header) => {
    expect(secretIn(header)).toBeUndefined();
  });
});

const aKey = (scopes: Scope[], prefixes?: string[]): Key => ({
  ...keyOf(LIVE),
  name: '통신사 Wire',
  scopes,
  ...(prefixes ? { prefixes } : {}),
});

describe('an event may be said', () => {
  const types = [...Object.keys(newsroomTypes), ...internalTypes, 'constructor', 'no.such'];

  test.each<[string, Scope]>([
    ['article.published', 'publish'],
    ['article.updated', 'publish'],
    ['article.corrected', 'publish'],
    ['article.reinstated', 'publish'],
    ['article.withdrawn', 'withdraw'],
    ['front.curated', 'curate'],
    ['tag.renamed', 'curate'],
    ['author.renamed', 'curate'],
    ['breaking.raised', 'breaking'],
    ['breaking.cleared', 'breaking'],
  ])('of type %s by a key with the scope %s, and by no other', (type, scope) => {
    expect(said(aKey([scope]), type, 'a:1')).toBe('said');
    const others = (Object.keys(scopes) as Scope[]).filter((each) => each !== scope);
    expect(said(aKey(others), type, 'a:1')).toMatch(/^forbidden: the key 통신사 Wire has not the scope/);
  });

  test('of each type that a newsroom may send by a key that is for less than everything', () => {
    const every = (Object.keys(scopes) as Scope[]).filter((scope) => scope !== 'admin');
    const refused = types.filter((type) => said(aKey(every), type, 'a:1') !== 'said');
    expect(refused).toEqual([...internalTypes, 'constructor', 'no.such']);
  });

  test.each<[string[] | undefined, string, boolean]>([
    [undefined, 'anything:1', true],
    [['yna:'], 'yna:2026/1', true],
    [['yna:'], 'yna', false],
    [['yna:'], 'xyna:1', false],
    [['yna:'], 'YNA:1', false],
    [['yna:', 'desk/'], 'desk/7', true],
    [['front:ko'], 'front:ko', true],
    [['front:ko'], 'front:en', false],
  ])('with the prefixes %j of %s: %s', (prefixes, uri, expected) => {
    const key = aKey(['publish', 'withdraw'], prefixes);
    expect(speaksOf(key, uri)).toBe(expected);
    for (const type of ['article.published', 'article.withdrawn'])
      expect(said(key, type, uri)).toMatch(expected ? /^said$/ : /^forbidden: .*begin with .*this is /);
  });

  function said(key: Key, type: string, uri: string): string {
    try {
      permit(key, type, uri);
      return 'said';
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return `${error.code}: ${error.message}`;
    }
  }
});

test.each<[Partial<Key>, RegExp | undefined]>([
  [{}, undefined],
  [{ expires: 1_001 }, undefined],
  [{ expires: 1_000 }, /expired at 1970-01-01T00:00:01.000Z/],
  [{ revoked: true }, /revoked/],
  [{ revoked: true, expires: 5_000 }, /revoked/],
])('a key with %j is shut a second after the begin of time: %s', (changes, expected) => {
  const words = whyShut({ ...keyOf(LIVE), ...changes }, 1_000);
  if (expected === undefined) expect(words).toBeUndefined();
  else expect(words).toMatch(expected);
});

describe('a key to be made', () => {
  const input = { name: ' 통신사 Wire '.normalize('NFD'), mode: 'test', scopes: ['publish', 'withdraw'] };

  test('has a name in one form, and may be bound', () => {
    const bound = { ...input, prefixes: ['yna:', 'front:ko'], expires: '2027-01-01T00:00:00+09:00' };
    expect(KeyInput.parse(bound)).toEqual({ ...bound, name: '통신사 Wire' });
  });

  test.each<[string, object, string]>([
    ['no name', { name: undefined }, '/name'],
    ['a name that is not to be seen', { name: '\u200B' }, '/name'],
    ['a name of two lines', { name: 'a\nb' }, '/name'],
    ['no mode', { mode: 'prod' }, '/mode'],
    ['nothing it is for', { scopes: [] }, '/scopes'],
    ['a scope that nobody knows', { scopes: ['delete'] }, '/scopes/0'],
    ['a scope twice', { scopes: ['read', 'read'] }, '/scopes'],
    ['a prefix that begins no uri', { prefixes: ['기사:'] }, '/prefixes/0'],
    ['prefixes, but none', { prefixes: [] }, '/prefixes'],
    ['the right to make keys, and is bound', { scopes: ['admin'], prefixes: ['a:'] }, '/prefixes'],
    ['an end without zone', { expires: '2027-01-01T00:00:00' }, '/expires'],
    ['a member that nobody reads', { scope: 'publish' }, '/scope'],
  ])('is refused if it has %s', (_, changes, pointer) => {
    const { error } = KeyInput.safeParse({ ...input, ...changes });
    expect(faultsOf(error?.issues ?? []).map((fault) => fault.pointer)).toEqual([pointer]);
  });
});

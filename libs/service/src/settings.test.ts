import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Site } from '#libs/contracts';
import { InvalidSettings, kinds, printSettings, readSettings } from './settings.ts';

const declared = {
  PORT: kinds.integer('Port', { default: 4000, most: 65_535 }),
  LOG_LEVEL: kinds.choice('Level', ['debug', 'info'] as const, { default: 'info' }),
  CONTENT_URL: kinds.url('Where content answers', { default: 'http://127.0.0.1:4002' }),
  ADMIN_KEY: kinds.text('The first key', { secret: true }),
  SITE_FILE: kinds.jsonFile('The paper', (value) => Site.parse(value), {
    default: { title: { en: 'Hangang Daily', ko: '한강일보' }, sections: [] },
  }),
};
const ADMIN_KEY = 'live_secretOfTheNewsroom';

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(declared, { ADMIN_KEY, ...env });
    return [];
  } catch (error) {
    if (error instanceof InvalidSettings) return error.faults;
    throw error;
  }
}

function fileOf(content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'settings-')), 'site.json');
  writeFileSync(path, content);
  return path;
}

describe('settings', () => {
  test('are the defaults where the environment is silent or empty', () => {
    const values = readSettings(declared, { ADMIN_KEY, PORT: '', LOG_LEVEL: undefined });
    expect(values).toMatchObject({ PORT: 4000, LOG_LEVEL: 'info', CONTENT_URL: 'http://127.0.0.1:4002' });
  });

  test('are read, and nothing beside them', () => {
    const env = { ADMIN_KEY: ' 키 ', PORT: '0', LOG_LEVEL: 'debug', HOME: '/root' };
    const values = readSettings(declared, env);
    expect(values).toMatchObject({ ADMIN_KEY: ' 키 ', PORT: 0, LOG_LEVEL: 'debug' });
    expect(Object.keys(values)).toEqual(Object.keys(declared));
  });

  test('are refused with all faults at once, each in its own words', () => {
    const env = { ADMIN_KEY: '', PORT: '70000', LOG_LEVEL: 'loud', CONTENT_URL: 'content' };
    expect(() => readSettings(declared, env)).toThrow(InvalidSettings);
    expect(faultsOf(env)).toEqual([
      'PORT must be an integer from 0 to 65535',
      'LOG_LEVEL must be one of debug, info',
      'CONTENT_URL must be an address such as http://127.0.0.1:4002',
      'ADMIN_KEY is missing',
    ]);
  });

  test.each(['-1', '65536', '4000.5', '0x10', '1e3', ' ', 'four', '4000 4001', '1_000', 'NaN', 'Infinity'])(
    'a port is not %j',
    (PORT) => {
      expect(faultsOf({ PORT })).toEqual(['PORT must be an integer from 0 to 65535']);
    },
  );

  test.each([
    'localhost:4002',
    '127.0.0.1:4002',
    'content',
    'http://',
    'http://a b',
    '//content',
    'http:content',
  ])('an address is not %j', (CONTENT_URL) => {
    expect(faultsOf({ CONTENT_URL })).toHaveLength(1);
  });

  test.each([
    ['http://content:4002/', 'http://content:4002'],
    ['mongodb://a:27017,b:27017/sosik?replicaSet=rs', 'mongodb://a:27017,b:27017/sosik?replicaSet=rs'],
    ['redis://:pw@127.0.0.1:6379//', 'redis://:pw@127.0.0.1:6379'],
  ])('the address %j has no slash at its end', (given, expected) => {
    expect(readSettings(declared, { ADMIN_KEY, CONTENT_URL: given }).CONTENT_URL).toBe(expected);
  });

  test.each([
    ['is not there', '/nowhere/site.json', /^SITE_FILE .*ENOENT.*\/nowhere\/site\.json/],
    ['is not JSON', fileOf('{"title":'), /^SITE_FILE .*JSON/],
    [
      'misses a name',
      fileOf('{"title":{"en":"Daily"},"sections":[]}'),
      /^SITE_FILE \/title\/ko .*; \/sections /,
    ],
    [
      'has a section under a reserved word',
      fileOf(
        '{"title":{"en":"a","ko":"가"},"sections":[{"slug":"api","names":{"en":"a","ko":"가"},"colour":"muk"}]}',
      ),
      /^SITE_FILE \/sections\/0\/slug is a reserved word$/,
    ],
  ])('a file that %s is told in one line', (_, SITE_FILE, words) => {
    const faults = faultsOf({ SITE_FILE });
    expect(faults).toEqual([expect.stringMatching(words)]);
    expect(faults.join('')).not.toContain('\n');
  });
});

describe('printed settings', () => {
  const print = (env: Record<string, string>) =>
    printSettings(declared, readSettings(declared, { ADMIN_KEY, ...env }));

  test('have one line each, with what it means', () => {
    const lines = print({}).split('\n');
    expect(lines).toHaveLength(Object.keys(declared).length);
    expect(lines[0]).toBe('PORT=4000  # Port (integer 0–65535)');
    expect(lines[4]).toMatch(/^SITE_FILE=\(from file or built in\)/);
  });

  test.each([
    ['a secret', {}, 'secretOfTheNewsroom'],
    ['a password in an address', { CONTENT_URL: 'mongodb://app:hunter2@db:27017/sosik' }, 'hunter2'],
    ['a password without a user', { CONTENT_URL: 'redis://:hunter2@127.0.0.1:6379' }, 'hunter2'],
    ['a password with an @ in it', { CONTENT_URL: 'redis://app:hun@ter2@127.0.0.1:6379' }, 'ter2'],
  ])('do not show %s', (_, env, secret) => {
    expect(print(env)).not.toContain(secret);
    expect(print(env)).toContain('******');
  });

  test('show the rest of an address whose password they mask', () => {
    expect(print({ CONTENT_URL: 'mongodb://app:hunter2@db:27017/sosik' })).toContain(
      'app:******@db:27017/sosik',
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import {
  cookieOf,
  formToken,
  pathWithin,
  readSession,
  SESSION_MS,
  sameText,
  sessionText,
} from './session.ts';
import { Tries } from './tries.ts';

const TOKEN = 'tokenOfTheDeskForTheTests2026';
const now = Date.parse('2026-03-01T00:00:00Z');
const session = { id: 'one', name: '한서윤', until: now + SESSION_MS };
const text = sessionText(session, TOKEN);

describe('a session', () => {
  test('is read back until its time is over', () => {
    expect(readSession(text, TOKEN, now)).toEqual(session);
    expect(readSession(text, TOKEN, session.until - 1)).toEqual(session);
    expect(readSession(text, TOKEN, session.until)).toBeUndefined();
  });

  const [payload = '', mac = ''] = text.split('.');
  const longer = Buffer.from(JSON.stringify({ ...session, until: now + 10 * SESSION_MS })).toString(
    'base64url',
  );
  test.each([
    ['made longer', `${longer}.${mac}`, TOKEN],
    ['signed by nobody', `${payload}.`, TOKEN],
    ['signed with another token', sessionText(session, `${TOKEN}x`), TOKEN],
    ['signed as a form', `${payload}.${formToken({ id: payload }, TOKEN)}`, TOKEN],
    ['of a desk that nobody can open', sessionText(session, ''), ''],
    ['empty', '', TOKEN],
    ['no text of ours', 'x.y', TOKEN],
  ])('is none when it is %s', (_, given, token) => {
    expect(readSession(given, token, now)).toBeUndefined();
  });

  test('has a word for its forms that no other session has', () => {
    expect(formToken(session, TOKEN)).toBe(formToken({ id: 'one' }, TOKEN));
    expect(formToken({ id: 'two' }, TOKEN)).not.toBe(formToken(session, TOKEN));
    expect(formToken(session, `${TOKEN}x`)).not.toBe(formToken(session, TOKEN));
  });
});

test.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'aa', false],
  ['', '', true],
  ['한', '한'.normalize('NFD'), false],
])('%j and %j are the same: %s', (one, other, same) => {
  expect(sameText(one, other)).toBe(same);
});

test.each([
  ['desk=1', '1'],
  ['a=b; desk=x.y=; c=d', 'x.y='],
  ['notdesk=1', undefined],
  ['', undefined],
  [undefined, undefined],
])('the cookie in %j is %j', (header, value) => {
  expect(cookieOf(header, 'desk')).toBe(value);
});

test.each([
  ['/takedowns?x=1', '/takedowns?x=1'],
  ['/', '/'],
  [undefined, '/'],
  ['', '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['https://elsewhere.example/', '/'],
  ['/a\r\nset-cookie: x', '/'],
  [`/${'a'.repeat(600)}`, '/'],
])('after signing in %j leads to %s', (next, path) => {
  expect(pathWithin(next)).toBe(path);
});

describe('wrong tokens', () => {
  test('are bounded by address and minute', () => {
    const tries = new Tries(2);
    tries.fail('a', now);
    expect(tries.wait('a', now)).toBe(0);
    tries.fail('a', now + 10_000);
    expect(tries.wait('a', now + 10_000)).toBe(50);
    expect(tries.wait('b', now + 10_000)).toBe(0);
    expect(tries.wait('a', now + 60_000)).toBe(0);
    tries.fail('a', now + 60_000);
    expect(tries.wait('a', now + 60_000)).toBe(0);
  });

  test('of very many addresses are not all remembered', () => {
    const tries = new Tries(1);
    for (let address = 0; address <= 10_000; address++) tries.fail(String(address), now);
    expect(tries.wait('0', now)).toBe(0);
    expect(tries.wait('1', now)).toBe(60);
  });
});

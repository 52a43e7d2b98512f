import { describe, expect, test } from '@jest/globals';
import { createLog, masked } from './log.ts';

test.each([
  [
    { authorization: 'Bearer live_1', articleUri: '기사:1' },
    { authorization: '******', articleUri: '기사:1' },
  ],
  [
    { headers: { authorization: 'Bearer live_1', host: 'a' } },
    { headers: { authorization: '******', host: 'a' } },
  ],
  [
    { key: 'k', secret: 's', password: 'p' },
    { key: '******', secret: '******', password: '******' },
  ],
  [{ eventId: 'a#1', offset: 7, place: { partition: 1 }, none: null, unset: undefined }, undefined],
])('of a line %j nobody reads a secret, and the rest as it is', (fields, shown) => {
  expect(masked(fields)).toEqual(shown ?? fields);
});

test('a line does not change what it was made of', () => {
  const headers = { authorization: 'Bearer live_1' };
  masked({ headers });
  expect(headers).toEqual({ authorization: 'Bearer live_1' });
});

describe('a text of others', () => {
  const hostile = [
    'a\n{"level":"fatal","msg":"forged"}',
    'a\r\nb',
    '\u001b[2J\u001b]0;owned\u0007',
    '\u009b31m',
    '\u202egnp.ecirp\u2066',
    '가\u200b나\ufeff',
    '\u2028\u2029',
    '\ud83d',
    '"},"level":"fatal","x":{"',
  ];

  test.each(hostile)('is one line, which shows all that is in it and means the same: %j', (text) => {
    let lines = '';
    const log = createLog('test', 'info', { write: (line) => (lines += line) });
    log.info({ articleUri: text, err: new Error(text) }, text);
    expect(lines.split('\n')).toHaveLength(2);
    expect(lines.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    const line = JSON.parse(lines) as {
      level: string;
      msg: string;
      articleUri: string;
      err: { message: string };
    };
    expect([line.level, line.msg, line.articleUri, line.err.message]).toEqual(['info', text, text, text]);
  });

  test('that is Korean is written as it is', () => {
    let lines = '';
    createLog('test', 'info', { write: (line) => (lines += line) }).info({ name: '한서윤' }, '소식');
    expect(lines).toContain('"name":"한서윤","msg":"소식"');
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseJson } from './json.ts';
import { ProblemError } from './problem.ts';

/** The first fault of what is refused, or the value of what is read. */
function read(body: string | Buffer): unknown {
  try {
    return { value: parseJson(Buffer.from(body as string)) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [fault] = error.details.errors ?? [];
    return { code: error.code, pointer: fault?.pointer, message: fault?.message };
  }
}

const refused = (message: string, pointer = '') => ({
  code: 'invalid_json',
  pointer,
  message: expect.stringContaining(message),
});
const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);
/** The text as it lies in UTF-16: its halves of pairs are raw bytes, not escapes. */
const utf16 = (text: string) => Buffer.from(text, 'utf16le');

describe('JSON of a request', () => {
  test.each([
    ['an object', '{"headline":"쌀값 안정세"}', { headline: '쌀값 안정세' }],
    ['a bare value', '42', 42],
    ['white space around it', ' \n\t{"a":1}\r\n', { a: 1 }],
    ['a byte order mark before it', '\uFEFF{"a":1}', { a: 1 }],
    ['an emoji, raw and escaped', '["🚢","\\ud83d\\udea2"]', ['🚢', '🚢']],
    ['an escaped backslash before what looks like half a pair', '["\\\\ud800"]', ['\\ud800']],
    ['brackets in strings, which are no depth', `["${'['.repeat(500)}","\\"${'{'.repeat(500)}"]`, undefined],
    ['the last of two members with one name', '{"uri":"first","uri":"last"}', { uri: 'last' }],
  ])('is read: %s', (_, body, value) => {
    expect(read(body)).toEqual({ value: value ?? JSON.parse(body) });
  });

  test('keeps Hangul in the form it came in: making it NFC is the business of the gate', () => {
    const jamo = '울릉도'.normalize('NFD');
    expect(read(JSON.stringify([jamo]))).toEqual({ value: [jamo] });
    expect(jamo).toHaveLength(8);
  });

  test.each([
    ['nothing', '', 'Unexpected end'],
    ['half an object', '{"a":', 'Unexpected end'],
    ['a comma too many', '[1,]', 'Unexpected token'],
    ['a comment', '// no\n{}', 'Unexpected token'],
    ['NaN', '[NaN]', 'is not valid JSON'],
    ['a raw line break in a string', '["a\nb"]', 'control character'],
    ['UTF-16 with its mark, little end first', Buffer.from([0xff, 0xfe, 0x7b, 0, 0x7d, 0]), 'not UTF-16'],
    ['UTF-16 with its mark, big end first', Buffer.from([0xfe, 0xff, 0, 0x7b, 0, 0x7d]), 'not UTF-16'],
    ['UTF-16 of Hangul without a mark', utf16('{"제목":"소식"}'), 'must be UTF-8'],
    ['UTF-16 of English without a mark', utf16('{"a":1}'), ''],
    ['EUC-KR', Buffer.from([0x22, 0xb0, 0xa1, 0x22]), 'must be UTF-8'],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22]), 'must be UTF-8'],
    ['half of a surrogate pair in its bytes', Buffer.from([0x22, 0xed, 0xa0, 0xbd, 0x22]), 'must be UTF-8'],
  ])('is refused: %s', (_, body, message) => {
    expect(read(body)).toEqual(refused(message));
  });

  test.each([
    ['in a text', '{"data":{"by":[{"name":"서\\ud83d"}]}}', '/data/by/0/name', 'surrogate'],
    ['the second half first', '["\\udea2\\ud83d"]', '/0', 'surrogate'],
    ['in upper case', '["\\uD83D"]', '/0', 'surrogate'],
    ['in a member’s name', '{"a":{"\\ud800":1}}', '/a', 'member name'],
    ['below names with a slash and a tilde', '{"a/b":{"c~d":"\\udfff"}}', '/a~1b/c~0d', 'surrogate'],
  ])('names the place of half a surrogate pair: %s', (_, body, pointer, message) => {
    expect(read(body)).toEqual(refused(message, pointer));
  });

  test.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
    ['both in turn', '[{"a":', '}]'],
  ])('may be 64 deep and no deeper: %s', (_, open, close) => {
    const levels = open === '[{"a":' ? 2 : 1;
    const inner = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    expect(read(inner(64 / levels))).toEqual({ value: JSON.parse(inner(64 / levels)) });
    expect(read(inner(64 / levels + 1))).toEqual(refused('nested deeper than 64'));
  });

  test.each([10_000, 4_000_000])('is refused at a depth of %d before a value is built', (depth) => {
    const started = performance.now();
    expect(read(nested(depth, '[', ']'))).toEqual(refused('nested deeper than 64'));
    expect(performance.now() - started).toBeLessThan(1_000);
  });

  test('closing brackets first do not make room for a bomb', () => {
    expect(read(`${']'.repeat(1_000)}${'['.repeat(1_000)}`)).toEqual(refused('Unexpected token'));
  });

  test('a member called __proto__ is a member like others, and changes no object but its own', () => {
    const value = parseJson(
      Buffer.from('{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}'),
    );
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test('any value of ours comes back as it was', () => {
    const text = fc.string({ unit: 'binary' });
    const value = fc.jsonValue({ maxDepth: 6, stringUnit: 'binary' });
    fc.assert(
      fc.property(fc.tuple(text, value), (given) => {
        expect(read(JSON.stringify(given))).toEqual({ value: JSON.parse(JSON.stringify(given)) });
      }),
    );
  });

  test('any bytes are read or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(['value', 'code']).toContain(Object.keys(read(Buffer.from(bytes)) as object)[0]);
      }),
    );
  });
});

import { describe, expect, test } from '@jest/globals';
import { Unreadable } from '../wire.ts';
import { decode } from './decode.ts';

const words = '<p>울릉도 café</p>';
const korean = '<p>울릉도 여객선</p>';
const declared = (charset: string, text: string) => `<?xml version="1.0" encoding="${charset}"?>${text}`;

/** Bytes of EUC-KR, by the decoder itself turned around. */
function eucKr(text: string): Buffer {
  const decoder = new TextDecoder('euc-kr');
  const codes = new Map<string, number[]>();
  for (let high = 0xa1; high < 0xff; high++)
    for (let low = 0xa1; low < 0xff; low++) codes.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  return Buffer.from([...text].flatMap((each) => codes.get(each) ?? [each.charCodeAt(0)]));
}

function big(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

const mark = Buffer.from([0xef, 0xbb, 0xbf]);
const latin = (text: string) => Buffer.from(text, 'latin1');

describe('bytes are text', () => {
  test.each<[string, Buffer, string | undefined, string]>([
    ['UTF-8 without a word', Buffer.from(words), undefined, words],
    ['a mark of UTF-8 over all that is said', Buffer.concat([mark, Buffer.from(words)]), 'euc-kr', words],
    ['UTF-16 with its mark', Buffer.from(`\uFEFF${words}`, 'utf16le'), undefined, words],
    ['UTF-16 the other way', big(`\uFEFF${words}`), 'utf-8', words],
    ['UTF-16 without a mark', big(declared('UTF-16', words)), 'utf-16', declared('UTF-16', words)],
    ['what was said when it was sent', eucKr(korean), 'EUC-KR', korean],
    [
      'what was said before what is declared',
      eucKr(declared('utf-8', korean)),
      'ks_c_5601-1987',
      declared('utf-8', korean),
    ],
    ['what is declared', eucKr(declared('EUC-KR', korean)), undefined, declared('EUC-KR', korean)],
    [
      'ISO-8859-1',
      latin(declared('ISO-8859-1', '<p>café “</p>'.replace('“', '"'))),
      undefined,
      declared('ISO-8859-1', '<p>café "</p>'),
    ],
  ])('of %s', (_, bytes, charset, text) => {
    expect(decode(bytes, charset)).toEqual({ text, notes: [] });
  });

  test.each<[string, Buffer, string | undefined, string]>([
    [
      'UTF-8 that says it is EUC-KR',
      Buffer.from(declared('euc-kr', korean)),
      undefined,
      declared('euc-kr', korean),
    ],
    ['UTF-8 that says it is ISO-8859-1', Buffer.from(words), 'iso-8859-1', words],
    ['EUC-KR that says it is UTF-8', eucKr(korean), 'utf-8', korean],
    ['EUC-KR that says nothing', eucKr(korean), undefined, korean],
    ['ISO-8859-1 that says nothing', latin('<p>déjà vu</p>'), undefined, '<p>déjà vu</p>'],
    [
      'UTF-16 that says so in letters of one byte',
      Buffer.from(declared('utf-16', words)),
      undefined,
      declared('utf-16', words),
    ],
  ])('of %s, which is told', (name, bytes, charset, text) => {
    const read = decode(bytes, charset);
    expect(read.text).toBe(text);
    // Of the last kind the bytes leave no doubt.
    expect(read.notes.map(({ code }) => code)).toEqual(name.startsWith('UTF-16') ? [] : ['guessed']);
  });

  test('a letter lost on the way is a mark, and does not make the others foreign', () => {
    const bytes = Buffer.concat([
      Buffer.from('<p>울릉도 여객선 겨울 시간표'),
      Buffer.from([0xec]),
      Buffer.from('</p>'),
    ]);
    expect(decode(bytes).text).toBe('<p>울릉도 여객선 겨울 시간표\uFFFD</p>');
    expect(decode(bytes).notes).toMatchObject([{ code: 'guessed' }]);
  });

  test.each(['utf-7', 'x-invented', 'utf-32', 'ebcdic-cp-us', 'hex'])(
    'in %s are refused in words',
    (charset) => {
      for (const read of [
        () => decode(Buffer.from(words), charset),
        () => decode(Buffer.from(declared(charset, words))),
      ]) {
        expect(read).toThrow(Unreadable);
        expect(read).toThrow(/charset that is not read/);
      }
    },
  );

  test('in UTF-32 are refused though they begin as UTF-16 does', () => {
    expect(() => decode(Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]))).toThrow(/UTF-32/);
  });
});

import type { Note } from '../wire.ts';
import { unreadable } from './survey.ts';

/** A payload as text, and what had to be guessed for it. */
export interface Decoded {
  text: string;
  notes: Note[];
}

/** Declarations stand in the first few words. */
const HEAD = 1_024;
const DECLARED = /^\s*<\?xml\b[^>]{0,500}?\bencoding\s*=\s*["']([\w.:-]{1,40})["']/;

/**
 * The text of an XML payload, in the order of RFC 7303: a byte order mark, then the charset it was sent with, then
 * the one it declares, then UTF-8. Bytes that are none of what they are said to be are read as what they are.
 * @param charset that its media type says
 */
export function decode(bytes: Buffer, charset?: string): Decoded {
  const marked = markOf(bytes);
  if (marked) return { text: read(bytes, marked), notes: [] };
  const said = charset ?? DECLARED.exec(headOf(bytes))?.[1];
  const name = said === undefined ? 'utf-8' : nameOf(said);
  if (name.startsWith('utf-16')) return { text: read(bytes, halfOf(bytes, name)), notes: [] };
  return name === 'utf-8' ? eight(bytes) : other(bytes, name);
}

function markOf(bytes: Buffer): string | undefined {
  const [a, b, c, d] = bytes;
  if (a === 0xff && b === 0xfe && c === 0 && d === 0) throw unreadable('is in UTF-32, which is not read');
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return a === 0xff && b === 0xfe ? 'utf-16le' : undefined;
}

/** The first words, of which every letter of a declaration is ASCII, whatever else they are. */
function headOf(bytes: Buffer): string {
  return bytes.subarray(0, HEAD).toString('latin1').replaceAll('\0', '');
}

/** As a decoder knows it. The letters of some hide in those of others, to be found after all checks. */
function nameOf(said: string): string {
  try {
    return new TextDecoder(said.trim()).encoding;
  } catch {
    throw unreadable(`is in ${JSON.stringify(said.slice(0, 40))}, a charset that is not read`);
  }
}

/** Which half of two bytes comes first, told by the first letter; that is ASCII in all XML. */
function halfOf(bytes: Buffer, name: string): string {
  if (bytes[0] === 0 && bytes[1] !== 0) return 'utf-16be';
  if (bytes[1] === 0 && bytes[0] !== 0) return 'utf-16le';
  // Declared in letters of one byte each, it can't be true.
  return bytes[0] === 0x3c ? 'utf-8' : name;
}

function read(bytes: Buffer, name: string): string {
  return new TextDecoder(name).decode(bytes);
}

function strictly(bytes: Buffer, name: string): string | undefined {
  try {
    return new TextDecoder(name, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const MARK = '\uFFFD';

/** What is said to be UTF-8, or not said to be anything. */
function eight(bytes: Buffer): Decoded {
  const whole = strictly(bytes, 'utf-8');
  if (whole !== undefined) return { text: whole, notes: [] };
  const most = read(bytes, 'utf-8');
  const broken = most.split(MARK).length - 1;
  const foreign = most.match(/[^\0-\x7F\uFFFD]/g)?.length ?? 0;
  // A few bytes lost on the way, in a text that is nothing else.
  if (broken * 10 < foreign) return { text: most, notes: [guessed(`${broken} broken letters are marks`)] };
  const korean = strictly(bytes, 'euc-kr');
  if (korean !== undefined) return { text: korean, notes: [guessed('is no UTF-8; read as EUC-KR')] };
  return { text: read(bytes, 'windows-1252'), notes: [guessed('is no UTF-8; read as ISO-8859-1')] };
}

/** What is said to be something else. In a charset of one byte each, everything is text: that proves nothing. */
function other(bytes: Buffer, name: string): Decoded {
  const as = strictly(bytes, name);
  const proves = /^(euc|shift|gb|big5|iso-2022)/.test(name);
  if (as !== undefined && proves) return { text: as, notes: [] };
  const utf8 = bytes.some((byte) => byte > 0x7f) ? strictly(bytes, 'utf-8') : undefined;
  if (utf8 !== undefined) return { text: utf8, notes: [guessed(`is UTF-8, though it says ${name}`)] };
  if (as !== undefined) return { text: as, notes: [] };
  return { text: read(bytes, name), notes: [guessed(`is no whole ${name}; broken letters are marks`)] };
}

function guessed(what: string): Note {
  return { pointer: '', code: 'guessed', message: `the payload ${what}` };
}

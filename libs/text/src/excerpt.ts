import { clean } from './clean.ts';
import { LEAST_SHARE, startOf } from './grapheme.ts';

/** A mark that ends a sentence with its closing quotes, before a space; ideographic marks need no space. */
const SENTENCE_END = /(?:[.!?…]+["'”’)\]」』]*(?= )|[。！？]+["'”’)\]」』]*)/gu;

/** What a full stop does not end: an initial, an abbreviation with inner stops, a title. */
const TITLES = 'Mr|Mrs|Ms|Dr|Prof|Gov|Sen|Rep|Gen|Lt|Col|Sgt|St|Jr|Sr|No|vs';
const ABBREVIATED = new RegExp(`(?:^|[\\s("'“‘[])(?:\\p{Lu}|\\p{L}(?:\\.\\p{L})+|${TITLES})\\.$`, 'u');

/** Left dangling before an ellipsis these read as a slip: commas, dashes, opening quotes and brackets. */
const DANGLING = /[\s,;:·、，\-–—([{"'“‘「『《〈<]+$/u;

function sentenceEnd(text: string, room: number): number {
  let end = 0;
  for (const found of text.slice(0, room + 1).matchAll(SENTENCE_END)) {
    const after = found.index + found[0].length;
    const stop = text.slice(Math.max(0, found.index - 20), found.index + 1);
    if (after <= room && !(found[0].startsWith('.') && ABBREVIATED.test(stop))) end = after;
  }
  return end;
}

function wordEnd(text: string, start: string): number {
  return text[start.length] === ' ' ? start.length : start.lastIndexOf(' ');
}

/** Room for a grapheme that a cut has torn, behind all that is looked at. */
const MARGIN = 200;

/** The text in one line; of a long one its start, which is all that an excerpt of this length looks at. */
function lineOf(text: string, length: number): string {
  const start = clean(text.slice(0, 2 * Math.max(0, length) + 2 * MARGIN));
  // Not so where the start is mostly invisible, or white.
  return start.length >= length + MARGIN ? start : clean(text);
}

/**
 * The start of a text in one line (see `clean`), for lists, feeds and descriptions.
 * @param length the most UTF-16 units of the answer, ellipsis included; 0 or less gives an empty string
 * @returns the whole text if it fits; else its start and `…`: after a sentence (`It snowed. …`) or a word
 * (`It snowed…`) where that fills half the length, else between two graphemes, never inside one.
 */
export function excerpt(text: string, length: number): string {
  const line = lineOf(text, length);
  if (line.length <= length) return line;
  if (length < 1) return '';
  const least = length * LEAST_SHARE;
  const sentence = sentenceEnd(line, length - 2);
  if (sentence >= least) return `${startOf(line, sentence)} …`;
  const start = startOf(line, Math.floor(length) - 1);
  const word = wordEnd(line, start);
  const kept = (word >= least ? start.slice(0, word) : start).replace(DANGLING, '');
  return `${startOf(line, kept.length)}…`;
}

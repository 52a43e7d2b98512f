import type { Span } from '#libs/contracts';
import { printable } from '#libs/text';

/** What a span says beside its text. */
export type Marks = Readonly<Omit<Span, 'text'>>;

/** Letters that are printable as they are, with single spaces between: most texts, done at a glance. */
const LETTERS = '!-~\\u00A1-\\u00AC\\u00AE-\\u024F\\u2010-\\u2027\\u3001-\\u3011\\uAC00-\\uD7A3';
const EVEN = new RegExp(`^ ?[${LETTERS}]+(?: [${LETTERS}]+)* ?$`);

/** Words as they follow each other: pieces with their marks, until something ends the line. */
export class Run {
  private pieces: Span[] = [];
  private marks: Marks | undefined;
  private even = true;

  /** @param lines whether its line breaks are to be seen, as in `pre` */
  add(text: string, marks: Marks, lines = false): void {
    const even = EVEN.test(text);
    const words = even ? text : text.replace(lines ? /[^\S\n]+|\u0085/g : /[\s\u0085]+/g, ' ');
    this.even &&= even;
    this.put(words, marks);
  }

  breakLine(marks: Marks): void {
    this.even = false;
    this.put('\n', marks);
  }

  /** The words so far as spans, none of them empty; the run is empty then. */
  take(): Span[] {
    const { pieces, even } = this;
    this.pieces = [];
    this.marks = undefined;
    this.even = true;
    return pieces.length === 0 ? pieces : tidy(pieces, even);
  }

  private put(text: string, marks: Marks): void {
    const last = this.pieces.at(-1);
    if (last && this.marks === marks) last.text += text;
    else this.pieces.push({ text, ...marks });
    this.marks = marks;
  }
}

/** Joins neighbours with the same marks, trims the ends, drops what is empty. */
function tidy(pieces: readonly Span[], even: boolean): Span[] {
  const joined: Span[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last && sameMarks(last, piece)) last.text += piece.text;
    else joined.push(piece);
  }
  if (!even || pieces.length > 1) for (const span of joined) span.text = smooth(span.text);
  trim(joined, (text) => text.trimStart());
  trim(joined.toReversed(), (text) => text.trimEnd());
  return joined.filter(({ text }) => text !== '');
}

/**
 * Printable, with single spaces and at most one empty line. Not before the pieces are joined: a letter and its
 * accent may have come as two. Spaces first: the second pattern alone would look at each of a row of spaces
 * again and again.
 */
function smooth(text: string): string {
  return printable(text)
    .replace(/ {2,}/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n');
}

/** Trims until a span has words. */
function trim(spans: readonly Span[], trimmed: (text: string) => string): void {
  for (const span of spans) {
    span.text = trimmed(span.text);
    if (span.text !== '') return;
  }
}

const beside = ['strong', 'em', 'code', 'sup', 'sub', 'href', 'lang'] as const;

/** Two words with readings above them stay two, though the readings be equal. */
function sameMarks(a: Span, b: Span): boolean {
  return !a.ruby && !b.ruby && beside.every((mark) => a[mark] === b[mark]);
}

/** The words of a line without their marks. */
export function wordsOf(spans: readonly Span[]): string {
  return spans.map(({ text }) => text).join('');
}

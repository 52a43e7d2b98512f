const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * The longest start of `text` of at most `length` UTF-16 units that ends between two graphemes: never
 * inside a surrogate pair, a jamo sequence, an emoji sequence or before a combining mark. Empty if the
 * first is longer.
 */
export function startOf(text: string, length: number): string {
  if (length <= 0) return '';
  if (text.length <= length) return text;
  // A boundary depends on what is before it and on one character after it (two units), never on the rest.
  const segment = segmenter.segment(text.slice(0, length + 2)).containing(length);
  return text.slice(0, segment?.index ?? 0);
}

/**
 * Where a cut at a word costs too much: less than this share of the room would be left. Then the cut is
 * made between graphemes, as in Chinese or Japanese (no spaces), or a Korean compound that fills the line.
 */
export const LEAST_SHARE = 0.5;

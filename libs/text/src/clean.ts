/** The flags of England, Scotland and Wales: a black flag, then tag letters. Elsewhere tags hide text. */
const TAGS = /(\u{1F3F4}[\u{E0020}-\u{E007E}]{1,6}\u{E007F})|[\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]/gu;

/**
 * The joiners U+200C and U+200D shape Persian and Indic words and hold emoji together. After letters of
 * scripts that do not join they are invisible and make equal names differ.
 */
const UNJOINED = ['Latin', 'Hangul', 'Han', 'Hiragana', 'Katakana', 'Zyyy', 'Zinh'];
const JOINED_LETTER = `[[\\p{L}\\p{M}]--[${UNJOINED.map((script) => `\\p{scx=${script}}`).join('')}]]`;
const EMOJI = '\\p{Extended_Pictographic}';
const JOINED_EMOJI = `${EMOJI}[\\uFE0F\\p{Emoji_Modifier}]?\\u200D(?=${EMOJI})`;
const STRAY_JOINER = new RegExp(`[\\u200C\\u200D](?<!${JOINED_LETTER}\\p{M}*.)(?<!${JOINED_EMOJI})`, 'gv');

/** Hangul fillers write old Korean beside a conjoining jamo; anywhere else they are letters without ink. */
const STRAY_FILLER = /\u115F(?![\u1161-\u11A7])|(?<![\u1100-\u115E])\u1160|[\u3164\uFFA0]/g;

/** Selectors choose the look of the character before them (emoji, Han variants): here there is none. */
const STRAY_SELECTOR = /(?<=^|\s)[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]+/gu;

/**
 * Controls, bidirectional controls (an unclosed one turns the page around it), and characters without ink
 * or width. Noncharacters are not allowed in XML: one of them breaks a feed for every reader.
 */
const DROPPED = '\\p{Cc}\\p{Noncharacter_Code_Point}\\uFFF9-\\uFFFB\\p{Default_Ignorable_Code_Point}';
const JUDGED_ABOVE = '\\u115F\\u1160\\u200C\\u200D\\u3164\\uFFA0\\uFE00-\\uFE0F\\u{E0000}-\\u{E0FFF}';
const INVISIBLE = new RegExp(`[[${DROPPED}]--[${JUDGED_ABOVE}]]`, 'gv');

/**
 * Printable ASCII, Hangul syllables and the marks of typography: nearly all that newsrooms write. In NFC as it
 * is, and nothing invisible in it; to know that at a glance spares a long text ten passes.
 */
const PLAIN = '!-~\\u2010-\\u2015\\u2018-\\u201D\\u2026\\uAC00-\\uD7A3';
const PLAIN_LINE = new RegExp(`^[${PLAIN}]+(?: [${PLAIN}]+)*$`);
const PLAIN_TEXT = new RegExp(`^[\\t\\n\\r ${PLAIN}]*$`);

/** The text in NFC, the form in which Sosik stores, compares and indexes. Line breaks and all else stay. */
export function nfc(text: string): string {
  return text.normalize('NFC');
}

/**
 * Text of a body as it is kept: NFC, without control characters, which no page can show, and with at most 30
 * marks on a letter (as in the stream-safe format of Unicode, UAX #15): a megabyte of marks out of order took
 * six minutes to normalise. Line breaks and all else stay.
 */
export function printable(text: string): string {
  if (PLAIN_TEXT.test(text)) return text;
  return nfc(text.replace(/[^\P{Cc}\t\n\r]/gu, '').replace(/(\p{M}{30})\p{M}+/gu, '$1'));
}

/**
 * A text for a one-line field (headline, name, caption): NFC, each run of white space and line breaks one
 * space, none at the ends, without controls and invisible characters. Emoji, flags, Persian and Indic
 * joiners stay whole. Half a surrogate pair becomes U+FFFD, visibly. Stable under itself; may be empty. For
 * texts of several lines use `printable`.
 */
export function clean(text: string): string {
  if (PLAIN_LINE.test(text)) return text;
  const visible = nfc(text.toWellFormed())
    .replace(/[\t-\r\u0085\p{Z}]+/gu, ' ')
    .replace(TAGS, '$1')
    .replace(INVISIBLE, '')
    .replace(STRAY_FILLER, '')
    .replace(STRAY_JOINER, '')
    .replace(STRAY_SELECTOR, '');
  return nfc(visible.replace(/ +/g, ' ').trim());
}

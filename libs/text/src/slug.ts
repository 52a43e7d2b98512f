import { clean, nfc } from './clean.ts';
import { LEAST_SHARE, startOf } from './grapheme.ts';

/** In UTF-16 units, as the contract counts; percent-encoded, a Hangul syllable makes nine characters. */
const MOST = 80;

/** Latin letters that Unicode does not decompose, as English papers write them. */
const FOLDS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
};

/** Nothing here has another form than lower case: most headlines, spared three passes. */
const UNFOLDED = /^[ -~\uAC00-\uD7A3]*$/;

/**
 * Lower case, full and half width as ordinary letters (ＫＢＳ, of old wire systems), Latin letters without their
 * diacritics; marks of other scripts that NFC composes stay (が, й).
 */
function folded(text: string): string {
  const bare = text
    .replace(/[\uFF01-\uFFDC]+/g, (wide) => wide.normalize('NFKC'))
    .toLowerCase()
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '');
  return nfc(bare).replace(/[ßæœøłđðþħŧı]/g, (letter) => FOLDS[letter] ?? letter);
}

function shortened(slug: string): string {
  if (slug.length <= MOST) return slug;
  const start = startOf(slug, MOST);
  const wordEnd = slug[start.length] === '-' ? start.length : start.lastIndexOf('-');
  return wordEnd >= MOST * LEAST_SHARE ? start.slice(0, wordEnd) : start.replace(/-$/, '');
}

/**
 * The readable part of a URL made from a headline or a name: `[\p{L}\p{N}-]`, 1 to 80 UTF-16 units, NFC,
 * lower case. Letters and numbers of every script stay (Korean is not romanised), Latin diacritics are
 * folded, an apostrophe inside a Latin word is dropped (`korea's` → `koreas`), all else becomes one hyphen.
 * Cut at a word end where that leaves half the room, else between graphemes. Stable under itself. `article`
 * if nothing is left.
 */
export function slug(headline: string): string {
  const line = clean(headline);
  const words = (UNFOLDED.test(line) ? line.toLowerCase() : folded(line))
    .replace(/(?<=\p{Script=Latin})['’\u02BC](?=\p{Script=Latin})/gu, '')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return shortened(nfc(words)) || 'article';
}

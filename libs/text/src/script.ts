/** Each with the letters one character stands for: a Han character writes a syllable, as three jamo do. */
const SCRIPTS = [
  { name: 'hangul', letters: /[\p{L}&&\p{Script=Hangul}]/gv, weight: 1 },
  { name: 'latin', letters: /[\p{L}&&\p{Script=Latin}]/gv, weight: 1 },
  { name: 'han', letters: /\p{Script=Han}/gv, weight: 3 },
  { name: 'other', letters: /[\p{L}--[\p{Script=Hangul}\p{Script=Latin}\p{Script=Han}]]/gv, weight: 1 },
] as const;

type Script = (typeof SCRIPTS)[number]['name'];

/**
 * A text with this share of Hangul is Korean: `LG전자 OLED TV CES 2026 AI` is mostly Latin letters and Korean
 * all the same, while an English article that quotes a Korean phrase stays far below.
 */
const KOREAN_SHARE = 0.2;

/** Letters by script. NFD makes Hangul count by its letters (jamo): 한 is three, as `han` is. */
function lettersOf(text: string): Record<Script, number> & { all: number } {
  const letters = text.normalize('NFD');
  const counts = { hangul: 0, latin: 0, han: 0, other: 0, all: 0 };
  for (const { name, letters: pattern, weight } of SCRIPTS) {
    counts[name] = weight * (letters.match(pattern)?.length ?? 0);
    counts.all += counts[name];
  }
  return counts;
}

/** True for `ko` and its regional tags (`ko-KR`, `ko_kr`), in any case. */
export function isKorean(language: string): boolean {
  return /^ko(?:[-_]|$)/i.test(language);
}

/** The script with most letters; Hangul before Latin before Han if equal, `other` if there are none. */
export function scriptOf(text: string): Script {
  const counts = lettersOf(text);
  if (counts.all === 0) return 'other';
  const most = Math.max(counts.hangul, counts.latin, counts.han, counts.other);
  return SCRIPTS.find(({ name }) => counts[name] === most)?.name ?? 'other';
}

/**
 * The language a text seems to be in, for a query or a text that came without one: `ko` from a fifth of
 * Hangul letters, else `en` if most letters are Latin (French too: a guess between our two languages), else
 * `und`.
 */
export function languageOf(text: string): 'ko' | 'en' | 'und' {
  const counts = lettersOf(text);
  if (counts.all === 0) return 'und';
  if (counts.hangul / counts.all >= KOREAN_SHARE) return 'ko';
  return scriptOf(text) === 'latin' ? 'en' : 'und';
}

/** Fewer letters prove nothing: a Korean headline may be `BTS`, an English one a word of Korean. */
const LEAST_LETTERS = 12;

const HANGUL = /[\p{L}&&\p{Script=Hangul}]/v;

/**
 * False if a text is surely not in the language it claims, worth a warning at the gate: Korean without any
 * Hangul, English in mostly Hangul. Texts of fewer than a dozen letters and other languages always fit.
 * @param language BCP 47 tag
 */
export function scriptFits(language: string, text: string): boolean {
  if (isKorean(language)) return HANGUL.test(text) || lettersOf(text).all < LEAST_LETTERS;
  if (!/^en(?:[-_]|$)/i.test(language) || !HANGUL.test(text)) return true;
  return lettersOf(text).all < LEAST_LETTERS || scriptOf(text) !== 'hangul';
}

import { nfc } from './clean.ts';
import { isKorean } from './script.ts';

/**
 * Near the mean of 238 for silent reading of English non-fiction (Brysbaert 2019,
 * doi:10.1016/j.jml.2019.104047).
 */
const WORDS_PER_MINUTE = 230;

/** Our assumption, without a study behind it: the same news takes about the same time in both languages. */
const KOREAN_CHARACTERS_PER_MINUTE = 500;

/**
 * Minutes to read a text, rounded, at least 1: Korean by characters without white space at 500 a minute
 * (our assumption), every other language by words between white space at 230 a minute (measured for English
 * only, and meaningless for languages without spaces).
 * @param language BCP 47 tag
 */
export function readingMinutes(text: string, language: string): number {
  const minutes = isKorean(language)
    ? Array.from(nfc(text).replace(/\s+/g, '')).length / KOREAN_CHARACTERS_PER_MINUTE
    : (text.match(/\S+/g)?.length ?? 0) / WORDS_PER_MINUTE;
  return Math.max(1, Math.round(minutes));
}

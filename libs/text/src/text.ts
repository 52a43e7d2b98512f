/**
 * Pure language work for Korean and English news: clean lines, slugs, excerpts, scripts, reading time,
 * near-duplicates and the address of an article.
 *
 * Guarantees, on which the gate (slugs), content (ids, fingerprints) and the gateway (URLs, excerpts) rely:
 * - same input, same output, on every machine: no clock, locale, host time zone or randomness;
 * - NFC and NFD spellings of a text give the same answer;
 * - no answer ends inside a surrogate pair, a Hangul jamo sequence or any other grapheme;
 * - any string is accepted, lone surrogates too; only the two functions of a date throw, if it has no zone.
 *
 * Ids, fingerprints and paths are stored and published, so their making is frozen: tests hold known values.
 */
export { articlePath, idOfPath, publicId, seoulDate } from './address.ts';
export { clean, printable } from './clean.ts';
export { excerpt } from './excerpt.ts';
export { fingerprint, sameStory } from './fingerprint.ts';
export { readingMinutes } from './reading.ts';
export { isKorean, languageOf, scriptFits, scriptOf } from './script.ts';
export { slug } from './slug.ts';

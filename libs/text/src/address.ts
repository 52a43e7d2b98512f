import { hash } from 'node:crypto';
import { nfc } from './clean.ts';
import { isKorean } from './script.ts';

/** RFC 4648 §6, in lower case: without 0, 1 and 8, which are mistaken for o, l and b. */
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

const SEOUL_OFFSET_MS = 9 * 60 * 60 * 1000;

/** RFC 3339 with its zone: without one the answer would depend on the machine. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/i;

const ARTICLE_PATH = /\/[^/]+\/\d{4}\/\d{2}\/\d{2}\/[^/]*-([a-z2-7]{12}|[a-z2-7]{10})\/?$/i;

interface ArticleAddress {
  readonly section: string;
  /** RFC 3339 with a zone. */
  readonly firstPublished: string;
  readonly slug: string;
  readonly id: string;
  /** BCP 47 tag; `ko` and its regions are the Korean edition. */
  readonly language: string;
}

/**
 * The public id of an article: the first characters of base32 (RFC 4648, lower case) of SHA-256 of its uri.
 * @param length 10 (50 bits: among a million articles a clash has odds of 1 in 2,000), 12 for the newcomer
 * of a clash
 */
export function publicId(uri: string, length: 10 | 12 = 10): string {
  const digest = hash('sha256', uri, 'buffer');
  let id = '';
  for (let bit = 0; bit < length * 5; bit += 5) {
    const pair = digest.readUInt16BE(bit >>> 3);
    id += BASE32.charAt((pair >>> (11 - (bit & 7))) & 31);
  }
  return id;
}

/** The time in milliseconds, NaN if the text names no moment: JavaScript reads 30 February as 2 March. */
function timeOf(iso: string): number {
  const day = iso.slice(0, 10);
  const exists =
    DATE_TIME.test(iso) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
  return exists ? Date.parse(iso.toUpperCase()) : Number.NaN;
}

/**
 * The day of a moment in Seoul, each part padded as in a path: `{year: '2026', month: '01', day: '02'}`.
 * Seoul is UTC+9 without summer time since October 1988; for archives before that the day may be off near
 * midnight.
 * @param iso RFC 3339 with a zone
 * @throws RangeError if it is not
 */
export function seoulDate(iso: string): { year: string; month: string; day: string } {
  const time = timeOf(iso);
  if (Number.isNaN(time)) throw new RangeError(`Not an RFC 3339 date with a zone: ${JSON.stringify(iso)}`);
  const there = new Date(time + SEOUL_OFFSET_MS);
  const padded = (value: number, digits: number) => String(value).padStart(digits, '0');
  return {
    year: padded(there.getUTCFullYear(), 4),
    month: padded(there.getUTCMonth() + 1, 2),
    day: padded(there.getUTCDate(), 2),
  };
}

function segment(text: string): string {
  return encodeURIComponent(nfc(text.toWellFormed()));
}

/**
 * The canonical path of an article's page: `/{section}/{yyyy}/{mm}/{dd}/{slug}-{id}` with the Seoul date of
 * first publication, under `/ko` in Korean. Percent-encoded, so it can stand in a header, a feed or a link
 * as it is.
 * @throws RangeError if `firstPublished` is not an RFC 3339 date with a zone
 */
export function articlePath({ section, firstPublished, slug, id, language }: ArticleAddress): string {
  const { year, month, day } = seoulDate(firstPublished);
  const edition = isKorean(language) ? '/ko' : '';
  return `${edition}/${segment(section)}/${year}/${month}/${day}/${segment(slug)}-${segment(id)}`;
}

/**
 * The id in the path of an article's page, in lower case, or undefined if the path has not that shape.
 * Edition, section, date and slug may be wrong, encoded or not, and a `/` may follow: only the id resolves.
 * @param pathname without query and fragment
 */
export function idOfPath(pathname: string): string | undefined {
  return ARTICLE_PATH.exec(pathname)?.[1]?.toLowerCase();
}

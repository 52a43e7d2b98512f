import type { PublicArticle } from '#libs/contracts';
import { initials, jamo } from '../language/hangul.ts';

/** Nobody types more letters of a name before choosing it; Hangul counts by its keys. */
const KEY = 40;
/** So many consonants tell any name apart. */
const INITIALS = 12;
/** A title can be found by so many of its words, a name by so many of its parts. */
const WORDS = { title: 16, name: 5 } as const;
/** Stands before the key of a whole title: what begins with the words comes before what holds them. */
export const WHOLE = '^';
const SEPARATOR = '\u001f';

/** What bears a name, and how it can be typed: one term of the index holds all of it. */
export interface NameTerm {
  /** Whether the key is that of the whole name, or of a word inside. */
  whole: boolean;
  bearer: 'tag' | 'author';
  kind: 'tag' | 'person';
  edition: 'en' | 'ko';
  slug: string;
  name: string;
}

/**
 * How words are typed: letters and digits alone, small, without accents, Hangul by its keys. What is typed on
 * the way to a word is a beginning of its key, however it is spaced, in NFC or NFD, half way through a
 * syllable or not.
 */
export function keyOf(text: string): string {
  return jamo(wordsOf(text).join('')).slice(0, KEY);
}

/** Words as letters and digits, small, of ordinary width and without accents. */
export function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFKC')
    .toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
}

/** The keys under which a text can be typed, from each of its words on; the first is that of the whole. */
function keysOf(text: string, most: number): string[] {
  const words = wordsOf(text);
  return words.slice(0, most).map((_, at) => keyOf(words.slice(at).join('')));
}

/** The same by first consonants, where a word begins in Hangul: ㄱㅎ for 기후. */
export function initialsOf(text: string, most: number): string[] {
  const words = wordsOf(text);
  return words.slice(0, most).flatMap((word, at) => {
    const rest = words.slice(at).join('');
    return /^[가-힣]/.test(word) ? [initials(rest).slice(0, INITIALS)] : [];
  });
}

/** Keys of a headline. */
export function titleKeys(headline: string): string[] {
  const keys = [...keysOf(headline, WORDS.title), ...initialsOf(headline, WORDS.title)];
  const [whole] = keys;
  return [...new Set([...(whole === undefined ? [] : [WHOLE + whole]), ...keys])];
}

/** Terms of all that bears a name in an article. */
export function nameTerms({ tags, by }: Pick<PublicArticle, 'tags' | 'by'>, edition: 'en' | 'ko'): string[] {
  const named = [
    ...tags.map(({ slug, name, type }) => ({
      ...({ bearer: 'tag', kind: type === 'person' ? 'person' : 'tag' } as const),
      slug,
      name,
    })),
    ...by.map(({ slug, name }) => ({ bearer: 'author', kind: 'person', slug, name }) as const),
  ];
  return [...new Set(named.flatMap((each) => termsOf({ ...each, edition, whole: true })))];
}

/** By name, by the words inside, by consonants, and by the slug, which may be in another script. */
function termsOf(term: NameTerm): string[] {
  const [whole, ...inside] = keysOf(term.name, WORDS.name);
  const [consonants, ...more] = initialsOf(term.name, WORDS.name);
  const beginning = new Set([whole, keyOf(term.slug), consonants]);
  return [
    ...[...beginning].map((key) => encoded(key, term)),
    ...[...inside, ...more].map((key) => encoded(key, { ...term, whole: false })),
  ].filter((each) => each !== undefined);
}

function encoded(key: string | undefined, term: NameTerm): string | undefined {
  if (!key) return undefined;
  const { whole, bearer, kind, edition, slug, name } = term;
  return [key, whole ? '1' : '', bearer, kind, edition, slug, name].join(SEPARATOR);
}

/** What a term says. */
export function decodedName(text: string): NameTerm {
  const [, whole, bearer, kind, edition, slug = '', ...name] = text.split(SEPARATOR);
  return {
    whole: whole === '1',
    bearer: bearer === 'author' ? 'author' : 'tag',
    kind: kind === 'person' ? 'person' : 'tag',
    edition: edition === 'ko' ? 'ko' : 'en',
    slug,
    name: name.join(SEPARATOR),
  };
}

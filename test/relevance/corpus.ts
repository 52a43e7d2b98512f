import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Grades } from './judge.ts';

export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

/** What kind of question it is; figures are told for each, since a mean hides the kind that fails. */
export const kinds = [
  'word', // one word
  'name', // a person, place, company or organisation
  'phrase', // in quotes
  'words', // two to four words
  'long', // a question in natural language: its article must be among the first five
  'form', // possessives, stems, particles, spacing
  'short', // an abbreviation, or the full name of what is mostly abbreviated
  'mixed', // two scripts in one question
  'across', // asked in one language, answered in the other
] as const;

export interface Article {
  id: string;
  headline: string;
  standfirst: string;
  section: string;
  tags: string[];
  publishedAt: string;
  body: string[];
}

export interface Question {
  q: string;
  kind: (typeof kinds)[number];
  relevant: Grades;
}

export interface Typo {
  q: string;
  id: string;
}

export interface Corpus {
  language: Language;
  articles: Article[];
  queries: Question[];
  typos: Typo[];
}

/** All files of a language whose names begin so, as one list. */
function read<T>(language: Language, name: string): T[] {
  const folder = new URL(`${language}/`, import.meta.url).pathname;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.startsWith(name) && file.endsWith('.json'))
    .toSorted()
    .flatMap((file) => JSON.parse(readFileSync(`${folder}${file}`, 'utf8')) as T[]);
}

/** The languages that have articles. */
export const corpora: readonly Corpus[] = languages
  .map((language) => ({
    language,
    articles: read<Article>(language, 'articles'),
    queries: read<Question>(language, 'queries'),
    typos: read<Typo>(language, 'typos'),
  }))
  .filter(({ articles }) => articles.length > 0);

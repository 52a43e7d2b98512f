import type { PublicArticle } from '#libs/contracts';
import { jamo } from '../language/hangul.ts';
import { bandsOf } from './cluster.ts';
import { nameTerms, titleKeys, wordsOf } from './completion.ts';

/** What is kept of an article beside its text, to complete, repair and group by. None of it is in a gone one. */
export interface Beside {
  titleKeys: string[];
  names: string[];
  words: string[];
  fingerprint: string;
  bands: string[];
  kin: Kin;
}

/** What tells which articles are akin; kept, not searched. */
export interface Kin {
  uri: string;
  tags: { slug: string; type?: string }[];
  translationOf?: string;
}

/** Words that are longer are no words. */
const LONGEST = 30;

export function besideOf(article: PublicArticle, edition: 'en' | 'ko'): Beside {
  const { uri, headline, standfirst = '', tags, by, fingerprint, translationOf } = article;
  const named = [...tags, ...by].map(({ name }) => name);
  const words = [headline, standfirst, ...named].flatMap(wordsOf).filter(({ length }) => length <= LONGEST);
  return {
    titleKeys: titleKeys(headline),
    names: nameTerms(article, edition),
    words: [...new Set(words.map(jamo))],
    fingerprint,
    bands: bandsOf(fingerprint),
    kin: {
      uri,
      tags: tags.map(({ slug, type }) => ({ slug, ...(type ? { type } : {}) })),
      ...(translationOf ? { translationOf } : {}),
    },
  };
}

/** How the fields of `Beside` are indexed. Only names are counted, so only they are kept in columns. */
export const besideMappings = {
  titleKeys: { type: 'keyword', doc_values: false },
  names: { type: 'keyword' },
  words: { type: 'keyword', doc_values: false },
  fingerprint: { type: 'keyword', index: false, doc_values: false },
  bands: { type: 'keyword', doc_values: false },
  kin: { type: 'object', enabled: false },
} as const;

import type { estypes } from '@elastic/elasticsearch';
import { type Explanation, foundBy } from '#libs/contracts';

type Query = estypes.QueryDslQueryContainer;
type Reason = Explanation['found'][number]['code'];

const HOUR_MS = 3_600_000;

/** The names of queries whose scores are wanted begin with one of these. */
const PART = 'part:';
const REASON = 'reason:';

/**
 * Gives each part of a text's score a name, under which the engine tells what it adds. The parts are known by
 * the fields that they look into.
 */
export function nameParts(parts: readonly Query[]): Query[] {
  return parts.map((part, at) => ({ bool: { must: [part], _name: `${PART}${partOf(part)}:${at}` } }));
}

function partOf(part: Query): string {
  const text = JSON.stringify(part);
  if (text.includes('match_all')) return 'all';
  const [headline, body] = [/"headline_/.test(text), /"body_/.test(text)];
  if (/"tags"/.test(text) && !headline && !body) return 'tag';
  if (/"all_ko/.test(text) && !headline && !body) return 'syllables';
  if (headline && !body) return 'title';
  return 'words';
}

const ofLanguages = (fields: readonly string[]) => fields.flatMap((field) => [`${field}_ko`, `${field}_en`]);

/** Where the words are, asked beside the question: changes neither what is found nor any score. */
export function reasons(text: string): Query {
  const named = (reason: Reason | 'spelled', query: Query): Query => ({
    bool: { must: [query], _name: REASON + reason },
  });
  const inField = (field: string): Query => ({
    multi_match: { query: text, type: 'best_fields', fields: ofLanguages([field]) },
  });
  // The index's own analysis knows no other spellings of a name.
  const spelled = (language: 'ko' | 'en'): Query => ({
    multi_match: {
      query: text,
      analyzer: language,
      type: 'cross_fields',
      minimum_should_match: '2<30%',
      fields: ['headline', 'standfirst', 'body'].map((field) => `${field}_${language}`),
    },
  });
  const all = ['headline', 'standfirst', 'body'];
  const should = [
    named('title', inField('headline')),
    named('standfirst', inField('standfirst')),
    named('text', inField('body')),
    named('phrase', { multi_match: { query: text, type: 'phrase', fields: ofLanguages(all) } }),
    named('tag', { term: { tags: text.toLowerCase() } }),
    named('spacing', { match_phrase: { 'all_ko.joined': text } }),
    named('spelled', { bool: { should: [spelled('ko'), spelled('en')] } }),
  ];
  return { bool: { must: [{ match_all: {} }], should } };
}

const meanings: Readonly<Record<Reason, string>> = {
  title: 'The words, or some of them, are in the headline.',
  standfirst: 'The words, or some of them, are in the standfirst.',
  text: 'The words, or some of them, are in the text.',
  phrase: 'The words stand there side by side, in their order.',
  tag: 'A tag of the article is called so.',
  name: 'The article spells a name otherwise than the question.',
  spacing: 'The syllables stand there in their order, however they are spaced.',
};

interface Shown {
  /** As the engine gave it. */
  hit: estypes.SearchHit<unknown>;
  publishedAt: string;
  asOf: number;
  popularity: number;
}

/** Why a hit stands where it stands, from what the engine said of its named parts. */
export function explanationOf({ hit, publishedAt, asOf, popularity }: Shown): Explanation {
  const said = Object.entries((hit.matched_queries ?? {}) as unknown as Record<string, number>);
  const score = hit._score ?? 0;
  const recency = recencyOf(Date.parse(publishedAt), asOf);
  return {
    score,
    factors: [
      {
        code: 'text',
        value: score / (recency * popularity),
        meaning: 'How well title, standfirst, text and tags hold the words; the sum of the parts.',
      },
      { code: 'recency', value: recency, meaning: ageInWords(Date.parse(publishedAt), asOf) },
      {
        code: 'popularity',
        value: popularity,
        meaning:
          popularity > 1
            ? 'Among the articles most read in the last 24 hours.'
            : 'Not among the articles most read in the last 24 hours, or not counted on this page.',
      },
    ],
    parts: partsIn(said),
    found: foundIn(said.map(([name]) => name)),
  };
}

function partsIn(said: readonly (readonly [string, number])[]): Explanation['parts'] {
  const sums = new Map<string, number>();
  for (const [name, value] of said) {
    const code = name.startsWith(PART) ? (name.split(':')[1] ?? '') : '';
    if (code !== '' && value > 0) sums.set(code, (sums.get(code) ?? 0) + value);
  }
  return [...sums].map(([code, value]) => ({ code, value })).toSorted((a, b) => b.value - a.value);
}

function foundIn(names: readonly string[]): Explanation['found'] {
  const said = (reason: string) => names.includes(REASON + reason);
  const otherwise = ['title', 'standfirst', 'text'].some(said) && !said('spelled');
  return foundBy
    .filter((code) => (code === 'name' ? otherwise : said(code)))
    .map((code) => ({ code, meaning: meanings[code] }));
}

/** Half at seven days after the first six hours; bounded below, so that text always decides. */
export const RECENCY = { offset: '6h', scale: '7d', decay: 0.5, least: 0.4 } as const;
const FREE_MS = 6 * HOUR_MS;
const SCALE_MS = 7 * 24 * HOUR_MS;

/** The same curve that the engine was given, for one article. */
function recencyOf(published: number, asOf: number): number {
  const away = Math.max(0, Math.abs(asOf - published) - FREE_MS);
  return RECENCY.decay ** ((away / SCALE_MS) ** 2) + RECENCY.least;
}

function ageInWords(published: number, asOf: number): string {
  const hours = Math.max(0, Math.round((asOf - published) / HOUR_MS));
  const age = hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
  return `Published ${age} before the question; the newest weigh ${1 + RECENCY.least}, the oldest ${RECENCY.least}.`;
}

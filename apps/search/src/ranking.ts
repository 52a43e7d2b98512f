import type { estypes } from '@elastic/elasticsearch';
import { jamo, repairs } from './language/hangul.ts';

type Query = estypes.QueryDslQueryContainer;
type Text = 'ko' | 'en' | 'other';

/** How much more a word in the headline says than one in the text; of 3 and more, questions of two words suffer. */
export const WEIGHTS = {
  headline: 2,
  standfirst: 1.2,
  /** A word says most where it says most; where else it stands counts by this. */
  tie: 0.3,
  /** Bigrams inside words help the Korean words that the tokenizer does not know; alone they lose. */
  pairs: 0.7,
  tag: 3,
} as const;

const texts = ['ko', 'en', 'other'] as const;
const fields = (text: Text) => [`headline_${text}`, `standfirst_${text}`, `body_${text}`];

/** A Korean question to English text is cut into words as Korean is: its names carry particles. */
const cutting = (text: Text, q: string) =>
  text === 'en' ? { analyzer: /\p{Script=Hangul}/u.test(q) ? 'en_from_ko' : 'en_query' } : {};

/**
 * 대통령의 alone is read as two nouns, since the word that it belongs to is missing: one that says nothing (첫) lets
 * the tokenizer see the particle, and 국무회의 as it is.
 */
const completed = (q: string) => q.replace(/(?<=[가-힣]{2})의$/u, '의 첫');

/** Questions of one or two words are about all of them, of up to four about most; more words are a sentence. */
const enough = (q: string) => (q.trim().split(/\s+/).length <= 2 ? '100%' : '2<67% 4<40% 7<30%');

/**
 * Spelling variants: compounds written apart or together, and inner parts of words. Two syllables are part of too many
 * words, also where words meet: 부산 of 정부산하.
 */
const inside = (q: string): Query => ({
  match_phrase: { 'all_ko.joined': (q.match(/[가-힣]/g) ?? []).length > 2 ? q : '' },
});

/** What counts as a hit at all. */
export function matches(q: string): Query {
  const inText = (text: Text): Query => ({
    multi_match: {
      query: completed(q),
      type: 'cross_fields',
      minimum_should_match: enough(q),
      fields: text === 'ko' ? [...fields(text), 'tags.words'] : fields(text),
      ...cutting(text, q),
    },
  });
  return {
    bool: {
      minimum_should_match: 1,
      should: [...texts.map(inText), inside(q), { term: { tags: q.toLowerCase() } }],
    },
  };
}

/** How hits rank among each other. A term may be in the headline and the next in the body: cross_fields. */
export function scores(q: string): Query[] {
  const inText = (text: Text): Query => {
    const [title, standfirst, body] = fields(text);
    const weighted = [`${title}^${WEIGHTS.headline}`, `${standfirst}^${WEIGHTS.standfirst}`, `${body}`];
    return {
      multi_match: {
        query: completed(q),
        type: 'cross_fields',
        tie_breaker: WEIGHTS.tie,
        fields: weighted,
        ...cutting(text, q),
      },
    };
  };
  return [
    inText('ko'),
    { match: { all_ko: { query: q, boost: WEIGHTS.pairs } } },
    inText('en'),
    inText('other'),
    { match: { 'tags.words': { query: q, minimum_should_match: '2<50%' } } },
    { term: { tags: { value: q.toLowerCase(), boost: WEIGHTS.tag } } },
  ];
}

/** Fewer letters are as near to many words as to the one that was meant. */
const LEAST_LETTERS = 4;
/** Longer words are none, and the engine would look for minutes for what is near to them. */
const MOST_LETTERS = 30;

/**
 * What may be meant by a question that `matches` nothing: words with a slip in them. English words that differ
 * in one letter (two from eight letters on) after the first, wherever they stand; headlines and standfirsts
 * that share three in five runs of three letters, Hangul being read letter by letter and spaces not at all; Korean
 * text with most of its pairs of syllables; and what the same keys write in the other layout. Nothing of a
 * question with less than four letters (of Hangul, keys).
 */
export function nearly(q: string): Query[] {
  const letters = jamo(q.toLowerCase());
  const long = letters.split(/\s+/).some(({ length }) => length > MOST_LETTERS);
  if (long || (letters.match(/\p{L}/gu)?.length ?? 0) < LEAST_LETTERS) return [{ match_none: {} }];
  const slip = { fuzziness: 'AUTO:4,8', prefix_length: 1, max_expansions: 30 };
  return [
    {
      multi_match: {
        query: q,
        fields: [`headline_en^${WEIGHTS.headline}`, 'standfirst_en', 'body_en'],
        analyzer: 'en',
        minimum_should_match: '2<75%',
        tie_breaker: WEIGHTS.tie,
        ...slip,
      },
    },
    { match: { letters: { query: letters, minimum_should_match: '3<60%', boost: 0.5 } } },
    ...(/\p{Script=Hangul}/u.test(q)
      ? [{ match: { all_ko: { query: q, minimum_should_match: '2<60%', boost: WEIGHTS.pairs } } }]
      : []),
    ...repairs(q).map((each) => ({ bool: { filter: [matches(each)], should: scores(each) } })),
  ];
}

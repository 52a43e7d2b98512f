import type { estypes } from '@elastic/elasticsearch';
import { fromJamo, jamo, repairs } from '../language/hangul.ts';
import { wordsOf } from './completion.ts';

/** A question of more words is a sentence; its words are not taken apart. */
const WORDS = 6;
/**
 * A word of more letters, Hangul by its keys, is none, and the engine would look for what is near to it for
 * minutes: the work grows with the length.
 */
const LETTERS = 30;
/** Other spellings of a word that are tried, and questions made of them: each is a question to the engine. */
const SPELLINGS = 3;
const QUESTIONS = 8;
/** Parts of a word that was typed without a space are at least so long. */
const PART = 3;
/** Letters of a short word say too much for two of them to be wrong. */
const SHORT = 6;

/** Questions whose letters may be another word's: plain words, without an operator. */
const PLAIN = /^[\p{L}\p{N}\p{M}\s'’.·-]+$/u;

/** Asks for words of the paper that differ from these by a slip or two; nothing where there is no word to ask about. */
export function spellingRequest(q: string): estypes.SearchRequest | undefined {
  const words = wordsIn(q);
  if (words.length === 0) return undefined;
  const suggest = Object.fromEntries(
    words.map((word, at): [string, estypes.SearchFieldSuggester] => {
      const text = jamo(word);
      const max_edits = text.length < SHORT ? 1 : 2;
      const term = { field: 'words', suggest_mode: 'popular', prefix_length: 1, max_edits } as const;
      return [`word${at}`, { text, term: { ...term, size: SPELLINGS, min_word_length: 4 } }];
    }),
  );
  return { size: 0, track_total_hits: false, suggest };
}

/**
 * Other ways to ask, the likeliest first: the other keyboard, spaces, then spelling. A word that is another one with
 * a slip in it was hardly written without a space.
 */
export function otherQuestions(q: string, suggested: estypes.SearchResponse['suggest'] = {}): string[] {
  const words = wordsIn(q);
  if (words.length === 0) return [];
  const spelled = words.map((word, at) => spellings(suggested[`word${at}`]).filter((each) => each !== word));
  const isSlip = spelled.some(({ length }) => length > 0);
  const apart = isSlip && words.length === 1 ? [] : spaced(words);
  const corrected = isSlip ? [words.map((word, at) => spelled[at]?.[0] ?? word).join(' ')] : [];
  const single = words.flatMap((_, at) =>
    (spelled[at] ?? []).map((spelling) => words.with(at, spelling).join(' ')),
  );
  const all = [...repairs(q), ...apart, ...corrected, ...single];
  return [...new Set(all)].filter((each) => each !== q.trim().toLowerCase()).slice(0, QUESTIONS);
}

/** Counts how many articles each condition is true of. */
export function countRequest(conditions: readonly estypes.QueryDslQueryContainer[]): estypes.SearchRequest {
  const filters = [...conditions];
  return { size: 0, track_total_hits: false, aggs: { counts: { filters: { filters } } } };
}

/** The question that finds the most, if that is more than was found; of two alike the likelier. */
export function bestOf(
  questions: readonly string[],
  { aggregations }: estypes.SearchResponse,
  found: number,
): string | undefined {
  const counts = aggregations?.['counts'] as estypes.AggregationsFiltersAggregate | undefined;
  const buckets = Array.isArray(counts?.buckets) ? counts.buckets : [];
  const most = Math.max(0, ...buckets.map(({ doc_count }) => doc_count));
  return most > found ? questions[buckets.findIndex(({ doc_count }) => doc_count === most)] : undefined;
}

function wordsIn(q: string): string[] {
  const words = PLAIN.test(q) ? wordsOf(q) : [];
  return words.length > WORDS || words.some((word) => jamo(word).length > LETTERS) ? [] : words;
}

function spellings(entries: readonly estypes.SearchSuggest[] | undefined): string[] {
  const [entry] = entries ?? [];
  const options = entry && 'options' in entry && Array.isArray(entry.options) ? entry.options : [];
  return options.flatMap((option) => ('text' in option && option.text ? [fromJamo(option.text)] : []));
}

/** Words written together, and one word written apart. */
function spaced(words: readonly string[]): string[] {
  const joined = words.slice(1).map((word, at) => words.toSpliced(at, 2, `${words[at]}${word}`).join(' '));
  const [only = '', ...more] = words;
  if (more.length > 0) return joined;
  const letters = [...only];
  const part = /^\p{Script=Hangul}+$/u.test(only) ? 2 : PART;
  const cuts = letters.map((_, at) => at).filter((at) => at >= part && at <= letters.length - part);
  return cuts.map((at) => `${letters.slice(0, at).join('')} ${letters.slice(at).join('')}`);
}

import type { estypes } from '@elastic/elasticsearch';
import { beginOf, isHidden, type SearchQuery, type Site } from '#libs/contracts';
import { slug } from '#libs/text';
import type { Cursor } from './query/cursor.ts';
import { nameParts, RECENCY, reasons } from './query/explain.ts';
import { facetRequest, narrowing } from './query/facet.ts';
import type { Level } from './query/popular.ts';
import { type Asked, type Narrowed, readQuestion } from './query/reader.ts';
import { matches, nearly, scores } from './ranking.ts';
import { memberFields } from './suggest/cluster.ts';

/** Characters of private use, so that marks survive escaping. */
export const MARK = { open: '\uE000', close: '\uE001' } as const;
const MARKS = new RegExp(`[${MARK.open}${MARK.close}]`, 'g');

/** Hits counted one by one; beyond, "more than" is enough for a reader. */
const COUNTED = 1_000;

type Query = estypes.QueryDslQueryContainer;
/** The driver's type of a query holds nothing too. */
type Whole = NonNullable<Query>;

/** What a request leans on beside the reader's words. */
export interface Circumstances {
  /** Recency counts from here; milliseconds since 1970. */
  asOf: number;
  sections: Site['sections'];
  popular: readonly Level[];
  cursor?: Cursor | undefined;
}

/** One reader's query as one fixed query of the engine; her words never become query language. */
export function searchRequest(query: SearchQuery, around: Circumstances): estypes.SearchRequest {
  return request(query, around, wholly);
}

/**
 * The same question once more when it found nothing: what may be meant by it, with a slip in it. Nothing where it
 * says more than words: whoever uses operators has chosen them.
 */
export function nearRequest(query: SearchQuery, around: Circumstances): estypes.SearchRequest | undefined {
  const { words, phrases, without, narrowed: conditions } = readQuestion(query.q);
  if (words === '' || phrases.length + without.length + conditions.length > 0) return undefined;
  return request(query, around, nearby);
}

/** What counts as a hit, and what makes its score; without the first, whatever has a score is a hit. */
type Reading = (asked: Asked) => { hits?: Query[]; should: Query[] };

/** What has to be true of an article that answers a question, for those who count and want no order. */
export function conditionOf(query: SearchQuery, sections: Site['sections']): Whole {
  const narrowed = Object.values(narrowing(query)).flat();
  const asked = readQuestion(query.q);
  return conditions(asked, sections, [...wanted(asked), ...narrowed, shownTo(query)]);
}

const wholly: Reading = (asked) => {
  const text = textOf(asked);
  return { hits: wanted(asked), should: text === '' ? [{ match_all: {} }] : scores(text) };
};

const nearby: Reading = ({ words }) => ({ should: nearly(words) });

function textOf({ words, phrases }: Asked): string {
  return [words, ...phrases].filter((each) => each !== '').join(' ');
}

function request(query: SearchQuery, around: Circumstances, reading: Reading): estypes.SearchRequest {
  const { sort, limit, highlight, explain } = query;
  const { cursor } = around;
  const aggs = facetRequest(query);
  const filters = Object.values(narrowing(query)).flat();
  const newest = { publishedAt: 'desc' as const };
  const asked = readQuestion(query.q);
  const read = reading(asked);
  // A score changes with every article that comes: the order of the newest must not lean on it.
  const first: estypes.SortCombinations[] =
    sort === 'newest' ? [newest] : [{ _score: { order: 'desc' } }, newest];
  // Counts of a facet leave its own filter out, so filters come after them; without, before: that is cheaper.
  const after = postFilter(aggs ? filters : [], cursor);
  return {
    size: limit + 1,
    track_total_hits: COUNTED,
    _source: ['card', ...memberFields],
    version: true,
    query: scored(query, around, { asked, ...read, filters: aggs ? [] : filters }),
    sort: [...first, { articleId: 'asc' }],
    ...(after ? { post_filter: after } : {}),
    ...(aggs ? { aggs } : {}),
    ...(cursor && 'after' in cursor ? { search_after: cursor.after } : {}),
    // Of what makes a hit: the same marks as of what makes its score, for half of the work.
    ...(highlight
      ? { highlight: { ...highlights, highlight_query: { bool: { should: read.hits ?? read.should } } } }
      : {}),
    ...(explain ? { track_scores: true, include_named_queries_score: true } : {}),
  };
}

function postFilter(filter: Query[], cursor: Cursor | undefined): Whole | undefined {
  const shown = cursor && 'shown' in cursor ? [{ terms: { articleId: cursor.shown } }] : [];
  if (filter.length + shown.length === 0) return undefined;
  return { bool: { filter, must_not: shown } };
}

/** Text, times recency, times popularity. */
function scored(
  query: SearchQuery,
  around: Circumstances,
  { asked, hits, should, filters }: { asked: Asked; filters: Query[] } & ReturnType<Reading>,
): Whole {
  const text = textOf(asked);
  const { explain } = query;
  const named = explain && text !== '' ? [reasons(text)] : [];
  const { bool } = conditions(asked, around.sections, [
    ...(hits ?? []),
    ...filters,
    ...named,
    shownTo(query),
  ]);
  const scoring = { should: explain ? nameParts(should) : should, minimum_should_match: hits ? 0 : 1 };
  const found: Whole = { bool: { ...bool, ...scoring } };
  return popularised(recent(found, around.asOf), around.popular);
}

/** What is public; of what is hidden only whoever names its section as a filter hears. */
function shownTo({ section }: SearchQuery): Query {
  return { term: { status: isHidden(section) ? 'hidden' : 'public' } };
}

/** Articles of which all that is true, and what the question's operators say. */
function conditions(asked: Asked, sections: Site['sections'], all: Query[]): Whole {
  const mustNot = [
    ...asked.without.map((each) => holds(each)),
    ...asked.narrowed.filter(({ not }) => not).map((each) => narrowed(each, sections)),
  ];
  return {
    bool: {
      filter: [...all, ...asked.narrowed.filter(({ not }) => !not).map((each) => narrowed(each, sections))],
      ...(mustNot.length > 0 ? { must_not: mustNot } : {}),
    },
  };
}

/** What counts as a hit at all; a question without any word is one for all that its operators leave. */
function wanted({ words, phrases, without, narrowed }: Asked): Query[] {
  const all = [...(words === '' ? [] : [matches(words)]), ...phrases.map((phrase) => holds(phrase))];
  if (all.length + without.length + narrowed.length === 0) return [{ match_none: {} }];
  return all;
}

const passages = ['ko', 'en', 'other'].flatMap((language) =>
  ['headline', 'standfirst', 'body'].map((part) => `${part}_${language}`),
);

/** Whether the passage stands there as it is written; in Korean, however its words are spaced. */
function holds(text: string): Query {
  const passage = /\s/.test(text) ? [{ match_phrase: { 'all_ko.joined': text } }] : [];
  return {
    bool: {
      minimum_should_match: 1,
      should: [
        { multi_match: { query: text, type: 'phrase', fields: passages } },
        { term: { tags: text.toLowerCase() } },
        ...passage,
      ],
    },
  };
}

function narrowed({ key, value }: Narrowed, sections: Site['sections']): Query {
  const name = value.toLowerCase();
  if (key === 'before') return { range: { publishedAt: { lt: beginOf(value) } } };
  if (key === 'after') return { range: { publishedAt: { gte: beginOf(value) } } };
  if (key === 'section') {
    const named = sections.find(({ names }) =>
      Object.values(names).some((each) => each.toLowerCase() === name),
    );
    return { term: { section: named?.slug ?? slug(value) } };
  }
  const [names, slugs] = key === 'tag' ? ['tags', 'tagSlugs'] : ['authorNames', 'authors'];
  const should: Query[] = [{ term: { [names]: name } }, { term: { [slugs]: slug(value) } }];
  return { bool: { minimum_should_match: 1, should } };
}

function recent(query: Whole, asOf: number): Whole {
  const { least, ...curve } = RECENCY;
  const publishedAt = { origin: new Date(asOf).toISOString(), ...curve };
  const functions = [{ gauss: { publishedAt }, weight: 1 }, { weight: least }];
  return { function_score: { query, functions, score_mode: 'sum', boost_mode: 'multiply' } };
}

function popularised(query: Whole, levels: readonly Level[]): Whole {
  if (levels.length === 0) return query;
  const functions = levels.map(({ weight, ids }) => ({ filter: { terms: { articleId: ids } }, weight }));
  return { function_score: { query, functions, score_mode: 'first', boost_mode: 'multiply' } };
}

const whole = { number_of_fragments: 0 };
const fragments = { fragment_size: 120, number_of_fragments: 2 };
const highlights: estypes.SearchHighlight = {
  pre_tags: [MARK.open],
  post_tags: [MARK.close],
  fields: {
    ...Object.fromEntries(['ko', 'en', 'other'].map((text) => [`headline_${text}`, whole])),
    ...Object.fromEntries(['ko', 'en', 'other'].map((text) => [`body_${text}`, fragments])),
  },
};

/**
 * Escapes a highlighted text; the only element of the result is `<mark>`, each opened and closed, also where
 * the text itself holds a character of ours.
 */
export function markedHtml(text: string): string {
  let open = false;
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(MARKS, (mark) => {
      if ((mark === MARK.open) === open) return '';
      open = !open;
      return open ? '<mark>' : '</mark>';
    });
  return open ? `${html}</mark>` : html;
}

import type { estypes } from '@elastic/elasticsearch';
import type { SearchQuery } from '#libs/contracts';

/** Characters no text contains (private use, removed at the gate), so that marks survive escaping. */
export const MARK = { open: '\uE000', close: '\uE001' } as const;

/** Where the next page begins, and the moment the first one was asked: recency counts from there. */
export interface Cursor {
  asOf: number;
  after: [number, number, string];
}

type Query = estypes.QueryDslQueryContainer;

const fields = (language: 'ko' | 'en') => [
  `headline_${language}`,
  `standfirst_${language}`,
  `body_${language}`,
];

/** What counts as a hit at all. One or two words must all be there, of more words three in ten. */
function matches(q: string): Query {
  const enough = (language: 'ko' | 'en'): Query => ({
    multi_match: { query: q, type: 'cross_fields', minimum_should_match: '2<30%', fields: fields(language) },
  });
  return {
    bool: {
      minimum_should_match: 1,
      should: [
        enough('ko'),
        enough('en'),
        // Spelling variants: compounds written apart or together, and inner parts of words.
        { match_phrase: { 'all_ko.joined': q } },
        { match: { 'headline_en.ko': { query: q, operator: 'and' } } },
        { term: { tags: q.toLowerCase() } },
      ],
    },
  };
}

/** How hits rank among each other. A term may be in the headline and the next in the body: cross_fields. */
function scores(q: string): Query[] {
  const cross = (language: 'ko' | 'en', headline: number, tie: number): Query => {
    const [title, standfirst, body] = fields(language);
    const weighted = [`${title}^${headline}`, `${standfirst}^${Math.min(headline, 1.2)}`, `${body}`];
    return { multi_match: { query: q, type: 'cross_fields', tie_breaker: tie, fields: weighted } };
  };
  return [
    cross('ko', 1.5, 0),
    { match: { all_ko: { query: q, boost: 0.7 } } },
    cross('en', 2, 0.3),
    { match: { 'headline_en.ko': { query: q, operator: 'and' } } },
    { term: { tags: { value: q.toLowerCase(), boost: 3 } } },
  ];
}

/** One reader's query as one fixed query of the engine; her words never become query language. */
export function searchRequest(query: SearchQuery, asOf: number, cursor?: Cursor): estypes.SearchRequest {
  const { q, section, lang, sort, limit, highlight } = query;
  const filter: Query[] = [
    matches(q),
    { term: { status: 'public' } },
    ...(section ? [{ term: { section } }] : []),
    ...(lang ? [{ term: { edition: lang } }] : []),
  ];
  const score = { _score: { order: 'desc' as const } };
  const newest = { publishedAt: 'desc' as const };
  const first: estypes.SortCombinations[] = sort === 'newest' ? [newest, score] : [score, newest];
  return {
    size: limit + 1,
    track_total_hits: 1_000,
    _source: ['card'],
    query: {
      function_score: {
        query: { bool: { filter, should: scores(q) } },
        functions: [
          // Half at seven days after the first six hours; bounded below, so that text always decides.
          {
            gauss: {
              publishedAt: {
                origin: new Date(cursor?.asOf ?? asOf).toISOString(),
                offset: '6h',
                scale: '7d',
                decay: 0.5,
              },
            },
            weight: 1,
          },
          { weight: 0.4 },
        ],
        score_mode: 'sum',
        boost_mode: 'multiply',
      },
    },
    sort: [...first, { articleId: 'asc' }],
    ...(cursor ? { search_after: cursor.after } : {}),
    ...(highlight ? { highlight: highlights } : {}),
  };
}

const whole = { number_of_fragments: 0 };
const fragments = { fragment_size: 120, number_of_fragments: 2 };
const highlights: estypes.SearchHighlight = {
  pre_tags: [MARK.open],
  post_tags: [MARK.close],
  fields: { headline_ko: whole, headline_en: whole, body_ko: fragments, body_en: fragments },
};

/** Escapes a highlighted text; the only element of the result is `<mark>`. */
export function markedHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(MARK.open, '<mark>')
    .replaceAll(MARK.close, '</mark>');
}

export function encodeCursor({ asOf, after }: Cursor): string {
  return Buffer.from(JSON.stringify([asOf, ...after])).toString('base64url');
}

/** The cursor, or nothing when the text was not made by `encodeCursor`. */
export function decodeCursor(text: string): Cursor | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    if (!Array.isArray(value) || value.length !== 4) return undefined;
    const [asOf, first, second, id]: unknown[] = value;
    if (typeof asOf !== 'number' || typeof first !== 'number' || typeof second !== 'number') return undefined;
    return typeof id === 'string' ? { asOf, after: [first, second, id] } : undefined;
  } catch {
    return undefined;
  }
}

import type { estypes } from '@elastic/elasticsearch';

type Query = estypes.QueryDslQueryContainer;

const fields = (language: 'ko' | 'en') => [
  `headline_${language}`,
  `standfirst_${language}`,
  `body_${language}`,
];

/** What counts as a hit at all. One or two words must all be there, of more words three in ten. */
export function matches(q: string): Query {
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
export function scores(q: string): Query[] {
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

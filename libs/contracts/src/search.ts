import { z } from 'zod';
import { ArticleCard, PublicArticle, Slug } from './article.ts';

/** What a reader may ask the search, and how it is answered: the same words at the gateway and behind it. */

/** More than a reader writes; every word costs the engine a look into each field. */
const LETTERS = 256;
const WORDS = 32;
/** A cursor of a walk holds what its first page has shown, and the snapshot that the walk goes on in. */
const CURSOR = 2_500;

const facets = ['section', 'tag', 'author', 'language', 'year'] as const;
export type FacetName = (typeof facets)[number];
const FACETS = new RegExp(`^(true|false|(${facets.join('|')})(,(${facets.join('|')}))*)$`);

const PERIOD = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/;

/** Whether the text names a year, a month or a day that there is. */
export function isPeriod(text: string): boolean {
  const [, year, month = '01', day = '01'] = PERIOD.exec(text) ?? [];
  if (year === undefined) return false;
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}

const period = z
  .string()
  .max(10)
  .refine(isPeriod, { message: 'must be a year, a month or a day: 2026, 2026-03 or 2026-03-01' });

export const SearchQuery = z.strictObject({
  q: z
    .string()
    .transform((q) => q.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .min(1)
        .max(LETTERS)
        .refine((q) => q.split(/\s+/u).length <= WORDS, { message: `must have at most ${WORDS} words` }),
    )
    .describe(
      'Words. "a phrase" as it is written; -word must not be there; tag: section: by: before: after: narrow (태그: 섹션: 기자: 이전: 이후:)',
    ),
  section: Slug.optional(),
  tag: z.preprocess((tag) => (typeof tag === 'string' ? [tag] : tag), z.array(Slug).max(5).optional()),
  author: Slug.optional(),
  lang: z.enum(['en', 'ko']).optional(),
  from: period.optional().describe('First published then or later; a year, a month or a day in Seoul'),
  to: period.optional().describe('First published by the end of it; a year, a month or a day in Seoul'),
  sort: z.enum(['relevance', 'newest']).default('relevance'),
  facets: z
    .string()
    .max(60)
    .regex(FACETS, `must be true, false, or some of ${facets.join(', ')} with commas between`)
    .optional()
    .describe(
      `\`true\`, or some of ${facets.join(', ')}: how many hits there would be with each value, whatever that facet is narrowed to`,
    ),
  highlight: z.stringbool().default(true),
  explain: z.stringbool().default(false).describe('Says of each hit why it stands where it stands'),
  cluster: PublicArticle.shape.id
    .optional()
    .describe('All versions of the story of this article; without it, one of a story is shown'),
  limit: z.coerce.number().int().min(1).max(50).default(10),
  cursor: z
    .string()
    .max(CURSOR)
    .regex(/^[A-Za-z0-9_-]+$/, 'is not a cursor of ours')
    .optional()
    .describe('Opaque; from the last page of the same question. One of relevance lives 5 minutes'),
});
export type SearchQuery = z.infer<typeof SearchQuery>;

/** Which facets are asked for. */
export function facetsOf({ facets: asked = 'false' }: Pick<SearchQuery, 'facets'>): readonly FacetName[] {
  if (asked === 'true') return facets;
  return facets.filter((name) => asked.split(',').includes(name));
}

export const foundBy = ['title', 'standfirst', 'text', 'phrase', 'tag', 'name', 'spacing'] as const;

const Factor = z.object({
  code: z.enum(['text', 'recency', 'popularity']),
  value: z.number().describe('What the score is multiplied by'),
  meaning: z.string().describe('The same in a sentence'),
});

export const Explanation = z
  .object({
    score: z.number().describe('The product of the factors; hits stand in its order'),
    factors: z.array(Factor),
    parts: z
      .array(z.object({ code: z.string(), value: z.number() }))
      .describe('What the factor `text` is the sum of, largest first'),
    found: z
      .array(z.object({ code: z.enum(foundBy), meaning: z.string() }))
      .describe('Where the words were found; name: only under another spelling of a name'),
  })
  .meta({ id: 'Explanation', description: 'Why a hit stands where it stands' });
export type Explanation = z.infer<typeof Explanation>;

export const SearchHit = ArticleCard.pick({
  id: true,
  uri: true,
  url: true,
  headline: true,
  standfirst: true,
  section: true,
  language: true,
  firstPublished: true,
  modified: true,
})
  .extend({
    highlights: z
      .object({ headline: z.string().optional(), body: z.array(z.string()) })
      .optional()
      .describe('Escaped HTML whose only element is <mark>'),
    explanation: Explanation.optional().describe('Only if asked for with `explain`'),
    cluster: z
      .string()
      .optional()
      .describe('Where there are more versions of its story: what to ask for them'),
    moreVersions: z.int().min(1).optional().describe('How many others of its story answer the question'),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

export const FacetValue = z
  .object({
    value: z.string().describe('As the parameter of that name takes it; a year is one for `from` and `to`'),
    name: z.string().optional().describe('Of a tag or an author'),
    count: z.int().min(1).describe('How many hits there are, or would be, with this value'),
  })
  .meta({ id: 'FacetValue' });
export type FacetValue = z.infer<typeof FacetValue>;

const values = z.array(FacetValue).optional();

export const SearchFacets = z
  .object({ section: values, tag: values, author: values, language: values, year: values })
  .meta({
    id: 'SearchFacets',
    description: 'Those that were asked for; most hits first, years newest first',
  });
export type SearchFacets = z.infer<typeof SearchFacets>;

export const SearchAnswer = z.object({
  data: z.array(SearchHit),
  facets: SearchFacets.optional(),
  page: z.object({ next: z.string().optional(), limit: z.int() }),
  meta: z.object({
    total: z.int().describe('When the walk through the pages began'),
    totalRelation: z.enum(['eq', 'gte']),
    took: z.number().describe('Milliseconds in the search engine'),
    asOf: z.string(),
    near: z
      .literal(true)
      .optional()
      .describe('No article holds the words: these are near to them, on one page'),
    didYouMean: z
      .string()
      .optional()
      .describe('A question that finds more, where this one finds next to nothing'),
  }),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;

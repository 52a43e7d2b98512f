import { z } from 'zod';
import { ArticleCard, Language, PublicArticle, Slug, Uri } from './article.ts';
import { MediaFacts } from './body.ts';
import { GoneArticle } from './change.ts';

/** Questions services ask each other over HTTP, and the public API's queries. Facts never travel here. */

const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);
const cursor = z
  .string()
  .max(300)
  .regex(/^[A-Za-z0-9_-]+$/, 'is not a cursor of ours')
  .optional()
  .describe('Opaque; from the last page');

/** Which articles a list holds; all conditions must hold. Order: newest first, then by uri. */
export const ListQuestion = z
  .object({
    section: Slug.optional(),
    tag: z.array(Slug).max(5).optional(),
    author: Slug.optional(),
    language: Language.optional().describe('ko is Korean; en is every language that is not Korean'),
    sort: z.enum(['newest', 'updated']).default('newest'),
    limit: z.int().min(1).max(100).default(20),
    cursor,
  })
  .meta({ id: 'ListQuestion' });
export type ListQuestion = z.infer<typeof ListQuestion>;

export const ListsQuestion = z.object({ lists: z.array(ListQuestion).min(1).max(20) });
export type ListsQuestion = z.infer<typeof ListsQuestion>;

export const ListAnswer = z.object({ articles: z.array(ArticleCard), next: z.string().optional() });
export type ListAnswer = z.infer<typeof ListAnswer>;

export const ListsAnswer = z.object({ lists: z.array(ListAnswer) });
export type ListsAnswer = z.infer<typeof ListsAnswer>;

export const ArticleAnswer = z.discriminatedUnion('state', [
  z.object({ state: z.literal('public'), article: PublicArticle }),
  z.object({ state: z.literal('gone'), article: GoneArticle }),
]);
export type ArticleAnswer = z.infer<typeof ArticleAnswer>;

export const WithdrawnAnswer = z.object({
  gone: z.array(z.object({ id: z.string(), seq: z.int() })),
  until: z.int().describe('Ask again from here; milliseconds since 1970'),
});
export type WithdrawnAnswer = z.infer<typeof WithdrawnAnswer>;

/** A picture that is kept, and whether readers may see it. */
export const MediaAnswer = MediaFacts.extend({
  article: z.string().optional().describe('Id of a public article that names it; absent: it is not public'),
}).meta({ id: 'MediaAnswer' });
export type MediaAnswer = z.infer<typeof MediaAnswer>;

export const ArticleListQuery = z.strictObject({
  section: Slug.optional(),
  tag: z.preprocess((tag) => (typeof tag === 'string' ? [tag] : tag), z.array(Slug).max(5).optional()),
  author: Slug.optional(),
  lang: z.enum(['en', 'ko']).optional(),
  sort: z.enum(['newest', 'updated']).default('newest'),
  limit: limit(100, 20),
  cursor,
});
export type ArticleListQuery = z.infer<typeof ArticleListQuery>;

export const SearchQuery = z.strictObject({
  q: z
    .string()
    .transform((q) => q.normalize('NFC').trim())
    .pipe(z.string().min(1).max(256)),
  section: Slug.optional(),
  lang: z.enum(['en', 'ko']).optional(),
  sort: z.enum(['relevance', 'newest']).default('relevance'),
  highlight: z.stringbool().default(true),
  limit: limit(50, 10),
  cursor,
});
export type SearchQuery = z.infer<typeof SearchQuery>;

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
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchAnswer = z.object({
  data: z.array(SearchHit),
  page: z.object({ next: z.string().optional(), limit: z.int() }),
  meta: z.object({
    total: z.int(),
    totalRelation: z.enum(['eq', 'gte']),
    took: z.number().describe('Milliseconds in the search engine'),
    asOf: z.string(),
  }),
});
export type SearchAnswer = z.infer<typeof SearchAnswer>;

export const popularWindows = ['10m', '1h', '24h', '7d'] as const;

export const PopularQuery = z.strictObject({
  window: z.enum(popularWindows).default('1h'),
  section: Slug.optional(),
  lang: z.enum(['en', 'ko']).optional(),
  limit: limit(50, 10),
});
export type PopularQuery = z.infer<typeof PopularQuery>;

export const PopularAnswer = z.object({
  data: z.array(
    z.object({
      rank: z.int().min(1),
      id: z.string(),
      url: z.string(),
      headline: z.string(),
      language: z.string(),
      section: z.string(),
      views: z.int().min(1),
    }),
  ),
  meta: z.object({
    asOf: z.string(),
    window: z.enum(popularWindows),
    state: z.enum(['live', 'stale', 'fallback']).describe('fallback: too few views to speak of a ranking'),
  }),
});
export type PopularAnswer = z.infer<typeof PopularAnswer>;

/** Asks content to tell the newest state of an article to the change log once more. */
export const RetellQuestion = z.strictObject({ uri: Uri }).meta({ id: 'RetellQuestion' });
export type RetellQuestion = z.infer<typeof RetellQuestion>;

/** How far a view is with being made anew from the log. */
export const RebuildAnswer = z
  .object({
    state: z.enum(['idle', 'running', 'done', 'failed']).describe('idle: none since this process started'),
    applied: z.int().min(0).describe('Records of the log applied so far'),
    total: z.int().min(0).describe('Records the log held at the start'),
    reason: z.string().optional().describe('Why it failed, or what is worth knowing of it'),
    ms: z.int().optional().describe('How long it took, or takes already'),
  })
  .meta({ id: 'RebuildAnswer' });
export type RebuildAnswer = z.infer<typeof RebuildAnswer>;

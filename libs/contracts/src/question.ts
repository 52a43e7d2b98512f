import { z } from 'zod';
import { Correction } from './archive.ts';
import { ArticleCard, Author, Language, LastChange, PublicArticle, Slug, Tag, Uri } from './article.ts';
import { MediaFacts } from './body.ts';
import { GoneArticle } from './change.ts';
import { beginOf, endOf } from './period.ts';
import { decodeToken } from './receipt.ts';
import { isPeriod } from './search.ts';

/** Questions services ask each other over HTTP, and the public API's queries. Facts never travel here. */

const limit = (most: number, usual: number) => z.coerce.number().int().min(1).max(most).default(usual);
const cursor = z
  .string()
  .max(400)
  .regex(/^[A-Za-z0-9_-]+$/, 'is not a cursor of ours')
  .optional()
  .describe('Opaque; from the last page');

/** Which articles a list holds; all conditions must hold. Order: newest first, then by uri. */
export const ListQuestion = z
  .object({
    section: Slug.optional(),
    tag: z.array(Slug).max(5).optional(),
    author: Slug.optional(),
    ids: z.array(PublicArticle.shape.id).max(50).optional().describe('Only these'),
    from: z.iso.datetime().optional().describe('First published then or later'),
    to: z.iso.datetime().optional().describe('First published before'),
    updatedSince: z.iso.datetime().optional().describe('Last changed then or later'),
    language: Language.optional().describe('ko is Korean; en is every language that is not Korean'),
    sort: z.enum(['newest', 'updated']).default('newest'),
    limit: z.int().min(1).max(100).default(20),
    cursor,
    tags: z
      .int()
      .min(1)
      .max(50)
      .optional()
      .describe('How many of the tags most used lately in the list are answered beside it'),
  })
  .meta({ id: 'ListQuestion' });
export type ListQuestion = z.infer<typeof ListQuestion>;

export const ListsQuestion = z.object({ lists: z.array(ListQuestion).min(1).max(20) });
export type ListsQuestion = z.infer<typeof ListsQuestion>;

const NamedTag = Tag.extend({ slug: Slug });

export const TagCount = NamedTag.extend({
  articles: z.int().min(1).describe('How many of the newest articles that were looked at carry it'),
}).meta({ id: 'TagCount' });
export type TagCount = z.infer<typeof TagCount>;

/** The tags these articles carry, the most used first, as the first of them names each. */
export function usedTags(articles: readonly Pick<ArticleCard, 'tags'>[]): TagCount[] {
  const uses = new Map<string, TagCount>();
  for (const tag of articles.flatMap(({ tags }) => tags)) {
    const known = uses.get(tag.slug);
    if (known) known.articles++;
    else uses.set(tag.slug, { ...tag, articles: 1 });
  }
  return [...uses.values()].toSorted((a, b) => b.articles - a.articles);
}

export const ListAnswer = z.object({
  articles: z.array(ArticleCard),
  next: z.string().optional(),
  tags: z.array(TagCount).optional().describe('Most used first, among the newest 100 of the list'),
});
export type ListAnswer = z.infer<typeof ListAnswer>;

export const ListsAnswer = z.object({ lists: z.array(ListAnswer) });
export type ListsAnswer = z.infer<typeof ListsAnswer>;

/** An article to read next, with the reason. */
export const RelatedArticle = ArticleCard.extend({
  reason: z.object({
    kind: z
      .enum(['editor', 'people', 'organisations', 'tags', 'words'])
      .describe(
        'editor: named by the newsroom; otherwise the strongest kind of tag that both carry; words: no tag, but the same words in title and standfirst',
      ),
    tags: z.array(NamedTag).describe('The shared tags of that kind, named as the article at hand names them'),
  }),
}).meta({ id: 'RelatedArticle' });
export type RelatedArticle = z.infer<typeof RelatedArticle>;

export const ArticleQuestion = z.strictObject({
  related: z.coerce.number().int().min(1).max(20).optional().describe('How many to answer beside it'),
  akin: z
    .string()
    .max(600)
    .transform((ids) => ids.split(','))
    .pipe(z.array(PublicArticle.shape.id).max(40))
    .optional()
    .describe('Ids of what search has found akin to it, the nearest first; the newsroom’s picks come before'),
});
export type ArticleQuestion = z.infer<typeof ArticleQuestion>;

export const ArticleAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('public'),
    article: PublicArticle,
    related: z.array(RelatedArticle).optional().describe('Only if asked for'),
    translation: ArticleCard.optional().describe('Its pair in the other edition'),
    mutual: z.boolean().optional().describe('Whether the pair names this article; only with `related`'),
    corrections: z.array(Correction).optional().describe('Newest first; only with `related`'),
    older: ArticleCard.optional().describe('Published before it in its section; only with related'),
    newer: ArticleCard.optional().describe('Published after it in its section; only with related'),
  }),
  z.object({ state: z.literal('gone'), article: GoneArticle }),
]);
export type ArticleAnswer = z.infer<typeof ArticleAnswer>;

/** The pair of an article in the other edition, as the public API names it. */
export const Translation = ArticleCard.pick({ id: true, url: true, language: true, headline: true })
  .extend({
    newer: LastChange.optional().describe(
      'A material change or correction of the pair since this side was last changed, which it may not reflect',
    ),
  })
  .meta({ id: 'Translation' });
export type Translation = z.infer<typeof Translation>;

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

const moment = z.iso.datetime({ offset: true });
/** A year, a month or a day in Seoul as the search has it, or a moment. */
const since = z
  .string()
  .max(40)
  .refine((text) => isPeriod(text) || moment.safeParse(text).success, {
    message:
      'must be a year, a month, a day or a moment: 2026, 2026-03, 2026-03-01 or 2026-03-01T09:00:00+09:00',
  });
const inUtc = (text: string): string => new Date(text).toISOString();

/** Names of members, with commas between. */
function fieldsOf(names: readonly string[]): z.ZodOptional<z.ZodString> {
  return z
    .string()
    .max(600)
    .refine((text) => text.split(',').every((name) => names.includes(name)), {
      message: `must be some of ${names.join(', ')} with commas between`,
    })
    .optional();
}
const cardFields = Object.keys(ArticleCard.shape);
const FIELDS = 'Only these members of each article, with commas between, and `id`';

export const ArticleListQuery = z
  .strictObject({
    uri: Uri.optional().describe('The one article of this uri, if it is public'),
    section: Slug.optional(),
    tag: z.preprocess((tag) => (typeof tag === 'string' ? [tag] : tag), z.array(Slug).max(5).optional()),
    author: Slug.optional(),
    lang: z.enum(['en', 'ko']).optional(),
    from: since
      .transform((text) => (isPeriod(text) ? beginOf(text) : inUtc(text)))
      .optional()
      .describe('First published then or later; a year, a month or a day in Seoul, or a moment'),
    to: since
      .transform((text) => (isPeriod(text) ? endOf(text) : inUtc(text)))
      .optional()
      .describe('First published by the end of that year, month or day, or before that moment'),
    updatedSince: moment.transform(inUtc).optional().describe('Last changed then or later'),
    sort: z
      .enum(['newest', 'updated', 'popular'])
      .optional()
      .describe(
        'newest if absent, with `updatedSince` updated; popular: those of the 50 most viewed of a day that answer the rest, on one page',
      ),
    limit: limit(100, 20),
    cursor,
    fields: fieldsOf(cardFields).describe(FIELDS),
  })
  .refine(({ sort, cursor }) => sort !== 'popular' || cursor === undefined, {
    message: 'is not for the most viewed: they are one page',
    path: ['cursor'],
  });
export type ArticleListQuery = z.infer<typeof ArticleListQuery>;

/** How one article is answered. */
export const ArticleQuery = z.strictObject({
  fields: fieldsOf([...cardFields, 'body', 'translation']).describe(FIELDS),
  format: z
    .enum(['blocks', 'html', 'text', 'ninjs', 'newsml-g2'])
    .default('blocks')
    .describe(
      'How the body is told: as blocks, as HTML or as plain text; or all of it as IPTC ninjs or NewsML-G2',
    ),
  min: z
    .string()
    .max(60)
    .refine((text) => decodeToken(text) !== undefined, { message: 'is not a token of a receipt' })
    .optional()
    .describe('Token of a receipt: answers when that event has been decided on, or 504 after two seconds'),
});
export type ArticleQuery = z.infer<typeof ArticleQuery>;

/** Whether the record has come as far as a place in the intake log. */
export const ReachedQuestion = z.strictObject({ token: ArticleQuery.shape.min.unwrap() });
export type ReachedQuestion = z.infer<typeof ReachedQuestion>;
export const ReachedAnswer = z.object({ reached: z.boolean() });
export type ReachedAnswer = z.infer<typeof ReachedAnswer>;

const namePart = z
  .string()
  .transform((q) => q.normalize('NFC').trim())
  .pipe(z.string().min(1).max(100))
  .optional()
  .describe('Part of the name');

/** Sections in the order of the paper. */
export const SectionListQuery = z.strictObject({ q: namePart, limit: limit(100, 30), cursor });
export type SectionListQuery = z.infer<typeof SectionListQuery>;

export const RelatedQuery = z.strictObject({ limit: limit(20, 6) });
export type RelatedQuery = z.infer<typeof RelatedQuery>;

/** Tags of the newest 1,000 public articles, in the order of their slugs. */
export const TagListQuery = z.strictObject({
  q: namePart,
  lang: z.enum(['en', 'ko']).optional(),
  limit: limit(100, 20),
  cursor,
});
export type TagListQuery = z.infer<typeof TagListQuery>;

export const TagListAnswer = z.object({ tags: z.array(TagCount), next: z.string().optional() });
export type TagListAnswer = z.infer<typeof TagListAnswer>;

/** Of one tag or author: names are those of the newest article, in the language asked for. */
export const NameQuery = z.strictObject({ lang: z.enum(['en', 'ko']).optional() });
export type NameQuery = z.infer<typeof NameQuery>;

const together = z.array(TagCount).describe('Tags of the newest 100 articles, most used first');

export const TagAnswer = NamedTag.extend({ tags: together }).meta({ id: 'TagAnswer' });
export type TagAnswer = z.infer<typeof TagAnswer>;

export const AuthorAnswer = Author.extend({ slug: Slug, tags: together }).meta({ id: 'AuthorAnswer' });
export type AuthorAnswer = z.infer<typeof AuthorAnswer>;

export const popularWindows = ['10m', '1h', '24h', '7d'] as const;

export const PopularQuery = z.strictObject({
  kind: z
    .enum(['most-viewed', 'trending'])
    .default('most-viewed')
    .describe('trending: read more in the last ten minutes than over the day; `window` is ignored'),
  window: z.enum(popularWindows).default('1h'),
  section: Slug.optional(),
  lang: z.enum(['en', 'ko']).optional(),
  limit: limit(50, 10),
});
export type PopularQuery = z.infer<typeof PopularQuery>;

/** What services ask of popularity: search weighs by more than a page shows. */
export const PopularQuestion = PopularQuery.extend({ limit: limit(200, 10) });
export type PopularQuestion = z.infer<typeof PopularQuestion>;

const PopularItem = z.object({
  rank: z.int().min(1),
  id: z.string(),
  url: z.string(),
  headline: z.string(),
  language: z.string(),
  section: z.string(),
  views: z.int().min(0).describe('Within the window; 0 only of what is pinned'),
  distinct: z
    .int()
    .min(1)
    .optional()
    .describe(
      'About how many readers, told apart within a day and added up over days; absent: not known, or for ten minutes',
    ),
  movement: z
    .enum(['up', 'down', 'same', 'new'])
    .optional()
    .describe(
      'Against the list of a while ago: 5 minutes of the list of ten, a quarter of an hour of the hour, 3 hours of the day, a day of the week; absent: not known',
    ),
  before: z.int().min(1).optional().describe('Its rank then'),
  age: z
    .object({ days: z.int().min(0), published: z.string() })
    .optional()
    .describe('Of an article that was first published a year ago or earlier'),
  pinned: z.literal(true).optional().describe('Editors have put it in its place'),
});
const PopularState = z
  .enum(['live', 'stale', 'fallback'])
  .describe(
    'stale: it does not follow what is read at the moment; fallback: too few views to speak of a ranking',
  );
const sample = z.int().min(0).describe('Views that the list rests on: those of its first 50 articles');

export const PopularAnswer = z.object({
  data: z.array(PopularItem),
  meta: z.object({ asOf: z.string(), window: z.enum(popularWindows), state: PopularState, sample }),
});
export type PopularAnswer = z.infer<typeof PopularAnswer>;

export const PopularListsQuestion = z.strictObject({
  since: z.string().max(100).optional().describe('Generation of the last answer'),
});
export type PopularListsQuestion = z.infer<typeof PopularListsQuestion>;

/** All lists that are not empty, or those that have changed since an answer before. */
export const PopularListsAnswer = z.object({
  generation: z.string().describe('Names this answer for the next question'),
  whole: z.boolean().describe('These are all lists: what is not among them is empty'),
  asOf: z.string(),
  state: PopularState.exclude(['fallback']),
  lists: z.array(
    PopularQuery.pick({ kind: true, window: true, section: true, lang: true }).extend({
      data: z.array(PopularItem),
      sample,
    }),
  ),
});
export type PopularListsAnswer = z.infer<typeof PopularListsAnswer>;

/** Fewer views than that rank nothing: one reader more would turn the list round. */
const LEAST_SAMPLE = 10;

/** What a list may be called: a ranking, one that is not up to date, or none. */
export function popularState(
  { kind, length, sample: views }: { kind: PopularQuery['kind']; length: number; sample: number },
  follows: boolean,
): PopularAnswer['meta']['state'] {
  if (!follows) return 'stale';
  return length === 0 || (kind === 'most-viewed' && views < LEAST_SAMPLE) ? 'fallback' : 'live';
}

/** Asks content to tell the newest state of an article to the change log once more. */
export const RetellQuestion = z.strictObject({ uri: Uri }).meta({ id: 'RetellQuestion' });
export type RetellQuestion = z.infer<typeof RetellQuestion>;

/** What the files of names say, beside what the index that serves was made with. */
export const NamesAnswer = z
  .object({
    names: z.int().min(0).describe('Names with several spellings'),
    words: z.int().min(0).describe('Words that the tokenizer is told'),
    differ: z.boolean().describe('The index that serves was made with others'),
    faults: z.array(z.string()).describe('With any of these no index is made; file, line and what is wrong'),
  })
  .meta({ id: 'NamesAnswer' });
export type NamesAnswer = z.infer<typeof NamesAnswer>;

/** How far a view is with being made anew from the log. */
export const RebuildAnswer = z
  .object({
    state: z.enum(['idle', 'running', 'done', 'failed']).describe('idle: none since this process started'),
    applied: z.int().min(0).describe('Records of the log applied so far'),
    total: z.int().min(0).describe('Records the log held at the start'),
    reason: z.string().optional().describe('Why it failed, or what is worth knowing of it'),
    ms: z.int().optional().describe('How long it took, or takes already'),
    pace: z
      .object({
        bulk: z.int().describe('Records written at once; fewer while readers wait'),
        pausedMs: z.int().describe('How long nothing was written so far, so that readers did not wait'),
        p95Ms: z.int().optional().describe('95 of 100 readers who asked lately waited no longer'),
      })
      .optional(),
    rollbackUntil: z.string().optional().describe('Until then the index that served before is kept current'),
  })
  .meta({ id: 'RebuildAnswer' });
export type RebuildAnswer = z.infer<typeof RebuildAnswer>;

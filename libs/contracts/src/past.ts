import { z } from 'zod';
import { ArticleCard, PublicArticle, Slug } from './article.ts';
import { goneKinds } from './change.ts';
import { FrontAnswer } from './editorial.ts';
import { PopularAnswer, PopularQuery } from './question.ts';
import { signed, unsigned } from './signed.ts';

/** What the desk shows editors of the past: what was public at a moment, without what was withdrawn since. */

/** What a link into the past allows: to see the paper as it stood at one moment, until another. */
export const PastClaim = z.strictObject({
  at: z.int().min(0).describe('The moment that is looked at, milliseconds since 1970'),
  issued: z.int().min(0).describe('Milliseconds since 1970'),
  expires: z.int().min(0).describe('Milliseconds since 1970'),
});
export type PastClaim = z.infer<typeof PastClaim>;

/** How long a link into the past lives: the desk makes new ones with each look. */
export const PAST_LINK_MS = 3_600_000;

/** With the same secret as previews; neither is good for the other. */
const sealOf = (secret: string) => ({ secret, purpose: 'past.' });

/** The claim as a word for an address: whoever has no secret can make none and change none. */
export function signPast(claim: PastClaim, secret: string): string {
  return signed(claim, sealOf(secret));
}

/** The claim, or nothing if it was not signed with this secret, its time is over, or its moment has not come. */
export function readPast(token: string, secret: string, now: number): PastClaim | undefined {
  const said = unsigned(token, sealOf(secret));
  if (said === undefined) return undefined;
  const claim = PastClaim.parse(said);
  return claim.at <= now && now < claim.expires ? claim : undefined;
}

const language = z.enum(['en', 'ko']);
const edition = language.describe('ko is Korean; en is every language that is not Korean');

/** Lists as they stood, newest first; and which articles stood where, or what they were called. */
export const PastQuestion = z
  .strictObject({
    lists: z
      .array(z.strictObject({ language, section: Slug.optional(), limit: z.int().min(1).max(100) }))
      .max(40)
      .default([]),
    front: edition.optional().describe('Whose arrangement is asked for'),
    ids: z.array(PublicArticle.shape.id).max(50).default([]),
  })
  .meta({ id: 'PastQuestion' });
export type PastQuestion = z.infer<typeof PastQuestion>;

const moments = { at: z.string(), expires: z.string().describe('When the link ends') };

export const PastAnswer = z
  .object({
    ...moments,
    lists: z.array(
      z.object({
        articles: z.array(ArticleCard),
        withdrawn: z
          .int()
          .min(0)
          .describe('Articles that stood as high in this list, or higher, and were withdrawn since'),
      }),
    ),
    slots: FrontAnswer.shape.slots.optional().describe('Absent: not known for this time'),
    named: z.array(ArticleCard).describe('Of those asked for, in no order; one that is withdrawn is missing'),
  })
  .meta({ id: 'PastAnswer' });
export type PastAnswer = z.infer<typeof PastAnswer>;

/** One article as it stood. */
export const PastArticleAnswer = z
  .discriminatedUnion('state', [
    z.object({
      ...moments,
      state: z.literal('public'),
      article: PublicArticle,
      pictures: z.int().min(0).describe('How many were left out, because readers may not see them any more'),
    }),
    z.object({
      ...moments,
      state: z.enum(['absent', 'withdrawn']).describe('withdrawn: since, or before; absent: not public then'),
    }),
  ])
  .meta({ id: 'PastArticleAnswer' });
export type PastArticleAnswer = z.infer<typeof PastArticleAnswer>;

/** One span of time in which readers saw the same version. */
export const PastSpan = z
  .object({
    version: z.int().min(1),
    revision: z.int().min(1),
    headline: z.string(),
    url: z.string().describe('Path of its page then'),
    changeType: ArticleCard.shape.changeType,
    changeNote: ArticleCard.shape.changeNote,
    from: z.string(),
    until: z.string().optional().describe('Absent: it still stands'),
    left: z.enum(goneKinds).optional().describe('How the article left then; absent: a newer version came'),
  })
  .meta({ id: 'PastSpan' });
export type PastSpan = z.infer<typeof PastSpan>;

/** What an article has been to its readers, the newest first. */
export const PastHistoryAnswer = z
  .object({
    id: z.string(),
    uri: z.string(),
    language: z.string(),
    spans: z.array(PastSpan),
    withdrawn: z.string().optional().describe('When it was last withdrawn: of before, nothing is left'),
  })
  .meta({ id: 'PastHistoryAnswer' });
export type PastHistoryAnswer = z.infer<typeof PastHistoryAnswer>;

export const PastListQuestion = PopularQuery.pick({ kind: true, window: true }).extend({
  lang: language.default('en'),
});
export type PastListQuestion = z.infer<typeof PastListQuestion>;

/** A list of what was read most, as it stood: without words, which the record may have lost since. */
export const PastListAnswer = z
  .discriminatedUnion('state', [
    z.object({ state: z.literal('unknown') }),
    z.object({
      state: z.literal('known'),
      asOf: z.string().describe('When the counter had last made its lists, at most two minutes before'),
      sample: PopularAnswer.shape.meta.shape.sample,
      data: z.array(z.object({ id: z.string(), views: z.int().min(0), pinned: z.literal(true).optional() })),
    }),
  ])
  .meta({ id: 'PastListAnswer' });
export type PastListAnswer = z.infer<typeof PastListAnswer>;

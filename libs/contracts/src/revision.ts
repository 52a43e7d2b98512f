import { z } from 'zod';
import { ArticleCard } from './article.ts';
import { Block } from './body.ts';
import { GoneArticle } from './change.ts';

/** A run of words that a change has left, added or removed. */
export const Mark = z
  .object({
    text: z.string(),
    change: z.enum(['added', 'removed']).optional().describe('Absent: it stands in both versions'),
  })
  .meta({ id: 'Mark' });
export type Mark = z.infer<typeof Mark>;

/** One piece of an article that is not as it was in the version before. */
export const PieceChange = z
  .object({
    piece: z
      .enum(['headline', 'standfirst', 'lead', 'body'])
      .describe('lead: the picture above the text, told by its words'),
    block: z
      .enum(Block.options.map(({ shape }) => shape.type.value))
      .optional()
      .describe('Of a body'),
    change: z
      .enum(['added', 'removed', 'changed'])
      .describe('changed without a mark: other pictures, links or emphasis under the same words'),
    marks: z.array(Mark).describe('The words of both versions in reading order'),
  })
  .meta({ id: 'PieceChange' });
export type PieceChange = z.infer<typeof PieceChange>;

/** One public state of an article, and what it changed. */
export const Revision = ArticleCard.pick({
  version: true,
  revision: true,
  headline: true,
  changeType: true,
  changeNote: true,
})
  .extend({
    at: z.string().describe('When it became public'),
    changes: z
      .array(PieceChange)
      .optional()
      .describe('Held against the version before; absent for the oldest one that may be read'),
  })
  .meta({ id: 'Revision' });
export type Revision = z.infer<typeof Revision>;

/** Each is a whole article that has to be read and held against another. */
export const RevisionsQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(20).default(10) });
export type RevisionsQuery = z.infer<typeof RevisionsQuery>;

export const RevisionsAnswer = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('public'),
    article: ArticleCard,
    revisions: z.array(Revision).describe('Newest first'),
  }),
  z.object({ state: z.literal('gone'), article: GoneArticle }),
]);
export type RevisionsAnswer = z.infer<typeof RevisionsAnswer>;

import { z } from 'zod';
import { Language, Notice, PublicArticle, Slug, Uri } from './article.ts';

export const goneKinds = ['withdrawn', 'expired', 'embargoed-again'] as const;

/** What stays of an article that was public and is not any more: told to readers as 410 with the notice. */
export const GoneArticle = z
  .object({
    uri: Uri,
    id: z.string(),
    seq: z.int().min(1),
    kind: z.enum(goneKinds),
    notice: Notice.optional(),
    section: Slug.describe('Where it stood, so that its lists can be renewed'),
    language: Language,
  })
  .meta({ id: 'GoneArticle', description: 'An article that was public and is gone' });
export type GoneArticle = z.infer<typeof GoneArticle>;

/**
 * One record of the change log about an article: what is public now. The last record of a uri is its newest state.
 * Records about something else are `EditorialChange`s.
 */
export const Change = z.discriminatedUnion('type', [
  z.object({ type: z.literal('article.public'), article: PublicArticle }),
  z.object({ type: z.literal('article.gone'), article: GoneArticle }),
]);
export type Change = z.infer<typeof Change>;

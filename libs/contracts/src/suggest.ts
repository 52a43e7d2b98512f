import { z } from 'zod';

/** What search says beside its hits: how to go on typing, and what to read next. */

export const SuggestQuery = z
  .strictObject({
    q: z
      .string()
      .transform((q) => q.normalize('NFC').trim())
      .pipe(z.string().min(1).max(100))
      .describe('What the reader has typed so far; from one letter on, a single consonant of Hangul too'),
    lang: z.enum(['en', 'ko']).optional().describe('Names and titles of one edition; of both if absent'),
    limit: z.coerce.number().int().min(1).max(20).default(8),
  })
  .meta({ id: 'SuggestQuery' });
export type SuggestQuery = z.infer<typeof SuggestQuery>;

export const Suggestion = z
  .object({
    kind: z
      .enum(['article', 'tag', 'person', 'section'])
      .describe('person: an author, or a tag that names a person'),
    text: z.string().describe('The title or the name'),
    url: z.string().describe('Path of its page'),
    language: z.string().describe('Language of the text'),
    id: z.string().optional().describe('Public id, of an article'),
    articles: z.int().min(1).optional().describe('How many public articles bear the name'),
  })
  .meta({ id: 'Suggestion', description: 'One way to complete what was typed' });
export type Suggestion = z.infer<typeof Suggestion>;

export const SuggestAnswer = z.object({
  data: z.array(Suggestion),
  meta: z.object({
    took: z.number().describe('Milliseconds in the search engine'),
    asOf: z.string(),
  }),
});
export type SuggestAnswer = z.infer<typeof SuggestAnswer>;

export const KinQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(40).default(10) });
export type KinQuery = z.infer<typeof KinQuery>;

/** Articles akin to one, the nearest first; content knows what they are called now, and what they share. */
export const KinAnswer = z.object({ ids: z.array(z.string()) });
export type KinAnswer = z.infer<typeof KinAnswer>;

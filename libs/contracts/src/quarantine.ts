import { z } from 'zod';
import { PublicArticle } from './article.ts';
import { popularWindows } from './question.ts';

export const QuarantineQuestion = z.strictObject({
  article: PublicArticle.shape.id,
  window: z.enum(popularWindows).default('24h'),
});
export type QuarantineQuestion = z.infer<typeof QuarantineQuestion>;

const Hour = z.object({
  hour: z.iso.datetime().describe('Begin of the hour, by the clock of the log'),
  counted: z.int().describe('Views that came to count in this hour, with those let in that had come before'),
  held: z.object({
    network: z
      .int()
      .describe(
        'Too many of one network: held back since the day of the log began, as it was at the hour’s end',
      ),
    doubleClick: z.int().describe('Of a visitor who had seen the article within 30 seconds'),
    repeated: z.int().describe('In a batch that had been counted before'),
  }),
  networks: z
    .array(
      z.object({
        network: z.string().describe('Group of salted hashes of networks; nothing leads back to an address'),
        views: z.int().describe('Since the day of the log began'),
        held: z.int().describe('How many of these were held back'),
      }),
    )
    .describe('Those that most was held back of'),
});

/** Which views of an article were not counted, and why. */
export const QuarantineAnswer = z
  .object({
    data: z.array(Hour).describe('Hours in which ten views or more were left, the newest first'),
    meta: z.object({
      article: z.string(),
      window: z.enum(popularWindows),
      overruled: z.boolean().describe('An editor has said that all views of it count at present'),
    }),
  })
  .meta({ id: 'QuarantineAnswer' });
export type QuarantineAnswer = z.infer<typeof QuarantineAnswer>;

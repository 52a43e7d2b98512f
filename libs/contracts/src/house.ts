import { z } from 'zod';
import { PublicArticle } from './article.ts';
import { popularWindows } from './question.ts';

/** What a process says of itself: for the desk, which shows what runs where. */
export const AboutAnswer = z
  .object({
    service: z.string(),
    version: z.string().describe('Of Sosik'),
    node: z.string().describe('Version of Node'),
    startedAt: z.iso.datetime(),
    settings: z.array(
      z.object({
        name: z.string(),
        value: z.string().describe('As it is in force; secrets, and passwords in addresses, are masked'),
        meaning: z.string(),
        usual: z.boolean().describe('It is what it would be if nobody had set it'),
      }),
    ),
  })
  .meta({ id: 'AboutAnswer' });
export type AboutAnswer = z.infer<typeof AboutAnswer>;

/** How many articles the record says are public. */
export const CountAnswer = z.object({ public: z.int().min(0) }).meta({ id: 'CountAnswer' });
export type CountAnswer = z.infer<typeof CountAnswer>;

/** Which index serves, what stands beside it, and what readers did not find in it. */
export const IndexAnswer = z
  .object({
    public: z.int().min(0).optional().describe('Articles that can be found; absent: no index can be read'),
    indices: z
      .array(
        z.object({
          index: z.string(),
          aliases: z.array(z.enum(['read', 'write', 'ripe', 'next', 'previous'])),
          documents: z.int().min(0).describe('With what is gone, and the positions in the log'),
          bytes: z.int().min(0),
        }),
      )
      .describe('The newest first'),
    rollbackUntil: z.string().optional().describe('Until then the index that served before is kept current'),
    questions: z.object({
      since: z.iso.datetime().describe('When this process began to count'),
      asked: z.int().min(0),
      empty: z.int().min(0).describe('Those that nothing was found for'),
      rows: z
        .array(z.object({ question: z.string(), times: z.int().min(2), last: z.iso.datetime() }))
        .describe('Asked more than once within a day and found nothing, the most frequent first'),
    }),
  })
  .meta({ id: 'IndexAnswer' });
export type IndexAnswer = z.infer<typeof IndexAnswer>;

export const LedgerQuestion = z.strictObject({ window: z.enum(popularWindows).default('24h') });
export type LedgerQuestion = z.infer<typeof LedgerQuestion>;

/** Articles of which the most views were not counted. */
export const LedgerAnswer = z
  .object({
    data: z.array(
      z.object({
        article: PublicArticle.shape.id,
        held: z.object({ network: z.int(), doubleClick: z.int(), repeated: z.int() }),
        last: z.iso.datetime().describe('The last hour in which views of it were left'),
      }),
    ),
    meta: z.object({
      window: z.enum(popularWindows),
      whole: z.boolean().describe('False: there was more than is read at once, and older hours are left out'),
    }),
  })
  .meta({ id: 'LedgerAnswer' });
export type LedgerAnswer = z.infer<typeof LedgerAnswer>;

const kept = z.object({
  entries: z.int().min(0),
  bytes: z.int().min(0).describe('As the bound counts them'),
  most: z.int().min(0).describe('The bound, bytes'),
});

/** What a gateway has ready, and how often that was enough. */
export const CacheAnswer = z
  .object({
    pages: kept,
    missing: z
      .int()
      .min(0)
      .describe('Addresses that are known to have no page behind them, or to lead to another one'),
    pictures: kept,
    requests: z
      .object({ hit: z.int(), stale: z.int(), miss: z.int() })
      .describe('Since this process began; stale: handed out, and made again behind it'),
    unconfirmed: z
      .int()
      .optional()
      .describe('For so many seconds nobody has said that what is kept still holds'),
  })
  .meta({ id: 'CacheAnswer' });
export type CacheAnswer = z.infer<typeof CacheAnswer>;

/** What bytes are kept under: an article, a list, a front, a tag, an author, what only names one, or a picture. */
export const CacheKey = z
  .string()
  .max(300)
  .regex(
    /^(article|named|list|front|breaking|tag|author|section|media):[\p{L}\p{N}:._~-]+$/u,
    'is no key such as article:zwq5gpzlnc, list:ko, front:en, tag:ko:울릉도 or media:<id>',
  );

export const PurgeOrder = z.strictObject({
  key: CacheKey,
  dryRun: z.boolean().default(false).describe('Only says how much it would be'),
});
export type PurgeOrder = z.infer<typeof PurgeOrder>;

export const PurgeAnswer = z
  .object({ entries: z.int().min(0).describe('Answers that carried the key') })
  .meta({ id: 'PurgeAnswer' });
export type PurgeAnswer = z.infer<typeof PurgeAnswer>;

import { z } from 'zod';
import { Uri } from './article.ts';
import { RecordedArticle } from './drift.ts';
import { ArticleStanding } from './gate.ts';
import { Verdict } from './receipt.ts';

/** What stands between a newsroom and its readers, in this order, each with its meaning. */
export const whereHops = {
  accepted: 'the gate has appended it to the intake log',
  decided: 'content has decided on it, and kept what it decided',
  told: 'content has told the change log what is public since',
  indexed: 'search finds it so',
  counted: 'views of it count',
  shown: 'the reader’s site shows it so',
} as const;
export type WhereHopName = keyof typeof whereHops;

/** Why something is not there, each with its meaning. Closed: whoever writes a rule on it may rely on it. */
export const whereReasons = {
  unknown: 'nobody here has heard of it',
  refused: 'the gate has not taken it',
  unread: 'whoever is next on its way has not read so far yet',
  paused: 'somebody at the desk has paused the reading',
  away: 'nobody reads for that service now',
  duplicate: 'the same event was decided on before',
  stale: 'a newer version was known',
  conflict: 'the article was at another version than was expected',
  'not due': 'nothing of the article was due then',
  held: 'the version waits for its time',
  withheld: 'the version waits for a newer one that may be used',
  withdrawn: 'the article was withdrawn',
  expired: 'its time was over',
  embargoed: 'it was put under embargo again',
  dead: 'a record of it could not be used, and lies among the dead letters',
  picture: 'it is public, without a picture that it names',
  differs: 'something else is there than the record says, though everything was read',
  silent: 'the service that knows does not answer',
} as const;
export type WhereReason = keyof typeof whereReasons;

const hopName = z.enum(Object.keys(whereHops) as [WhereHopName, ...WhereHopName[]]);
const reason = z.enum(Object.keys(whereReasons) as [WhereReason, ...WhereReason[]]);
const at = z.iso.datetime();

export const WhereQuery = z.strictObject({
  name: z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(2_000)
    .describe('Id of an event, uri or public id of an article, address of its page, or an idempotency key'),
  source: z
    .string()
    .trim()
    .max(500)
    .optional()
    .transform((source) => source || undefined)
    .describe('Whose event, where several systems use the same ids'),
});
export type WhereQuery = z.infer<typeof WhereQuery>;

const Missing = z.object({
  hop: hopName,
  reason,
  words: z.string(),
  next: at.optional().describe('When it goes on by itself, or is tried again, as far as that is known'),
});
export type Missing = z.infer<typeof Missing>;

export const WhereHop = z
  .object({
    hop: hopName,
    state: z
      .enum(['passed', 'waiting', 'ended', 'missing', 'unneeded', 'unknown'])
      .describe(
        'waiting: it will go on by itself, or when somebody lets it; ended: it goes no further, as it should; missing: it does not go on by itself; unneeded: it has no way to go there',
      ),
    reason: reason.optional().describe('Absent where it has passed'),
    words: z.string(),
    at: at.optional().describe('When it passed, as far as that is known'),
    ms: z.int().optional().describe('The same, milliseconds after it was accepted'),
    version: z.int().optional(),
    seq: z.int().optional().describe('Number of the state that is there'),
    lag: z.int().optional().describe('Records that have to be read up to it'),
    next: at.optional(),
  })
  .meta({ id: 'WhereHop' });
export type WhereHop = z.infer<typeof WhereHop>;

export const WhereAnswer = z
  .object({
    name: z.string().describe('What was asked for'),
    asked: at,
    sentence: z.string().describe('Where it is and why, for an editor'),
    event: z
      .object({ id: z.string(), source: z.string().optional(), others: z.array(z.string()).optional() })
      .optional()
      .describe('The event that is spoken of; others: sources with an event of that id, too'),
    article: z
      .object({
        uri: z.string(),
        id: z.string(),
        state: z.enum(['public', 'held', 'gone', 'withdrawn', 'unknown']),
        version: z.int().optional(),
        url: z.string().optional(),
        headline: z.string().optional(),
        language: z.string().optional(),
      })
      .optional(),
    hops: z.array(WhereHop).describe('All of them, in their order'),
    missing: z
      .array(Missing)
      .describe('What is not as it should be in the end; the first is what to look at'),
    actions: z
      .array(
        z.discriminatedUnion('act', [
          z.object({ act: z.literal('retell'), uri: z.string() }),
          z.object({ act: z.literal('replay'), place: z.string() }),
        ]),
      )
      .describe('What can be done about it at the desk'),
  })
  .meta({ id: 'WhereAnswer', description: 'Where an event or an article is, hop by hop' });
export type WhereAnswer = z.infer<typeof WhereAnswer>;

export const TraceQuestion = z.strictObject({
  name: z.string().min(1).max(300).describe('Id of an event, uri or public id of an article'),
  source: z.string().min(1).max(500).optional(),
});
export type TraceQuestion = z.infer<typeof TraceQuestion>;

/** What content knows of a name, for the desk: of an event with that id, and of the article that is meant. */
export const TraceAnswer = z.object({
  verdicts: z.array(Verdict).describe('On events of this id, the newest first'),
  uri: Uri.optional().describe('Of the article; absent: content knows none'),
  standing: ArticleStanding.optional(),
  last: Verdict.optional().describe('On the last event that moved the article, while that is kept'),
  told: RecordedArticle.optional().describe('What the public was told of it last'),
});
export type TraceAnswer = z.infer<typeof TraceAnswer>;

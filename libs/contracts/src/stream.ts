import { z } from 'zod';
import { ArticleCard, Notice } from './article.ts';
import { AlertAnswer } from './editorial.ts';
import type { Operation } from './operation.ts';

/** What the stream of the public API tells, as it happens. */

export const streamTypes = ['published', 'changed', 'withdrawn', 'breaking'] as const;
export type StreamType = (typeof streamTypes)[number];

const each = streamTypes.join('|');

export const StreamQuery = z.strictObject({
  types: z
    .string()
    .max(100)
    .regex(
      new RegExp(`^(${each})(,(${each}))*$`),
      `must be some of ${streamTypes.join(', ')} with commas between`,
    )
    .optional()
    .describe(`Only these, of ${streamTypes.join(', ')}, with commas between; absent: all`),
  lang: z.enum(['en', 'ko']).optional().describe('Only what concerns this edition'),
  after: z
    .string()
    .max(100)
    .optional()
    .describe('Id of the last event, for a new `EventSource`; `Last-Event-ID` comes before it'),
});
export type StreamQuery = z.infer<typeof StreamQuery>;

/** Which types are asked for. */
export function typesOf({ types }: StreamQuery): ReadonlySet<StreamType> {
  return new Set(types === undefined ? streamTypes : (types.split(',') as StreamType[]));
}

export const StreamArticle = ArticleCard.pick({
  id: true,
  uri: true,
  url: true,
  version: true,
  language: true,
  headline: true,
  standfirst: true,
  section: true,
  urgency: true,
  firstPublished: true,
  modified: true,
  lastChange: true,
}).meta({ id: 'StreamArticle', description: 'Data of `published` and `changed`' });
export type StreamArticle = z.infer<typeof StreamArticle>;

export const StreamWithdrawal = z
  .object({ id: ArticleCard.shape.id, notice: Notice.optional() })
  .meta({ id: 'StreamWithdrawal', description: 'Data of `withdrawn`: what readers are not to see any more' });
export type StreamWithdrawal = z.infer<typeof StreamWithdrawal>;

export const StreamAlerts = z
  .object({
    alerts: z.array(AlertAnswer.omit({ article: true })).describe('All that stand now, newest first'),
  })
  .meta({ id: 'StreamAlerts', description: 'Data of `breaking`' });
export type StreamAlerts = z.infer<typeof StreamAlerts>;

export const streamOperation: Operation = {
  id: 'stream',
  method: 'get',
  path: '/api/v1/stream',
  group: 'Stream',
  summary: 'What is published, changed, withdrawn and breaking, as it happens',
  description: [
    'Server-sent events, for `EventSource`. `published` is new to readers, also again after it was gone; `changed` is another state of what they know; `withdrawn` names what they are not to see any more; `breaking` brings all alerts that stand now.',
    'The id of an event is a place in the log that is good at any gateway: after a lost connection `Last-Event-ID` goes on behind it. The last 2,000 are kept; who was away for longer, or names a place of another log, gets `event: reset` and asks the lists again. What has been withdrawn meanwhile is not told again. An event may come twice; `id` and `version` tell.',
    'A comment comes each 15 seconds, and `: live` once all that was missed has been told. Who does not read is let go.',
  ].join(' '),
  query: StreamQuery,
  answers: {
    200: {
      description: 'A stream without an end; the data of each event is JSON',
      type: 'text/event-stream',
      schema: z.union([StreamArticle, StreamWithdrawal, StreamAlerts]),
    },
  },
};

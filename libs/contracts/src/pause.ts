import { z } from 'zod';

/** What nobody remembers pausing should not stand for ever: the longest pause, minutes. */
export const PAUSE_MINUTES = 24 * 60;

const group = z
  .string()
  .regex(/^[a-z]{1,30}$/)
  .describe('Consumer group, the key of the record: all processes that read for a service');
const by = z.string().min(1).max(200).describe('Who');
const at = z.iso.datetime().describe('When');

/**
 * Whether the reading of a consumer group is paused. One record of `desk.pauses.v1`, keyed by the group, so that the
 * last one counts, for every process of the group and across its restarts.
 */
export const ConsumerPause = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('consumer.paused'),
      ...{ group, by, at },
      until: z.iso.datetime().describe('From then on it is read again by itself'),
      note: z.string().min(1).max(500).describe('Why'),
    }),
    z.object({ type: z.literal('consumer.resumed'), ...{ group, by, at } }),
  ])
  .meta({ id: 'ConsumerPause' });
export type ConsumerPause = z.infer<typeof ConsumerPause>;

/** A pause that holds. */
export type Pause = Extract<ConsumerPause, { type: 'consumer.paused' }>;

export const PauseQuestion = z.strictObject({
  by,
  minutes: z.coerce.number().int().min(1).max(PAUSE_MINUTES).describe('It ends by itself after so long'),
  note: z
    .string()
    .normalize('NFC')
    .trim()
    .min(1)
    .max(500)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, 'must be one line of visible characters')
    .describe('Why, for whoever wonders'),
});
export type PauseQuestion = z.infer<typeof PauseQuestion>;

export const ResumeQuestion = z.strictObject({ by });
export type ResumeQuestion = z.infer<typeof ResumeQuestion>;

/** How the process that answers reads the log. */
export const ConsumerStanding = z
  .object({
    group: z.string(),
    state: z
      .enum(['reading', 'joining', 'paused'])
      .describe('joining: not a member now, or told nothing by the log; paused: by somebody, see pause'),
    pause: z
      .object({ by, at, until: z.string(), note: z.string() })
      .optional()
      .describe('By whom, since when, until when, and why'),
    partitions: z.int().describe('How many this process has'),
    joins: z.int().describe('How often it has joined its group since it was started'),
    stuck: z.string().optional().describe('What has not moved for too long, in words'),
  })
  .meta({ id: 'ConsumerStanding' });
export type ConsumerStanding = z.infer<typeof ConsumerStanding>;

import { z } from 'zod';

/**
 * What an operator has decided on a dead letter. One record of `desk.decisions.v1`, keyed by the letter's
 * place: a letter that was decided on is not open any more, and a second replay knows of the first.
 */
export const DeskDecision = z
  .object({
    type: z.enum(['letter.replayed', 'letter.discarded']),
    place: z.string().min(1).describe('Dead-letter topic, partition and offset, separated by slashes'),
    by: z.string().min(1).describe('Who decided'),
    at: z.iso.datetime({ offset: true }),
    note: z.string().optional().describe('Why, in words'),
  })
  .meta({ id: 'DeskDecision' });
export type DeskDecision = z.infer<typeof DeskDecision>;

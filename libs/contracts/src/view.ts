import { z } from 'zod';

/**
 * Views that one gateway saw within a few milliseconds, for one partition of the views log.
 * `(gateway, n)` names the batch for ever, so that a repeated one can be told.
 */
export const ViewBatch = z
  .object({
    gateway: z.string().min(1).max(64).describe('A random name of the gateway process'),
    n: z.int().min(0).describe('Counts the batches of this gateway and partition'),
    views: z
      .array(
        z.object({
          id: z.string().describe('Public id of the article'),
          at: z.int().describe('When the page was sent, milliseconds since 1970'),
        }),
      )
      .min(1)
      .max(2_000),
  })
  .meta({ id: 'ViewBatch' });
export type ViewBatch = z.infer<typeof ViewBatch>;

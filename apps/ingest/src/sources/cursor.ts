import { z } from 'zod';

/** Where the gate is with a source: all that is remembered from one time to the next. Times in ms since 1970. */
export const Cursor = z.object({
  /** Address of the settings when this began; under another one everything begins anew. */
  origin: z.string(),
  /** Where the feed is now: the same, or where it has moved for good. */
  url: z.string(),
  begun: z.number(),
  /** Not asked before. */
  next: z.number(),
  /** Times in a row that gave no feed. */
  failures: z.number(),
  /** What the last feed that was taken whole was told by, for conditional requests. */
  etag: z.string().optional(),
  modified: z.string().optional(),
  /** SHA-256 of its bytes: servers without conditional requests cost no reading either. */
  digest: z.string().optional(),
  last: z.object({ at: z.number(), outcome: z.string(), words: z.string() }).optional(),
  success: z.number().optional(),
  item: z.number().optional(),
  /** Since when it is said to be quiet. */
  quiet: z.number().optional(),
  gone: z.number().optional(),
});
export type Cursor = z.infer<typeof Cursor>;

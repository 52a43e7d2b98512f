import { z } from 'zod';
import { MediaFacts, MediaId } from './body.ts';

/** What content and the gate say to each other of pictures that articles name by their address. */
export const WishQuestion = z.strictObject({
  most: z.int().min(1).max(20).describe('So many are fetched now'),
  besides: z.array(z.string().max(300)).max(100).describe('Hosts that are asked enough already'),
});
export type WishQuestion = z.infer<typeof WishQuestion>;

export const Wish = z.object({ id: z.string(), href: z.string() });
export type Wish = z.infer<typeof Wish>;

export const WishAnswer = z.object({
  wishes: z.array(Wish).describe('Nobody else fetches them for a minute'),
});
export type WishAnswer = z.infer<typeof WishAnswer>;

export const WishParameters = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/) });

/** A picture that was fetched for a wish; its bytes are the body. */
export const Granted = MediaFacts.extend({ mediaId: MediaId });
export type Granted = z.infer<typeof Granted>;

export const WishFailure = z.strictObject({
  words: z.string().min(1).max(500).describe('Why, for the newsroom'),
  again: z.boolean().describe('Whether it may be otherwise the next time'),
  waitMs: z.int().min(0).optional().describe('Not before so many milliseconds'),
});
export type WishFailure = z.infer<typeof WishFailure>;

/** A picture of an article that is not there yet, or never will be. */
export const PictureStanding = z
  .object({
    href: z.string(),
    state: z.enum(['waiting', 'failed']),
    tries: z.int().min(0).optional().describe('How often it was tried so far'),
    next: z.iso.datetime().optional().describe('When it is tried again'),
    reason: z.string().optional().describe('Why it is not there, in words'),
  })
  .meta({ id: 'PictureStanding' });
export type PictureStanding = z.infer<typeof PictureStanding>;

export const InscriptionsQuestion = z.strictObject({
  ids: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(MediaId).max(1_000)),
});

/** What is written in pictures that are kept. */
export const InscriptionsAnswer = z.object({
  inscriptions: z.record(MediaId, MediaFacts.pick({ caption: true, credit: true, usageTerms: true })),
});
export type InscriptionsAnswer = z.infer<typeof InscriptionsAnswer>;

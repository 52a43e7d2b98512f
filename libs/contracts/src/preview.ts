import { z } from 'zod';
import { PublicArticle, Uri } from './article.ts';
import { SECRET_LENGTH, signed, unsigned } from './signed.ts';

/** What a preview link allows: to see the newest version of one article until a moment. */
export const PreviewClaim = z.strictObject({
  uri: Uri,
  issued: z.int().min(0).describe('Milliseconds since 1970'),
  expires: z.int().min(0).describe('Milliseconds since 1970'),
});
export type PreviewClaim = z.infer<typeof PreviewClaim>;

/** How long a preview link may live, and does if nobody says. */
export const previewHours = { most: 7 * 24, usual: 24 } as const;

/** Reads the setting of that name; throws in words if it could be guessed. */
export function previewSecret(text: string): string {
  if (text.length >= SECRET_LENGTH) return text;
  throw new Error(`must have at least ${SECRET_LENGTH} letters`);
}

/** Nothing that is signed for another purpose begins like a claim. */
const sealOf = (secret: string) => ({ secret, purpose: '' });

/** The claim as a word for an address: whoever has no secret can make none and change none. */
export function signPreview(claim: PreviewClaim, secret: string): string {
  return signed(claim, sealOf(secret));
}

/** The claim, or nothing if it was not signed with this secret or its time is over. */
export function readPreview(token: string, secret: string, now: number): PreviewClaim | undefined {
  const said = unsigned(token, sealOf(secret));
  if (said === undefined) return undefined;
  const claim = PreviewClaim.parse(said);
  return now < claim.expires ? claim : undefined;
}

/** What a newsroom asks of a preview link. */
export const PreviewQuestion = z
  .strictObject({
    hours: z
      .number()
      .positive()
      .max(previewHours.most)
      .default(previewHours.usual)
      .describe('How long the link shall live'),
  })
  .meta({ id: 'PreviewQuestion' });
export type PreviewQuestion = z.infer<typeof PreviewQuestion>;

export const PreviewReceipt = z
  .object({
    url: z.string().describe('Path of the preview on the reader’s site'),
    expires: z.string().describe('From then on there is nothing at the address, RFC 3339'),
  })
  .meta({ id: 'PreviewReceipt' });
export type PreviewReceipt = z.infer<typeof PreviewReceipt>;

/** What an editor may see by a preview link. */
export const PreviewAnswer = z.object({
  article: PublicArticle,
  state: z
    .enum(['public', 'scheduled', 'embargoed', 'withheld'])
    .describe('public: readers see this version already; otherwise why they do not'),
  until: z.string().optional().describe('When it will be public by itself'),
  expires: z.string().describe('When the link ends'),
});
export type PreviewAnswer = z.infer<typeof PreviewAnswer>;

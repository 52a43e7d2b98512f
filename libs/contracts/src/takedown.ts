import { z } from 'zod';
import { PublicArticle, Uri } from './article.ts';
import { picturesOf } from './body.ts';
import { SurfaceClass } from './surface.ts';

const moment = z.iso.datetime();
const ms = z.int().min(0);

/** What an article was, as far as surfaces are looked for by it. */
export const TakedownSubject = PublicArticle.pick({
  id: true,
  url: true,
  headline: true,
  section: true,
  language: true,
}).extend({
  tags: z.array(z.string()).describe('Slugs'),
  authors: z.array(z.string()).describe('Slugs'),
  media: z.array(z.string()).describe('Ids of its pictures'),
});
export type TakedownSubject = z.infer<typeof TakedownSubject>;

/** The same of an article that is public. */
export function subjectOf(article: PublicArticle): TakedownSubject {
  const { id, url, headline, section, language, tags, by } = article;
  const pictures = picturesOf(article).map(({ mediaId }) => mediaId);
  return {
    id,
    url,
    headline,
    section,
    language,
    tags: tags.map(({ slug }) => slug),
    authors: by.map(({ slug }) => slug),
    media: [...new Set(pictures.filter((each) => each !== undefined))],
  };
}

/** What the gate asks the desk for: a receipt of a withdrawal that the log has. */
export const TakedownQuestion = z.strictObject({
  uri: Uri,
  event: z.object({ id: z.string().min(1).max(200), source: z.string().min(1).max(500), token: z.string() }),
  by: z.string().min(1).max(200).describe('Id of the key that has said it'),
  asked: moment,
  accepted: moment,
  subject: TakedownSubject.optional().describe('What it was; absent: nothing of it was public'),
  unseen: z.boolean().describe('Nobody could say in time what it was'),
  timeout: z.int().min(100).max(30_000).describe('How long it may take, milliseconds'),
});
export type TakedownQuestion = z.infer<typeof TakedownQuestion>;

/** How far one reader of the log is with the withdrawal. */
export const TakedownHop = z
  .object({
    group: z.string().describe('Who reads: content, then every consumer group that shows what is public'),
    applied: z.boolean(),
    ms: ms.optional().describe('When that was first seen, milliseconds after it was asked for'),
  })
  .meta({ id: 'TakedownHop' });
export type TakedownHop = z.infer<typeof TakedownHop>;

export const SurfaceProbe = z
  .object({
    class: SurfaceClass,
    address: z
      .string()
      .optional()
      .describe('What was asked, with … for words of the article; absent: it could not stand on such a one'),
    status: z.int().optional().describe('HTTP status of the answer; absent: there was none'),
    looked: z
      .array(z.enum(['id', 'uri', 'headline']))
      .describe('What was looked for in the answer; of the headline the receipt keeps a hash alone'),
    gone: z
      .union([z.boolean(), z.literal('unknown')])
      .describe('Whether nothing of it was there; unknown: that could not be told, for the reason in `why`'),
    ms: ms.optional().describe('When it was first seen to be so, milliseconds after it was asked for'),
    why: z.string().optional().describe('In words, where it is not gone or nothing was asked'),
  })
  .meta({ id: 'SurfaceProbe', description: 'One surface of a kind, looked at after a withdrawal' });
export type SurfaceProbe = z.infer<typeof SurfaceProbe>;

export const TakedownReceipt = z
  .object({
    id: z.string().regex(/^[\da-f-]{36}$/),
    uri: Uri,
    publicId: z.string().describe('Public id of the article'),
    event: z.string().describe('Id of the withdrawal'),
    source: z.string().describe('Whose id that is'),
    token: z.string().describe('Place of the withdrawal in the intake log'),
    by: z.string().describe('Who asked: id of a newsroom’s key'),
    wasPublic: z
      .union([z.boolean(), z.literal('unknown')])
      .describe('Whether readers could see it until then; unknown: nobody could say in time'),
    headline: z
      .string()
      .regex(/^[\da-f]{64}$/)
      .optional()
      .describe('SHA-256 of the headline that was looked for, hexadecimal'),
    asked: moment.describe('When the gate was asked'),
    accepted: moment.describe('When the log had it on all in-sync replicas'),
    decided: moment.optional().describe('When the article was withdrawn in the record'),
    applied: z.array(TakedownHop),
    surfaces: z.array(SurfaceProbe).describe('One of each kind'),
    gone: z
      .union([z.boolean(), z.literal('unknown')])
      .describe('true: every reader has applied it, and every kind of surface was seen without it'),
    ms: ms.describe('When the last of that was seen, milliseconds after it was asked for'),
    logged: z.iso
      .date()
      .optional()
      .describe('Last day on which the intake log can still hold its bytes; absent: it keeps them for ever'),
    made: moment.describe('When this was signed'),
    key: z.string().describe('Name of the key it is signed with; see GET /receipts/key of the desk'),
    signature: z
      .string()
      .describe('Ed25519 over the canonical JSON (RFC 8785) of everything else, base64url'),
  })
  .meta({ id: 'TakedownReceipt', description: 'What was seen of an article after its withdrawal, signed' });
export type TakedownReceipt = z.infer<typeof TakedownReceipt>;

/** The answer to a withdrawal's question in one sentence. */
export function takedownInWords({ gone, surfaces, applied, ms: after }: TakedownReceipt): string {
  const seconds = `${(after / 1_000).toFixed(1)} s`;
  const kinds = (list: readonly SurfaceProbe[]) => list.map((each) => each.class).join(', ');
  const left = surfaces.filter((each) => each.gone === false);
  const unknown = surfaces.filter((each) => each.gone === 'unknown');
  const behind = applied.filter((each) => !each.applied).map(({ group }) => group);
  if (gone === true)
    return `gone from all ${surfaces.length} kinds of surfaces ${seconds} after it was asked for`;
  return [
    ...(left.length > 0 ? [`still seen ${seconds} after it was asked for: ${kinds(left)}`] : []),
    ...(unknown.length > 0 ? [`not proved, since nothing could be seen: ${kinds(unknown)}`] : []),
    ...(behind.length > 0 ? [`not applied yet by ${behind.join(', ')}`] : []),
  ].join('; ');
}

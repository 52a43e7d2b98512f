import { z } from 'zod';
import { Block, Media } from './body.ts';

/** A moment with its zone; a time without one means nothing to a reader in another country. */
const moment = z.iso
  .datetime({
    offset: true,
    message: 'must be an RFC 3339 time with a zone, such as 2026-03-01T09:00:00+09:00',
  })
  .describe('RFC 3339 with zone');
const line = (length: number) => z.string().trim().min(1).max(length);

export const Uri = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[A-Za-z0-9._~:/@-]+$/, 'must be of A-Z a-z 0-9 . _ ~ : / @ -')
  .describe('The newsroom’s stable id of an article; key of every event about it');

export const Slug = z
  .string()
  .min(1)
  .max(80)
  .regex(/^[\p{L}\p{N}-]+$/u, 'must be letters and digits of any script, and hyphens');

/** BCP 47, as far as the platform needs it: language, optional script, region and variants. */
export const Language = z
  .string()
  .max(35)
  .regex(/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*$/, 'must be a BCP 47 tag such as ko, en or en-GB')
  .describe('BCP 47; ko and en are first class');

export const Tag = z
  .object({
    name: line(100),
    slug: Slug.optional().describe('Made from the name when absent'),
    type: z.enum(['person', 'organisation', 'place', 'topic', 'event']).optional(),
  })
  .meta({ id: 'Tag' });
export type Tag = z.infer<typeof Tag>;

export const Author = z
  .object({ name: line(100), slug: Slug.optional(), role: line(100).optional() })
  .meta({ id: 'Author' });
export type Author = z.infer<typeof Author>;

const shape = {
  uri: Uri,
  version: z.int().min(1).describe('Given by the newsroom; rises with each new state of the article'),
  language: Language,
  headline: line(300),
  standfirst: line(1_000).optional().describe('One or two sentences under the headline'),
  kicker: line(100).optional().describe('The word or two above the headline'),
  slugline: line(200).optional().describe('The newsroom’s working title; not shown to readers'),
  slug: Slug.optional().describe('Made from the headline when absent; Hangul is kept'),
  section: Slug.describe('A section declared in the site settings'),
  tags: z.array(Tag).max(30).optional(),
  by: z.array(Author).max(30).optional(),
  located: line(200).optional().describe('Dateline'),
  urgency: z.int().min(1).max(9).optional().describe('1 is the most urgent; 1 and 2 may lead the front'),
  contentCreated: moment.optional().describe('First published; when accepted, if absent'),
  pubStatus: z
    .enum(['usable', 'withheld'])
    .optional()
    .describe('withheld: nothing of this article is public before a newer version that is usable'),
  publishAt: moment.optional().describe('This version is held until then; an older public one stays'),
  embargoedUntil: moment.optional().describe('Nothing of this article is public before then'),
  expires: moment.optional().describe('Withdrawn automatically then'),
  lead: Media.optional().describe('Lead image'),
  changeType: z
    .enum(['typo', 'minor', 'material', 'correction'])
    .optional()
    .describe(
      'What this version changes; minor if absent. typo: not even the time of the last change moves; minor: that moves; material and correction: it moves and readers are told',
    ),
  changeNote: line(1_000).optional().describe('Shown to readers for material changes and corrections'),
  translationOf: Uri.optional().describe('Pairs the editions'),
  related: z.array(Uri).max(30).optional().describe('Editor’s picks; they come before computed ones'),
  copyrightHolder: line(300).optional(),
  copyrightNotice: line(1_000).optional(),
  usageTerms: line(1_000).optional(),
};

/** An article as a newsroom sends it: the body as HTML or as blocks. Names follow IPTC ninjs 3. */
export const ArticleInput = z
  .object({
    ...shape,
    body: z.union([z.string().max(1_000_000), z.array(Block).max(2_000)]).describe('HTML, or blocks'),
  })
  .meta({ id: 'ArticleInput', description: 'One whole state of an article, as a newsroom sends it' });
export type ArticleInput = z.infer<typeof ArticleInput>;

/** The same after the gate: NFC, body in blocks, slugs made, the first-published time filled in. */
export const Article = z
  .object({
    ...shape,
    slug: Slug,
    tags: z.array(Tag.extend({ slug: Slug })).max(30),
    by: z.array(Author.extend({ slug: Slug })).max(30),
    contentCreated: moment,
    body: z.array(Block).max(2_000),
  })
  .meta({ id: 'Article', description: 'One whole state of an article, normalised' });
export type Article = z.infer<typeof Article>;

/** What readers are told of the newest change that was more than minor. */
export const LastChange = z
  .object({
    changeType: z.enum(['material', 'correction']),
    changeNote: line(1_000).optional(),
    version: z.int().min(1).describe('Which version made it'),
    at: moment.describe('When that became public'),
  })
  .meta({ id: 'LastChange' });
export type LastChange = z.infer<typeof LastChange>;

/** The form of a public id. */
export const PUBLIC_ID = /^[a-z2-7]{10,12}$/;

/** What the public may know of an article now; `seq` orders all states of one article for ever. */
export const PublicArticle = Article.omit({
  slugline: true,
  pubStatus: true,
  publishAt: true,
  embargoedUntil: true,
})
  .extend({
    id: z.string().regex(PUBLIC_ID).describe('Public id, made from the uri'),
    url: z.string().describe('Path of the article page'),
    seq: z.int().min(1).describe('Rises with each public state of this article'),
    firstPublished: moment,
    modified: moment.describe('When it was last changed for its readers; a typo does not move it'),
    versionCreated: moment.optional().describe('When this version became public'),
    lastChange: LastChange.optional().describe(
      'The newest material change or correction; it stays over later typos and minor changes',
    ),
    revision: z.int().min(1).describe('How many public states there have been'),
    fingerprint: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe('64-bit SimHash of the text'),
    excerpt: z.string().describe('The first words of the text'),
    readingMinutes: z.int().min(1),
  })
  .meta({ id: 'PublicArticle', description: 'An article as the public may see it now' });
export type PublicArticle = z.infer<typeof PublicArticle>;

export const Notice = z
  .object({ headline: line(300), text: line(2_000) })
  .meta({ id: 'Notice', description: 'What readers are told in place of a withdrawn article' });
export type Notice = z.infer<typeof Notice>;

/** What a list shows of an article: everything but its body. */
export const ArticleCard = PublicArticle.omit({ body: true }).meta({ id: 'ArticleCard' });
export type ArticleCard = z.infer<typeof ArticleCard>;

/** The whole article without what a list does not show. */
export function cardOf(article: PublicArticle): ArticleCard {
  const { body: _, ...card } = article;
  return card;
}

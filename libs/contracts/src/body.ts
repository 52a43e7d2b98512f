import { z } from 'zod';

/** Where a link in an article may lead: the web, a mail address, or a path of the paper itself. */
const href = z
  .string()
  .max(2048)
  .regex(/^(https?:\/\/|mailto:|\/(?![/\\]))\S+$/i, 'must be an http(s) or mailto address, or a path')
  .describe('http(s) or mailto address, or a path of this site');

export const Span = z
  .object({
    text: z.string().max(100_000).describe('Plain text in NFC; templates escape it'),
    strong: z.boolean().optional(),
    em: z.boolean().optional(),
    code: z.boolean().optional(),
    sup: z.boolean().optional(),
    sub: z.boolean().optional(),
    href: href.optional(),
    lang: z.string().max(35).optional().describe('Language of this span where it differs, BCP 47'),
    ruby: z.string().max(200).optional().describe('Reading printed above the text'),
  })
  .meta({ id: 'Span', description: 'A run of text with the same marks' });
export type Span = z.infer<typeof Span>;

const spans = z.array(Span).max(2_000);
const focal = z.number().min(0).max(1);
const edge = z.int().min(1).max(20_000);
const Colour = z.string().regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #1b4f91');

export const MediaId = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'is not an id of a picture')
  .describe('First half of the SHA-256 of the bytes that are kept, in hexadecimal digits');

/** What the gate, the record and the door agree on of a picture. */
export const mediaLimits = {
  /** As it is kept: a document of MongoDB has at most 16 MiB, and what is not the picture needs little of it. */
  keptBytes: 15 * 2 ** 20,
  /** Decoded, it takes some bytes for each. */
  pixels: 50_000_000,
} as const;

/** What is known of a picture from its bytes alone. Its words are shorter than those of an event: they travel in an address. */
export const MediaFacts = z
  .object({
    width: edge.describe('Pixels'),
    height: edge.describe('Pixels'),
    focal: z.tuple([focal, focal]).describe('Where the eye falls first: [x, y], each 0 to 1'),
    dominant: Colour.describe('The colour that most of it has'),
    caption: z.string().max(1_000).optional().describe('As it was written in the picture, by IPTC or XMP'),
    credit: z.string().max(200).optional().describe('Like caption'),
    usageTerms: z.string().max(300).optional().describe('Like caption'),
  })
  .meta({ id: 'MediaFacts' });
export type MediaFacts = z.infer<typeof MediaFacts>;

/** What a newsroom is told of a picture it has sent: the id to name it by, and what was seen in it. */
export const MediaReceipt = MediaFacts.extend({ mediaId: MediaId }).meta({ id: 'MediaReceipt' });
export type MediaReceipt = z.infer<typeof MediaReceipt>;

const webAddress = z.url({ protocol: /^https?$/ });

/** A picture that is to be fetched. */
export const MediaOrder = z
  .strictObject({
    href: webAddress.max(2_048).describe('A public address; up to three redirects are followed'),
  })
  .meta({ id: 'MediaOrder', description: 'Has a picture fetched from where it is' });

export const Media = z
  .object({
    href: webAddress
      .optional()
      .describe(
        'Where the original can be fetched; that is done after the article is kept, and it is public without the picture until then',
      ),
    mediaId: z.string().max(64).optional().describe('Id of an original that is already kept here'),
    alt: z.string().max(1_000).optional().describe('What the picture shows, for readers who do not see it'),
    caption: z.string().max(2_000).optional().describe('Absent: as it is written in the picture'),
    credit: z.string().max(300).optional().describe('Absent: as it is written in the picture'),
    width: edge.optional().describe('Pixels; of a mediaId as it is kept, and absent as long as it is not'),
    height: edge.optional().describe('Pixels; like width'),
    focal: z.tuple([focal, focal]).optional().describe('The point no crop may lose: [x, y], each 0 to 1'),
    dominant: Colour.optional().describe('The colour that most of it has; filled in for a mediaId'),
    usageTerms: z.string().max(1_000).optional().describe('Shown beside it on the page of its article'),
    expires: z.iso
      .datetime({ offset: true })
      .optional()
      .describe('When the right to show it ends: it is in the article no longer then'),
  })
  .refine((media) => media.href !== undefined || media.mediaId !== undefined, {
    message: 'names neither href nor mediaId',
    path: ['href'],
  })
  .meta({ id: 'Media', description: 'A picture with what must be said beside it' });
export type Media = z.infer<typeof Media>;

const Cell = z.object({ spans, header: z.boolean().optional() });

export const Block = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('p'), spans }),
    z.object({ type: z.literal('h2'), spans }),
    z.object({ type: z.literal('h3'), spans }),
    z.object({ type: z.literal('quote'), spans, cite: z.string().max(300).optional() }),
    z.object({ type: z.literal('list'), ordered: z.boolean(), items: z.array(spans).max(500) }),
    z.object({ type: z.literal('image'), media: Media }),
    z.object({
      type: z.literal('gallery'),
      images: z.array(Media).min(1).max(50),
      caption: z.string().max(2_000).optional().describe('Of all of them together'),
    }),
    z.object({
      type: z.literal('table'),
      caption: z.string().max(500).optional(),
      rows: z.array(z.array(Cell).max(50)).max(500),
    }),
    z.object({
      type: z.literal('facts'),
      title: z.string().max(300).optional(),
      items: z.array(spans).max(100),
    }),
    z.object({
      type: z.literal('embed'),
      provider: z.string().max(100).describe('Whose content it is; loaded only when the reader asks'),
      href,
      title: z.string().max(300).optional(),
    }),
    z.object({ type: z.literal('rule') }),
  ])
  .meta({ id: 'Block', description: 'One piece of an article body' });
export type Block = z.infer<typeof Block>;

/** The words of a body in reading order, one line per block: for excerpts, search and fingerprints. */
export function plainText(body: readonly Block[]): string {
  return body
    .map(blockText)
    .filter((line) => line !== '')
    .join('\n');
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'p':
    case 'h2':
    case 'h3':
    case 'quote':
      return join(block.spans);
    case 'list':
      return block.items.map(join).join('\n');
    case 'facts':
      return [block.title ?? '', ...block.items.map(join)].join('\n').trim();
    case 'table':
      return [block.caption ?? '', ...block.rows.map(rowText)].join('\n').trim();
    case 'image':
      return block.media.caption ?? '';
    case 'gallery':
      return [...block.images.map((image) => image.caption ?? ''), block.caption ?? '']
        .filter((line) => line !== '')
        .join('\n');
    case 'embed':
      return block.title ?? '';
    case 'rule':
      return '';
  }
}

function rowText(row: readonly { spans: Span[] }[]): string {
  return row
    .map(({ spans }) => join(spans))
    .filter((words) => words !== '')
    .join(' ');
}

function join(run: readonly Span[]): string {
  return run.map((span) => span.text).join('');
}

/** Every picture of an article: the lead image and those of its body. */
export function picturesOf({ lead, body }: { lead?: Media | undefined; body: readonly Block[] }): Media[] {
  const inside = body.flatMap((block) => {
    if (block.type === 'image') return [block.media];
    return block.type === 'gallery' ? block.images : [];
  });
  return lead ? [lead, ...inside] : inside;
}

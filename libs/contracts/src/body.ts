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

export const Media = z
  .object({
    href: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe('Where the original can be fetched'),
    mediaId: z.string().max(64).optional().describe('Id of an original that is already kept here'),
    alt: z.string().max(1_000).optional().describe('What the picture shows, for readers who do not see it'),
    caption: z.string().max(2_000).optional(),
    credit: z.string().max(300).optional(),
    width: z.int().min(1).max(20_000).optional().describe('Pixels'),
    height: z.int().min(1).max(20_000).optional().describe('Pixels'),
    focal: z.tuple([focal, focal]).optional().describe('The point no crop may lose: [x, y], each 0 to 1'),
    usageTerms: z.string().max(1_000).optional(),
    expires: z.iso.datetime({ offset: true }).optional(),
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
    z.object({ type: z.literal('gallery'), images: z.array(Media).min(1).max(50) }),
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
      return block.rows.map((row) => row.map((cell) => join(cell.spans)).join(' ')).join('\n');
    case 'image':
      return block.media.caption ?? '';
    case 'gallery':
      return block.images.map((image) => image.caption ?? '').join('\n');
    case 'embed':
      return block.title ?? '';
    case 'rule':
      return '';
  }
}

function join(run: readonly Span[]): string {
  return run.map((span) => span.text).join('');
}

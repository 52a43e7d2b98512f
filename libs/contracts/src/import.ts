import { z } from 'zod';
import { Language, Slug, Uri } from './article.ts';
import { DryRun, IdempotencyHeaders } from './gate.ts';
import type { Operation, Sample } from './operation.ts';
import { Fault } from './problem.ts';
import { Receipt } from './receipt.ts';
import { SourceName, wireFormats } from './source.ts';

/** What is imported in the formats of others, what is answered, and what is kept of it. */

const flag = z.stringbool().default(false).meta({ type: 'boolean' });

export const ImportQuery = z.strictObject({
  format: z.enum(wireFormats).optional().describe('Else the media type says it, or the payload itself'),
  source: SourceName.optional(),
  section: Slug.optional().describe('Of items that name none of this paper'),
  language: Language.optional().describe('Of items that name none'),
  strict: flag.describe('An item of which something was dropped, guessed or off its schema is refused'),
  dryRun: flag.describe('Tells what would become of it; nothing is published and nothing is kept'),
});
export type ImportQuery = z.infer<typeof ImportQuery>;

export const PayloadId = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'is not an id of a payload')
  .describe('SHA-256 of the bytes, in hexadecimal digits');
export const PayloadParameters = z.object({ id: PayloadId });
export type PayloadParameters = z.infer<typeof PayloadParameters>;

/** Where a payload came from, and how it was to be read. */
export const Provenance = z
  .object({
    by: z.string().max(2_048).describe('push, or the address that it was fetched from'),
    key: z.string().max(60).describe('Id of the key that brought it'),
    type: z.string().max(300).describe('Media type as it was sent; empty if none was'),
    format: z.enum(wireFormats),
    receivedAt: z.iso.datetime(),
    source: SourceName.optional(),
    section: Slug.optional(),
    language: Language.optional(),
  })
  .meta({ id: 'Provenance' });
export type Provenance = z.infer<typeof Provenance>;

/** A payload as the record keeps it, without its bytes. */
export const KeptPayload = Provenance.extend({
  id: PayloadId,
  size: z.int().describe('Bytes'),
  uris: z.array(Uri).describe('Articles that were read out of it'),
}).meta({ id: 'KeptPayload' });
export type KeptPayload = z.infer<typeof KeptPayload>;

export const PayloadListQuery = z.strictObject({
  source: SourceName.optional(),
  since: z.iso.datetime({ offset: true }).optional().describe('Received then or later'),
  limit: z.coerce.number().int().min(1).max(100).default(100),
  after: z.string().max(120).optional().describe('From `next` of the answer before'),
});
export type PayloadListQuery = z.infer<typeof PayloadListQuery>;

export const PayloadList = z
  .object({
    data: z.array(KeptPayload).describe('The oldest first'),
    next: z.string().optional().describe('Goes on there; absent at the end'),
  })
  .meta({ id: 'PayloadList' });
export type PayloadList = z.infer<typeof PayloadList>;

/** The articles that were read out of a payload: it goes with the first of them that is withdrawn. */
export const PayloadUris = z.object({ uris: z.array(Uri).max(1_000) });
export type PayloadUris = z.infer<typeof PayloadUris>;

const Note = Fault.extend({
  pointer: z.string().describe('JSON Pointer or path into the payload'),
  code: z.enum(['dropped', 'guessed', 'off_schema']),
}).meta({ id: 'ImportNote', description: 'What was not read as it stands' });

const item = {
  pointer: z.string().optional().describe('Where the item stands in the payload'),
  notes: z.array(Note).optional(),
};
const summary = {
  format: z.enum(wireFormats).describe('As which it was read'),
  payload: PayloadId.optional().describe('Under which the bytes are kept; absent in a dry run'),
};

export const ItemReceipt = Receipt.extend(item).meta({
  id: 'ItemReceipt',
  description: 'What became of one item of a payload',
});
export type ItemReceipt = z.infer<typeof ItemReceipt>;

export const ImportReceipt = z
  .object({
    accepted: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    ...summary,
    receipts: z.array(ItemReceipt),
  })
  .meta({ id: 'ImportReceipt', description: 'What became of the items of a payload, in their order' });
export type ImportReceipt = z.infer<typeof ImportReceipt>;

export const ImportDryRun = z
  .object({
    dryRun: z.literal(true),
    acceptable: z.int(),
    rejected: z.int(),
    ...summary,
    results: z.array(DryRun.extend(item).meta({ id: 'ItemDryRun' })),
  })
  .meta({ id: 'ImportDryRun' });
export type ImportDryRun = z.infer<typeof ImportDryRun>;

/** Media types that say their format; the others are looked into. */
export const wireTypes: Readonly<Record<string, (typeof wireFormats)[number] | undefined>> = {
  'application/vnd.iptc.ninjs+json': 'ninjs',
  'application/vnd.iptc.g2.newsitem+xml': 'newsml-g2',
  'application/vnd.iptc.g2.newsmessage+xml': 'newsml-g2',
  'application/vnd.iptc.g2.packageitem+xml': 'newsml-g2',
  'application/nitf+xml': 'nitf',
  'application/rss+xml': 'rss',
  'application/atom+xml': 'atom',
  'application/feed+json': 'json-feed',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'application/json': undefined,
  'application/xml': undefined,
  'text/xml': undefined,
};

const Text = z.looseObject({ value: z.string().min(1).max(300) });
/** What of an item of ninjs 3 an article can't be without; its own schema says the rest. */
const NinjsItem = z
  .looseObject({
    uri: Uri,
    language: Language,
    headlines: z.array(Text).min(1).max(5),
    bodies: z.array(Text).max(5).optional(),
  })
  .meta({ id: 'NinjsItem', description: 'An item of ninjs 3; those of ninjs 1 and 2 are read as well' });

const NINJS = 'application/vnd.iptc.ninjs+json';
const FEED = 'application/feed+json';
const samples: Sample[] = [
  {
    name: 'A text in ninjs 3',
    query: { section: 'society' },
    body: {
      type: NINJS,
      value: {
        uri: 'urn:agency:2026-0301-lighthouse',
        version: '1',
        versionCreated: '2026-03-01T09:00:00+09:00',
        pubStatus: 'usable',
        language: 'ko',
        headlines: [{ role: 'main', value: '호미곶 등대, 백 년 만에 다시 밝힌다' }],
        bodies: [{ contentType: 'text/html', value: '<p>호미곶 등대가 다음 달 다시 불을 밝힌다.</p>' }],
        by: '서하람',
      },
    },
  },
  {
    name: 'Two items of a JSON Feed, only tried',
    query: { dryRun: 'true', section: 'business' },
    body: {
      type: FEED,
      value: {
        version: 'https://jsonfeed.org/version/1.1',
        title: 'Harbour notes',
        language: 'en',
        items: [
          {
            id: 'harbour:1',
            title: 'Crane moves again',
            content_text: 'It moves.',
            date_published: '2026-03-01T00:00:00Z',
          },
          {
            id: 'harbour:2',
            title: 'Mail boat is late',
            content_text: 'It waits.',
            date_published: '2026-03-01T01:00:00Z',
          },
        ],
      },
    },
  },
];

const answers = {
  200: { description: 'What would become of it, in a dry run', schema: ImportDryRun },
  202: { description: 'Every item was accepted, or was there already', schema: ImportReceipt },
  207: {
    description: 'Some items were accepted, some were not',
    schema: z.union([ImportReceipt, ImportDryRun]),
  },
  422: { description: 'No item was accepted', schema: z.union([ImportReceipt, ImportDryRun]) },
};

export const ReimportQuery = ImportQuery.pick({ dryRun: true });
export type ReimportQuery = z.infer<typeof ReimportQuery>;

/** Of the gate for what newsrooms and agencies have in formats of their own. */
export const importOperations: Operation[] = [
  {
    id: 'importPayload',
    method: 'post',
    path: '/v1/import',
    group: 'Import',
    summary: 'Import a file in a format of the trade',
    description:
      'ninjs 1 to 3, NewsML-G2, NITF, RSS, Atom, JSON Feed, or a page with schema.org data; at most 10 MB, also when it is sent with `Content-Encoding: gzip` or `br`, and at most 1,000 items. The bytes are kept before they are read. Each item has a receipt that says what was dropped or guessed; the same file again changes nothing. What each field becomes stands in `docs/formats.md`.',
    scope: 'publish',
    query: ImportQuery,
    headers: IdempotencyHeaders,
    bodies: Object.keys(wireTypes).map((type) => ({
      type,
      schema: type === NINJS ? NinjsItem : type.endsWith('json') ? z.looseObject({}) : z.string(),
    })),
    answers,
    problems: ['invalid_event', 'idempotency_mismatch', 'idempotency_in_progress', 'dependency_unavailable'],
    samples,
  },
  {
    id: 'listPayloads',
    method: 'get',
    path: '/v1/payloads',
    group: 'Import',
    summary: 'Which payloads are kept',
    scope: 'admin',
    query: PayloadListQuery,
    answers: { 200: { description: 'One entry for each', schema: PayloadList } },
    problems: ['dependency_unavailable'],
    samples: [{ name: 'The oldest', query: { limit: '10' } }],
  },
  {
    id: 'reimportPayload',
    method: 'post',
    path: '/v1/payloads/{id}/reimport',
    group: 'Import',
    summary: 'Read a payload again, with the readers of today',
    description:
      'What is read as before changes nothing. A version that is public and now reads otherwise is replaced, without a new time of change for its readers.',
    scope: 'admin',
    parameters: PayloadParameters,
    query: ReimportQuery,
    answers,
    problems: ['invalid_event', 'dependency_unavailable'],
  },
];

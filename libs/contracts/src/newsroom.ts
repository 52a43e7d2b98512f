import { z } from 'zod';
import { MediaOrder, MediaReceipt } from './body.ts';
import { decisionOperations } from './decision.ts';
import { webhookOperations } from './delivery.ts';
import { Envelope, type NewsroomType, newsroomTypes } from './event.ts';
import { eventExamples } from './example.ts';
import { articleOperations, BatchDryRun, DryRun, EventQuery, IdempotencyHeaders } from './gate.ts';
import { importOperations } from './import.ts';
import { keyOperations } from './key.ts';
import type { Api, Operation, Sample } from './operation.ts';
import { sourceOperations } from './pull.ts';
import { BatchReceipt, decodeToken, EventStatus, Receipt } from './receipt.ts';
import { topics } from './topic.ts';

/** Queries and answers of the newsroom API, and the list of its operations. */

export const EventParameters = z.object({
  id: z.string().min(1).max(200).describe('Of the event, percent-encoded'),
});

export const StatusQuery = z.strictObject({
  source: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .describe('Needed where two sources have sent an event of that id'),
  token: z
    .string()
    .max(100)
    .transform(decodeToken)
    .refine(
      (token) => token !== undefined && token.partition < topics.intake.partitions,
      'is not a token of ours',
    )
    .optional()
    .describe('From the receipt; without it an event is known here from when it is decided on'),
});
export type StatusQuery = z.infer<typeof StatusQuery>;

/** Attributes of the event in binary mode, percent-encoded; every other `ce-` header is an extension. */
const EventHeaders = z.object({
  'ce-specversion': z.literal('1.0').optional().describe('Binary mode only, like the ones that follow'),
  'ce-id': z.string().max(2_000).optional(),
  'ce-source': z.string().max(2_000).optional(),
  'ce-type': z.string().max(300).optional(),
  'ce-subject': z.string().max(1_000).optional(),
  ...IdempotencyHeaders.shape,
});

/** A document that its own standard describes. */
export const StandardDocument = z
  .looseObject({})
  .meta({ id: 'StandardDocument', description: 'A JSON document of its own standard' });

/** `article.published` as the name of a schema: `ArticlePublished`. */
export function nameOfType(type: string): string {
  return type.replaceAll(/(?:^|[.-])([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Every event a newsroom may send, whole: envelope and data. */
export const newsroomEvents = Object.entries(newsroomTypes).map(([type, data]) => ({
  type: type as NewsroomType,
  data,
  schema: Envelope.extend({ type: z.literal(type), data }).meta({
    id: nameOfType(type),
    description: `CloudEvents 1.0.2 of the type ${type}`,
  }),
}));

const schemas = newsroomEvents.map(({ schema }) => schema);
const AnyEvent = z.union(schemas as unknown as [z.ZodType, z.ZodType]).meta({ id: 'NewsroomEvent' });
const AnyData = z
  .union([...new Set(newsroomEvents.map(({ data }) => data))] as unknown as [z.ZodType, z.ZodType])
  .meta({ id: 'NewsroomData' });

const STRUCTURED = 'application/cloudevents+json';
const BATCH = 'application/cloudevents-batch+json';
const key = { title: 'Newsroom API', json: 'application/json' } as const;

const eventSamples: Sample[] = newsroomEvents.flatMap(({ type }) =>
  (eventExamples[type] ?? []).map(({ name, value }) => ({
    name: `${type}: ${name}`,
    body: { type: STRUCTURED, value },
  })),
);
const examples = Object.values(eventExamples).flat();
const [first, second] = examples.map(({ value }) => value);

const receipt = {
  id: 'urn:newsroom:2026-0301-ferry#1',
  status: 'accepted',
  uri: 'urn:newsroom:2026-0301-ferry',
  version: 1,
  token: 'MC4zLjQyMA',
  url: '/society/2026/03/01/ferry-to-ulleung-returns-to-its-winter-timetable-zwq5gpzlnc',
  warnings: [],
  statusUrl: '/v1/events/urn%3Anewsroom%3A2026-0301-ferry%231?source=%2Fnewsroom%2Fdesk&token=MC4zLjQyMA',
} satisfies Receipt;
const refused = {
  index: 1,
  id: 'urn:newsroom:2026-0301-ferry-ko#1',
  status: 'rejected',
  problem: {
    type: '/docs/errors/invalid_event',
    title: 'The event is not valid',
    status: 422,
    code: 'invalid_event',
    errors: [{ pointer: '/data/headline', code: 'required', message: 'a headline is needed' }],
  },
} satisfies Receipt;

const sendEvents: Operation = {
  id: 'sendEvents',
  method: 'post',
  path: '/v1/events',
  group: 'Events',
  summary: 'Send an event, or up to 100 in a batch',
  description:
    'CloudEvents 1.0.2 over HTTP: structured, as a batch, or binary with `ce-` headers. Accepted means that the log has the event on all in-sync replicas. `source` and `id` name an event for ever, so that sending it again changes nothing.',
  scope: 'publish',
  signed: true,
  query: EventQuery,
  headers: EventHeaders,
  bodies: [
    { type: STRUCTURED, schema: AnyEvent, description: 'One event, at most 1 MiB' },
    { type: BATCH, schema: z.array(AnyEvent).min(1).max(100), description: 'At most 16 MiB' },
    { type: key.json, schema: AnyData, description: 'The data alone; the attributes are headers' },
  ],
  answers: {
    200: {
      description: 'What became of the event, if that was waited for; or what would, in a dry run',
      schema: z.union([Receipt, DryRun, BatchDryRun]),
    },
    202: {
      description: 'Accepted: of a batch, all of it',
      schema: z.union([Receipt, BatchReceipt]),
      example: receipt,
    },
    207: {
      description: 'Some events of the batch were accepted, some were not',
      schema: z.union([BatchReceipt, BatchDryRun]),
      example: { accepted: 1, duplicates: 0, rejected: 1, receipts: [{ index: 0, ...receipt }, refused] },
    },
    422: { description: 'No event of the batch was accepted', schema: z.union([BatchReceipt, BatchDryRun]) },
  },
  problems: [
    'invalid_event',
    'idempotency_mismatch',
    'idempotency_in_progress',
    'dependency_unavailable',
    'timeout',
  ],
  samples: [
    ...eventSamples,
    {
      name: 'A batch in both languages',
      body: { type: BATCH, value: [first, second] },
    },
    {
      name: 'Wait until readers see it',
      query: { wait: 'visible', timeout: '10s' },
      body: { type: STRUCTURED, value: second },
    },
  ],
};

const eventStatus: Operation = {
  id: 'eventStatus',
  method: 'get',
  path: '/v1/events/{id}',
  group: 'Events',
  summary: 'Where an event is, and what became of it',
  description: 'The `statusUrl` of a receipt leads here, with everything that is needed to find the event.',
  scope: 'read',
  parameters: EventParameters,
  query: StatusQuery,
  answers: { 200: { description: 'Where it is', schema: EventStatus } },
  problems: ['dependency_unavailable'],
  samples: [
    { name: 'By id and source', parameters: { id: receipt.id }, query: { source: '/newsroom/desk' } },
  ],
};

const sendPicture: Operation = {
  id: 'sendPicture',
  method: 'post',
  path: '/v1/media',
  group: 'Pictures',
  summary: 'Send a picture',
  description:
    'As a form with one file, the bytes alone, or the address of one that is fetched. Articles show it by `mediaId`; the same picture has the same id, however often it is sent. Caption, credit and usage terms that are written in it (IPTC, XMP) are read; they, where it was taken and all else are removed from it.',
  scope: 'publish',
  bodies: [
    { type: 'multipart/form-data', schema: z.object({ file: z.file() }), description: 'One file' },
    { type: 'image/*', schema: z.file(), description: 'JPEG, PNG, WebP or AVIF' },
    { type: 'application/json', schema: MediaOrder, description: 'Where it is' },
  ],
  answers: {
    201: {
      description: 'Kept, and what was seen in it',
      schema: MediaReceipt,
      example: {
        mediaId: '0f3a6c1be24d5798a0c4e1f27b6d8935',
        width: 1800,
        height: 1200,
        focal: [0.5, 0.4],
        dominant: '#1b4f91',
        caption: '부두에 닿는 여객선',
        credit: '서하람 / 한빛통신',
      },
    },
  },
  problems: ['invalid_parameter', 'dependency_unavailable', 'timeout'],
};

const SchemaEntry = z
  .object({
    type: z.string(),
    direction: z
      .enum(['in', 'out'])
      .describe('in: sent by newsrooms; out: told to services of the house, on the change log'),
    title: z.string(),
    description: z.string().optional(),
    $id: z.string(),
    url: z.string().describe('Path of the schema'),
  })
  .meta({ id: 'SchemaEntry' });

export const SchemaList = z.object({ data: z.array(SchemaEntry) }).meta({ id: 'SchemaList' });
export type SchemaList = z.infer<typeof SchemaList>;

export const TypeParameters = z.object({
  type: z.string().min(1).max(100).describe('Type of an event, such as article.published'),
});

const reference: Operation[] = [
  {
    id: 'listSchemas',
    method: 'get',
    path: '/v1/schemas',
    group: 'Reference',
    summary: 'Which schemas there are',
    cached: true,
    answers: { 200: { description: 'One entry for each type of event', schema: SchemaList } },
    samples: [{ name: 'All' }],
  },
  {
    id: 'schemaOfType',
    method: 'get',
    path: '/v1/schemas/{type}',
    group: 'Reference',
    summary: 'The JSON Schema of a type’s data',
    cached: true,
    parameters: TypeParameters,
    answers: {
      200: { description: 'JSON Schema 2020-12', schema: StandardDocument, type: 'application/schema+json' },
    },
    samples: [{ name: 'Of a publication', parameters: { type: 'article.published' } }],
  },
  ...(['openapi', 'asyncapi'] as const).map(
    (format): Operation => ({
      id: format,
      method: 'get',
      path: `/v1/${format}.json`,
      group: 'Reference',
      summary: format === 'openapi' ? 'This API as OpenAPI 3.1' : 'Events and topics as AsyncAPI 3.0',
      cached: true,
      answers: { 200: { description: 'The document', schema: StandardDocument } },
      samples: [{ name: 'The document' }],
    }),
  ),
];

/** What ingest answers to newsrooms. */
export const newsroomApi: Api = {
  title: 'Sosik newsroom API',
  summary: 'How a newsroom’s systems tell the paper what happened',
  description:
    'Events go in here, and nothing else does. Send `Authorization: Bearer` with a key of the paper, or sign the request by Standard Webhooks.',
  origin: 'http://127.0.0.1:4001',
  operations: [
    sendEvents,
    eventStatus,
    ...articleOperations,
    ...importOperations,
    sendPicture,
    ...decisionOperations,
    ...keyOperations,
    ...sourceOperations,
    ...webhookOperations,
    ...reference,
  ],
};

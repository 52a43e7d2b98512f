import { z } from 'zod';
import { Article, ArticleInput, Uri } from './article.ts';
import { WithdrawalInput } from './event.ts';
import type { Operation } from './operation.ts';
import { PreviewQuestion, PreviewReceipt } from './preview.ts';
import { Fault, Problem } from './problem.ts';
import { Outcome, Receipt } from './receipt.ts';

/** What newsroom systems ask the gate for, and what it answers beside receipts. */

const strict = z
  .stringbool()
  .default(false)
  .meta({ type: 'boolean' })
  .describe('Unknown members of the data are refused');
const dryRun = z
  .stringbool()
  .default(false)
  .meta({ type: 'boolean' })
  .describe('Tells what would become of it; nothing is published and nothing is kept');
const wait = z
  .enum(['stored', 'visible', 'gone'])
  .optional()
  .describe('stored: until it is decided; visible, gone: until every service that reads has applied that');
const timeout = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,3})?(ms|s)$/, 'is a time such as 5s or 500ms')
  .transform((text) => Number.parseFloat(text) * (text.endsWith('ms') ? 1 : 1_000))
  .pipe(z.number().min(100, 'is at least 100ms').max(30_000, 'is at most 30s'))
  .default(5_000)
  .meta({ default: '5s' })
  .describe('How long to wait at most, 100ms to 30s; 202 when it is over');
/** Nobody can wait for what does not happen. */
const waitsOrTries = {
  check: (query: { dryRun: boolean; wait?: string | undefined }) => !(query.dryRun && query.wait),
  fault: { path: ['wait'], message: 'there is nothing to wait for in a dry run' },
};

export const EventQuery = z
  .strictObject({
    strict,
    dryRun,
    wait,
    timeout,
    lane: z
      .enum(['live', 'backfill'])
      .default('live')
      .describe('backfill: old news, paced so that it holds up no new one; events may say so too'),
  })
  .refine(waitsOrTries.check, waitsOrTries.fault);
export type EventQuery = z.infer<typeof EventQuery>;

export const ArticlePutQuery = z
  .strictObject({
    strict,
    dryRun,
    wait,
    timeout,
    type: z
      .enum(['published', 'updated', 'corrected', 'reinstated'])
      .optional()
      .describe('What is meant; published for version 1, updated for a later one, if absent'),
  })
  .refine(waitsOrTries.check, waitsOrTries.fault);
export type ArticlePutQuery = z.infer<typeof ArticlePutQuery>;

export const WithdrawQuery = z
  .strictObject({ dryRun, wait, timeout })
  .refine(waitsOrTries.check, waitsOrTries.fault);
export type WithdrawQuery = z.infer<typeof WithdrawQuery>;

/** The plain article of a PUT: its uri stands in the address, and may be said again. */
export const ArticlePut = ArticleInput.partial({ uri: true }).meta({
  id: 'ArticlePut',
  description: 'One whole state of the article whose uri is in the address',
});
export type ArticlePut = z.infer<typeof ArticlePut>;

export const WithdrawRequest = WithdrawalInput.omit({ uri: true }).meta({
  id: 'WithdrawRequest',
  description: 'Takes the article whose uri is in the address from every surface',
});
export type WithdrawRequest = z.infer<typeof WithdrawRequest>;

export const Difference = z
  .object({
    pointer: z.string().describe('JSON Pointer into the article'),
    from: z.unknown().optional().describe('Absent: it is new'),
    to: z.unknown().optional().describe('Absent: it is left out'),
  })
  .meta({ id: 'Difference' });
export type Difference = z.infer<typeof Difference>;

/** What would become of one event. */
export const DryRun = z
  .object({
    dryRun: z.literal(true),
    id: z.string(),
    index: z.int().optional().describe('Place in the batch'),
    status: z.enum(['acceptable', 'rejected']),
    uri: z.string().optional(),
    version: z.int().optional(),
    article: Article.optional().describe('As it would be kept; absent of a withdrawal'),
    data: z.unknown().optional().describe('As it would be kept, of what is said about no article'),
    warnings: z.array(Fault).optional(),
    diff: z
      .array(Difference)
      .optional()
      .describe(
        'Against the newest version that is public or held; absent if there is none, or content is away',
      ),
    outcome: Outcome.optional().describe(
      'What would become of it now; absent if content is away, or it is about no article',
    ),
    reason: z.string().optional().describe('The outcome in words'),
    url: z.string().optional().describe('Path of the article page, once public'),
    problem: Problem.optional(),
  })
  .meta({ id: 'DryRun', description: 'The answer to a dry run' });
export type DryRun = z.infer<typeof DryRun>;

export const BatchDryRun = z
  .object({
    dryRun: z.literal(true),
    acceptable: z.int(),
    rejected: z.int(),
    results: z.array(DryRun).describe('Each against what is kept now, not against the others of the batch'),
  })
  .meta({ id: 'BatchDryRun' });
export type BatchDryRun = z.infer<typeof BatchDryRun>;

/** What content says would become of an event, if it came now. */
export const Foresight = z.object({
  outcome: Outcome.exclude(['dead']),
  reason: z.string(),
  stored: Article.optional().describe('The newest version that is public or held'),
  next: Article.optional().describe('The version that would be public or held; absent without effect'),
  url: z.string().optional(),
});
export type Foresight = z.infer<typeof Foresight>;

/** Where an article is, for the newsroom: with what is held, but without a word of it. */
export const ArticleStanding = z
  .object({
    uri: Uri,
    id: z.string().describe('Public id'),
    state: z
      .enum(['public', 'held', 'gone', 'withdrawn'])
      .describe('What readers meet; held: nothing yet; gone: it has left by itself; withdrawn: it was taken'),
    version: z.int().min(0).describe('The public one, which If-Match names; 0: none is public'),
    held: z
      .object({
        version: z.int(),
        at: z.string().optional().describe('When it may be public; absent: it is withheld'),
      })
      .optional()
      .describe('A version that waits for its time'),
    newest: z.int().min(0).describe('Only versions above are news'),
    url: z.string().optional().describe('Path of the article page'),
    firstPublished: z.string().optional(),
    modified: z.string().optional(),
  })
  .meta({ id: 'ArticleStanding', description: 'Where an article is' });
export type ArticleStanding = z.infer<typeof ArticleStanding>;

export const ArticleParameters = z.object({ uri: Uri.describe('Of the article, percent-encoded') });
export type ArticleParameters = z.infer<typeof ArticleParameters>;

export const IdempotencyHeaders = z.object({
  'idempotency-key': z.string().max(255).optional().describe('Names this request for 24 hours'),
});

const conditions = z.object({
  'if-match': z
    .string()
    .regex(/^"\d{1,15}"$/)
    .optional()
    .describe('The version that is believed to be public, in quotes; another one there is 412'),
  'if-none-match': z.literal('*').optional().describe('No version may be public'),
  ...IdempotencyHeaders.shape,
});
const JSON_TYPE = 'application/json';
const ferry = { uri: 'urn:newsroom:2026-0301-ferry-ko' };
const outcomes = {
  200: {
    description: 'What became of it, if that was waited for; or what would, in a dry run',
    schema: z.union([Receipt, DryRun]),
  },
  202: { description: 'Accepted: the log has it', schema: Receipt },
};

/** Of the gate for systems that know articles and no events. */
export const articleOperations: Operation[] = [
  {
    id: 'articleStanding',
    method: 'get',
    path: '/v1/articles/{uri}',
    group: 'Articles',
    summary: 'Where an article is, with the version to name in If-Match',
    scope: 'read',
    parameters: ArticleParameters,
    answers: { 200: { description: 'Where it is', schema: ArticleStanding } },
    problems: ['dependency_unavailable'],
    samples: [{ name: 'Of one that was sent', parameters: ferry }],
  },
  {
    id: 'putArticle',
    method: 'put',
    path: '/v1/articles/{uri}',
    group: 'Articles',
    summary: 'Publish a version of an article, without an event around it',
    description:
      'The same promises as for events. Sent again, the same version of the same words is one publication. With `If-Match` the answer waits for what is decided, in the order of the log: of many writers who name one version, one is first, and the others are told 412.',
    scope: 'publish',
    parameters: ArticleParameters,
    query: ArticlePutQuery,
    headers: conditions,
    bodies: [{ type: JSON_TYPE, schema: ArticlePut, description: 'At most 1 MiB' }],
    answers: outcomes,
    problems: [
      'invalid_event',
      'conflict_version',
      'idempotency_mismatch',
      'idempotency_in_progress',
      'dependency_unavailable',
    ],
    samples: [
      {
        name: 'A new article, if there is none',
        parameters: { uri: 'urn:newsroom:2026-0302-snow' },
        headers: { 'if-none-match': '*' },
        body: {
          type: JSON_TYPE,
          value: {
            version: 1,
            language: 'ko',
            section: 'society',
            headline: '영동에 첫눈',
            body: '<p>영동 산간에 첫눈이 내렸다.</p>',
          },
        },
      },
    ],
  },
  {
    id: 'withdrawArticle',
    method: 'post',
    path: '/v1/articles/{uri}/withdraw',
    group: 'Articles',
    summary: 'Take an article from every surface',
    description:
      'Whatever its version, at once and for good: only a reinstatement undoes it. `wait=gone` answers when no surface shows it any more.',
    scope: 'withdraw',
    parameters: ArticleParameters,
    query: WithdrawQuery,
    headers: IdempotencyHeaders,
    bodies: [{ type: JSON_TYPE, schema: WithdrawRequest }],
    answers: outcomes,
    problems: ['invalid_event', 'idempotency_mismatch', 'idempotency_in_progress', 'dependency_unavailable'],
    samples: [
      {
        name: 'With a notice, waiting until it is gone',
        parameters: { uri: 'urn:newsroom:2026-0302-snow' },
        query: { wait: 'gone', timeout: '10s' },
        body: {
          type: JSON_TYPE,
          value: {
            reason: '사실과 다름',
            notice: { headline: '기사를 거두어들입니다', text: '첫눈은 내리지 않았습니다.' },
          },
        },
      },
    ],
  },
  {
    id: 'givePreview',
    method: 'post',
    path: '/v1/articles/{uri}/previews',
    group: 'Articles',
    summary: 'Give an editor a link to what is not public yet',
    description:
      'The link leads to the newest version, held or public, and to nobody’s cache. It ends by itself, and with a withdrawal.',
    scope: 'publish',
    parameters: ArticleParameters,
    bodies: [{ type: JSON_TYPE, schema: PreviewQuestion }],
    answers: { 201: { description: 'The link: a path of the gateway', schema: PreviewReceipt } },
    problems: ['invalid_event', 'dependency_unavailable'],
    samples: [{ name: 'For two hours', parameters: ferry, body: { type: JSON_TYPE, value: { hours: 2 } } }],
  },
];

import { z } from 'zod';
import type { Operation } from './operation.ts';
import { WebhookFacts, WebhookInput, WebhookList, WebhookMade, WebhookPatch } from './subscription.ts';

/** What becomes of the messages to a subscription, and the operations on subscriptions. */

export const deliveryStates = ['waiting', 'taken', 'overtaken', 'parked', 'dropped'] as const;

const moment = z.iso.datetime({ offset: true });

export const WebhookDelivery = z
  .object({
    id: z.string().describe('The `webhook-id` of the message: the same in each attempt'),
    webhook: z.string().describe('Id of the subscription'),
    type: z.string(),
    uri: z.string().describe('What it is about'),
    seq: z.int().describe('Which state of it'),
    state: z
      .enum(deliveryStates)
      .describe(
        'overtaken: a newer state of the same took its place; parked: not taken for a day, or the receiver is gone; dropped: the subscription was deleted',
      ),
    attempts: z.int(),
    status: z.int().optional().describe('What the receiver answered last'),
    error: z.string().optional().describe('Why there was no answer, last'),
    queuedAt: moment,
    lastAt: moment.optional().describe('Last attempt'),
    nextAt: moment.optional().describe('Next attempt, of one that waits'),
  })
  .meta({ id: 'WebhookDelivery', description: 'One message to one subscription; its words are not kept' });
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

export const DeliveryList = z.object({ data: z.array(WebhookDelivery) }).meta({ id: 'DeliveryList' });
export type DeliveryList = z.infer<typeof DeliveryList>;

export const WebhookTest = z
  .object({ id: z.string().describe('Of the delivery') })
  .meta({ id: 'WebhookTest', description: 'A message of the type webhook.test is on its way' });
export type WebhookTest = z.infer<typeof WebhookTest>;

export const ReplayAnswer = z
  .object({
    replayed: z.int().describe('Articles, fronts and alerts whose newest state is on its way again'),
  })
  .meta({ id: 'ReplayAnswer' });
export type ReplayAnswer = z.infer<typeof ReplayAnswer>;

export const WebhookSigning = z
  .object({
    secret: z.string().describe('Standard Webhooks secret, whsec_ and base64; shown this once'),
    previousValidUntil: moment.describe('Until then messages carry a signature by the secret before it too'),
  })
  .meta({ id: 'WebhookSigning' });
export type WebhookSigning = z.infer<typeof WebhookSigning>;

export const WebhookParameters = z.object({
  id: z.string().min(1).max(64).describe('Id of the subscription'),
});
export type WebhookParameters = z.infer<typeof WebhookParameters>;

export const DeliveryParameters = WebhookParameters.extend({
  delivery: z.string().min(1).max(64).describe('Id of the delivery'),
});
export type DeliveryParameters = z.infer<typeof DeliveryParameters>;

export const DeliveryQuery = z.strictObject({
  state: z.enum(deliveryStates).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type DeliveryQuery = z.infer<typeof DeliveryQuery>;

export const ReplayQuery = z.strictObject({
  since: z.iso
    .datetime({ offset: true })
    .describe('What was queued from then on, RFC 3339 with zone; the log reaches back 30 days'),
});
export type ReplayQuery = z.infer<typeof ReplayQuery>;

const group = 'Webhooks';
const json = 'application/json';
const shared = { group, scope: 'admin' } as const;
const path = '/v1/webhooks/{id}';

export const webhookOperations: Operation[] = [
  {
    ...shared,
    id: 'makeWebhook',
    method: 'post',
    path: '/v1/webhooks',
    summary: 'Subscribe somebody to public changes',
    description:
      'Messages follow Standard Webhooks: a CloudEvent of the change log, signed, sent once readers see the change, in order for each article, again for 24 hours until it is taken (2xx within 10 s). The secret is in this answer and nowhere else.',
    bodies: [{ type: json, schema: WebhookInput }],
    answers: { 201: { description: 'Made', schema: WebhookMade } },
    problems: ['invalid_parameter', 'dependency_unavailable'],
  },
  {
    ...shared,
    id: 'listWebhooks',
    method: 'get',
    path: '/v1/webhooks',
    summary: 'Who is subscribed',
    answers: { 200: { description: 'Without their secrets', schema: WebhookList } },
    problems: ['dependency_unavailable'],
    samples: [{ name: 'All' }],
  },
  {
    ...shared,
    id: 'getWebhook',
    method: 'get',
    path,
    summary: 'One subscription',
    parameters: WebhookParameters,
    answers: { 200: { description: 'Without its secret', schema: WebhookFacts } },
    problems: ['dependency_unavailable'],
  },
  {
    ...shared,
    id: 'changeWebhook',
    method: 'patch',
    path,
    summary: 'Change, pause or bring back a subscription',
    parameters: WebhookParameters,
    bodies: [{ type: json, schema: WebhookPatch }],
    answers: { 200: { description: 'As it is now', schema: WebhookFacts } },
    problems: ['dependency_unavailable'],
  },
  {
    ...shared,
    id: 'deleteWebhook',
    method: 'delete',
    path,
    summary: 'End a subscription',
    description: 'What waits for it is dropped, within a minute.',
    parameters: WebhookParameters,
    answers: { 204: { description: 'Ended, now or before' } },
    problems: ['dependency_unavailable'],
  },
  {
    ...shared,
    id: 'rotateWebhook',
    method: 'post',
    path: `${path}/secret`,
    summary: 'Make a new secret for a subscription',
    description: 'For a day messages carry two signatures, by the new secret and the one before it.',
    parameters: WebhookParameters,
    answers: { 201: { description: 'Made; shown this once', schema: WebhookSigning } },
    problems: ['dependency_unavailable'],
  },
  {
    ...shared,
    id: 'testWebhook',
    method: 'post',
    path: `${path}/test`,
    summary: 'Send a message of the type webhook.test',
    parameters: WebhookParameters,
    answers: { 202: { description: 'On its way; the delivery says what came of it', schema: WebhookTest } },
    problems: ['dependency_unavailable'],
  },
  {
    ...shared,
    id: 'listDeliveries',
    method: 'get',
    path: `${path}/deliveries`,
    summary: 'What became of the messages of 30 days',
    parameters: WebhookParameters,
    query: DeliveryQuery,
    answers: { 200: { description: 'The newest first', schema: DeliveryList } },
    problems: ['dependency_unavailable'],
  },
  {
    ...shared,
    id: 'replayDelivery',
    method: 'post',
    path: `${path}/deliveries/{delivery}/replay`,
    summary: 'Send a message again',
    description: 'What is sent is the newest state of what the message was about, never an older one.',
    parameters: DeliveryParameters,
    answers: { 202: { description: 'On its way', schema: ReplayAnswer } },
    problems: ['dependency_unavailable'],
  },
  {
    ...shared,
    id: 'replayWebhook',
    method: 'post',
    path: `${path}/replay`,
    summary: 'Send everything since a moment again',
    description: 'The newest state of each article, front and alert that messages were about since then.',
    parameters: WebhookParameters,
    query: ReplayQuery,
    answers: { 202: { description: 'On its way', schema: ReplayAnswer } },
    problems: ['dependency_unavailable'],
  },
];

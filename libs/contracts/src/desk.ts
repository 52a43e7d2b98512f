import { z } from 'zod';
import type { Api } from './operation.ts';
import { SigningJwk } from './signing.ts';
import { TakedownReceipt } from './takedown.ts';
import { WhereAnswer, WhereQuery } from './where.ts';

export const ReceiptParameters = z.object({
  id: z
    .string()
    .regex(/^[\da-f-]{36}$/, 'is not the id of a receipt')
    .describe('Of the receipt'),
});
export type ReceiptParameters = z.infer<typeof ReceiptParameters>;

const group = 'Receipts';

/** What the desk answers to programs; everything else there is pages. */
export const deskApi: Api = {
  title: 'Sosik desk',
  summary: 'Where a story is, and receipts of takedowns',
  description:
    'A withdrawal that waits until it is gone has a receipt: which readers of the log have applied it, and what was seen on one surface of each kind. It is signed, and kept in the chained audit log of the desk.',
  origin: 'http://127.0.0.1:4005',
  operations: [
    {
      id: 'whereIs',
      method: 'get',
      path: '/v1/where',
      group: 'Where is my story?',
      summary: 'Where an event or an article is, hop by hop: what is missing, why, and when it goes on',
      description:
        'With the token of the desk as a bearer token, or a session. Of articles that are held it says that they are, and nothing of what they say.',
      query: WhereQuery,
      answers: { 200: { description: 'As it was seen at about one moment', schema: WhereAnswer } },
      problems: ['unauthorized'],
    },
    {
      id: 'takedownReceipt',
      method: 'get',
      path: '/v1/receipts/{id}',
      group,
      summary: 'The receipt of a takedown',
      scope: 'read',
      parameters: ReceiptParameters,
      answers: { 200: { description: 'As it was signed', schema: TakedownReceipt } },
      problems: ['dependency_unavailable'],
    },
    {
      id: 'receiptKey',
      method: 'get',
      path: '/receipts/key',
      group,
      summary: 'The public key that receipts are signed with',
      answers: { 200: { description: 'A JWK', schema: SigningJwk } },
      problems: ['not_found'],
      samples: [{ name: 'The key' }],
    },
  ],
};

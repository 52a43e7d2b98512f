import { z } from 'zod';
import { Fault } from './problem.ts';
import { Receipt } from './receipt.ts';

/** What the gate has not taken, as the desk may know it: nothing of what it said, but where it was wrong. */
export const Refusal = z
  .object({
    id: z.string().max(300).describe('Of the event; empty where it had none'),
    source: z.string().max(500).optional(),
    uri: z.string().max(300).optional(),
    type: z.string().max(100).optional(),
    key: z.string().max(100).optional().describe('Id of the key that spoke'),
    idempotencyKey: z.string().max(255).optional().describe('The name that the request gave itself'),
    at: z.iso.datetime(),
    code: z.string().max(100).describe('Of the problem that was answered'),
    faults: z.array(Fault.pick({ pointer: true, code: true, message: true })).max(5),
  })
  .meta({ id: 'Refusal' });
export type Refusal = z.infer<typeof Refusal>;

export const SaidQuestion = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(500)
    .describe('Id of an event, uri of an article, or a request’s idempotency key'),
});
export type SaidQuestion = z.infer<typeof SaidQuestion>;

/** What the gates remember of a name: what was answered under an idempotency key, and what was refused, newest first. */
export const SaidAnswer = z.object({
  receipts: z.array(Receipt).max(200),
  refusals: z.array(Refusal).max(20),
});
export type SaidAnswer = z.infer<typeof SaidAnswer>;

import { z } from 'zod';
import { Fault, Problem } from './problem.ts';

/** The place of an accepted event in the intake log; opaque to clients, comparable for us. */
export interface Token {
  epoch: number;
  partition: number;
  offset: number;
}

/** Epochs leave 40 bits for offsets: a topic of one event per millisecond lasts 34 years. */
const OFFSETS = 2 ** 40;

/** The one number that orders all states of an article (see docs/architecture.md §2). */
export function seqOf(epoch: number, offset: number): number {
  return epoch * OFFSETS + offset + 1;
}

export function encodeToken({ epoch, partition, offset }: Token): string {
  return Buffer.from(`${epoch}.${partition}.${offset}`).toString('base64url');
}

/** The token, or nothing when the text was not made by `encodeToken`. */
export function decodeToken(text: string): Token | undefined {
  const match = /^(\d{1,6})\.(\d{1,4})\.(\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString());
  if (!match) return undefined;
  return { epoch: Number(match[1]), partition: Number(match[2]), offset: Number(match[3]) };
}

export const Receipt = z
  .object({
    id: z.string(),
    status: z.enum(['accepted', 'duplicate', 'rejected']),
    uri: z.string().optional(),
    version: z.int().optional(),
    token: z.string().optional().describe('Opaque place in the intake log'),
    url: z.string().optional().describe('Path of the article page, once public'),
    warnings: z.array(Fault).optional(),
    statusUrl: z.string().optional(),
    index: z.int().optional().describe('Place in the batch'),
    problem: Problem.optional(),
  })
  .meta({ id: 'Receipt', description: 'What became of one event at the gate' });
export type Receipt = z.infer<typeof Receipt>;

export const BatchReceipt = z
  .object({
    accepted: z.int(),
    duplicates: z.int(),
    rejected: z.int(),
    receipts: z.array(Receipt),
  })
  .meta({ id: 'BatchReceipt' });
export type BatchReceipt = z.infer<typeof BatchReceipt>;

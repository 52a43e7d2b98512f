import { z } from 'zod';
import { Fault, Problem } from './problem.ts';
import { TakedownReceipt } from './takedown.ts';
import { PictureStanding } from './wish.ts';

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

/** The place in the intake log that a number was made of. */
export function placeOfSeq(seq: number): { epoch: number; offset: number } {
  return { epoch: Math.floor((seq - 1) / OFFSETS), offset: (seq - 1) % OFFSETS };
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

/** What can become of an accepted event, each with its meaning. Closed: clients may rely on it. */
export const eventOutcomes = {
  public: 'this state of the article is what the public sees',
  held: 'this version is kept until its time',
  gone: 'the article has left the public',
  duplicate: 'the same event was decided on before; this copy changes nothing',
  stale: 'a newer version is known; this one changes nothing',
  withdrawn: 'the article is withdrawn, and only a reinstatement changes that',
  conflict: 'the article is not at the version that was expected; nothing has changed',
  'not due': 'nothing of the article was due then; nothing has changed',
  dead: 'it could not be used and lies among the dead letters, from where it can be replayed',
} as const;
export type EventOutcome = keyof typeof eventOutcomes;

export const Outcome = z
  .enum(Object.keys(eventOutcomes) as [EventOutcome, ...EventOutcome[]])
  .describe('What became of the event');

export const Receipt = z
  .object({
    id: z.string(),
    status: z.enum(['accepted', 'duplicate', 'rejected']),
    uri: z.string().optional(),
    version: z.int().optional(),
    token: z.string().optional().describe('Opaque place in the intake log'),
    url: z.string().optional().describe('Path of the article page, once public'),
    warnings: z.array(Fault).optional(),
    statusUrl: z.string().optional().describe('Path that tells where the event is; see EventStatus'),
    outcome: Outcome.optional().describe('What became of the event; only if that was waited for'),
    reason: z.string().optional().describe('The outcome in words'),
    takedown: TakedownReceipt.optional().describe(
      'What was seen of it, signed; only of a withdrawal that was waited for',
    ),
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

const pictures = z
  .array(PictureStanding)
  .describe('Pictures that the article names by their address and does not show now');

/** What content has decided on an event. */
export const Verdict = z
  .object({
    id: z.string(),
    source: z.string(),
    uri: z.string(),
    outcome: Outcome.exclude(['dead']),
    reason: z.string().describe('In words, for the newsroom'),
    n: z.int().describe('Number of the record that was decided on: epoch and offset of the intake log'),
    partition: z.int().describe('Partition of that record'),
    seq: z.int().describe('Number of the public state the article had from then on; 0 if none'),
    at: z.iso.datetime().describe('When it was decided, by the clock of content'),
    accepted: z.iso
      .datetime()
      .optional()
      .describe(
        'When the intake log had it, by the clock of the log; not known of what was decided long ago',
      ),
    version: z.int().optional().describe('That the event spoke of, if it named one'),
    pictures: pictures.optional(),
  })
  .meta({ id: 'Verdict' });
export type Verdict = z.infer<typeof Verdict>;

export const VerdictsAnswer = z.object({
  verdicts: z
    .array(Verdict)
    .describe('Of all sources that have sent an event of this id, or of the one named'),
});
export type VerdictsAnswer = z.infer<typeof VerdictsAnswer>;

/** A service on the way of an event, and whether the event has passed it. */
export const Hop = z
  .object({
    service: z.string().describe('content decides and tells; every other one reads what it tells'),
    instance: z.string().optional().describe('Which one, where each process reads for itself'),
    state: z.enum(['waiting', 'applied']),
    lag: z.int().min(0).describe('Records up to the event that this service has not applied yet'),
    at: z.iso.datetime().optional().describe('When it was seen to be applied, if someone was looking'),
    ms: z.int().optional().describe('The same, milliseconds after the gate began to look'),
  })
  .meta({ id: 'Hop' });
export type Hop = z.infer<typeof Hop>;

export const EventStatus = z
  .object({
    id: z.string(),
    source: z
      .string()
      .optional()
      .describe('Unknown of an event that is not decided on and was asked for by id'),
    uri: z.string().optional(),
    state: z
      .enum(['accepted', 'decided', 'applied'])
      .describe('accepted: in the intake log; decided: and kept, and told; applied: and by every reader'),
    outcome: Outcome.optional().describe('Absent until it is decided'),
    reason: z.string().describe('Where the event is and why, in words'),
    token: z.string().describe('Opaque place in the intake log'),
    hops: z.array(Hop).describe('content first, then every reader of the change log'),
    pictures: pictures.optional(),
  })
  .meta({ id: 'EventStatus', description: 'Where an accepted event is' });
export type EventStatus = z.infer<typeof EventStatus>;

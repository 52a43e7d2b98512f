import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { BatchReceipt, Receipt } from '#libs/contracts';
import { ProblemError, problemOf } from '#libs/service';
import { EVENT_BYTES, tooLarge } from './envelope.ts';
import { type Accepted, EventProducer, type Saying } from './event.producer.ts';
import { IdempotencyStore } from './idempotency.store.ts';
import { type Kept, nameOf, printOfBatch } from './idempotency.ts';

const BATCH_EVENTS = 100;

const refused: PromiseSettledResult<Accepted> = { status: 'rejected', reason: tooLarge() };

/** What is said about a batch: every event has a receipt. */
export interface BatchAnswer {
  status: number;
  body: BatchReceipt;
  replayed: boolean;
  unguarded: boolean;
}

/**
 * Accepts many events at once, each on its own: one that is refused is no hindrance to the others. The log is
 * written in the order of the batch. An answer is kept under the request's own key once no event of it could
 * end otherwise the next time.
 */
@Injectable()
export class BatchProducer {
  constructor(
    @Inject(EventProducer) private readonly events: EventProducer,
    @Inject(IdempotencyStore) private readonly memory: IdempotencyStore,
  ) {}

  /** Throws `invalid_event` when it is no batch, and what has become of all events when the log is away. */
  async accept(
    body: unknown,
    { idempotencyKey, ...saying }: Saying,
    request: FastifyRequest,
  ): Promise<BatchAnswer> {
    const values = eventsOf(body);
    const names = idempotencyKey === undefined ? [] : [nameOf(saying.key.id, 'key', idempotencyKey)];
    const print = names.length === 0 ? {} : printOfBatch(values);
    return this.memory.once({ names, print }, isBatch, () => this.answer(values, saying, request));
  }

  private async answer(
    values: readonly unknown[],
    saying: Saying,
    request: FastifyRequest,
  ): Promise<Omit<BatchAnswer, 'replayed'>> {
    const sizes = values.map((value) => request.bodyBytes <= EVENT_BYTES || isSmall(value));
    const small = values.filter((_, index) => sizes[index]);
    const results = await this.events.acceptAll(small, saying, request.work);
    const all = sizes.map((fits) => (fits ? results.shift() : undefined) ?? refused);
    const receipts = all.map((result, index) => receiptOf(result, values[index], { index, request }));
    const count = (word: Receipt['status']) => receipts.filter(({ status }) => status === word).length;
    const [accepted, duplicates, rejected] = [count('accepted'), count('duplicate'), count('rejected')];
    // The log is away for all of them: 503 for the whole, so that the newsroom sends it again.
    const lost = receipts.findIndex(({ problem }) => (problem?.status ?? 0) >= 500);
    const reason = all[lost];
    if (rejected === receipts.length && reason?.status === 'rejected') throw reason.reason;
    const status = rejected === 0 ? 202 : rejected === receipts.length ? 422 : 207;
    const unguarded = all.some((result) => result.status === 'fulfilled' && result.value.unguarded);
    return { status, body: { accepted, duplicates, rejected, receipts }, unguarded };
  }
}

/** The events of a batch; throws `invalid_event` unless there are 1 to 100. */
export function eventsOf(body: unknown): unknown[] {
  if (Array.isArray(body) && body.length > 0 && body.length <= BATCH_EVENTS) return body;
  const message = `must be an array of 1 to ${BATCH_EVENTS} events`;
  throw new ProblemError('invalid_event', { errors: [{ pointer: '', code: 'invalid_batch', message }] });
}

/** The id a value came with, be it an event or not. */
export function idOf(value: unknown): string {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined;
  return typeof id === 'string' ? id.slice(0, 200) : '';
}

function receiptOf(
  result: PromiseSettledResult<Accepted>,
  value: unknown,
  { index, request }: { index: number; request: FastifyRequest },
): Receipt {
  if (result.status === 'fulfilled') {
    const { receipt, replayed } = result.value;
    return { index, ...receipt, status: replayed ? 'duplicate' : 'accepted' };
  }
  return { index, id: idOf(value), status: 'rejected', problem: problemOf(result.reason, request) };
}

function isBatch(body: Kept['body']): body is BatchReceipt {
  return 'receipts' in body && !('payload' in body);
}

function isSmall(value: unknown): boolean {
  return Buffer.byteLength(JSON.stringify(value)) <= EVENT_BYTES;
}

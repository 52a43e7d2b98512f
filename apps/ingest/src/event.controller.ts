import { Body, Controller, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type BatchDryRun, type BatchReceipt, type DryRun, EventQuery, type Receipt } from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { BatchProducer } from './batch.producer.ts';
import { EVENT_BYTES, fromHeaders, modeOf, tooLarge } from './envelope.ts';
import { EventProducer, type Saying } from './event.producer.ts';
import { headersOf, idempotencyKeyOf } from './idempotency.ts';
import { KeyStore } from './key.store.ts';
import { OutcomeClient } from './outcome.client.ts';
import { signedOf } from './webhook.ts';

type Answer = Receipt | BatchReceipt | DryRun | BatchDryRun;

/**
 * The gate: who says it, is it well formed, is it in the one form everything behind relies on. Accepted (202)
 * means that the intake log has it on all in-sync replicas. Log away: 503, and the newsroom keeps its event. Said
 * again, it is answered as before (`Idempotency-Replayed: true`) and has no second effect.
 */
@Controller('v1')
export class EventController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(EventProducer) private readonly events: EventProducer,
    @Inject(BatchProducer) private readonly batches: BatchProducer,
    @Inject(OutcomeClient) private readonly outcomes: OutcomeClient,
  ) {}

  @Post('events')
  @HttpCode(202)
  async receive(
    @Query({ schema: EventQuery }) query: EventQuery,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Answer> {
    const key = this.keys.admit(request);
    const mode = modeOf(request.raw);
    const lane = query.lane === 'backfill' ? query.lane : undefined;
    const saying = {
      key,
      strict: query.strict,
      spend: (event: unknown) => this.keys.spend(key, event, lane),
      // A signed message that is sent again has the same id.
      idempotencyKey: idempotencyKeyOf(request.raw) ?? signedOf(request.headers)?.id,
    };
    if (mode === 'batch') return this.batch(body, query, { saying, request, reply });
    if (request.bodyBytes > EVENT_BYTES) throw tooLarge();
    const event = mode === 'binary' ? fromHeaders(request.raw, body) : body;
    if (query.dryRun) {
      reply.status(200);
      return this.outcomes.dryRun(event, saying);
    }
    const { wait, timeout } = query;
    const glance = await this.outcomes.following.glance(event, wait);
    const accepted = await this.events.accept(event, saying, request.work);
    reply.headers(headersOf(accepted));
    const waiting = { wait, timeout, glance };
    return this.outcomes.following.follow(accepted, waiting, { by: key.id, reply });
  }

  private async batch(
    body: unknown,
    { wait, dryRun }: EventQuery,
    { saying, request, reply }: { saying: Saying; request: FastifyRequest; reply: FastifyReply },
  ): Promise<BatchReceipt | BatchDryRun> {
    if (wait !== undefined) {
      const message = 'is for one event, not for a batch';
      const errors = [{ parameter: 'wait', code: 'not_in_a_batch', message }];
      throw new ProblemError('invalid_parameter', { errors });
    }
    if (dryRun) {
      const answer = await this.outcomes.dryRunAll(body, saying, request);
      reply.status(answer.status);
      return answer.body;
    }
    const answer = await this.batches.accept(body, saying, request);
    reply.status(answer.status).headers(headersOf(answer));
    return answer.body;
  }
}

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { EVENT_BYTES, tooLarge } from './envelope.ts';
import { type Accepted, EventProducer } from './event.producer.ts';
import { headersOf, idempotencyKeyOf } from './idempotency.ts';
import { KeyStore } from './key.store.ts';

/**
 * The short way of the usual request: one event in the JSON format, nothing asked beside it. It is accepted by the
 * same store and producer as on its route, below the Nest pipeline, which would cost it a twentieth of the gate’s time;
 * every other request goes on to `EventController`, where the same one would be answered in the same words.
 */
@Injectable()
export class ExpressLane implements OnModuleInit {
  constructor(
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost<FastifyAdapter>,
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(EventProducer) private readonly events: EventProducer,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    fastify.addHook('preHandler', (request: FastifyRequest, reply: FastifyReply, next) => {
      if (isUsual(request)) this.accept(request).then((accepted) => answer(accepted, reply), next);
      else next();
    });
  }

  private async accept(request: FastifyRequest): Promise<Accepted> {
    const key = this.keys.admit(request);
    const idempotencyKey = idempotencyKeyOf(request.raw);
    if (request.bodyBytes > EVENT_BYTES) throw tooLarge();
    const spend = (event: unknown): void => this.keys.spend(key, event);
    return this.events.accept(request.body, { key, strict: false, spend, idempotencyKey }, request.work);
  }
}

/** No question in its address, no signature instead of a key, no other form: what nearly every event comes as. */
function isUsual({ method, url, headers }: FastifyRequest): boolean {
  return (
    method === 'POST' &&
    url === '/v1/events' &&
    headers['content-type'] === 'application/cloudevents+json' &&
    headers.authorization !== undefined
  );
}

/** Written here and not by Fastify, which would look for a schema first. */
function answer(accepted: Accepted, reply: FastifyReply): void {
  reply
    .status(202)
    .headers(headersOf(accepted))
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(accepted.receipt));
}

import multipart from '@fastify/multipart';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { topics } from '#libs/contracts';
import { Applied, Sender } from '#libs/kafka';
import { Outbound } from '#libs/outbound';
import { ProblemError, Runtime, type Service } from '#libs/service';
import { ArticleController } from './article.controller.ts';
import { BatchProducer } from './batch.producer.ts';
import { ContentClient } from './content.client.ts';
import { DecisionController } from './decision.controller.ts';
import { DecisionProducer } from './decision.producer.ts';
import { EventController } from './event.controller.ts';
import { EventProducer } from './event.producer.ts';
import { ExpressLane } from './express.controller.ts';
import { FollowClient } from './follow.client.ts';
import { IdempotencyStore } from './idempotency.store.ts';
import { ImportController } from './import.controller.ts';
import { ImportProducer } from './import.producer.ts';
import { JudgeClient } from './judge.client.ts';
import { KeyController } from './key.controller.ts';
import { KeyProducer } from './key.producer.ts';
import { KeyStore } from './key.store.ts';
import { LimitStore } from './limit.store.ts';
import { MediaController } from './media.controller.ts';
import { OutcomeClient } from './outcome.client.ts';
import { PayloadClient } from './payload.client.ts';
import { PayloadController } from './payload.controller.ts';
import { PictureClient } from './picture.client.ts';
import { PreviewController } from './preview.controller.ts';
import { ranks } from './ranks.ts';
import { ReferenceController } from './reference.controller.ts';
import { SaidController } from './said.controller.ts';
import { ingestSettings } from './settings.ts';
import { CursorStore } from './sources/cursor.store.ts';
import { FeedClient } from './sources/feed.client.ts';
import { NewsProducer } from './sources/news.producer.ts';
import { SourceController } from './sources/source.controller.ts';
import { SourceProducer } from './sources/source.producer.ts';
import { StatusController } from './status.controller.ts';
import { SubscriptionController } from './subscription.controller.ts';
import { SubscriptionProducer } from './subscription.producer.ts';
import { SyndicationClient } from './syndication.client.ts';
import { TakedownClient } from './takedown.client.ts';
import { WishClient } from './wish.client.ts';
import { WishProducer } from './wish.producer.ts';

@Module({
  controllers: [
    EventController,
    ArticleController,
    KeyController,
    SubscriptionController,
    DecisionController,
    MediaController,
    ImportController,
    PayloadController,
    PreviewController,
    SaidController,
    StatusController,
    SourceController,
    ReferenceController,
  ],
  providers: [
    Sender,
    Applied,
    LimitStore,
    KeyStore,
    KeyProducer,
    SubscriptionProducer,
    SyndicationClient,
    DecisionProducer,
    IdempotencyStore,
    JudgeClient,
    EventProducer,
    ExpressLane,
    BatchProducer,
    ContentClient,
    TakedownClient,
    FollowClient,
    OutcomeClient,
    PayloadClient,
    ImportProducer,
    Outbound,
    PictureClient,
    WishClient,
    WishProducer,
    CursorStore,
    FeedClient,
    NewsProducer,
    SourceProducer,
  ],
})
export class IngestModule implements OnModuleInit {
  constructor(
    @Inject(Sender) private readonly sender: Sender,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost<FastifyAdapter>,
    @Inject(KeyStore) private readonly keys: KeyStore,
  ) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    void fastify.register(multipart);
    // Pictures are read by their route, once the key is known.
    fastify.addContentTypeParser(/^image\//, async (_request: unknown, stream: unknown) => stream);
    takePayloads(fastify);
    this.tellLimits(fastify);
    this.runtime.dependsOn('kafka', 'required', () => this.sender.reach());
    this.sender.warm([topics.intake.name]).catch(() => undefined);
  }

  /** Every answer to a key says what it may still ask; a refusal says which limit it was. */
  private tellLimits(fastify: FastifyInstance): void {
    fastify.addHook(
      'onSend',
      (request: FastifyRequest, reply: FastifyReply, _payload: unknown, done: () => void) => {
        const fields = reply.hasHeader('ratelimit') ? undefined : this.keys.limitsOf(request);
        if (fields) reply.headers(fields);
        done();
      },
    );
  }
}

/** Bytes of what is no JSON, for the routes that take bytes; elsewhere they are what no route reads. */
function takePayloads(fastify: FastifyInstance): void {
  fastify.addContentTypeParser(
    /^(application\/(([\w.-]+\+)?xml|octet-stream)|text\/(xml|html|plain))\s*(;|$)/i,
    { parseAs: 'buffer' },
    async ({ routeOptions }: FastifyRequest, bytes: Buffer) => {
      if (routeOptions.config.bytes) return bytes;
      throw new ProblemError('unsupported_media_type');
    },
  );
}

/** The gate: authenticates, validates, normalises, appends to the intake log. */
export const ingest = {
  name: 'ingest',
  settings: ingestSettings,
  module: IngestModule,
  ranks,
  bodyBytes: 16 * 2 ** 20,
} satisfies Service<typeof ingestSettings>;

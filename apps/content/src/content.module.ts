import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_RECORD_BYTES, mediaLimits } from '#libs/contracts';
import { ConsumerController, migrateTopics, Runner, readsTheLog } from '#libs/kafka';
import { Database } from '#libs/mongo';
import { Runtime, SETTINGS, type Service } from '#libs/service';
import { ArchiveController } from './archive.controller.ts';
import { ArchiveStore } from './archive.store.ts';
import { ArticleController } from './article.controller.ts';
import { ArticleStore } from './article.store.ts';
import { BucketClient } from './bucket.client.ts';
import { CorrectionStore } from './correction.store.ts';
import { DriftController } from './drift.controller.ts';
import { DriftStore } from './drift.store.ts';
import { DueProducer } from './due.producer.ts';
import { EditorialController } from './editorial.controller.ts';
import { EditorialStore } from './editorial.store.ts';
import { IndexStore } from './index.store.ts';
import { IntakeConsumer } from './intake.consumer.ts';
import { ListStore } from './list.store.ts';
import { MediaController } from './media.controller.ts';
import { MediaStore } from './media.store.ts';
import { Memory } from './memory.client.ts';
import { NamingStore } from './naming.store.ts';
import { PastController } from './past.controller.ts';
import { PastStore } from './past.store.ts';
import { PayloadController } from './payload.controller.ts';
import { PreviewController } from './preview.controller.ts';
import { ranks } from './ranks.ts';
import { RenameProducer } from './rename.producer.ts';
import { RetellController } from './retell.controller.ts';
import { RevisionController } from './revision.controller.ts';
import { contentSettings } from './settings.ts';
import { StandingController } from './standing.controller.ts';
import { TraceController } from './trace.controller.ts';
import { VitalsStore } from './vitals.store.ts';
import { WishController } from './wish.controller.ts';
import { WishProducer } from './wish.producer.ts';

@Module({
  controllers: [
    ArticleController,
    ArchiveController,
    ConsumerController,
    DriftController,
    EditorialController,
    RevisionController,
    PreviewController,
    MediaController,
    PastController,
    PayloadController,
    RetellController,
    StandingController,
    TraceController,
    WishController,
    IntakeConsumer,
  ],
  providers: [
    ArchiveStore,
    ArticleStore,
    BucketClient,
    CorrectionStore,
    Database,
    DriftStore,
    DueProducer,
    EditorialStore,
    IndexStore,
    ListStore,
    MediaStore,
    Memory,
    { provide: APP_GUARD, useExisting: Memory },
    NamingStore,
    PastStore,
    RenameProducer,
    VitalsStore,
    WishProducer,
    ...readsTheLog({ group: 'content' }),
  ],
})
export class ContentModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly http: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    const whole = { parseAs: 'buffer', bodyLimit: mediaLimits.keptBytes } as const;
    fastify.addContentTypeParser(
      ['image/jpeg', 'image/png', 'image/webp', 'application/octet-stream'],
      whole,
      async (_: FastifyRequest, bytes: Buffer) => bytes,
    );
  }
}

/** The record: decides what is public, keeps it in MongoDB, tells it to the change log. */
export const content = {
  name: 'content',
  settings: contentSettings,
  module: ContentModule,
  ranks,
  events: Runner,
  // What the gate asks about is a whole article.
  bodyBytes: MAX_RECORD_BYTES,
  migrate: async (app) => {
    await migrateTopics(app.get(SETTINGS), app.get(Runtime));
    await app.get(IndexStore).make();
    await app.get(PastStore).migrate();
  },
} satisfies Service<typeof contentSettings>;

import { randomBytes } from 'node:crypto';
import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ConsumerController, LogScan, Runner, readsTheLog } from '#libs/kafka';
import type { Service } from '#libs/service';
import { ApiController } from './api/api.controller.ts';
import { ArticleApiController } from './api/article.controller.ts';
import { FrontApiController } from './api/front.controller.ts';
import { ListApiController } from './api/list.controller.ts';
import { SectionApiController } from './api/section.controller.ts';
import { SuggestApiController } from './api/suggest.controller.ts';
import { TagApiController } from './api/tag.controller.ts';
import { ArchiveController } from './archive/archive.controller.ts';
import { AssetController } from './assets/asset.controller.ts';
import { BackendClient } from './backend.client.ts';
import { CacheController } from './cache/cache.controller.ts';
import { Door } from './cache/door.controller.ts';
import { DriftController } from './cache/drift.controller.ts';
import { ReadyStore } from './cache/ready.store.ts';
import { RenditionStore } from './cache/rendition.store.ts';
import { ChangeConsumer } from './change.consumer.ts';
import { SignController } from './discovery/sign.controller.ts';
import { FeedController } from './feeds/feed.controller.ts';
import { FrontClient } from './front.client.ts';
import { PopularController } from './pages/popular.controller.ts';
import { Press } from './pages/press.controller.ts';
import { PreviewController } from './pages/preview.controller.ts';
import { ReferenceController } from './pages/reference.controller.ts';
import { RevisionController } from './pages/revision.controller.ts';
import { TagController } from './pages/tag.controller.ts';
import { PagesController } from './pages.controller.ts';
import { PastPaper } from './past/paper.client.ts';
import { PastController } from './past/past.controller.ts';
import { PicturesController } from './pictures.controller.ts';
import { PopularClient } from './popular.client.ts';
import { ranks } from './ranks.ts';
import { gatewaySettings } from './settings.ts';
import { Journal } from './stream/journal.store.ts';
import { PastClient } from './stream/past.client.ts';
import { StreamController } from './stream/stream.controller.ts';
import { SaltClient } from './views/salt.client.ts';
import { answerPreflight, ViewController } from './views/view.controller.ts';
import { ViewProducer } from './views/view.producer.ts';
import { WithdrawnWatch } from './withdrawn.client.ts';

/** Each gateway hears all changes: it is a consumer group of its own, from its start on. */
const member = `gateway.${randomBytes(6).toString('hex')}`;

@Module({
  controllers: [
    ConsumerController,
    ApiController,
    ArticleApiController,
    ListApiController,
    SectionApiController,
    FrontApiController,
    TagApiController,
    SuggestApiController,
    FeedController,
    ArchiveController,
    SignController,
    PicturesController,
    AssetController,
    ReferenceController,
    TagController,
    RevisionController,
    PreviewController,
    PastController,
    PopularController,
    ViewController,
    StreamController,
    DriftController,
    CacheController,
    PagesController,
    ChangeConsumer,
  ],
  providers: [
    BackendClient,
    Door,
    FrontClient,
    Journal,
    LogScan,
    PastClient,
    PastPaper,
    PopularClient,
    Press,
    ReadyStore,
    RenditionStore,
    SaltClient,
    ViewProducer,
    WithdrawnWatch,
    ...readsTheLog({ group: 'gateway', member, start: 'end' }),
  ],
})
export class GatewayModule implements OnModuleInit {
  constructor(
    @Inject(Door) private readonly door: Door,
    @Inject(Press) private readonly press: Press,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost<FastifyAdapter>,
  ) {}

  onModuleInit(): void {
    const fastify = this.http.httpAdapter.getInstance<FastifyInstance>();
    this.door.open(fastify, (url) => this.press.alone(url));
    fastify.refusesWith((request) => this.press.refusal(request));
    answerPreflight(fastify);
  }
}

/** The door: reader pages, public API, feeds; tells what was read; owns no data. */
export const gateway = {
  name: 'gateway',
  settings: gatewaySettings,
  module: GatewayModule,
  ranks,
  events: Runner,
} satisfies Service<typeof gatewaySettings>;

import { Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { topics } from '#libs/contracts';
import { Applied, ConsumerController, migrateTopics, Runner, readsTheLog } from '#libs/kafka';
import { Database } from '#libs/mongo';
import { Outbound } from '#libs/outbound';
import { Runtime, SETTINGS, type Service } from '#libs/service';
import { ChangeConsumer } from './change.consumer.ts';
import { ContentClient } from './content.client.ts';
import { DeliveryClient } from './delivery.client.ts';
import { DeliveryController } from './delivery.controller.ts';
import { DeliveryProducer } from './delivery.producer.ts';
import { DeliveryStore } from './delivery.store.ts';
import { FeedClient } from './feed.client.ts';
import { FollowerStore } from './follower.store.ts';
import { HubController } from './hub.controller.ts';
import { HubProducer } from './hub.producer.ts';
import { LaneStore } from './lane.store.ts';
import { PositionStore } from './position.store.ts';
import { ReplayProducer } from './replay.producer.ts';
import { syndicationSettings } from './settings.ts';
import { SubscriptionConsumer } from './subscription.consumer.ts';

const FORM_BYTES = 8_192;

@Module({
  controllers: [ChangeConsumer, ConsumerController, DeliveryController, HubController],
  providers: [
    ...[Applied, Database, Outbound, ContentClient, FeedClient],
    ...[PositionStore, LaneStore, DeliveryStore, FollowerStore, SubscriptionConsumer],
    ...[DeliveryClient, DeliveryProducer, ReplayProducer, HubProducer],
    ...readsTheLog({ group: 'syndication' }),
  ],
})
export class SyndicationModule implements OnModuleInit {
  constructor(
    @Inject(Runner) runner: Runner,
    @Inject(LaneStore) { positions }: LaneStore,
    @Inject(HttpAdapterHost) private readonly http: HttpAdapterHost<FastifyAdapter>,
  ) {
    runner.keepsPosition(topics.changes.name, (topic, partition) => positions.find(topic, partition));
  }

  onModuleInit(): void {
    const fastify: FastifyInstance = this.http.httpAdapter.getInstance();
    // As WebSub has it; of a name that comes twice the last one counts.
    fastify.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: FORM_BYTES },
      async (_: FastifyRequest, text: string) => Object.fromEntries(new URLSearchParams(text)),
    );
  }
}

/** The messenger: tells others, outside, of what has become public. */
export const syndication = {
  name: 'syndication',
  settings: syndicationSettings,
  module: SyndicationModule,
  events: Runner,
  migrate: async (app) => {
    await migrateTopics(app.get(SETTINGS), app.get(Runtime));
    await app.get(LaneStore).migrate();
  },
} satisfies Service<typeof syndicationSettings>;

import { Inject, Module } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { Applied, migrateTopics, Runner, readsTheLog } from '#libs/kafka';
import { Database } from '#libs/mongo';
import { Outbound } from '#libs/outbound';
import { Runtime, SETTINGS, type Service } from '#libs/service';
import { ChangeConsumer } from './change.consumer.ts';
import { ContentClient } from './content.client.ts';
import { DeliveryClient } from './delivery.client.ts';
import { DeliveryController } from './delivery.controller.ts';
import { DeliveryProducer } from './delivery.producer.ts';
import { DeliveryStore } from './delivery.store.ts';
import { LaneStore } from './lane.store.ts';
import { PositionStore } from './position.store.ts';
import { ReplayProducer } from './replay.producer.ts';
import { syndicationSettings } from './settings.ts';
import { SubscriptionConsumer } from './subscription.consumer.ts';

@Module({
  controllers: [ChangeConsumer, DeliveryController],
  providers: [
    ...[Applied, Database, Outbound, ContentClient],
    ...[PositionStore, LaneStore, DeliveryStore, SubscriptionConsumer],
    ...[DeliveryClient, DeliveryProducer, ReplayProducer],
    ...readsTheLog({ group: 'syndication' }),
  ],
})
export class SyndicationModule {
  constructor(@Inject(Runner) runner: Runner, @Inject(LaneStore) { positions }: LaneStore) {
    runner.keepsPosition(topics.changes.name, (topic, partition) => positions.find(topic, partition));
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

import { Module } from '@nestjs/common';
import { ConsumerController, LogScan, Runner, readsTheLog } from '#libs/kafka';
import type { Service } from '#libs/service';
import { BehindStore } from './behind.store.ts';
import { BoardStore } from './board.store.ts';
import { CardStore } from './card.store.ts';
import { ChangeConsumer } from './change.consumer.ts';
import { DecisionConsumer } from './decision.consumer.ts';
import { DriftController } from './drift.controller.ts';
import { DriftStore } from './drift.store.ts';
import { ListStore } from './list.store.ts';
import { LossStore } from './loss.store.ts';
import { MovementStore } from './movement.store.ts';
import { PastController } from './past.controller.ts';
import { PastStore } from './past.store.ts';
import { PopularController } from './popular.controller.ts';
import { QuarantineController } from './quarantine.controller.ts';
import { QuarantineStore } from './quarantine.store.ts';
import { RebuildController } from './rebuild.controller.ts';
import { RedisStore } from './redis.store.ts';
import { SaltController } from './salt.controller.ts';
import { SaltStore } from './salt.store.ts';
import { popularitySettings } from './settings.ts';
import { ViewConsumer } from './view.consumer.ts';
import { ViewStore } from './view.store.ts';
import { VitalsStore } from './vitals.store.ts';
import { WindowStore } from './window.store.ts';

@Module({
  controllers: [
    ConsumerController,
    DriftController,
    PastController,
    PopularController,
    QuarantineController,
    RebuildController,
    SaltController,
    ChangeConsumer,
    ViewConsumer,
  ],
  providers: [
    ...[RedisStore, ViewStore, WindowStore, CardStore, LossStore, SaltStore, DriftStore],
    ...[
      DecisionConsumer,
      MovementStore,
      ListStore,
      BehindStore,
      BoardStore,
      PastStore,
      QuarantineStore,
      VitalsStore,
    ],
    ...[LogScan, ...readsTheLog({ group: 'popularity' })],
  ],
})
export class PopularityModule {}

/** The counter: keeps rolling view counts in Redis, answers what is read most. */
export const popularity = {
  name: 'popularity',
  settings: popularitySettings,
  module: PopularityModule,
  events: Runner,
} satisfies Service<typeof popularitySettings>;

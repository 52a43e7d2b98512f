import { Module } from '@nestjs/common';
import { Applied, DeadLetters, migrateTopics, Sender } from '#libs/kafka';
import { Runtime, SETTINGS, type Service } from '#libs/service';
import { AuditStore } from './audit.store.ts';
import { CacheClient } from './cache/cache.client.ts';
import { CacheController } from './cache/cache.controller.ts';
import { CanaryClient } from './canary/canary.client.ts';
import { CanaryProducer } from './canary/canary.producer.ts';
import { ConsumerClient } from './consumers/consumer.client.ts';
import { ConsumersController } from './consumers/consumers.controller.ts';
import { ContentClient } from './content.client.ts';
import { DeskController } from './desk.controller.ts';
import { Door } from './door.controller.ts';
import { ArrivalClient } from './drift/arrival.client.ts';
import { AuditorClient } from './drift/auditor.client.ts';
import { DriftController } from './drift/drift.controller.ts';
import { RecordClient } from './drift/record.client.ts';
import { ViewClient } from './drift/view.client.ts';
import { GatewayClient } from './gateway.client.ts';
import { IngestClient } from './ingest.client.ts';
import { BulkProducer, LetterNotes } from './letters/bulk.producer.ts';
import { LetterController } from './letters/letter.controller.ts';
import { LettersController } from './letters/letters.controller.ts';
import { LoginController } from './login.controller.ts';
import { PastClient } from './past.client.ts';
import { CountsClient } from './popularity/counts.client.ts';
import { CountsController } from './popularity/counts.controller.ts';
import { PopularityRoom } from './popularity/room.client.ts';
import { LagClient } from './pulse/lag.client.ts';
import { PulseClient } from './pulse/pulse.client.ts';
import { IndexClient } from './search/index.client.ts';
import { IndexController } from './search/index.controller.ts';
import { SessionStore } from './session.store.ts';
import { opsSettings } from './settings.ts';
import { AboutClient } from './system/about.client.ts';
import { SystemController } from './system/system.controller.ts';
import { TakedownController } from './takedown.controller.ts';
import { TakedownProducer } from './takedown.producer.ts';
import { TimeController } from './time.controller.ts';
import { LogClient } from './where/log.client.ts';
import { SightClient, Witnesses } from './where/sight.client.ts';
import { WhereController } from './where/where.controller.ts';
import { WithdrawalController } from './withdrawal.controller.ts';
import { WitnessClient } from './witness.client.ts';

@Module({
  controllers: [
    LoginController,
    DeskController,
    TakedownController,
    WithdrawalController,
    TimeController,
    DriftController,
    ...[WhereController, LettersController, LetterController, ConsumersController],
    ...[IndexController, CountsController, CacheController, SystemController],
  ],
  providers: [
    ...[Sender, Applied, DeadLetters, Door],
    ...[SessionStore, AuditStore],
    ...[CanaryClient, CanaryProducer],
    ...[ArrivalClient, AuditorClient, RecordClient, ViewClient],
    ...[LagClient, PulseClient, IndexClient, CountsClient, PopularityRoom, CacheClient, AboutClient],
    ...[ContentClient, IngestClient, GatewayClient, WitnessClient, TakedownProducer, PastClient],
    ...[ConsumerClient, LogClient, SightClient, Witnesses, LetterNotes, BulkProducer],
  ],
})
export class OpsModule {}

/** The desk: what operators and editors see of the house, and do in it. */
export const ops = {
  name: 'ops',
  settings: opsSettings,
  module: OpsModule,
  // What the desk is asked, by how urgent it is: who withdraws has to sign in, and to see what became of it.
  ranks: [
    { urgency: 'vital', path: /^\/(internal\/)?takedowns(\/|$)/ },
    { urgency: 'vital', path: /^\/(login|assets\/.*|receipts\/.*|v1\/receipts\/.*)?$/ },
  ],
  migrate: async (app) => {
    await migrateTopics(app.get(SETTINGS), app.get(Runtime));
  },
} satisfies Service<typeof opsSettings>;

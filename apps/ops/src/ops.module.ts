import { Module } from '@nestjs/common';
import { Applied, migrateTopics, Sender } from '#libs/kafka';
import { Runtime, SETTINGS, type Service } from '#libs/service';
import { AuditStore } from './audit.store.ts';
import { DeskController } from './desk.controller.ts';
import { Door } from './door.controller.ts';
import { LoginController } from './login.controller.ts';
import { PastClient } from './past.client.ts';
import { SessionStore } from './session.store.ts';
import { opsSettings } from './settings.ts';
import { TimeController } from './time.controller.ts';

@Module({
  controllers: [LoginController, DeskController, TimeController],
  providers: [Sender, Applied, SessionStore, AuditStore, Door, PastClient],
})
export class OpsModule {}

/** The desk: what operators and editors see of the house, and do in it. */
export const ops = {
  name: 'ops',
  settings: opsSettings,
  module: OpsModule,
  migrate: async (app) => {
    await migrateTopics(app.get(SETTINGS), app.get(Runtime));
  },
} satisfies Service<typeof opsSettings>;

import { Module } from '@nestjs/common';
import { migrateTopics, Runner, readsTheLog } from '#libs/kafka';
import { Runtime, SETTINGS, type Service } from '#libs/service';
import { ArticleController } from './article.controller.ts';
import { ArticleStore } from './article.store.ts';
import { DueProducer } from './due.producer.ts';
import { IntakeConsumer } from './intake.consumer.ts';
import { ListStore } from './list.store.ts';
import { RetellController } from './retell.controller.ts';
import { contentSettings } from './settings.ts';

@Module({
  controllers: [ArticleController, RetellController, IntakeConsumer],
  providers: [ArticleStore, ListStore, DueProducer, ...readsTheLog({ group: 'content' })],
})
export class ContentModule {}

/** The record: decides what is public, keeps it in MongoDB, tells it to the change log. */
export const content = {
  name: 'content',
  settings: contentSettings,
  module: ContentModule,
  events: Runner,
  bodyBytes: 65_536,
  openApiPath: '/internal/openapi.json',
  migrate: async (app) => {
    await migrateTopics(app.get(SETTINGS), app.get(Runtime));
    await app.get(ArticleStore).migrate();
  },
} satisfies Service<typeof contentSettings>;

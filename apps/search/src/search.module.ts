import { Module } from '@nestjs/common';
import { LogScan, Runner, readsTheLog } from '#libs/kafka';
import type { Service } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { ChangeConsumer } from './change.consumer.ts';
import { Engine } from './engine.store.ts';
import { IndexStore } from './index.store.ts';
import { RebuildController } from './rebuild.controller.ts';
import { RebuildStore } from './rebuild.store.ts';
import { SearchController } from './search.controller.ts';
import { searchSettings } from './settings.ts';
import { Clusters } from './suggest/cluster.client.ts';
import { DidYouMean } from './suggest/didyoumean.client.ts';
import { Inquiry } from './suggest/inquiry.client.ts';
import { SuggestController } from './suggest/suggest.controller.ts';

@Module({
  controllers: [SearchController, SuggestController, RebuildController, ChangeConsumer],
  providers: [
    Engine,
    IndexStore,
    ArticleStore,
    Clusters,
    DidYouMean,
    Inquiry,
    RebuildStore,
    LogScan,
    ...readsTheLog({ group: 'search' }),
  ],
})
export class SearchModule {}

/** The finder: keeps the Elasticsearch index at what is public, answers queries. */
export const search = {
  name: 'search',
  settings: searchSettings,
  module: SearchModule,
  events: Runner,
  migrate: (app) => app.get(IndexStore).migrate(),
} satisfies Service<typeof searchSettings>;

import { Module } from '@nestjs/common';
import { MAX_RECORD_BYTES } from '#libs/contracts';
import { ConsumerController, LogScan, Runner, readsTheLog } from '#libs/kafka';
import type { Service } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { ChangeConsumer } from './change.consumer.ts';
import { DriftController } from './drift.controller.ts';
import { DriftStore } from './drift.store.ts';
import { Engine } from './engine.store.ts';
import { IndexStore } from './index.store.ts';
import { NamesController } from './language/names.controller.ts';
import { NamesStore } from './language/names.store.ts';
import { MakerStore } from './maker.store.ts';
import { PreviousStore } from './previous.store.ts';
import { Finder } from './query/finder.client.ts';
import { PopularClient } from './query/popular.client.ts';
import { Unanswered } from './query/unanswered.ts';
import { WalkStore } from './query/walk.store.ts';
import { RebuildController } from './rebuild.controller.ts';
import { RebuildStore } from './rebuild.store.ts';
import { RepeatedStore } from './repeated.store.ts';
import { SearchController } from './search.controller.ts';
import { searchSettings } from './settings.ts';
import { StandingController } from './standing.controller.ts';
import { StandingStore } from './standing.store.ts';
import { Clusters } from './suggest/cluster.client.ts';
import { DidYouMean } from './suggest/didyoumean.client.ts';
import { Inquiry } from './suggest/inquiry.client.ts';
import { SuggestController } from './suggest/suggest.controller.ts';
import { VitalsStore } from './vitals.store.ts';

@Module({
  controllers: [
    ConsumerController,
    SearchController,
    SuggestController,
    NamesController,
    StandingController,
    RebuildController,
    DriftController,
    ChangeConsumer,
  ],
  providers: [
    Engine,
    NamesStore,
    IndexStore,
    MakerStore,
    ArticleStore,
    DriftStore,
    PreviousStore,
    RebuildStore,
    RepeatedStore,
    StandingStore,
    Unanswered,
    WalkStore,
    PopularClient,
    Finder,
    Clusters,
    DidYouMean,
    Inquiry,
    VitalsStore,
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
  // What is asked of the index, by how urgent it is: pages come without what goes on from what is typed, or
  // is akin.
  ranks: [{ urgency: 'patient', method: 'GET', path: /^\/internal\/(suggest$|related\/)/ }],
  events: Runner,
  // The desk holds the index against whole articles.
  bodyBytes: MAX_RECORD_BYTES,
  migrate: (app) => app.get(MakerStore).migrate(),
} satisfies Service<typeof searchSettings>;

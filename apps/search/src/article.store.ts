import type { estypes } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import type { SearchHit } from '#libs/contracts';
import { DependencyUnavailable } from '#libs/service';
import { Engine, IndexMissing } from './engine.store.ts';
import { IndexStore } from './index.store.ts';

/** A question that takes longer is of no use to a reader. */
const ANSWER_MS = 2_000;

/**
 * Asks the index that serves. It holds what was public when it was last refreshed (see index.store.ts); an index
 * that is missing is filled again, also when only questions come, for hours may pass without a change.
 */
@Injectable()
export class ArticleStore {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(IndexStore) private readonly index: IndexStore,
  ) {}

  async search<Source = { card: SearchHit }>(
    request: estypes.SearchRequest,
  ): Promise<estypes.SearchResponse<Source>> {
    try {
      return await this.engine.ask('search.query', (client) =>
        client.search<Source>({ index: this.index.alias.read, ...request }, { requestTimeout: ANSWER_MS }),
      );
    } catch (error) {
      if (!(error instanceof IndexMissing)) throw error;
      this.index.refillSoon();
      throw new DependencyUnavailable('elasticsearch', error);
    }
  }
}

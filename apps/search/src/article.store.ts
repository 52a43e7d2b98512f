import { errors, type estypes } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import type { SearchHit } from '#libs/contracts';
import { DependencyUnavailable, ProblemError } from '#libs/service';
import { Engine, IndexMissing } from './engine.store.ts';
import { IndexStore } from './index.store.ts';

/**
 * Asks the index that serves. It holds what was public when it was last refreshed (see index.store.ts); where there is
 * none, or one that is not whole yet, nobody is answered, and it is filled again (see maker.store.ts).
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
    const { engineTime, driverMs } = this.engine.answer;
    const whole = { index: this.index.alias.read, timeout: engineTime, ...request };
    try {
      const found = await this.engine.ask('search.query', (client) =>
        client.search<Source>(whole, { requestTimeout: driverMs }),
      );
      if (found.timed_out) throw new ProblemError('timeout');
      return found;
    } catch (error) {
      if (error instanceof DependencyUnavailable && error.cause instanceof errors.TimeoutError) {
        throw new ProblemError('timeout');
      }
      if (!(error instanceof IndexMissing)) throw error;
      this.index.lost();
      throw new DependencyUnavailable('elasticsearch', error);
    }
  }
}

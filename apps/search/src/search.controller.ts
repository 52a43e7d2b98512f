import type { estypes } from '@elastic/elasticsearch';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type SearchAnswer, SearchQuery } from '#libs/contracts';
import { ProblemError, Runtime } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { hitOf } from './document.ts';
import { type Cursor, decodeCursor, encodeCursor, searchRequest } from './query.ts';
import { Clusters } from './suggest/cluster.client.ts';
import type { Found } from './suggest/cluster.ts';
import { DidYouMean } from './suggest/didyoumean.client.ts';

/** Answers what readers ask; the gateway is the only caller. */
@Controller('internal')
export class SearchController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Clusters) private readonly clusters: Clusters,
    @Inject(DidYouMean) private readonly didYouMean: DidYouMean,
  ) {}

  @Get('search')
  async search(@Query({ schema: SearchQuery }) query: SearchQuery): Promise<SearchAnswer> {
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, query.sort);
    if (query.cursor !== undefined && !cursor) {
      const fault = { parameter: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of ours' };
      throw new ProblemError('invalid_parameter', { errors: [fault] });
    }
    const asOf = cursor?.asOf ?? this.runtime.now();
    const ask = (q: string) => searchRequest({ ...query, q }, asOf, cursor);
    const request = await this.clusters.within(ask(query.q), query.cluster);
    const found = await this.store.search<Found>(request);
    const page = found.hits.hits.slice(0, query.limit);
    const last = found.hits.hits.length > query.limit ? page.at(-1) : undefined;
    const { total, relation } = totalOf(found);
    const shown = await this.clusters.fold(request, page, query.cluster);
    const didYouMean = await this.didYouMean.instead(query.q, total, ask);
    return {
      data: shown.flatMap(({ hit, versions }) => {
        const card = hitOf(hit);
        return card ? [{ ...card, ...versions }] : [];
      }),
      page: {
        limit: query.limit,
        ...(last?.sort ? { next: encodeCursor({ asOf, after: last.sort as Cursor['after'] }) } : {}),
      },
      meta: {
        total,
        totalRelation: relation,
        took: found.took,
        asOf: new Date(asOf).toISOString(),
        ...(didYouMean === undefined ? {} : { didYouMean }),
      },
    };
  }
}

function totalOf({ hits: { total } }: estypes.SearchResponse<Found>): {
  total: number;
  relation: 'eq' | 'gte';
} {
  if (typeof total === 'object') return { total: total.value, relation: total.relation };
  return { total: total ?? 0, relation: 'eq' };
}

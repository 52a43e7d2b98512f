import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type SearchAnswer, type SearchHit, SearchQuery } from '#libs/contracts';
import { hitOf } from './document.ts';
import { explanationOf } from './query/explain.ts';
import { facetsIn } from './query/facet.ts';
import { type EngineHit, Finder } from './query/finder.client.ts';
import { popularityOf } from './query/popular.ts';
import { type Circumstances, searchRequest } from './query.ts';
import { RepeatedStore } from './repeated.store.ts';
import { Clusters } from './suggest/cluster.client.ts';
import { DidYouMean } from './suggest/didyoumean.client.ts';

/** Answers what readers ask; the gateway is the only caller. */
@Controller('internal')
export class SearchController {
  constructor(
    @Inject(Finder) private readonly finder: Finder,
    @Inject(RepeatedStore) private readonly repeated: RepeatedStore,
    @Inject(Clusters) private readonly clusters: Clusters,
    @Inject(DidYouMean) private readonly didYouMean: DidYouMean,
  ) {}

  @Get('search')
  search(@Query({ schema: SearchQuery }) query: SearchQuery): Promise<SearchAnswer> {
    return this.repeated.answer(query, () => this.answer(query));
  }

  private async answer(query: SearchQuery): Promise<SearchAnswer> {
    const page = await this.finder.find(query, (request) => this.clusters.within(request, query.cluster));
    const { request, around, found, hits, next, total, relation, near } = page;
    const shown = await this.clusters.fold(request, hits, query.cluster);
    const ask = (q: string) => searchRequest({ ...query, q }, around);
    const meant =
      query.cursor === undefined && query.cluster === undefined
        ? await this.didYouMean.instead(query.q, near ? 0 : total, ask)
        : undefined;
    const facets = facetsIn(found);
    return {
      data: shown.flatMap(({ hit, versions }) => {
        const card = shownHit(hit, query, around);
        return card ? [{ ...card, ...versions }] : [];
      }),
      ...(facets ? { facets } : {}),
      page: { limit: query.limit, ...(next === undefined ? {} : { next }) },
      meta: {
        total,
        totalRelation: relation,
        took: found.took,
        asOf: new Date(around.asOf).toISOString(),
        ...(near ? { near } : {}),
        ...(meant === undefined ? {} : { didYouMean: meant }),
      },
    };
  }
}

function shownHit(
  hit: EngineHit,
  { explain }: SearchQuery,
  { asOf, popular }: Circumstances,
): SearchHit | undefined {
  const shown = hitOf(hit);
  if (!shown || !explain) return shown;
  const popularity = popularityOf(shown.id, popular);
  const explanation = explanationOf({ hit, publishedAt: shown.firstPublished, asOf, popularity });
  return { ...shown, explanation };
}

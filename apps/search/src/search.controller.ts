import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type SearchAnswer, type SearchHit, SearchQuery } from '#libs/contracts';
import { metrics } from '#libs/service';
import { hitOf } from './document.ts';
import { explanationOf } from './query/explain.ts';
import { facetsIn } from './query/facet.ts';
import { type EngineHit, Finder } from './query/finder.client.ts';
import { popularityOf } from './query/popular.ts';
import { Unanswered } from './query/unanswered.ts';
import { type Circumstances, conditionOf, searchRequest } from './query.ts';
import { RepeatedStore } from './repeated.store.ts';
import { Inquiry } from './suggest/inquiry.client.ts';

const questions = metrics.counter({
  name: 'sosik_search_questions_total',
  help: 'Questions of readers by what they found: something, only what may be meant, or nothing',
  labels: ['result'],
});

/** Answers what readers ask; the gateway is the only caller. */
@Controller('internal')
export class SearchController {
  constructor(
    @Inject(Finder) private readonly finder: Finder,
    @Inject(RepeatedStore) private readonly repeated: RepeatedStore,
    @Inject(Inquiry) private readonly inquiry: Inquiry,
    @Inject(Unanswered) private readonly unanswered: Unanswered,
  ) {}

  @Get('search')
  async search(@Query({ schema: SearchQuery }) query: SearchQuery): Promise<SearchAnswer> {
    // What a page of a walk shows is held against the index each time.
    if (query.cursor !== undefined) return this.answer(query);
    const asked = { ...query, popularity: this.finder.popularity };
    const answer = await this.repeated.answer(asked, () => this.answer(query));
    const found = answer.data.length > 0;
    questions.inc({ result: !found ? 'nothing' : answer.meta.near ? 'near' : 'found' });
    this.unanswered.note(query.q, found, Date.parse(answer.meta.asOf));
    return answer;
  }

  private async answer(query: SearchQuery): Promise<SearchAnswer> {
    const begun = performance.now();
    const page = await this.finder.find(query, (request) => this.inquiry.narrowed(request, query));
    const { around, found, next, total, relation, near, spelled } = page;
    const request = searchRequest(query, { ...around, cursor: undefined });
    const condition = (q: string) => conditionOf({ ...query, q }, around.sections);
    const enough = query.cursor !== undefined || query.cluster !== undefined;
    const exact = enough ? undefined : near ? 0 : total;
    const { hits, didYouMean } = await this.inquiry.beside(
      query,
      { hits: page.hits, total: exact, spelled, begun },
      { request, condition },
    );
    const facets = facetsIn(found);
    return {
      data: hits.flatMap(({ hit, versions }) => {
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
        ...(didYouMean === undefined ? {} : { didYouMean }),
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

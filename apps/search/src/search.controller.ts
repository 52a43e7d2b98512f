import type { estypes } from '@elastic/elasticsearch';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type SearchAnswer, SearchQuery } from '#libs/contracts';
import { ProblemError, Runtime } from '#libs/service';
import { hitOf } from './document.ts';
import { type Cursor, decodeCursor, encodeCursor, searchRequest } from './query.ts';
import type { Found } from './suggest/cluster.ts';
import { Inquiry } from './suggest/inquiry.client.ts';

/** Answers what readers ask; the gateway is the only caller. */
@Controller('internal')
export class SearchController {
  constructor(
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Inquiry) private readonly inquiry: Inquiry,
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
    const begun = performance.now();
    const request = await this.inquiry.narrowed(ask(query.q), query);
    const found = await this.inquiry.search(request);
    const page = found.hits.hits.slice(0, query.limit);
    const last = found.hits.hits.length > query.limit ? page.at(-1) : undefined;
    const { total, relation } = totalOf(found);
    const { hits, didYouMean } = await this.inquiry.beside(query, { hits: page, total, begun }, ask);
    return {
      data: hits.flatMap(({ hit, versions }) => {
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

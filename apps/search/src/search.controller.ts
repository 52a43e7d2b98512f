import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type SearchAnswer, SearchQuery } from '#libs/contracts';
import { ProblemError, Runtime } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { hitOf } from './document.ts';
import { type Cursor, decodeCursor, encodeCursor, searchRequest } from './query.ts';
import { RepeatedStore } from './repeated.store.ts';

/** Answers what readers ask; the gateway is the only caller. */
@Controller('internal')
export class SearchController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(RepeatedStore) private readonly repeated: RepeatedStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('search')
  search(@Query({ schema: SearchQuery }) query: SearchQuery): Promise<SearchAnswer> {
    return this.repeated.answer(query, () => this.find(query));
  }

  private async find(query: SearchQuery): Promise<SearchAnswer> {
    const cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor, query.sort);
    if (query.cursor !== undefined && !cursor) {
      const fault = { parameter: 'cursor', code: 'invalid_cursor', message: 'is not a cursor of ours' };
      throw new ProblemError('invalid_parameter', { errors: [fault] });
    }
    const asOf = cursor?.asOf ?? this.runtime.now();
    const found = await this.store.search(searchRequest(query, asOf, cursor));
    const page = found.hits.hits.slice(0, query.limit);
    const last = found.hits.hits.length > query.limit ? page.at(-1) : undefined;
    const total = found.hits.total;
    return {
      data: page.map(hitOf).filter((hit) => hit !== undefined),
      page: {
        limit: query.limit,
        ...(last?.sort ? { next: encodeCursor({ asOf, after: last.sort as Cursor['after'] }) } : {}),
      },
      meta: {
        total: typeof total === 'object' ? total.value : (total ?? 0),
        totalRelation: typeof total === 'object' ? total.relation : 'eq',
        took: found.took,
        asOf: new Date(asOf).toISOString(),
      },
    };
  }
}

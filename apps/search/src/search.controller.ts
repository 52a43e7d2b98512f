import { randomBytes } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { type SearchAnswer, type SearchHit, SearchQuery } from '#libs/contracts';
import { ProblemError, SETTINGS, type Values } from '#libs/service';
import { ArticleStore, hitOf } from './article.store.ts';
import { type Cursor, decodeCursor, encodeCursor, type SortValue } from './query/cursor.ts';
import { explanationOf } from './query/explain.ts';
import { facetsIn } from './query/facet.ts';
import { PopularClient } from './query/popular.client.ts';
import { type Level, popularityOf } from './query/popular.ts';
import { WalkStore } from './query/walk.store.ts';
import { type Circumstances, searchRequest } from './query.ts';
import type { searchSettings } from './settings.ts';

type Found = estypes.SearchResponse<{ card: SearchHit }>;
type EngineHit = estypes.SearchHit<{ card: SearchHit }>;

/** Answers what readers ask; the gateway is the only caller. */
@Controller('internal')
export class SearchController {
  private readonly secret: string;

  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(WalkStore) private readonly walks: WalkStore,
    @Inject(PopularClient) private readonly popular: PopularClient,
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
  ) {
    this.secret = settings.SEARCH_CURSOR_SECRET || randomBytes(32).toString('hex');
  }

  @Get('search')
  async search(@Query({ schema: SearchQuery }) query: SearchQuery): Promise<SearchAnswer> {
    const cursor = this.cursorOf(query);
    if (cursor?.kind === 'first' || cursor?.kind === 'walk') return this.goOn(query, cursor);
    const around = this.around(cursor?.asOf ?? this.walks.now(), this.popular.levels(), cursor);
    const found = await this.store.search(searchRequest(query, around));
    const total = totalOf(found);
    const since = this.walks.moment();
    return this.answer(query, around, found, {
      ...total,
      hits: found.hits.hits.slice(0, query.limit),
      next: ({ _id, sort = [] }, shown) =>
        query.sort === 'newest'
          ? { kind: 'newest', asOf: around.asOf, after: [Number(sort[0]), _id ?? ''] }
          : { kind: 'first', asOf: around.asOf, since, ...total, shown },
    });
  }

  /** A page after the first, by relevance. What it shows is public now, whatever the snapshot says. */
  private async goOn(
    query: SearchQuery,
    cursor: Extract<Cursor, { kind: 'first' | 'walk' }>,
  ): Promise<SearchAnswer> {
    const snapshot = cursor.kind === 'walk' ? cursor.snapshot : await this.walks.snapshot(cursor.since);
    // Nobody weighs: what is popular changes between two pages, and all pages of a walk must weigh alike.
    const around = this.around(cursor.asOf, [], cursor);
    const found = await this.walks.page(snapshot, searchRequest(query, around));
    const page = found.hits.hits.slice(0, query.limit);
    const standing = await this.walks.standing(page.map(({ _id }) => _id ?? ''));
    const { asOf, since, total, relation, shown } = cursor;
    return this.answer(query, around, found, {
      total,
      relation,
      hits: page.flatMap((hit) => {
        const now = standing.get(hit._id ?? '');
        if (!now) return [];
        if (now.seq === hit._version) return [hit];
        // The words that were marked may not stand there any more.
        const { highlight: _, ...rest } = hit;
        return [{ ...rest, _source: { card: now.card } }];
      }),
      last: page.at(-1),
      next: ({ sort = [] }) => ({
        ...{ kind: 'walk', asOf, since, total, relation, shown },
        snapshot: found.pit_id ?? snapshot,
        after: sort as SortValue[],
      }),
    });
  }

  private around(asOf: number, popular: readonly Level[], cursor: Cursor | undefined): Circumstances {
    return { asOf, popular, cursor, sections: this.settings.SITE_FILE.sections };
  }

  private answer(query: SearchQuery, around: Circumstances, found: Found, page: Page): SearchAnswer {
    const { hits, last = hits.at(-1), next, total, relation } = page;
    const follows = found.hits.hits.length > query.limit && last !== undefined;
    const shown = () => hits.map(({ _id }) => _id ?? '');
    const facets = facetsIn(found);
    return {
      data: hits.map((hit) => shownHit(hit, query, around)).filter((hit) => hit !== undefined),
      ...(facets ? { facets } : {}),
      page: {
        limit: query.limit,
        ...(follows ? { next: encodeCursor(next(last, shown()), query, this.secret) } : {}),
      },
      meta: {
        total,
        totalRelation: relation,
        took: found.took,
        asOf: new Date(around.asOf).toISOString(),
      },
    };
  }

  private cursorOf(query: SearchQuery): Cursor | undefined {
    if (query.cursor === undefined) return undefined;
    const cursor = decodeCursor(query.cursor, query, this.secret);
    if (cursor) return cursor;
    const message = 'is not a cursor of this question';
    throw new ProblemError('invalid_parameter', {
      errors: [{ parameter: 'cursor', code: 'invalid_cursor', message }],
    });
  }
}

interface Page {
  hits: EngineHit[];
  /** Of the page, also when it may not be shown. */
  last?: EngineHit | undefined;
  /** The cursor behind it; `shown` are the ids of the page. */
  next: (last: EngineHit, shown: string[]) => Cursor;
  total: number;
  relation: 'eq' | 'gte';
}

function totalOf({ hits: { total } }: Found): { total: number; relation: 'eq' | 'gte' } {
  if (typeof total === 'object') return { total: total.value, relation: total.relation };
  return { total: total ?? 0, relation: 'eq' };
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

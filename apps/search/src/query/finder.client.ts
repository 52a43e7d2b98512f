import { randomBytes } from 'node:crypto';
import type { estypes } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import type { SearchQuery } from '#libs/contracts';
import { ProblemError, SETTINGS, type Values } from '#libs/service';
import { ArticleStore } from '../article.store.ts';
import { type Circumstances, nearRequest, searchRequest } from '../query.ts';
import type { searchSettings } from '../settings.ts';
import type { Found } from '../suggest/cluster.ts';
import { spellingRequest } from '../suggest/spelling.ts';
import { type Cursor, decodeCursor, encodeCursor, type SortValue } from './cursor.ts';
import { PopularClient } from './popular.client.ts';
import type { Level } from './popular.ts';
import { WalkStore } from './walk.store.ts';

export type EngineHit = estypes.SearchHit<Found>;
type Response = estypes.SearchResponse<Found>;

/** Narrows a request further than its question does. */
export type Within = (request: estypes.SearchRequest) => Promise<estypes.SearchRequest>;

/** A page of hits, and what it was answered from. */
export interface Page {
  around: Circumstances;
  found: Response;
  /** Public now. */
  hits: EngineHit[];
  /** The cursor behind them, if more follow. */
  next: string | undefined;
  total: number;
  relation: 'eq' | 'gte';
  /** Nothing holds the words: these are near to them. */
  near: boolean;
  /** Other spellings of the words, which are asked for with what is near. */
  spelled?: Response['suggest'];
}

/** The last hit of a page, also when it may not be shown, and the cursor behind it; `shown` are ids of the page. */
interface Behind {
  last?: EngineHit | undefined;
  cursor(last: EngineHit, shown: string[]): Cursor;
}

/** Finds a page of hits: the first of a question, or one further on. */
@Injectable()
export class Finder {
  private readonly secret: string;

  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(WalkStore) private readonly walks: WalkStore,
    @Inject(PopularClient) private readonly popular: PopularClient,
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
  ) {
    this.secret = settings.SEARCH_CURSOR_SECRET || randomBytes(32).toString('hex');
  }

  /** Changes when others are read most: a question that is asked again may be answered in another order then. */
  get popularity(): number {
    return this.popular.generation;
  }

  async find(query: SearchQuery, within: Within): Promise<Page> {
    const cursor = this.cursorOf(query);
    if (cursor?.kind === 'first' || cursor?.kind === 'walk') return this.goOn(query, cursor, within);
    const around = this.around(cursor?.asOf ?? this.walks.now(), this.popular.levels(), cursor);
    const request = await within(searchRequest(query, around));
    const found = await this.store.search<Found>(request);
    const total = totalOf(found);
    const near = total.total === 0 ? await this.near(query, around, within) : undefined;
    if (near && near.hits.length > 0) return near;
    const since = this.walks.moment();
    const hits = found.hits.hits.slice(0, query.limit);
    const next = this.next(query, found, hits, {
      cursor: ({ _id, sort = [] }, shown) =>
        query.sort === 'newest'
          ? { kind: 'newest', asOf: around.asOf, after: [Number(sort[0]), _id ?? ''] }
          : { kind: 'first', asOf: around.asOf, since, ...total, shown },
    });
    return { around, found, hits, next, ...total, near: false, ...spelledOf(near?.found) };
  }

  /** One page of what is near to a question that finds nothing; there may be nothing near either. */
  private async near(query: SearchQuery, around: Circumstances, within: Within): Promise<Page | undefined> {
    const near = around.cursor === undefined && nearRequest(query, around);
    if (!near) return undefined;
    const { suggest } = spellingRequest(query.q) ?? {};
    const found = await this.store.search<Found>({
      ...(await within(near)),
      ...(suggest ? { suggest } : {}),
    });
    const hits = found.hits.hits.slice(0, query.limit);
    return { around, found, hits, next: undefined, ...totalOf(found), near: true, ...spelledOf(found) };
  }

  /** A page after the first, by relevance. What it shows is public now, whatever the snapshot says. */
  private async goOn(
    query: SearchQuery,
    cursor: Extract<Cursor, { kind: 'first' | 'walk' }>,
    within: Within,
  ): Promise<Page> {
    const snapshot = cursor.kind === 'walk' ? cursor.snapshot : await this.walks.snapshot(cursor.since);
    // Nobody weighs: what is popular changes between two pages, and all pages of a walk must weigh alike.
    const around = this.around(cursor.asOf, [], cursor);
    const request = await within(searchRequest(query, around));
    const found = await this.walks.page<Found>(snapshot, request);
    const page = found.hits.hits.slice(0, query.limit);
    const standing = await this.walks.standing(page.map(({ _id }) => _id ?? ''));
    const { asOf, since, total, relation, shown } = cursor;
    const hits = page.flatMap((hit): EngineHit[] => {
      const now = standing.get(hit._id ?? '');
      if (!now) return [];
      if (now.seq === hit._version) return [hit];
      // The words that were marked may not stand there any more.
      const { highlight: _, ...rest } = hit;
      return [{ ...rest, _source: { ...hit._source, card: now.card } }];
    });
    const next = this.next(query, found, hits, {
      last: page.at(-1),
      cursor: ({ sort = [] }) => ({
        ...{ kind: 'walk', asOf, since, total, relation, shown },
        snapshot: found.pit_id ?? snapshot,
        after: sort as SortValue[],
      }),
    });
    return { around, found, hits, next, total, relation, near: false };
  }

  private next(query: SearchQuery, found: Response, hits: EngineHit[], behind: Behind): string | undefined {
    const { last = hits.at(-1), cursor } = behind;
    if (found.hits.hits.length <= query.limit || !last) return undefined;
    const shown = hits.map(({ _id }) => _id ?? '');
    return encodeCursor(cursor(last, shown), query, this.secret);
  }

  private around(asOf: number, popular: readonly Level[], cursor: Cursor | undefined): Circumstances {
    return { asOf, popular, cursor, sections: this.settings.SITE_FILE.sections };
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

function spelledOf(found: Response | undefined): Pick<Page, 'spelled'> {
  return found?.suggest ? { spelled: found.suggest } : {};
}

function totalOf({ hits: { total } }: Response): { total: number; relation: 'eq' | 'gte' } {
  if (typeof total === 'object') return { total: total.value, relation: total.relation };
  return { total: total ?? 0, relation: 'eq' };
}

import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ArticleListQuery, isHidden, type ListAnswer, PopularQuery } from '#libs/contracts';
import { Runtime } from '#libs/service';
import { publicId } from '#libs/text';
import { BackendClient, type List } from '../backend.client.ts';
import { Door } from '../cache/door.controller.ts';
import { HIDDEN_LIST } from '../edition.ts';
import { caching, movedTo, SOFT_MS } from '../pages/press.controller.ts';
import { keyOfList, PopularClient, SOME_LIST } from '../popular.client.ts';
import { movedNames } from './moved.ts';
import { FOREVER_MS, json, nextPage, picked, withPicture } from './shown.tsx';

/** Lists of what is read most hold so many. */
const RANKED = 50;

/** Lists of articles in the public API. */
@Controller('api/v1')
export class ListApiController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Door) private readonly door: Door,
    @Inject(PopularClient) private readonly rankings: PopularClient,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('articles')
  articles(
    @Query({ schema: ArticleListQuery }) query: ArticleListQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const { lang, limit, fields } = query;
      const sort = query.sort ?? (query.updatedSince === undefined ? 'newest' : 'updated');
      const [list, moved] = await Promise.all([
        sort === 'popular' ? this.mostViewed(query) : this.list({ ...conditionsOf(query), sort }),
        movedNames(this.backend, request.url, query),
      ]);
      if (moved !== undefined) return movedTo(moved);
      const body = {
        data: list.articles.map((article) => picked(withPicture(article), fields)),
        page: { next: list.next, limit },
        meta: { asOf: new Date(this.runtime.now()).toISOString() },
      };
      const keys = isHidden(query.section) ? [HIDDEN_LIST] : lang ? [`list:${lang}`] : ['list:en', 'list:ko'];
      const ranked = sort === 'popular' ? [SOME_LIST, keyOfList(rankingOf(query))] : [];
      return {
        ...json(body, caching.list),
        ...nextPage(request.url, list.next),
        keys: [...keys, ...ranked],
        softMs: sort === 'popular' ? SOFT_MS : FOREVER_MS,
      };
    });
  }

  private async list(question: List): Promise<ListAnswer> {
    const [list] = await this.backend.lists([question]);
    return list ?? { articles: [] };
  }

  /** Content knows which of them answer the rest of the question, and the ranking their order. */
  private async mostViewed(query: ArticleListQuery): Promise<ListAnswer> {
    const { data } = await this.rankings.popular(rankingOf(query));
    const conditions = conditionsOf(query);
    const ids = data.map(({ id }) => id).filter((id) => conditions.ids?.includes(id) ?? true);
    if (ids.length === 0) return { articles: [] };
    const { articles } = await this.list({ ...conditions, ids, limit: RANKED });
    const inOrder = articles.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
    return { articles: inOrder.slice(0, query.limit) };
  }
}

function conditionsOf(query: ArticleListQuery): List {
  const { section, tag, author, lang, uri, from, to, updatedSince, limit, cursor } = query;
  const ids = uri === undefined ? undefined : [publicId(uri)];
  return { section, tag, author, language: lang, ids, from, to, updatedSince, limit, cursor };
}

function rankingOf({ section, lang }: ArticleListQuery): PopularQuery {
  return PopularQuery.parse({ window: '24h', section, lang, limit: RANKED });
}

import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  type ArticleAnswer,
  IdParameters,
  openApi,
  PopularQuery,
  publicApi,
  RelatedQuery,
  RevisionsQuery,
  SearchQuery,
} from '#libs/contracts';
import { Runtime } from '#libs/service';
import { BackendClient, isPublicId } from '../backend.client.ts';
import { Door } from '../cache/door.controller.ts';
import { caching, movedTo, SOFT_MS } from '../pages/press.controller.ts';
import { PopularClient } from '../popular.client.ts';
import { movedNames } from './moved.ts';
import { FOREVER_MS, json, nextPage, publicOnly, withPicture } from './shown.tsx';

/** The public API, read only. Bodies hold nothing that differs between two equal requests. */
@Controller('api/v1')
export class ApiController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Door) private readonly door: Door,
    @Inject(PopularClient) private readonly rankings: PopularClient,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** What has changed from version to version. */
  @Get('articles/:id/revisions')
  revisions(
    @Param({ schema: IdParameters }) { id }: z.infer<typeof IdParameters>,
    @Query({ schema: RevisionsQuery }) { limit }: RevisionsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const answer = publicOnly(await this.backend.revisions(id, limit));
      const body = { data: answer.revisions, meta: { version: answer.article.version } };
      return { ...json(body, caching.article), keys: [`article:${id}`], softMs: FOREVER_MS };
    });
  }

  /** What to read next, each with its reason. */
  @Get('articles/:id/related')
  related(
    @Param({ schema: IdParameters }) { id }: z.infer<typeof IdParameters>,
    @Query({ schema: RelatedQuery }) { limit }: RelatedQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const { related = [] } = await this.found(id, limit);
      const body = {
        data: related.map(withPicture),
        meta: { asOf: new Date(this.runtime.now()).toISOString() },
      };
      const keys = [id, ...related.map((each) => each.id)].map((each) => `article:${each}`);
      return { ...json(body, caching.list), keys, softMs: SOFT_MS };
    });
  }

  /** What this API is, for programs. */
  @Get('openapi.json')
  document(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.door.answer(request, reply, async () => ({
      ...json(openApi(publicApi), 'public, max-age=300'),
      softMs: FOREVER_MS,
    }));
  }

  @Get('search')
  search(
    @Query({ schema: SearchQuery }) query: SearchQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      // A name that moved is looked up beside; search answers also when nobody knows of names.
      const [answer, moved] = await Promise.all([
        this.backend.search(query),
        movedNames(this.backend, request.url, query).catch(() => undefined),
      ]);
      if (moved !== undefined) return movedTo(moved);
      return { ...json(answer, caching.list), ...nextPage(request.url, answer.page.next) };
    });
  }

  @Get('popular')
  popular(
    @Query({ schema: PopularQuery }) query: PopularQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () =>
      json(await this.rankings.popular(query), caching.list),
    );
  }

  private async found(id: string, related?: number): Promise<Extract<ArticleAnswer, { state: 'public' }>> {
    return publicOnly(isPublicId(id) ? await this.backend.article(id, related) : undefined);
  }
}

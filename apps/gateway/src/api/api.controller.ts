import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  type ArticleAnswer,
  type ArticleCard,
  ArticleListQuery,
  IdParameters,
  NoQuery,
  openApi,
  PopularQuery,
  publicApi,
  RelatedQuery,
  RevisionsQuery,
  SearchQuery,
} from '#libs/contracts';
import { ProblemError, Runtime } from '#libs/service';
import { publicId } from '#libs/text';
import { BackendClient, isPublicId } from '../backend.client.ts';
import { Door } from '../cache/door.controller.ts';
import type { Answer } from '../cache/ready.store.ts';
import { caching, movedTo, SOFT_MS } from '../pages/press.controller.ts';
import { PopularClient } from '../popular.client.ts';
import { renditionPath } from '../rendition.ts';
import { translationIn } from '../translation.ts';

/** Lists and articles have no soft parts: only a change makes them anew. */
const FOREVER_MS = Number.MAX_SAFE_INTEGER;

/** Fits a phone's width, and is read everywhere. */
const forApps = { width: 960, format: 'jpg' } as const;

/** The public API, read only. Bodies hold nothing that differs between two equal requests. */
@Controller('api/v1')
export class ApiController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Door) private readonly door: Door,
    @Inject(PopularClient) private readonly rankings: PopularClient,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('articles')
  articles(
    @Query({ schema: ArticleListQuery }) { lang, ...query }: ArticleListQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const [[list], moved] = await Promise.all([
        this.backend.lists([{ ...query, language: lang }]),
        this.movedNames(request.url, query),
      ]);
      if (moved !== undefined) return movedTo(moved);
      const body = {
        data: (list?.articles ?? []).map(withPicture),
        page: { next: list?.next, limit: query.limit },
        meta: { asOf: new Date(this.runtime.now()).toISOString() },
      };
      const keys = lang ? [`list:${lang}`] : ['list:en', 'list:ko'];
      return { ...json(body, caching.list), keys, softMs: FOREVER_MS };
    });
  }

  @Get('articles/:id')
  article(
    @Param({ schema: IdParameters }) { id }: z.infer<typeof IdParameters>,
    @Query({ schema: NoQuery }) _: object,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const { article, translation } = await this.found(id);
      const beside = translation ? { translation: translationIn(article, translation) } : {};
      const awaited = translation?.id ?? (article.translationOf && publicId(article.translationOf));
      return {
        ...json({ data: { ...withPicture(article), ...beside } }, caching.article),
        lastModified: article.modified,
        keys: [`article:${id}`, ...(awaited ? [`named:${awaited}`] : [])],
        softMs: FOREVER_MS,
      };
    });
  }

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
        this.movedNames(request.url, query).catch(() => undefined),
      ]);
      return moved === undefined ? json(answer, caching.list) : movedTo(moved);
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

  /** The same list under the names of today, if one of those that were asked for is another now. */
  private async movedNames(
    url: string,
    { tag = [], author }: { tag?: string[] | undefined; author?: string | undefined },
  ): Promise<string | undefined> {
    const asked = [
      ...tag.map((slug) => ({ bearer: 'tag' as const, slug })),
      ...(author === undefined ? [] : [{ bearer: 'author' as const, slug: author }]),
    ];
    const names = await Promise.all(
      asked.map(async ({ bearer, slug }) => {
        const name = await this.backend.name(bearer, slug.normalize('NFC'));
        return [`${bearer} ${slug}`, name?.slug ?? slug] as const;
      }),
    );
    const now = new Map<string, string>(names);
    if (asked.every(({ bearer, slug }) => now.get(`${bearer} ${slug}`) === slug)) return undefined;
    const [path = '', query = ''] = url.split('?');
    const parameters = [...new URLSearchParams(query)];
    return `${path}?${new URLSearchParams(
      parameters.map(([name, value]) => [name, now.get(`${name} ${value}`) ?? value]),
    )}`;
  }

  private async found(id: string, related?: number): Promise<Extract<ArticleAnswer, { state: 'public' }>> {
    return publicOnly(isPublicId(id) ? await this.backend.article(id, related) : undefined);
  }
}

/** An answer on a public article; what is gone and what never was are told apart by their problems. */
function publicOnly<T extends { state: 'public' } | Extract<ArticleAnswer, { state: 'gone' }>>(
  answer: T | undefined,
): Extract<T, { state: 'public' }> {
  if (!answer) throw new ProblemError('not_found');
  if (answer.state === 'public') return answer as Extract<T, { state: 'public' }>;
  const { notice } = answer.article;
  throw new ProblemError('gone', notice ? { detail: notice.headline, notice } : {});
}

/** The article, with an address of its lead image for those who do not choose among its renditions. */
export function withPicture<T extends Pick<ArticleCard, 'lead'>>(article: T): T {
  const { lead } = article;
  if (!lead?.mediaId || !lead.width) return article;
  return { ...article, lead: { ...lead, url: renditionPath({ mediaId: lead.mediaId, ...forApps }) } };
}

/** An answer in JSON that nobody keeps. */
export function json(body: object, cacheControl: string): Answer {
  const type = 'application/json; charset=utf-8';
  return { status: 200, type, body: JSON.stringify(body), cacheControl, keys: [] };
}

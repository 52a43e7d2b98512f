import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type ArticleCard,
  type AuthorAnswer,
  NameQuery,
  SlugParameters,
  type TagAnswer,
  TagListQuery,
} from '#libs/contracts';
import { ProblemError, Runtime } from '#libs/service';
import { BackendClient } from '../backend.client.ts';
import { Door } from '../cache/door.controller.ts';
import type { Answer } from '../cache/pressed.ts';
import { type Bearer, namingOf } from '../naming.ts';
import { caching, movedTo, SOFT_MS } from '../pages/press.controller.ts';
import { json, nextPage } from './shown.tsx';

const TOGETHER = 20;

/** Tags and authors in the public API. A name that no public article bears is not found. */
@Controller('api/v1')
export class TagApiController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Door) private readonly door: Door,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('tags')
  tags(
    @Query({ schema: TagListQuery }) query: TagListQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const { tags, next } = await this.backend.tags(query);
      const body = {
        data: tags,
        page: { next, limit: query.limit },
        meta: { asOf: new Date(this.runtime.now()).toISOString() },
      };
      const keys = editions(query).map((edition) => `list:${edition}`);
      return { ...json(body, caching.list), ...nextPage(request.url, next), keys, softMs: SOFT_MS };
    });
  }

  @Get('tags/:slug')
  tag(
    @Param({ schema: SlugParameters }) { slug }: SlugParameters,
    @Query({ schema: NameQuery }) query: NameQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, () =>
      this.named({ kind: 'tag', slug, query }, (known, newest, tags): TagAnswer | undefined => {
        const tag = newest.tags.find((each) => each.slug === known);
        return tag && { ...tag, tags: tags.filter((each) => each.slug !== known) };
      }),
    );
  }

  @Get('authors/:slug')
  author(
    @Param({ schema: SlugParameters }) { slug }: SlugParameters,
    @Query({ schema: NameQuery }) query: NameQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, () =>
      this.named({ kind: 'author', slug, query }, (known, newest, tags): AuthorAnswer | undefined => {
        const author = newest.by.find((each) => each.slug === known);
        return author && { ...author, tags };
      }),
    );
  }

  /** One that the newest article under it names; it changes with that, and with each new one under it. */
  private async named(
    { kind, slug, query }: { kind: Bearer; slug: string; query: NameQuery },
    dataOf: (slug: string, newest: ArticleCard, tags: TagAnswer['tags']) => object | undefined,
  ): Promise<Answer> {
    const naming = namingOf(kind, slug);
    if (!naming) throw new ProblemError('not_found');
    const known = naming.slug;
    const question = { ...naming.list, language: query.lang, limit: 1, tags: TOGETHER };
    const [[list], name] = await Promise.all([
      this.backend.lists([question]),
      this.backend.name(kind, known),
    ]);
    if (name && name.slug !== known) {
      const lang = query.lang === undefined ? '' : `?lang=${query.lang}`;
      return movedTo(`/api/v1/${kind}s/${encodeURIComponent(name.slug)}${lang}`);
    }
    const newest = list?.articles[0];
    const data = newest && dataOf(known, newest, list.tags ?? []);
    if (!data) throw new ProblemError('not_found');
    const keys = editions(query).map((edition) => `${kind}:${edition}:${known}`);
    return { ...json({ data }, caching.list), keys: [...keys, `article:${newest.id}`], softMs: SOFT_MS };
  }
}

function editions({ lang }: { lang?: 'en' | 'ko' | undefined }): readonly ('en' | 'ko')[] {
  return lang ? [lang] : ['en', 'ko'];
}

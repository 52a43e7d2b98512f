import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ArticleListQuery } from '#libs/contracts';
import { BackendClient } from '../backend.client.ts';
import { type Bearer, namingOf } from '../naming.ts';
import { pathOfName } from './links.tsx';
import { editionOf, movedTo, Press } from './press.controller.ts';
import { authorPage, tagPage } from './tag.page.tsx';

const PageQuery = z.object({ cursor: ArticleListQuery.shape.cursor.catch(undefined) });
type PageQuery = z.infer<typeof PageQuery>;
const LIST = 20;

const pages = { tag: tagPage, author: authorPage } as const;

/** The pages of tags and authors, in two editions. A name that no public article bears has no page. */
@Controller()
export class TagController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
  ) {}

  @Get(['/tag/:slug', '/ko/tag/:slug', '/lite/tag/:slug', '/ko/lite/tag/:slug'])
  tag(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('slug') slug: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<void> {
    return this.named('tag', { request, reply, slug, ...query });
  }

  @Get(['/author/:slug', '/ko/author/:slug', '/lite/author/:slug', '/ko/lite/author/:slug'])
  author(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('slug') slug: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<void> {
    return this.named('author', { request, reply, slug, ...query });
  }

  private named(
    kind: Bearer,
    asked: { request: FastifyRequest; reply: FastifyReply; slug: string } & PageQuery,
  ): Promise<void> {
    const { request, reply, cursor } = asked;
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => {
      const naming = namingOf(kind, asked.slug);
      if (!naming) return this.press.notFound(edition);
      const { slug } = naming;
      const question = { language: edition, ...naming.list };
      // The newest one names the page also where the page begins further down, or shows none that are left.
      const [[list = { articles: [] }, top = list], name] = await Promise.all([
        this.backend.lists([
          { ...question, limit: LIST, cursor },
          ...(cursor === undefined ? [] : [{ ...question, limit: 1 }]),
        ]),
        this.backend.name(kind, slug),
      ]);
      if (name && name.slug !== slug) return movedTo(pathOfName(edition, kind, name.slug));
      const newest = top.articles[0];
      if (!newest) return this.press.notFound(edition);
      const body = pages[kind]({ frame: this.press.frame(edition), slug, newest, list, first: !cursor });
      return this.press.listOf(`${kind}:${edition}:${slug}`, [newest, ...list.articles], body);
    });
  }
}

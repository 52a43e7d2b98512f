import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ArticleListQuery, Slug } from '#libs/contracts';
import { BackendClient, type List } from '../backend.client.ts';
import { editionOf, Press } from './press.controller.ts';
import { authorPage, tagPage } from './tag.page.tsx';

const PageQuery = z.object({ cursor: ArticleListQuery.shape.cursor.catch(undefined) });
type PageQuery = z.infer<typeof PageQuery>;
const LIST = 20;

/** A list that has a name: how it is asked for, and how it is printed. */
const kinds = {
  tag: { page: tagPage, of: (slug: string): List => ({ tag: [slug] }) },
  author: { page: authorPage, of: (slug: string): List => ({ author: slug }) },
} as const;

/** The pages of tags and authors, in two editions. A name that no public article bears has no page. */
@Controller()
export class TagController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
  ) {}

  @Get(['/tag/:slug', '/ko/tag/:slug'])
  tag(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('slug') slug: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<void> {
    return this.named('tag', { request, reply, slug, ...query });
  }

  @Get(['/author/:slug', '/ko/author/:slug'])
  author(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('slug') slug: string,
    @Query({ schema: PageQuery }) query: PageQuery,
  ): Promise<void> {
    return this.named('author', { request, reply, slug, ...query });
  }

  private named(
    kind: keyof typeof kinds,
    asked: { request: FastifyRequest; reply: FastifyReply; slug: string } & PageQuery,
  ): Promise<void> {
    const { request, reply, cursor } = asked;
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => {
      const slug = Slug.safeParse(asked.slug.normalize('NFC')).data;
      if (slug === undefined) return this.press.notFound(edition);
      const { of, page } = kinds[kind];
      const question = { language: edition, ...of(slug) };
      // The newest one names the page also where the page shows none that are left.
      const [top, list = { articles: [] }] = await this.backend.lists([
        { ...question, limit: 1 },
        { ...question, limit: LIST, cursor },
      ]);
      const newest = top?.articles[0];
      if (!newest) return this.press.notFound(edition);
      const body = page({ frame: this.press.frame(edition), slug, newest, list, first: !cursor });
      return this.press.listOf(`${kind}:${edition}:${slug}`, [newest, ...list.articles], body);
    });
  }
}

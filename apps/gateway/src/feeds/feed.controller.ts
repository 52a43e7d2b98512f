import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { SearchQuery } from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { BackendClient } from '../backend.client.ts';
import { caching, editionOf, Press, page } from '../pages/press.controller.ts';
import type { gatewaySettings } from '../settings.ts';
import { rss } from './feed.ts';

const ITEMS = 50;
const FEED_TYPE = 'application/rss+xml; charset=utf-8';

/** Read like the address of a page: what was added to it on the way does no harm. */
const FeedQuery = z.object({ q: z.string().max(256).optional().catch(undefined) });

/** Feeds for readers' programs. */
@Controller()
export class FeedController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
  ) {}

  @Get(['/feed.xml', '/ko/feed.xml'])
  feed(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => {
      const [list] = await this.backend.lists([{ language: edition, limit: ITEMS }]);
      const { SITE_FILE: site, PUBLIC_URL: origin } = this.settings;
      const body = rss({ site, edition, origin, articles: list?.articles ?? [] });
      return { ...this.press.list(edition, body), type: FEED_TYPE };
    });
  }

  /** The newest articles that answer a question; without one there is nothing to follow. */
  @Get(['/search/feed.xml', '/ko/search/feed.xml'])
  search(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: FeedQuery }) { q }: z.infer<typeof FeedQuery>,
  ): Promise<void> {
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => {
      const wanted = { q, lang: edition, sort: 'newest', highlight: 'false', limit: ITEMS };
      const query = SearchQuery.safeParse(wanted);
      if (!query.success) return this.press.notFound(edition);
      const { data: articles } = await this.backend.search(query.data);
      const { SITE_FILE: site, PUBLIC_URL: origin } = this.settings;
      // Not kept: the index may be some milliseconds behind a withdrawal.
      const body = rss({ site, edition, origin, articles, q: query.data.q });
      return { ...page(body, caching.list), type: FEED_TYPE };
    });
  }
}

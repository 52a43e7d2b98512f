import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SETTINGS, type Values } from '#libs/service';
import { BackendClient } from '../backend.client.ts';
import { editionOf, Press } from '../pages/press.controller.ts';
import type { gatewaySettings } from '../settings.ts';
import { rss } from './feed.ts';

const ITEMS = 50;

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
      return { ...this.press.list(edition, body), type: 'application/rss+xml; charset=utf-8' };
    });
  }
}

import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SITEMAP_PART } from '#libs/contracts';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import { BackendClient } from '../backend.client.ts';
import type { Answer } from '../cache/pressed.ts';
import { caching, editionOf, Press, page, SOFT_MS } from '../pages/press.controller.ts';
import type { gatewaySettings } from '../settings.ts';
import { icon, manifest, openSearch, robots } from './signs.ts';
import { newsSitemap, partAt, sitemapIndex, sitemapOfArticles, sitemapOfPages } from './sitemap.ts';

/** What search engines for news look back. */
const NEWS_MS = 48 * 3_600_000;
/** Of the format. */
const MOST_NEWS = 1_000;
const XML = 'application/xml; charset=utf-8';
/** Changes with the settings only. */
const STANDING = 'public, max-age=3600';
const STANDING_MS = 86_400_000;

/** What robots and browsers read about this paper. Sitemaps fall with any change, since they name articles. */
@Controller()
export class SignController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
  ) {}

  @Get('/sitemap.xml')
  index(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.press.send(request, reply, async () => {
      const { months } = await this.backend.months();
      return kept(sitemapIndex(this.settings.PUBLIC_URL, months));
    });
  }

  @Get('/sitemap/:part')
  part(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('part') word: string,
  ): Promise<void> {
    const { PUBLIC_URL: origin, SITE_FILE: site } = this.settings;
    return this.press.send(request, reply, async () => {
      const part = partAt(word);
      if (!part) return this.press.notFound('en');
      if (part === 'pages') return standing(sitemapOfPages(origin, site), XML);
      const asked = { ...part, order: 'oldest' as const, limit: SITEMAP_PART };
      const { articles } = await this.backend.archive(asked);
      return articles.length === 0 ? this.press.notFound('en') : kept(sitemapOfArticles(origin, articles));
    });
  }

  @Get('/sitemap-news.xml')
  news(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { PUBLIC_URL: origin, SITE_FILE: site } = this.settings;
    return this.press.send(request, reply, async () => {
      const now = this.runtime.now();
      const from = new Date(now - NEWS_MS).toISOString();
      const to = new Date(now + 1).toISOString();
      const { articles } = await this.backend.archive({ from, to, limit: MOST_NEWS });
      return kept(newsSitemap(origin, site, articles));
    });
  }

  @Get('/robots.txt')
  robots(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.sign(request, reply, () => [robots(this.settings.PUBLIC_URL), 'text/plain; charset=utf-8']);
  }

  @Get(['/opensearch.xml', '/ko/opensearch.xml'])
  openSearch(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { PUBLIC_URL: origin, SITE_FILE: site } = this.settings;
    const type = 'application/opensearchdescription+xml; charset=utf-8';
    return this.sign(request, reply, () => [openSearch(origin, site, editionOf(request)), type]);
  }

  @Get(['/manifest.webmanifest', '/ko/manifest.webmanifest'])
  manifest(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const type = 'application/manifest+json; charset=utf-8';
    return this.sign(request, reply, () => [manifest(this.settings.SITE_FILE, editionOf(request)), type]);
  }

  @Get('/assets/icon.svg')
  icon(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.sign(request, reply, () => [icon, 'image/svg+xml']);
  }

  private sign(
    request: FastifyRequest,
    reply: FastifyReply,
    make: () => [body: string, type: string],
  ): Promise<void> {
    return this.press.send(request, reply, async () => standing(...make()));
  }
}

function kept(body: string): Answer {
  const keys = ['named:list:en', 'named:list:ko'];
  return { ...page(body, caching.list), type: XML, keys, softMs: SOFT_MS };
}

function standing(body: string, type: string): Answer {
  return { ...page(body, STANDING), type, softMs: STANDING_MS };
}

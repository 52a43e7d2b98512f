import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import { BackendClient, type List } from '../backend.client.ts';
import type { Answer } from '../cache/pressed.ts';
import { type Edition, pathOf } from '../edition.ts';
import { type Bearer, namingOf } from '../naming.ts';
import { addressOf, questionOf, SearchForm } from '../pages/finding.ts';
import { pathOfName } from '../pages/links.tsx';
import { caching, editionOf, movedTo, Press, page as plain, SOFT_MS } from '../pages/press.controller.ts';
import type { gatewaySettings } from '../settings.ts';
import { feedFormats, feedPath, formatAt, type Item } from './feed.ts';
import { feedsPage } from './feeds.page.tsx';
import { writeFeed } from './writer.ts';

/** As many as a program that looks once a day may miss on a day of news. */
const ITEMS = 50;
/** A program that has not looked for so long asks for the articles themselves. */
const TOMBSTONE_MS = 30 * 86_400_000;

interface Asked {
  request: FastifyRequest;
  reply: FastifyReply;
}

interface Found {
  /** Address of the page whose articles these are. */
  page: string;
  /** Beside the title of the paper; absent: everything. */
  name?: string;
  articles: readonly Item[];
  /** What has left of that section only. */
  section?: string;
  keys: readonly string[];
}

/** Feeds for readers' programs: of everything, a section, a tag, an author, the answers to a question. */
@Controller()
export class FeedController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
  ) {}

  @Get(['/feeds', '/ko/feeds', '/lite/feeds', '/ko/lite/feeds'])
  list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => ({
      ...plain(feedsPage(this.press.frame(edition)), caching.list),
      softMs: SOFT_MS,
    }));
  }

  @Get(['/feed.xml', '/feed.atom', '/feed.json', '/ko/feed.xml', '/ko/feed.atom', '/ko/feed.json'])
  all(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.send({ request, reply }, async (edition) => ({
      page: pathOf(edition, '/'),
      articles: await this.newest({ language: edition }),
      keys: [`list:${edition}`],
    }));
  }

  @Get([
    '/:section/feed.xml',
    '/:section/feed.atom',
    '/:section/feed.json',
    '/ko/:section/feed.xml',
    '/ko/:section/feed.atom',
    '/ko/:section/feed.json',
  ])
  section(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('section') slug: string,
  ): Promise<void> {
    return this.send({ request, reply }, async (edition) => {
      const section = this.press.section(slug);
      if (!section) return this.press.notFound(edition);
      const articles = await this.newest({ language: edition, section: section.slug });
      return {
        page: encodeURI(pathOf(edition, `/${section.slug}`)),
        ...{ name: section.names[edition], articles, section: section.slug },
        keys: [`list:${edition}`],
      };
    });
  }

  @Get([
    '/tag/:slug/feed.xml',
    '/tag/:slug/feed.atom',
    '/tag/:slug/feed.json',
    '/ko/tag/:slug/feed.xml',
    '/ko/tag/:slug/feed.atom',
    '/ko/tag/:slug/feed.json',
  ])
  tag(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('slug') slug: string,
  ): Promise<void> {
    return this.named('tag', { request, reply }, slug);
  }

  @Get([
    '/author/:slug/feed.xml',
    '/author/:slug/feed.atom',
    '/author/:slug/feed.json',
    '/ko/author/:slug/feed.xml',
    '/ko/author/:slug/feed.atom',
    '/ko/author/:slug/feed.json',
  ])
  author(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('slug') slug: string,
  ): Promise<void> {
    return this.named('author', { request, reply }, slug);
  }

  /** The newest articles that answer a question; without one there is nothing to follow. */
  @Get([
    '/search/feed.xml',
    '/search/feed.atom',
    '/search/feed.json',
    '/ko/search/feed.xml',
    '/ko/search/feed.atom',
    '/ko/search/feed.json',
  ])
  search(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: SearchForm }) form: SearchForm,
  ): Promise<void> {
    return this.send({ request, reply }, async (edition) => {
      const newest = { ...form, sort: 'newest' as const, cursor: undefined };
      const query = questionOf(newest, edition);
      if (!query) return this.press.notFound(edition);
      const asked = { ...query, facets: 'false', highlight: false, limit: ITEMS };
      const { data: articles } = await this.backend.search(asked);
      return { page: addressOf(edition, form), name: query.q, articles, keys: [] };
    });
  }

  private named(kind: Bearer, asked: Asked, written: string): Promise<void> {
    return this.send(asked, async (edition) => {
      const naming = namingOf(kind, written);
      if (!naming) return this.press.notFound(edition);
      const { slug } = naming;
      const [articles, moved] = await Promise.all([
        this.newest({ language: edition, ...naming.list }),
        this.backend.name(kind, slug),
      ]);
      if (moved && moved.slug !== slug) {
        return movedTo(feedPath(pathOfName(edition, kind, moved.slug), formatAt(asked.request.url)));
      }
      const [newest] = articles;
      if (!newest) return this.press.notFound(edition);
      const bearers = kind === 'tag' ? newest.tags : newest.by;
      const name = bearers?.find((each) => each.slug === slug)?.name ?? slug;
      const page = pathOfName(edition, kind, slug);
      return { page, name, articles, keys: [`named:list:${edition}`] };
    });
  }

  private async newest(list: List): Promise<Item[]> {
    const [answer] = await this.backend.lists([{ ...list, limit: ITEMS }]);
    return answer?.articles ?? [];
  }

  /** A feed of what was found, in the format of its address; falls with any change in its edition. */
  private send(
    { request, reply }: Asked,
    find: (edition: Edition) => Promise<Found | Answer>,
  ): Promise<void> {
    const edition = editionOf(request);
    const format = formatAt(request.url);
    return this.press.send(request, reply, async () => {
      const [found, gone] = await Promise.all([find(edition), format === 'atom' ? this.gone(edition) : []]);
      if ('status' in found) return found;
      const { SITE_FILE: site, PUBLIC_URL: origin, GATEWAY_HUB_URL } = this.settings;
      const paper = site.title[edition];
      // What answers a question changes with each asking: nobody can be told of it.
      const hub = found.keys.length === 0 || GATEWAY_HUB_URL === '' ? undefined : GATEWAY_HUB_URL;
      const body = writeFeed(format, {
        title: found.name === undefined ? paper : `${paper}: ${found.name}`,
        ...{ edition, origin, page: found.page, articles: found.articles },
        gone: gone.filter(({ section }) => found.section === undefined || section === found.section),
        ...(hub === undefined ? {} : { hub }),
      });
      const self = origin + feedPath(found.page, format);
      const answer = {
        ...{ ...plain(body, caching.list), type: `${feedFormats[format].type}; charset=utf-8` },
        ...(hub === undefined ? {} : { link: `<${hub}>; rel="hub", <${self}>; rel="self"` }),
      };
      // Those of a search are not kept: the index may be some milliseconds behind a withdrawal.
      return found.keys.length === 0 ? answer : { ...answer, keys: found.keys, softMs: SOFT_MS };
    });
  }

  private async gone(edition: Edition): Promise<{ id: string; section: string; at: string }[]> {
    const since = new Date(this.runtime.now() - TOMBSTONE_MS).toISOString();
    return (await this.backend.tombstones({ language: edition, since })).gone;
  }
}

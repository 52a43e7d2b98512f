import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ArticleListQuery, type SearchAnswer, type SearchQuery } from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { idOfPath } from '#libs/text';
import { BackendClient } from './backend.client.ts';
import type { Edition } from './edition.ts';
import { FrontClient } from './front.client.ts';
import { breakingPage } from './pages/breaking.page.tsx';
import { questionOf, SearchForm } from './pages/finding.ts';
import { frontPage } from './pages/front.page.tsx';
import { caching, editionOf, movedTo, Press, page, pathAsked, SOFT_MS } from './pages/press.controller.ts';
import { type Instead, searchPage } from './pages/search.page.tsx';
import { OPENERS, sectionPage } from './pages/section.page.tsx';
import { PopularClient } from './popular.client.ts';

/**
 * What a page reads of its address. A link that was shared carries whatever was added to it on the way
 * (`fbclid`, `utm_source`), and one that was cut off still leads to a page: readers are not refused like
 * programs.
 */
const cursor = ArticleListQuery.shape.cursor.catch(undefined);
const SectionQuery = z.object({ cursor });
/** Articles of a list on a page; the newest ones of a section stand above them. */
const LIST = 20;
/** Tags of a section, and articles to read next. */
const STRIP = 12;
const RELATED = 6;

/** Pages for readers, in two editions. A handler says how its page is made; the ready store decides when. */
@Controller()
export class PagesController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
    @Inject(FrontClient) private readonly fronts: FrontClient,
    @Inject(PopularClient) private readonly rankings: PopularClient,
  ) {}

  @Get(['/', '/ko', '/lite', '/ko/lite'])
  front(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => {
      const [front, popular, frame] = await Promise.all([
        this.fronts.whole(edition),
        this.rankings.block(edition, 10),
        this.press.alerted(edition),
      ]);
      const { keys, ...answer } = this.press.list(edition, frontPage(frame, front, popular));
      return this.press.breaking(frame, { ...answer, keys: [...keys, `front:${edition}`] });
    });
  }

  @Get(['/breaking', '/ko/breaking', '/lite/breaking', '/ko/lite/breaking'])
  breaking(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => {
      const frame = { ...this.press.frame(edition), breaking: await this.backend.breaking() };
      return this.press.breaking(frame, page(breakingPage(frame), caching.list));
    });
  }

  @Get(['/:section', '/ko/:section', '/lite/:section', '/ko/lite/:section'])
  section(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('section') slug: string,
    @Query({ schema: SectionQuery }) { cursor }: z.infer<typeof SectionQuery>,
  ): Promise<void> {
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => {
      const section = this.press.section(slug);
      if (!section) return this.press.lost(request);
      const of = { language: edition, section: section.slug };
      const limit = cursor === undefined ? OPENERS + LIST : LIST;
      const [[list = { articles: [] }], popular] = await Promise.all([
        this.backend.lists([{ ...of, limit, cursor, tags: STRIP }]),
        this.rankings.block(edition, 5, section.slug),
      ]);
      const frame = this.press.frame(edition);
      return this.press.list(
        edition,
        sectionPage({ frame, section, list, popular, first: !cursor }),
        section.slug,
      );
    });
  }

  @Get([
    '/:section/:yyyy/:mm/:dd/:slug',
    '/ko/:section/:yyyy/:mm/:dd/:slug',
    '/lite/:section/:yyyy/:mm/:dd/:slug',
    '/ko/lite/:section/:yyyy/:mm/:dd/:slug',
  ])
  article(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const edition = editionOf(request);
    const path = pathAsked(request);
    return this.press.send(request, reply, async () => {
      const id = idOfPath(path);
      if (id === undefined) return this.press.lost(request);
      const answer = await this.backend.article(id, RELATED);
      if (!answer) return this.press.lost(request, id);
      if (answer.state === 'gone') return this.press.gone(edition, answer.article);
      const { article, related = [], translation, mutual, corrections, older, newer } = answer;
      if (article.url !== path) {
        // Only the id resolves: any other spelling answers one redirect, so renames never chain or break.
        return { ...movedTo(article.url), keys: [`article:${id}`], softMs: SOFT_MS };
      }
      const [popular, frame] = await Promise.all([
        this.rankings.block(edition, 5),
        this.press.alerted(edition),
      ]);
      const beside = { related, translation, mutual, corrections, popular, neighbours: { older, newer } };
      return this.press.article(frame, article, beside);
    });
  }

  @Get(['/search', '/ko/search', '/lite/search', '/ko/lite/search'])
  search(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: SearchForm }) form: SearchForm,
  ): Promise<void> {
    const edition = editionOf(request);
    const frame = this.press.frame(edition);
    const make = async () => {
      const query = questionOf(form, edition);
      const answer = query ? await this.found(query) : undefined;
      const instead = answer?.meta.total === 0 || !form.q ? await this.instead(edition) : {};
      // Not kept: the index may be some milliseconds behind the change that would have purged the page.
      return page(searchPage(frame, form, answer, instead), caching.list);
    };
    return this.press.send(request, reply, make, () =>
      searchPage(frame, form, undefined, { unavailable: true, popular: this.rankings.lastBlock(edition, 5) }),
    );
  }

  /** What to read where nothing was found, or nothing asked yet. */
  private async instead(edition: Edition): Promise<Instead> {
    const [lists, popular] = await Promise.all([
      this.backend.lists([{ language: edition, limit: 1, tags: STRIP }]).catch(() => []),
      this.rankings.block(edition, 5),
    ]);
    return { tags: lists[0]?.tags ?? [], popular };
  }

  /** A reader who comes back to a page of a walk that has ended begins anew, at its first. */
  private async found({ cursor, ...query }: SearchQuery): Promise<SearchAnswer> {
    if (cursor === undefined) return this.backend.search(query);
    return this.backend.search({ ...query, cursor }).catch((error: unknown) => {
      const [fault] = error instanceof ProblemError ? (error.details.errors ?? []) : [];
      if (fault?.parameter !== 'cursor') throw error;
      return this.backend.search(query);
    });
  }

  @Get('*')
  async unknown(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (/^\/(api|internal)\//.test(request.url)) throw new ProblemError('not_found');
    // Also under an address that has been spelt in capitals, or has a slash too many, the id resolves.
    if (idOfPath(request.url.split('?', 1)[0] ?? '') !== undefined) return this.article(request, reply);
    await this.press.send(request, reply, () => this.press.lost(request));
  }
}

import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PopularQuery } from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import type { Answer } from '../cache/pressed.ts';
import { type Edition, editionIn } from '../edition.ts';
import { articlePage } from '../pages/article.page.tsx';
import { frontPage } from '../pages/front.page.tsx';
import { popularPage } from '../pages/popular.page.tsx';
import { Press, page } from '../pages/press.controller.ts';
import { sectionPage } from '../pages/section.page.tsx';
import type { gatewaySettings } from '../settings.ts';
import { PastPaper } from './paper.client.ts';
import { absencePage, unlistedPage } from './past.page.tsx';
import { type Asked, askedBy, ledOn } from './past.ts';
import { noteOf } from './words.ts';

const TokenParameters = z.object({ token: z.string() });
const { kind, window } = PopularQuery.shape;
/** What can't be read of a link is as if it were not there. */
const ListForm = z.object({ kind: kind.catch('most-viewed'), window: window.catch('1h') });
type ListForm = z.infer<typeof ListForm>;

/** Articles of a section; what was before them is not asked for any more. */
const LIST = 40;
const RANKED = 10;

type Moments = { at: string; expires: string };

/**
 * The paper as it stood at a moment, for editors whom the desk has given a link. Content and popularity say whether
 * it holds. Kept by nobody, found by no search engine, counted as no view; a link that does not hold is an address
 * like any other at which there is nothing.
 */
@Controller()
export class PastController {
  private readonly sections: readonly string[];

  constructor(
    @Inject(PastPaper) private readonly paper: PastPaper,
    @Inject(Press) private readonly press: Press,
    @Inject(SETTINGS) settings: Values<typeof gatewaySettings>,
  ) {
    this.sections = settings.SITE_FILE.sections.map(({ slug }) => slug);
  }

  @Get(['/past/:token', '/past/:token/*'])
  past(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param({ schema: TokenParameters }) { token }: z.infer<typeof TokenParameters>,
    @Query({ schema: ListForm }) form: ListForm,
  ): Promise<void> {
    return this.press.send(request, reply, async () => {
      const [path = ''] = request.url.slice(`/past/${token}`.length).split('?', 1);
      const asked = askedBy(path, this.sections);
      const answer = asked && (await this.make(token, asked, form));
      if (!answer) return this.press.notFound('en');
      return { ...answer, body: ledOn(answer.body, token, this.sections), secret: true };
    });
  }

  private async make(token: string, asked: Asked, form: ListForm): Promise<Answer | undefined> {
    switch (asked.shown) {
      case 'front':
        return this.front(token, asked.edition);
      case 'section':
        return this.section(token, asked.edition, asked.slug);
      case 'article':
        return this.article(token, asked);
      case 'popular':
        return this.popular(token, asked.edition, form);
    }
  }

  private async front(token: string, edition: Edition): Promise<Answer | undefined> {
    const found = await this.paper.front(token, edition);
    if (!found) return undefined;
    const { front, popular, withdrawn } = found;
    const note = noteOf(edition, 'front', { ...found, withdrawn, unlisted: !popular });
    return page(frontPage(this.frame(edition, found, note), front, popular), 'no-store');
  }

  private async section(token: string, edition: Edition, slug: string): Promise<Answer | undefined> {
    const section = this.press.section(slug);
    const found =
      section && (await this.paper.section(token, { language: edition, section: slug, limit: LIST }));
    if (!found) return undefined;
    const { articles } = found;
    const frame = this.frame(edition, found, noteOf(edition, 'section', found));
    const list = { articles };
    return page(sectionPage({ frame, section, list, popular: undefined, first: true }), 'no-store');
  }

  private async article(
    token: string,
    { edition, id }: Extract<Asked, { shown: 'article' }>,
  ): Promise<Answer | undefined> {
    const found = await this.paper.article(token, id);
    if (!found) return undefined;
    if (found.state !== 'public') {
      const frame = this.frame(edition, found, noteOf(edition, 'article', found));
      return { ...page(absencePage(frame, found.state), 'no-store'), status: 404 };
    }
    const { article } = found;
    const own = editionIn(article.language);
    const frame = this.frame(own, found, noteOf(own, 'article', found));
    return page(articlePage(frame, article, { related: [] }), 'no-store');
  }

  private async popular(token: string, edition: Edition, form: ListForm): Promise<Answer | undefined> {
    const found = await this.paper.popular(token, { ...form, lang: edition }, RANKED);
    if (!found) return undefined;
    const { popular } = found;
    const frame = this.frame(edition, found, noteOf(edition, 'popular', found));
    return page(popular ? popularPage(frame, popular, form) : unlistedPage(frame), 'no-store');
  }

  /** Days and hours are told as on that day. */
  private frame(edition: Edition, { at }: Moments, past: ReturnType<typeof noteOf>) {
    return { ...this.press.frame(edition), now: Date.parse(at), past };
  }
}

import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PopularQuery } from '#libs/contracts';
import { PopularClient } from '../popular.client.ts';
import { popularPage } from './popular.page.tsx';
import { caching, editionOf, Press, page } from './press.controller.ts';

const { kind, window, section } = PopularQuery.shape;
/** What can't be read of a shared link is as if it were not there. */
const ListForm = z.object({
  kind: kind.catch('most-viewed'),
  window: window.catch('1h'),
  section: section.catch(undefined),
});
type ListForm = z.infer<typeof ListForm>;

/** The page of what is read most. Not kept: a list that has changed is shown to the very next reader. */
@Controller()
export class PopularController {
  constructor(
    @Inject(PopularClient) private readonly rankings: PopularClient,
    @Inject(Press) private readonly press: Press,
  ) {}

  @Get(['/popular', '/ko/popular', '/lite/popular', '/ko/lite/popular'])
  popular(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Query({ schema: ListForm }) form: ListForm,
  ): Promise<void> {
    const edition = editionOf(request);
    return this.press.send(request, reply, async () => {
      const chosen = { ...form, section: this.press.section(form.section ?? '')?.slug };
      const popular = await this.rankings.popular(PopularQuery.parse({ ...chosen, lang: edition }));
      return page(popularPage(this.press.frame(edition), popular, chosen), caching.list);
    });
  }
}

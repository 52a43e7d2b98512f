import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BreakingQuery, FrontQuery } from '#libs/contracts';
import { Runtime } from '#libs/service';
import { BackendClient } from '../backend.client.ts';
import { alertsOf, keysOfAlerts } from '../breaking.ts';
import { Door } from '../cache/door.controller.ts';
import { FrontClient } from '../front.client.ts';
import { caching, SOFT_MS } from '../pages/press.controller.ts';
import { json, withPicture } from './shown.tsx';

/** What editors have put first, in the public API: fronts as they are composed, and what is breaking. */
@Controller('api/v1')
export class FrontApiController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(FrontClient) private readonly fronts: FrontClient,
    @Inject(Door) private readonly door: Door,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** The same as the front page of the edition shows. */
  @Get('front')
  front(
    @Query({ schema: FrontQuery }) { lang }: FrontQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const [front, breaking] = await Promise.all([this.fronts.front(lang), this.backend.breaking()]);
      const data = {
        lead: front.lead && withPicture(front.lead),
        stack: front.stack.map(withPicture),
        features: front.features.map(withPicture),
        latest: front.latest.map(withPicture),
        bands: front.bands.map(({ section, articles }) => ({
          section: section.slug,
          articles: articles.map(withPicture),
        })),
        breaking: alertsOf(breaking, lang),
      };
      const keys = [`list:${lang}`, `front:${lang}`, `breaking:${lang}`, ...keysOfAlerts(breaking, lang)];
      return { ...json({ data, meta: this.meta() }, caching.list), keys, softMs: SOFT_MS };
    });
  }

  /** Alerts of the last 48 hours, newest first. */
  @Get('breaking')
  breaking(
    @Query({ schema: BreakingQuery }) { lang }: BreakingQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () => {
      const breaking = await this.backend.breaking();
      const editions = lang ? [lang] : (['en', 'ko'] as const);
      const data = lang ? alertsOf(breaking, lang) : breaking.alerts;
      const keys = editions.flatMap((each) => [`breaking:${each}`, ...keysOfAlerts(breaking, each)]);
      return { ...json({ data, meta: this.meta() }, caching.list), keys, softMs: SOFT_MS };
    });
  }

  private meta(): { asOf: string } {
    return { asOf: new Date(this.runtime.now()).toISOString() };
  }
}

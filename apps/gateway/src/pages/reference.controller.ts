import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newsroomApi, publicApi } from '#libs/contracts';
import { apiPage } from './api.page.tsx';
import { eventsPage } from './events.page.tsx';
import { guidePage } from './guide.page.tsx';
import type { Frame } from './layout.tsx';
import { Press, page } from './press.controller.ts';
import { problemCodes, problemPage, problemsPage } from './problem.page.tsx';

const CACHING = 'public, max-age=300';
/** The frame of a page holds the date. */
const SOFT_MS = 60_000;

const pages: Readonly<Record<string, (frame: Frame) => string>> = {
  '/docs': guidePage,
  '/docs/newsroom': (frame) => apiPage(frame, newsroomApi, '/docs/newsroom'),
  '/docs/public': (frame) => apiPage(frame, publicApi, '/docs/public'),
  '/docs/events': eventsPage,
  '/docs/errors': problemsPage,
};

/**
 * The reference for those who write programs. Everything on it is made of the contracts that are built into
 * this app: it needs no other service, and asks no other site.
 */
@Controller()
export class ReferenceController {
  constructor(@Inject(Press) private readonly press: Press) {}

  @Get(['/docs', '/docs/newsroom', '/docs/public', '/docs/events', '/docs/errors'])
  part(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const make = pages[request.routeOptions.url ?? ''];
    return this.press.send(request, reply, async () => {
      if (!make) return this.press.notFound('en');
      return { ...page(make(this.press.frame('en')), CACHING), softMs: SOFT_MS };
    });
  }

  /** What an error code means; problem answers point here. */
  @Get('/docs/errors/:code')
  error(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param('code') code: string,
  ): Promise<void> {
    return this.press.send(request, reply, async () => {
      const known = problemCodes.find((each) => each === code);
      if (!known) return this.press.notFound('en');
      return page(problemPage(this.press.frame('en'), known), CACHING);
    });
  }
}

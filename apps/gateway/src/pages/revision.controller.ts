import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BackendClient } from '../backend.client.ts';
import { editionIn } from '../edition.ts';
import { revisionsPath } from '../history.ts';
import { caching, editionOf, movedTo, Press, page, pathAsked, SOFT_MS } from './press.controller.ts';
import { revisionPage } from './revision.page.tsx';

const IdParameters = z.object({ id: z.string() });
/** More are answered by the API. */
const VERSIONS = 20;

/** What has changed in an article, version by version; purged with it. */
@Controller()
export class RevisionController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
  ) {}

  @Get(['/a/:id/revisions', '/ko/a/:id/revisions', '/lite/a/:id/revisions', '/ko/lite/a/:id/revisions'])
  revisions(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param({ schema: IdParameters }) { id: written }: z.infer<typeof IdParameters>,
  ): Promise<void> {
    const edition = editionOf(request);
    const id = written.toLowerCase();
    const path = pathAsked(request);
    return this.press.send(request, reply, async () => {
      const answer = await this.backend.revisions(id, VERSIONS);
      if (!answer) return this.press.notFound(edition, id);
      if (answer.state === 'gone') return this.press.gone(edition, answer.article);
      const own = editionIn(answer.article.language);
      const location = revisionsPath(own, id);
      if (location !== path) return movedTo(location);
      const body = revisionPage(this.press.frame(own), answer);
      return { ...page(body, caching.article), keys: [`article:${id}`], softMs: SOFT_MS };
    });
  }
}

import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BackendClient } from '../backend.client.ts';
import { editionIn } from '../edition.ts';
import { articlePage } from './article.page.tsx';
import { Press, page } from './press.controller.ts';

const TokenParameters = z.object({ token: z.string() });

/**
 * An article as its page will be, for whoever has an editor's link. Content says whether the link holds. Kept by
 * nobody, found by no search engine, counted as no view; a link that does not hold is an address like any other
 * at which there is nothing.
 */
@Controller()
export class PreviewController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Press) private readonly press: Press,
  ) {}

  @Get('/preview/:token')
  preview(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Param({ schema: TokenParameters }) { token }: z.infer<typeof TokenParameters>,
  ): Promise<void> {
    return this.press.send(request, reply, async () => {
      const preview = await this.backend.preview(token);
      if (!preview) return this.press.notFound('en');
      const { article } = preview;
      const frame = this.press.frame(editionIn(article.language));
      const body = articlePage(frame, article, { related: [], preview });
      return { ...page(body, 'no-store'), secret: true };
    });
  }
}

import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '#libs/service';
import { BackendClient } from './backend.client.ts';
import { Door } from './cache/door.controller.ts';
import { ReadyStore } from './cache/ready.store.ts';
import { RenditionStore } from './cache/rendition.store.ts';
import { wanted } from './rendition.ts';

/**
 * Pictures for readers. One is served as long as a public article shows it: content names such an article,
 * and the answer is kept like a page, so that a change of that article has it asked again.
 */
@Controller()
export class PicturesController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(RenditionStore) private readonly renditions: RenditionStore,
    @Inject(ReadyStore) private readonly ready: ReadyStore,
    @Inject(Door) private readonly door: Door,
  ) {}

  @Get('/media/:id/:rendition')
  async picture(
    @Param('id') id: string,
    @Param('rendition') rendition: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const want = wanted(id, rendition);
    if (!want || !(await this.shown(id))) throw new ProblemError('not_found');
    const ready = await this.renditions.find(want);
    // Again: its article may have left while the rendition was made.
    if (!ready || !(await this.shown(id))) throw new ProblemError('not_found');
    this.door.hand(ready, request, reply);
  }

  private async shown(mediaId: string): Promise<boolean> {
    // No address has a space in it: nobody can ask for this entry.
    const entry = `picture ${mediaId}`;
    const answer =
      this.ready.get(entry) ??
      (await this.ready.fill(entry, async () => {
        const article = (await this.backend.media(mediaId))?.article;
        const found = { type: 'text/plain', body: '', cacheControl: '' };
        if (article)
          return { ...found, status: 200, keys: [`article:${article}`], softMs: Number.MAX_SAFE_INTEGER };
        this.renditions.forget(mediaId);
        return { ...found, status: 404, keys: [] };
      }));
    return answer.status === 200;
  }
}

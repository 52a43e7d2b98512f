import { Controller, Get, Inject, Param } from '@nestjs/common';
import { z } from 'zod';
import { type PreviewAnswer, readPreview } from '#libs/contracts';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { previewOf } from './preview.ts';
import type { contentSettings } from './settings.ts';

const TokenParameters = z.object({ token: z.string() });

/**
 * The one way for embargoed bytes out of the record: a link that an editor has had signed, of this one article and
 * not over. What asks on its behalf is not trusted; the signature is checked here.
 */
@Controller('internal')
export class PreviewController {
  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Values<typeof contentSettings>,
  ) {}

  /** A link that was tampered with, one that is over, and one to nothing are the same 404. */
  @Get('previews/:token')
  async preview(
    @Param({ schema: TokenParameters }) { token }: z.infer<typeof TokenParameters>,
  ): Promise<PreviewAnswer> {
    const now = this.runtime.now();
    const claim = readPreview(token, this.settings.PREVIEW_SECRET, now);
    const state = claim && (await this.store.find(claim.uri));
    const preview = claim && state && previewOf(state, claim, now);
    if (!preview) throw new ProblemError('not_found');
    return preview;
  }
}

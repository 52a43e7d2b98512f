import { Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ArticleParameters, PreviewQuestion, type PreviewReceipt, signPreview } from '#libs/contracts';
import { faultsOf, ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { KeyStore } from './key.store.ts';
import { permit } from './key.ts';
import type { ingestSettings } from './settings.ts';

/** A request without a body asks for a link as usual. */
const Wish = z.preprocess((body) => body ?? {}, PreviewQuestion);

const HOUR_MS = 3_600_000;

/**
 * Gives editors links to what is not public yet. Nothing is kept of them: a link is its own proof, and ends by
 * itself, or with the withdrawal of its article. Whether there is anything to see is told to who opens it, since an
 * event that was accepted a moment ago may not be decided on.
 */
@Controller('v1')
export class PreviewController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>,
  ) {}

  @Post('articles/:uri/previews')
  @HttpCode(201)
  give(
    @Param({ schema: ArticleParameters }) { uri }: ArticleParameters,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): PreviewReceipt {
    const key = this.keys.admit(request, 'publish');
    permit(key, 'article.published', uri);
    const wish = Wish.safeParse(body);
    if (!wish.success) throw new ProblemError('invalid_event', { errors: faultsOf(wish.error.issues) });
    const secret = this.settings.PREVIEW_SECRET;
    if (secret === '') {
      const detail = 'previews are not set up here: ingest and content need the setting PREVIEW_SECRET';
      throw new ProblemError('dependency_unavailable', { detail });
    }
    const issued = this.runtime.now();
    const expires = issued + Math.round(wish.data.hours * HOUR_MS);
    this.runtime.log.info({ articleUri: uri, key: key.id, expires }, 'preview link given');
    const url = `/preview/${signPreview({ uri, issued, expires }, secret)}`;
    return { url, expires: new Date(expires).toISOString() };
  }
}

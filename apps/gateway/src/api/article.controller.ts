import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, Inject, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ArticleParameter, ArticleQuery } from '#libs/contracts';
import { ProblemError, SETTINGS, type Values } from '#libs/service';
import { publicId } from '#libs/text';
import { BackendClient, isPublicId } from '../backend.client.ts';
import { Door } from '../cache/door.controller.ts';
import { caching } from '../pages/press.controller.ts';
import type { gatewaySettings } from '../settings.ts';
import { translationIn } from '../translation.ts';
import { NEWSML_TYPE, newsmlOf } from './newsml.ts';
import { NINJS_TYPE, ninjsOf } from './ninjs.ts';
import { bodyAs, FOREVER_MS, json, picked, publicOnly, withPicture } from './shown.tsx';

/** Who wants an article as of an event of its own waits for no longer. */
const DECIDED_MS = 2_000;
const AGAIN_MS = 25;
const BY_URI = 'uri=';

/** One article in the public API, in the form that is asked for. */
@Controller('api/v1')
export class ArticleApiController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Door) private readonly door: Door,
    @Inject(SETTINGS) private readonly settings: Values<typeof gatewaySettings>,
  ) {}

  @Get('articles/:id')
  article(
    @Param({ schema: ArticleParameter }) { id: word }: z.infer<typeof ArticleParameter>,
    @Query({ schema: ArticleQuery }) { fields, format, min }: ArticleQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = word.startsWith(BY_URI) ? publicId(word.slice(BY_URI.length)) : word;
    return this.door.answer(request, reply, async () => {
      if (min !== undefined) await this.decided(min);
      const found = publicOnly(isPublicId(id) ? await this.backend.article(id) : undefined);
      const { article, translation } = found;
      const awaited = translation?.id ?? (article.translationOf && publicId(article.translationOf));
      const kept = {
        lastModified: article.modified,
        keys: [`article:${id}`, ...(awaited ? [`named:${awaited}`] : [])],
        // Each token is asked for once.
        ...(min === undefined ? { softMs: FOREVER_MS } : {}),
      };
      if (format === 'ninjs') {
        const whole = ninjsOf(article, this.settings.PUBLIC_URL);
        return { ...json(whole, caching.article), type: NINJS_TYPE, ...kept };
      }
      if (format === 'newsml-g2') {
        const body = newsmlOf(article, this.settings.PUBLIC_URL);
        return { ...json({}, caching.article), body, type: NEWSML_TYPE, ...kept };
      }
      const beside = translation ? { translation: translationIn(article, translation) } : {};
      const data = { ...withPicture(article), body: bodyAs(format, article), ...beside };
      return { ...json({ data: picked(data, fields) }, caching.article), ...kept };
    });
  }

  /** Resolves when content has decided on the event of that token. */
  private async decided(token: string): Promise<void> {
    for (const deadline = performance.now() + DECIDED_MS; !(await this.backend.reached(token)); ) {
      if (performance.now() > deadline) throw new ProblemError('timeout', { retryAfter: 1 });
      await delay(AGAIN_MS);
    }
  }
}

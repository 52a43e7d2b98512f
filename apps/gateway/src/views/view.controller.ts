import { Controller, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import { IdParameters, NoQuery } from '#libs/contracts';
import { ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { BackendClient, isPublicId } from '../backend.client.ts';
import type { gatewaySettings } from '../settings.ts';
import { networkOf, PLACE } from './address.ts';
import { Limit } from './limit.ts';
import { ViewProducer } from './view.producer.ts';

/** Content is asked for an article once in so long: as long as a page of it may be shown by whoever keeps it. */
const KNOWN_MS = 5_000;
/** One that is not public may be in a moment. */
const UNKNOWN_MS = 1_000;
const KNOWN = 20_000;

/** For scripts of other sites: what they may send, and for how long they need not ask. */
const preflight = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type',
  'access-control-max-age': '86400',
};

/** Answers browsers that ask first, for a script that sends more than nothing; that is no part of the API. */
export function answerPreflight(fastify: FastifyInstance): void {
  fastify.options('/api/v1/articles/:id/views', (_request, reply) =>
    reply.status(204).headers(preflight).send(),
  );
}

/**
 * Hears from apps what is read in them. Of articles that are public now: what this gateway has heard to be gone
 * is unknown at once, the rest is known for some seconds. A flood from one place ends at its limit.
 */
@Controller('api/v1')
export class ViewController {
  private readonly known = new LRUCache<string, { isPublic: boolean }>({ max: KNOWN });
  private readonly limit: Limit;

  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(ViewProducer) private readonly views: ViewProducer,
    @Inject(SETTINGS) settings: Values<typeof gatewaySettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.limit = new Limit('views', settings.GATEWAY_VIEWS_PER_MINUTE);
  }

  @Post('articles/:id/views')
  @HttpCode(204)
  async view(
    @Param({ schema: IdParameters }) { id }: z.infer<typeof IdParameters>,
    @Query({ schema: NoQuery }) _: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const place = networkOf(this.views.addressOf(request) ?? '', PLACE);
    const { retryAfter, fields } = this.limit.take(place, this.runtime.now());
    reply.headers({ ...fields, 'access-control-allow-origin': '*', 'cache-control': 'no-store' });
    if (retryAfter !== undefined) throw new ProblemError('rate_limited', { retryAfter });
    if (!(await this.isPublic(id))) throw new ProblemError('not_found');
    this.views.told(request, id);
  }

  private async isPublic(id: string): Promise<boolean> {
    if (!isPublicId(id) || this.backend.isGone(id)) return false;
    const known = this.known.get(id);
    if (known) return known.isPublic;
    const answer = await this.backend.article(id);
    // Also if it has gone since it was asked for.
    const isPublic = answer?.state === 'public' && !this.backend.isGone(id);
    this.known.set(id, { isPublic }, { ttl: isPublic ? KNOWN_MS : UNKNOWN_MS });
    return isPublic;
  }
}

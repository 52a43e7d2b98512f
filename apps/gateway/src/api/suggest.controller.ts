import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SuggestQuery } from '#libs/contracts';
import { BackendClient } from '../backend.client.ts';
import { Door } from '../cache/door.controller.ts';
import { caching } from '../pages/press.controller.ts';
import { json } from './shown.tsx';

/** How to complete what is being typed, in the public API. Not kept: the index may be behind a change by a blink. */
@Controller('api/v1')
export class SuggestApiController {
  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Door) private readonly door: Door,
  ) {}

  @Get('suggest')
  suggest(
    @Query({ schema: SuggestQuery }) query: SuggestQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.door.answer(request, reply, async () =>
      json(await this.backend.suggest(query), caching.list),
    );
  }
}

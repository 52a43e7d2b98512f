import { Controller, Get, Header, Inject, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { EventParameters, type EventStatus, StatusQuery, type Verdict } from '#libs/contracts';
import { Applied } from '#libs/kafka';
import { DependencyUnavailable, ProblemError } from '#libs/service';
import { ContentClient } from './content.client.ts';
import { KeyStore } from './key.store.ts';
import { speaksOf } from './key.ts';
import { statusOf, tokenOf } from './status.ts';

/** Answers "where is my event?" from what content has decided and from what the log says; keeps nothing. */
@Controller('v1')
export class StatusController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(Applied) private readonly applied: Applied,
    @Inject(ContentClient) private readonly content: ContentClient,
  ) {}

  @Get('events/:id')
  @Header('cache-control', 'no-store')
  async status(
    @Param({ schema: EventParameters }) { id }: z.infer<typeof EventParameters>,
    @Query({ schema: StatusQuery }) { source, token }: StatusQuery,
    @Req() request: FastifyRequest,
  ): Promise<EventStatus> {
    const key = this.keys.admit(request, 'read');
    // The log first: what content is past of has its verdict by then.
    const way = token && (await this.applied.ask(token));
    const verdicts = await this.content.verdicts(id, source).catch((error: unknown) => {
      if (token && error instanceof DependencyUnavailable) return undefined;
      throw error;
    });
    const own = verdicts?.filter(({ uri }) => speaksOf(key, uri));
    if (own?.length === 0 && verdicts?.length !== 0) throw unknown();
    const verdict = oneOf(own ?? []);
    if (token && way) return statusOf({ id, source, token, way, verdict, silent: verdicts === undefined });
    if (!verdict) throw unknown();
    const place = tokenOf(verdict);
    return statusOf({ id, token: place, way: await this.applied.ask(place), verdict });
  }
}

/** Also of an event about what the key may not speak of. */
function unknown(): ProblemError {
  const detail = 'no event of this id is decided on; the statusUrl of its receipt knows it from the start';
  return new ProblemError('not_found', { detail });
}

/** The verdict that was meant; two sources may have given their events the same id. */
function oneOf(verdicts: readonly Verdict[]): Verdict | undefined {
  if (verdicts.length <= 1) return verdicts[0];
  const allowed = verdicts.map(({ source }) => source);
  const message = 'is needed: several sources have sent an event of this id';
  throw new ProblemError('invalid_parameter', {
    errors: [{ parameter: 'source', code: 'required', message, allowed }],
  });
}

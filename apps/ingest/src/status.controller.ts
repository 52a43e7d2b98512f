import { Controller, Get, Header, Inject, Param, Query, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { decodeToken, type EventStatus, topics, type Verdict } from '#libs/contracts';
import { Applied } from '#libs/kafka';
import { DependencyUnavailable, ProblemError, SETTINGS, type Values } from '#libs/service';
import { ContentClient } from './content.client.ts';
import { authenticate, type Key, keyOf } from './key.ts';
import type { ingestSettings } from './settings.ts';
import { statusOf, tokenOf } from './status.ts';

const EventParameters = z.object({ id: z.string().min(1).max(200) });
const StatusQuery = z.strictObject({
  source: z.string().min(1).max(500).optional(),
  token: z
    .string()
    .max(100)
    .transform(decodeToken)
    .refine(
      (token) => token !== undefined && token.partition < topics.intake.partitions,
      'is not a token of ours',
    )
    .optional()
    .describe('From the receipt; without it an event is known here from when it is decided on'),
});
type StatusQuery = z.infer<typeof StatusQuery>;

/** Answers "where is my event?" from what content has decided and from what the log says; keeps nothing. */
@Controller('v1')
export class StatusController {
  private readonly keys: readonly Key[];

  constructor(
    @Inject(SETTINGS) settings: Values<typeof ingestSettings>,
    @Inject(Applied) private readonly applied: Applied,
    @Inject(ContentClient) private readonly content: ContentClient,
  ) {
    this.keys = [keyOf(settings.INGEST_ADMIN_KEY)];
  }

  @Get('events/:id')
  @Header('cache-control', 'no-store')
  async status(
    @Param({ schema: EventParameters }) { id }: z.infer<typeof EventParameters>,
    @Query({ schema: StatusQuery }) { source, token }: StatusQuery,
    @Req() request: FastifyRequest,
  ): Promise<EventStatus> {
    authenticate(this.keys, request);
    // The log first: what content is past of has its verdict by then.
    const way = token && (await this.applied.ask(token));
    const verdicts = await this.content.verdicts(id, source).catch((error: unknown) => {
      if (token && error instanceof DependencyUnavailable) return undefined;
      throw error;
    });
    const verdict = oneOf(verdicts ?? []);
    if (token && way) return statusOf({ id, source, token, way, verdict, silent: verdicts === undefined });
    if (!verdict) {
      const detail =
        'no event of this id is decided on; the statusUrl of its receipt knows it from the start';
      throw new ProblemError('not_found', { detail });
    }
    const place = tokenOf(verdict);
    return statusOf({ id, token: place, way: await this.applied.ask(place), verdict });
  }
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

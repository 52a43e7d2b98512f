import { Body, Controller, Get, Header, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Uri, type WhereAnswer, WhereQuery } from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { AuditStore } from '../audit.store.ts';
import { RecordClient } from '../drift/record.client.ts';
import { actPage } from '../pages/act.page.tsx';
import { SessionStore } from '../session.store.ts';
import { SightClient } from './sight.client.ts';
import { wherePage } from './where.page.tsx';
import { whereOf } from './where.ts';

const HTML = 'text/html; charset=utf-8';
const JSON_TYPE = 'application/json; charset=utf-8';
const Form = z.object({ uri: Uri });
const PageQuery = z.strictObject({
  name: z.string().max(2_000).optional(),
  source: z.string().max(500).optional(),
});

/**
 * Where a story is: for people a page, for programs the same as JSON. Looking changes nothing; telling an article again
 * goes the way of everything that moves one, and stands in the audit log.
 */
@Controller()
export class WhereController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(SightClient) private readonly sights: SightClient,
    @Inject(RecordClient) private readonly record: RecordClient,
  ) {}

  @Get('where')
  @Header('content-type', HTML)
  async page(
    @Query({ schema: PageQuery }) asked: z.infer<typeof PageQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const frame = this.sessions.frameOf(request);
    if (asked.name === undefined) return wherePage(frame, {});
    const query = WhereQuery.safeParse(asked);
    if (query.success) {
      const found = await this.find(query.data);
      return wherePage(frame, { ...query.data, found });
    }
    reply.status(422);
    return wherePage(frame, {
      name: asked.name,
      source: asked.source,
      fault: 'the name of something is needed',
    });
  }

  /** With a session, or with the token of the desk. */
  @Get('v1/where')
  @Header('content-type', JSON_TYPE)
  async json(
    @Query({ schema: WhereQuery }) query: WhereQuery,
    @Req() request: FastifyRequest,
  ): Promise<WhereAnswer> {
    this.sessions.admit(request);
    return this.find(query);
  }

  @Get('internal/where')
  @Header('content-type', JSON_TYPE)
  house(@Query({ schema: WhereQuery }) query: WhereQuery): Promise<WhereAnswer> {
    return this.find(query);
  }

  @Post('where/retell/confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  confirm(@Body() body: unknown, @Req() request: FastifyRequest): string {
    const uri = uriOf(body);
    return actPage(this.sessions.frameOf(request), {
      title: 'Tell this article again?',
      place: '/where',
      facts: [['Uri', uri]],
      effects: [
        'Content tells the change log once more what is public of it, under the number that state has.',
        'Search, popularity and every gateway take it over again; who has it right changes nothing.',
        'Readers see no other words than before, and no time of change moves.',
      ],
      action: '/where/retell',
      fields: { uri },
      button: 'Tell it again',
      back: hrefOf(uri),
    });
  }

  @Post('where/retell')
  @HttpCode(303)
  async retell(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const uri = uriOf(body);
    const { name: who } = this.sessions.of(request);
    const place = await this.record.tell(uri);
    await this.audit.append({ who, what: 'article.retold', about: uri, after: place });
    reply.header('location', hrefOf(uri));
    return '';
  }

  private async find(query: WhereQuery): Promise<WhereAnswer> {
    return whereOf(await this.sights.see(query));
  }
}

function hrefOf(uri: string): string {
  return `/where?${new URLSearchParams({ name: uri })}`;
}

function uriOf(body: unknown): string {
  const form = Form.safeParse(body);
  if (!form.success)
    throw new ProblemError('invalid_parameter', { detail: 'the uri of an article is needed' });
  return form.data.uri;
}

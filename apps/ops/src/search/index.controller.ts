import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '#libs/service';
import { AuditStore } from '../audit.store.ts';
import { answerIn, known } from '../known.ts';
import { actPage } from '../pages/act.page.tsx';
import { PulseClient } from '../pulse/pulse.client.ts';
import { SessionStore } from '../session.store.ts';
import { IndexClient } from './index.client.ts';
import { indexPage } from './index.page.tsx';
import { actOf, IndexForm, type Way, written } from './ways.ts';

const HTML = 'text/html; charset=utf-8';

/**
 * The search index, for people: how it stands, what readers did not find in it, and making it anew. What is done goes
 * the way of the command line, is confirmed before and written down after.
 */
@Controller('search')
export class IndexController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(IndexClient) private readonly client: IndexClient,
    @Inject(PulseClient) private readonly pulse: PulseClient,
  ) {}

  @Get()
  @Header('content-type', HTML)
  async page(@Req() request: FastifyRequest): Promise<string> {
    const [standing, progress, published] = await Promise.all([
      known(this.client.standing()),
      known(this.client.progress()),
      known(this.client.published()),
    ]);
    const wait = this.pulse.sight.hour.last?.waits?.search;
    return indexPage(this.sessions.frameOf(request), { standing, progress, published, wait });
  }

  @Post('confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  confirm(@Body() body: unknown, @Req() request: FastifyRequest): string {
    return actPage(this.sessions.frameOf(request), actOf(wayIn(body)));
  }

  @Post()
  @HttpCode(303)
  async act(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const way = wayIn(body);
    const { name: who } = this.sessions.of(request);
    const before = answerIn(await known(this.client.standing()));
    const answer = way === 'remake' ? await this.client.remake() : await this.client.exchange(way);
    if (answer.state === 'failed')
      throw new ProblemError('invalid_parameter', { detail: `search serves as it did: ${answer.reason}` });
    const serves = before?.indices.find(({ aliases }) => aliases.includes('read'))?.index;
    await this.audit.append({
      ...{ who, what: written[way] },
      ...(serves === undefined ? {} : { before: { serves } }),
      after: {
        state: answer.state,
        ...(answer.rollbackUntil ? { rollbackUntil: answer.rollbackUntil } : {}),
      },
    });
    reply.header('location', '/search');
    return '';
  }
}

function wayIn(body: unknown): Way {
  const form = IndexForm.safeParse(body);
  if (!form.success)
    throw new ProblemError('invalid_parameter', { detail: 'act must be remake, rollback or commit' });
  return form.data.act;
}

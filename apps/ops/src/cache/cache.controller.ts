import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '#libs/service';
import { AuditStore } from '../audit.store.ts';
import { actPage } from '../pages/act.page.tsx';
import { PulseClient } from '../pulse/pulse.client.ts';
import { SessionStore } from '../session.store.ts';
import { CacheClient } from './cache.client.ts';
import { cachePage } from './cache.page.tsx';
import { actOf, keyIn, PurgeForm } from './purge.ts';

const HTML = 'text/html; charset=utf-8';

/** What gateways have ready, for people, and removing it by key: confirmed before, written down after. */
@Controller('cache')
export class CacheController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(CacheClient) private readonly client: CacheClient,
    @Inject(PulseClient) private readonly pulse: PulseClient,
  ) {}

  @Get()
  @Header('content-type', HTML)
  page(@Req() request: FastifyRequest): Promise<string> {
    return this.shown(request);
  }

  @Post('confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  async confirm(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const typed = PurgeForm.safeParse(body).data?.key ?? '';
    const key = keyIn(typed);
    if (key === undefined) {
      reply.status(422);
      return this.shown(request, {
        typed,
        fault: 'This is no key, no address of an article, no uri and no picture.',
      });
    }
    const counted = await this.client.purge({ key, dryRun: true });
    return actPage(this.sessions.frameOf(request), actOf(key, counted));
  }

  @Post()
  @HttpCode(303)
  async purge(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const key = keyIn(PurgeForm.safeParse(body).data?.key ?? '');
    if (key === undefined) throw new ProblemError('invalid_parameter', { detail: 'a key is needed' });
    const { name: who } = this.sessions.of(request);
    const done = await this.client.purge({ key, dryRun: false });
    const gateways = done.map(({ url, said }) => ({
      url,
      removed: 'is' in said ? said.is.entries : null,
    }));
    await this.audit.append({ who, what: 'cache.purged', about: key, after: { gateways } });
    const away = gateways.filter(({ removed }) => removed === null);
    if (away.length > 0)
      throw new ProblemError('dependency_unavailable', {
        detail: `removed at ${gateways.length - away.length} of ${gateways.length} gateways; ${away.map(({ url }) => url).join(', ')} did not answer`,
        retryAfter: 5,
      });
    reply.header('location', '/cache');
    return '';
  }

  private async shown(
    request: FastifyRequest,
    typed: { typed: string; fault: string } | undefined = undefined,
  ): Promise<string> {
    const states = await this.client.states();
    const points = this.pulse.sight.hour.since();
    return cachePage(this.sessions.frameOf(request), { states, points, ...typed });
  }
}

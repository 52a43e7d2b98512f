import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '#libs/service';
import { AuditStore } from '../audit.store.ts';
import { actPage } from '../pages/act.page.tsx';
import { SessionStore } from '../session.store.ts';
import { LogClient } from '../where/log.client.ts';
import { ConsumerClient } from './consumer.client.ts';
import { consumersPage } from './consumers.page.tsx';
import { type ConsumerRow, meanings, PauseForm, ResumeForm, rowsOf } from './consumers.ts';

const HTML = 'text/html; charset=utf-8';

/**
 * Who reads the log, and how; and the pause of it. A pause is ordered from the app that reads, kept in the log for all
 * of its processes, ends by itself, and stands in the audit log with who ordered it.
 */
@Controller()
export class ConsumersController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(ConsumerClient) private readonly consumers: ConsumerClient,
    @Inject(LogClient) private readonly log: LogClient,
  ) {}

  @Get('consumers')
  @Header('content-type', HTML)
  async page(@Req() request: FastifyRequest): Promise<string> {
    return consumersPage(this.sessions.frameOf(request), { rows: await this.rows() });
  }

  @Get('internal/consumers')
  async house(): Promise<{ consumers: ConsumerRow[] }> {
    return { consumers: await this.rows() };
  }

  @Post('consumers/pause/confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  async confirmPause(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const frame = this.sessions.frameOf(request);
    const form = PauseForm.safeParse(body);
    if (!form.success) {
      reply.status(422);
      const fault = 'a service, 1 to 1,440 minutes and a reason of one line are needed';
      return consumersPage(frame, { rows: await this.rows(), fault });
    }
    const { service, minutes, note } = form.data;
    return actPage(frame, {
      title: `Pause the reading of ${service}?`,
      place: '/consumers',
      facts: [
        ['Service', `${service}, all of its processes`],
        ['For', `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} at most; it goes on by itself then`],
        ['Why', note],
      ],
      effects: [
        meanings[service],
        'Nothing is lost: all that comes waits in the log, and is read in its order when the reading goes on.',
        `The service stays alive; its readiness is degraded and says who has paused it. A process that starts meanwhile is paused too.`,
      ],
      action: '/consumers/pause',
      fields: { service, minutes: String(minutes), note },
      button: 'Pause it',
      grave: service === 'content',
      back: '/consumers',
    });
  }

  @Post('consumers/pause')
  @HttpCode(303)
  @Header('location', '/consumers')
  async pause(@Body() body: unknown, @Req() request: FastifyRequest): Promise<string> {
    const form = PauseForm.safeParse(body);
    if (!form.success) throw new ProblemError('invalid_parameter', { detail: 'this is no pause' });
    const { service, minutes, note } = form.data;
    const { name: by } = this.sessions.of(request);
    const { pause } = await this.consumers.pause(service, { by, minutes, note });
    const after = { note, minutes, ...(pause ? { until: pause.until } : {}) };
    await this.audit.append({ who: by, what: 'consumer.paused', about: service, after });
    return '';
  }

  @Post('consumers/resume/confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  async confirmResume(@Body() body: unknown, @Req() request: FastifyRequest): Promise<string> {
    const { service } = resumeOf(body);
    const row = (await this.rows()).find((each) => each.service === service);
    return actPage(this.sessions.frameOf(request), {
      title: `Let ${service} read again?`,
      place: '/consumers',
      facts: [
        ['Service', service],
        ['State', `${row?.state ?? 'unknown'} ${row?.words ?? ''}`],
      ],
      effects: ['All that has waited is read now, in its order, as fast as the service can.'],
      action: '/consumers/resume',
      fields: { service },
      button: 'Let it read',
      back: '/consumers',
    });
  }

  @Post('consumers/resume')
  @HttpCode(303)
  @Header('location', '/consumers')
  async resume(@Body() body: unknown, @Req() request: FastifyRequest): Promise<string> {
    const { service } = resumeOf(body);
    const { name: by } = this.sessions.of(request);
    await this.consumers.resume(service, { by });
    await this.audit.append({ who: by, what: 'consumer.resumed', about: service });
    return '';
  }

  private async rows(): Promise<ConsumerRow[]> {
    const [groups, told] = await Promise.all([this.log.groups(), this.consumers.standings()]);
    return rowsOf(groups, told);
  }
}

function resumeOf(body: unknown): ReturnType<typeof ResumeForm.parse> {
  const form = ResumeForm.safeParse(body);
  if (!form.success) throw new ProblemError('invalid_parameter', { detail: 'a service is needed' });
  return form.data;
}

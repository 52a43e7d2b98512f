import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditStore } from '../audit.store.ts';
import { PulseClient } from '../pulse/pulse.client.ts';
import { SessionStore } from '../session.store.ts';
import { AboutClient } from './about.client.ts';
import { systemPage } from './system.page.tsx';

/** Acts that this page names; the audit page has them all. */
const LAST = 10;

/** What leans on what, which version runs where, with which settings, and who has done something of late. */
@Controller('system')
export class SystemController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(PulseClient) private readonly pulse: PulseClient,
    @Inject(AboutClient) private readonly about: AboutClient,
  ) {}

  @Get()
  @Header('content-type', 'text/html; charset=utf-8')
  async page(@Req() request: FastifyRequest): Promise<string> {
    const [told, own] = await Promise.all([this.about.all(), this.about.health()]);
    const apps = [...this.pulse.sight.apps, own];
    const records = this.audit.records().slice(0, LAST);
    return systemPage(this.sessions.frameOf(request), { apps, told, records });
  }
}

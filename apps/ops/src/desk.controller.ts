import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditStore } from './audit.store.ts';
import { auditPage } from './pages/audit.page.tsx';
import { overviewPage } from './pages/overview.page.tsx';
import { SessionStore } from './session.store.ts';

const HTML = 'text/html; charset=utf-8';
/** Beside the sources, and seen from where the compiled app lies. */
const places = ['../assets', '../../../../apps/ops/assets'].map((place) => join(import.meta.dirname, place));
const sheet = readFileSync(join(places.find((place) => existsSync(place)) ?? '', 'desk.css'));

/** The pages that only show: the first one, and who has done what. */
@Controller()
export class DeskController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
  ) {}

  @Get()
  @Header('content-type', HTML)
  overview(@Req() request: FastifyRequest): string {
    const rows = this.audit.receipts.rows();
    const { count, breaks } = this.audit.state();
    const open = rows.filter(({ gone }) => gone !== true).length;
    const figures = { receipts: rows.length, open, acts: count, breaks: breaks.length };
    return overviewPage(this.sessions.frameOf(request), figures);
  }

  @Get('audit')
  @Header('content-type', HTML)
  log(@Req() request: FastifyRequest): string {
    return auditPage(this.sessions.frameOf(request), {
      records: this.audit.records(),
      ...this.audit.state(),
    });
  }

  @Get('assets/desk.css')
  @Header('content-type', 'text/css; charset=utf-8')
  @Header('cache-control', 'private, max-age=300')
  sheet(): Buffer {
    return sheet;
  }
}

import { existsSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { join } from 'node:path';
import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { AuditStore } from './audit.store.ts';
import { CanaryProducer } from './canary/canary.producer.ts';
import { auditPage } from './pages/audit.page.tsx';
import { overviewPage } from './pages/overview.page.tsx';
import { chartsOf } from './pulse/chart.ts';
import { freshNow, hopsIn } from './pulse/flow.ts';
import { PulseClient } from './pulse/pulse.client.ts';
import { tiles } from './pulse/slo.ts';
import { SessionStore } from './session.store.ts';

const HTML = 'text/html; charset=utf-8';
/** Problems that the first page names, those that are over among them. */
const LAST = 10;
/** Beside the sources, and seen from where the compiled app lies. */
const places = ['../assets', '../../../../apps/ops/assets'].map((place) => join(import.meta.dirname, place));
const folder = places.find((place) => existsSync(place)) ?? '';
/** One file for a browser: what every page has, and what shows how the paper is. */
const sheet = Buffer.concat(
  ['desk.css', 'pulse.css', 'where.css'].map((file) => readFileSync(join(folder, file))),
);
/** As the compiler has left it; where the desk runs from its sources its types are taken away here. */
const script = (() => {
  const compiled = join(import.meta.dirname, '../browser/desk.js');
  if (existsSync(compiled)) return readFileSync(compiled);
  return Buffer.from(stripTypeScriptTypes(readFileSync(compiled.replace(/js$/, 'ts'), 'utf8')));
})();

/** The pages that only show: the first one, and who has done what. */
@Controller()
export class DeskController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(PulseClient) private readonly pulse: PulseClient,
    @Inject(CanaryProducer) private readonly canary: CanaryProducer,
  ) {}

  @Get()
  @Header('content-type', HTML)
  overview(@Req() request: FastifyRequest): string {
    const rows = this.audit.receipts.rows();
    const { count, breaks } = this.audit.state();
    const open = rows.filter(({ gone }) => gone !== true).length;
    const { sight, problems } = this.pulse;
    return overviewPage(this.sessions.frameOf(request), {
      figures: { receipts: rows.length, open, acts: count, breaks: breaks.length },
      at: sight.at,
      processes: sight.apps.length,
      current: problems.current,
      last: problems.last(LAST),
      tiles: tiles(sight.hour.since()),
      since: sight.hour.since()[0]?.at,
      hops: hopsIn(sight),
      fresh: freshNow(sight),
      canary: this.canary.words,
      charts: chartsOf(sight),
    });
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

  @Get('assets/desk.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  @Header('cache-control', 'private, max-age=300')
  script(): Buffer {
    return script;
  }
}

import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { SourceList } from '#libs/contracts';
import { SETTINGS, type Values } from '#libs/service';
import { KeyStore } from '../key.store.ts';
import type { ingestSettings } from '../settings.ts';
import { CursorStore } from './cursor.store.ts';
import { pulledOf } from './pulled.ts';
import { standingOf } from './standing.ts';

/** Answers how the sources are that the gates ask by themselves, whichever gate does. */
@Controller('v1')
export class SourceController {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>,
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(CursorStore) private readonly store: CursorStore,
  ) {}

  @Get('sources')
  @Header('cache-control', 'no-store')
  async list(@Req() request: FastifyRequest): Promise<SourceList> {
    this.keys.admit(request, 'read');
    const sources = pulledOf(this.settings.INGEST_SOURCES_FILE);
    if (sources.length === 0) return { data: [] };
    const seen = await this.store.all(sources.map(({ name }) => name));
    return { data: sources.map((source, at) => standingOf(source, seen[at] ?? { asking: false })) };
  }
}

import {
  Body,
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  StreamableFile,
} from '@nestjs/common';
import { z } from 'zod';
import {
  type KeptPayload,
  type PayloadList,
  PayloadListQuery,
  PayloadParameters,
  PayloadUris,
  Provenance,
} from '#libs/contracts';
import { ProblemError, SETTINGS, type Values } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { broughtAs, saidOf } from './brought.ts';
import type { contentSettings } from './settings.ts';

const DAY_MS = 86_400_000;

const ProvenanceQuery = z.strictObject({ provenance: saidOf(Provenance, 4_000) });

/**
 * Takes from the gate what it imports, before it is read, and gives it back to be read again. Bytes are no facts, so
 * they come over HTTP. What names an article that is withdrawn is not kept: its text must be nowhere.
 */
@Controller('internal/payloads')
export class PayloadController {
  constructor(
    @Inject(ArticleStore) private readonly articles: ArticleStore,
    @Inject(SETTINGS) private readonly settings: Values<typeof contentSettings>,
  ) {}

  @Get()
  async list(@Query({ schema: PayloadListQuery }) query: PayloadListQuery): Promise<PayloadList> {
    return this.articles.payloads.list(query);
  }

  @Put(':id')
  @HttpCode(204)
  async put(
    @Param({ schema: PayloadParameters }) { id }: PayloadParameters,
    @Query({ schema: ProvenanceQuery }) { provenance }: z.infer<typeof ProvenanceQuery>,
    @Body() body: unknown,
  ): Promise<void> {
    const bytes = broughtAs(id, body);
    const keptMs = this.settings.CONTENT_PAYLOAD_DAYS * DAY_MS;
    await this.articles.payloads.put(id, { ...provenance, bytes, keptMs });
  }

  /** First they are noted, then looked up: a withdrawal that comes between finds the note. */
  @Post(':id/uris')
  @HttpCode(204)
  async relate(
    @Param({ schema: PayloadParameters }) { id }: PayloadParameters,
    @Body({ schema: PayloadUris }) { uris }: PayloadUris,
  ): Promise<void> {
    await this.articles.payloads.relate(id, uris);
    const states = await this.articles.findMany(uris);
    const withdrawn = [...states.values()].filter((state) => state.withdrawn);
    await this.articles.payloads.release(withdrawn.map(({ uri }) => uri));
  }

  @Get(':id/facts')
  async facts(@Param({ schema: PayloadParameters }) { id }: PayloadParameters): Promise<KeptPayload> {
    const payload = await this.articles.payloads.facts(id);
    if (!payload) throw new ProblemError('not_found');
    return payload;
  }

  @Get(':id')
  async bytes(@Param({ schema: PayloadParameters }) { id }: PayloadParameters): Promise<StreamableFile> {
    const bytes = await this.articles.payloads.bytes(id);
    if (!bytes) throw new ProblemError('not_found');
    return new StreamableFile(bytes, { type: 'application/octet-stream' });
  }
}

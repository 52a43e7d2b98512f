import { Body, Controller, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ImportDryRun, ImportQuery, type ImportReceipt } from '#libs/contracts';
import { ProblemError, Runtime } from '#libs/service';
import type { ContentType } from './formats/wire.ts';
import { IdempotencyStore } from './idempotency.store.ts';
import { headersOf, idempotencyKeyOf, type Kept, nameOf, printOfBytes } from './idempotency.ts';
import { ImportProducer } from './import.producer.ts';
import { inflated } from './inflate.ts';
import { KeyStore } from './key.store.ts';

/**
 * Takes files in the formats of the trade. What is in them goes the way of all events, under the same promises. A
 * few are read at the same time: what waits is small beside the trees that are made of it.
 */
@Controller('v1')
export class ImportController {
  private readonly reading: ReturnType<Runtime['turns']>;

  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(ImportProducer) private readonly imports: ImportProducer,
    @Inject(IdempotencyStore) private readonly memory: IdempotencyStore,
    @Inject(Runtime) runtime: Runtime,
  ) {
    this.reading = runtime.turns('imports', { atOnce: 4, waiting: 60 });
  }

  @Post('import')
  @HttpCode(202)
  @RouteConfig({ bytes: true })
  async receive(
    @Query({ schema: ImportQuery }) { dryRun, ...wish }: ImportQuery,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportReceipt | ImportDryRun> {
    const key = this.keys.admit(request, 'publish');
    if (!Buffer.isBuffer(body)) throw new ProblemError('unsupported_media_type');
    return this.reading(async () => {
      const bytes = await inflated(body, request.headers['content-encoding']);
      const arrival = { bytes, type: typeOf(request.headers['content-type']), by: 'push' };
      const bringing = { ...wish, key, spend: (event: unknown) => this.keys.spend(key, event) };
      if (dryRun) {
        const tried = await this.imports.dryRun(arrival, bringing, request);
        reply.status(tried.status);
        return tried.body;
      }
      const asked = idempotencyKeyOf(request.raw);
      const names = asked === undefined ? [] : [nameOf(key.id, 'key', asked)];
      const print = printOfBytes(bytes, wish);
      const answer = await this.memory.once({ names, print }, isImport, () =>
        this.imports.take(arrival, bringing, request),
      );
      reply.status(answer.status).headers(headersOf(answer));
      return answer.body;
    });
  }
}

function isImport(body: Kept['body']): body is ImportReceipt {
  return 'payload' in body;
}

/** A content type by its parts. */
export function typeOf(contentType = ''): ContentType {
  const [type = ''] = contentType.split(';', 1);
  const charset = /;\s*charset\s*=\s*"?([^";\s]{1,40})/i.exec(contentType)?.[1];
  return { type: type.trim().toLowerCase().slice(0, 200), ...(charset === undefined ? {} : { charset }) };
}

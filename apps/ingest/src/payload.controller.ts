import { Controller, Get, Header, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type ImportDryRun,
  type ImportReceipt,
  type PayloadList,
  PayloadListQuery,
  PayloadParameters,
  ReimportQuery,
} from '#libs/contracts';
import { typeOf } from './import.controller.ts';
import { ImportProducer } from './import.producer.ts';
import { KeyStore } from './key.store.ts';
import { PayloadClient } from './payload.client.ts';

/** For whoever runs the paper: which payloads are kept, and what today's readers make of one. */
@Controller('v1')
export class PayloadController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(PayloadClient) private readonly payloads: PayloadClient,
    @Inject(ImportProducer) private readonly imports: ImportProducer,
  ) {}

  @Get('payloads')
  @Header('cache-control', 'no-store')
  async list(
    @Query({ schema: PayloadListQuery }) query: PayloadListQuery,
    @Req() request: FastifyRequest,
  ): Promise<PayloadList> {
    this.keys.admit(request, 'admin');
    return this.payloads.list(query);
  }

  @Post('payloads/:id/reimport')
  @HttpCode(202)
  async reimport(
    @Param({ schema: PayloadParameters }) { id }: PayloadParameters,
    @Query({ schema: ReimportQuery }) { dryRun }: ReimportQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ImportReceipt | ImportDryRun> {
    const key = this.keys.admit(request, 'admin');
    const { payload, bytes } = await this.payloads.find(id);
    const { by, type, format, source, section, language } = payload;
    const arrival = { bytes, type: typeOf(type), by };
    const bringing = { key, strict: false, format, source, section, language, kept: id };
    const answer = dryRun
      ? await this.imports.dryRun(arrival, bringing, request)
      : await this.imports.take(arrival, bringing, request);
    reply.status(answer.status);
    return answer.body;
  }
}

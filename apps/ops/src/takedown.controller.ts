import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ReceiptParameters, type SigningJwk, TakedownQuestion, type TakedownReceipt } from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { AuditStore } from './audit.store.ts';
import { IngestClient } from './ingest.client.ts';
import { SessionStore } from './session.store.ts';
import { TakedownProducer } from './takedown.producer.ts';

/** Receipts for programs: the gate asks for them, whoever may read gets them again, anybody may check them. */
@Controller()
export class TakedownController {
  constructor(
    @Inject(TakedownProducer) private readonly takedowns: TakedownProducer,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(IngestClient) private readonly ingest: IngestClient,
  ) {}

  @Post('internal/takedowns')
  @HttpCode(200)
  prove(@Body({ schema: TakedownQuestion }) question: TakedownQuestion): Promise<TakedownReceipt> {
    return this.takedowns.prove(question);
  }

  @Get('receipts/key')
  @Header('content-type', 'application/jwk+json; charset=utf-8')
  key(): SigningJwk {
    const jwk = this.takedowns.jwk();
    if (!jwk) throw new ProblemError('not_found', { detail: 'receipts are not signed here' });
    return jwk;
  }

  @Get('v1/receipts/:id')
  @Header('content-type', 'application/json; charset=utf-8')
  async receipt(
    @Param({ schema: ReceiptParameters }) { id }: ReceiptParameters,
    @Req() request: FastifyRequest,
  ): Promise<object> {
    const speaksOf = await this.reader(request);
    const receipt = await this.audit.receipt(id);
    // Of what a key may not speak of it does not hear that it is there.
    if (!receipt || !speaksOf(String((receipt as { uri?: string }).uri)))
      throw new ProblemError('not_found', { detail: 'no receipt has this id' });
    return receipt;
  }

  /** Which uris whoever asks may hear of: at the desk of all, with a key of the scope `read` of those it is bound to. */
  private async reader(request: FastifyRequest): Promise<(uri: string) => boolean> {
    if (this.sessions.find(request)) return () => true;
    const { authorization } = request.headers;
    const key = authorization === undefined ? undefined : await this.ingest.whoami(authorization);
    if (!key)
      throw new ProblemError('unauthorized', { headers: { 'www-authenticate': 'Bearer realm="newsroom"' } });
    if (!key.scopes.includes('read')) throw new ProblemError('forbidden');
    const { prefixes } = key;
    return (uri) => prefixes === undefined || prefixes.some((prefix) => uri.startsWith(prefix));
  }
}

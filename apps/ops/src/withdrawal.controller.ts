import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReceiptParameters, type TakedownReceipt } from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { AuditStore } from './audit.store.ts';
import { ContentClient } from './content.client.ts';
import { IngestClient } from './ingest.client.ts';
import { confirmPage, type Doomed } from './pages/confirm.page.tsx';
import { receiptPage } from './pages/receipt.page.tsx';
import { takedownsPage } from './pages/takedowns.page.tsx';
import { SessionStore } from './session.store.ts';
import { articleNamed, noticeOf, type Wish, WithdrawalForm } from './withdrawal.ts';

const HTML = 'text/html; charset=utf-8';

/**
 * Takedowns, for people. What is withdrawn here goes the way of every withdrawal, through the gate with a key of the
 * desk; before it is done a page says what it does.
 */
@Controller('takedowns')
export class WithdrawalController {
  constructor(
    @Inject(SessionStore) private readonly sessions: SessionStore,
    @Inject(AuditStore) private readonly audit: AuditStore,
    @Inject(ContentClient) private readonly content: ContentClient,
    @Inject(IngestClient) private readonly ingest: IngestClient,
  ) {}

  @Get()
  @Header('content-type', HTML)
  list(@Req() request: FastifyRequest): string {
    return takedownsPage(this.sessions.frameOf(request), { rows: this.audit.receipts.rows() });
  }

  @Post('confirm')
  @HttpCode(200)
  @Header('content-type', HTML)
  async confirm(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const frame = this.sessions.frameOf(request);
    const { doomed, wish, fault } = await this.asked(body);
    if (doomed && wish) return confirmPage(frame, { doomed, wish });
    reply.status(422);
    const { name = '', reason = '', notice = '' } = (body ?? {}) as Record<string, string>;
    return takedownsPage(frame, {
      rows: this.audit.receipts.rows(),
      typed: { name, reason, notice, ...(fault === undefined ? {} : { fault }) },
    });
  }

  @Post()
  @HttpCode(303)
  async withdraw(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { name: who } = this.sessions.of(request);
    const { doomed, wish, fault } = await this.asked(body);
    if (!doomed || !wish)
      throw new ProblemError('invalid_parameter', { detail: fault ?? 'a reason is needed' });
    const { uri, seen, state } = doomed;
    const { reason, notice } = wish;
    const told = notice === undefined ? {} : { notice: noticeOf(notice) };
    const { id: event, takedown } = await this.ingest.withdraw(uri, { reason, ...told });
    // Without a word of it: what is withdrawn must not live on here.
    const before = { state, ...(seen ? { version: seen.version } : {}) };
    const after = { reason, event, ...(takedown ? { receipt: takedown.id } : {}) };
    await this.audit.append({ who, what: 'article.withdrawn', about: uri, before, after });
    if (!takedown)
      throw new ProblemError('timeout', {
        detail: `${uri} is withdrawn, but no receipt could be made of it; the log of the desk says why`,
      });
    reply.header('location', `/takedowns/${takedown.id}`);
    return '';
  }

  @Get(':id')
  @Header('content-type', HTML)
  async one(
    @Param({ schema: ReceiptParameters }) { id }: ReceiptParameters,
    @Req() request: FastifyRequest,
  ): Promise<string> {
    return receiptPage(this.sessions.frameOf(request), (await this.found(id)) as TakedownReceipt);
  }

  @Get(':id/receipt.json')
  @Header('content-type', 'application/json; charset=utf-8')
  async download(
    @Param({ schema: ReceiptParameters }) { id }: ReceiptParameters,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const receipt = await this.found(id);
    reply.header('content-disposition', `attachment; filename="takedown-${id}.json"`);
    return `${JSON.stringify(receipt, null, 2)}\n`;
  }

  private async found(id: string): Promise<object> {
    const receipt = await this.audit.receipt(id);
    if (!receipt) throw new ProblemError('not_found', { detail: 'no receipt has this id' });
    return receipt;
  }

  private async asked(body: unknown): Promise<{ doomed?: Doomed; wish?: Wish; fault?: string }> {
    const form = WithdrawalForm.safeParse(body);
    if (!form.success) return { fault: 'an article and a reason are needed' };
    const named = articleNamed(form.data.name);
    if (!named) return { fault: 'this is neither a uri nor the address of an article' };
    const answer = await this.content.article(named);
    const wish = { reason: form.data.reason, notice: form.data.notice };
    if (!answer)
      return 'uri' in named ? { doomed: { uri: named.uri, state: 'unseen' }, wish } : unknownAddress;
    const { uri } = answer.article;
    if (answer.state === 'gone') return { doomed: { uri, state: 'gone' }, wish };
    const { headline, language, url, version } = answer.article;
    const seen = { headline, language, version, address: url };
    return { doomed: { uri, state: 'public', seen }, wish };
  }
}

const unknownAddress = {
  fault: 'nothing that was ever public has this address; a uri names an article that is held',
};

import { randomUUID } from 'node:crypto';
import { Controller, Get, Header, HttpCode, Inject, Param, Post, Put, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  ArticleParameters,
  ArticlePutQuery,
  type ArticleStanding,
  type DryRun,
  type Receipt,
  WithdrawQuery,
} from '#libs/contracts';
import { ProblemError } from '#libs/service';
import {
  type Condition,
  conditionOf,
  conflict,
  etagOf,
  ofBody,
  type Plain,
  putOf,
  told,
  withdrawalOf,
} from './article.ts';
import { ContentClient } from './content.client.ts';
import { demandJson, EVENT_BYTES, tooLarge } from './envelope.ts';
import { type Accepted, EventProducer, type Saying } from './event.producer.ts';
import type { Waiting } from './follow.client.ts';
import { headersOf, idempotencyKeyOf } from './idempotency.ts';
import { KeyStore } from './key.store.ts';
import { type Key, speaksOf } from './key.ts';
import { OutcomeClient } from './outcome.client.ts';

/** One plain request, and whoever made it. */
interface Exchange {
  key: Key;
  uri: string;
  request: FastifyRequest;
  reply: FastifyReply;
}
interface Wish {
  dryRun: boolean;
  timeout: number;
  strict?: boolean;
  wait?: Waiting['wait'] | undefined;
}

/**
 * The gate for systems that know articles and no events: whole articles by their uri, withdrawals, and where an
 * article is. What comes here goes the way of all events, under the same promises; a version that was expected
 * (`If-Match`) is compared by content, in the order of the log, so that of many writers one is first.
 */
@Controller('v1/articles')
export class ArticleController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(EventProducer) private readonly events: EventProducer,
    @Inject(OutcomeClient) private readonly outcomes: OutcomeClient,
    @Inject(ContentClient) private readonly content: ContentClient,
  ) {}

  @Get(':uri')
  @Header('cache-control', 'no-store')
  async standing(
    @Param({ schema: ArticleParameters }) { uri }: ArticleParameters,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ArticleStanding> {
    const key = this.keys.admit(request, 'read');
    // Of what a key may not speak of it does not hear that it is there.
    const standing = speaksOf(key, uri) ? await this.content.standing(uri) : undefined;
    if (!standing)
      throw new ProblemError('not_found', { detail: 'nobody has spoken of an article of this uri' });
    reply.header('etag', etagOf(standing.version));
    return standing;
  }

  @Put(':uri')
  @HttpCode(202)
  async put(
    @Param({ schema: ArticleParameters }) { uri }: ArticleParameters,
    @Query({ schema: ArticlePutQuery }) query: ArticlePutQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt | DryRun> {
    const exchange = { key: this.keys.admit(request, 'publish'), uri, request, reply };
    const condition = conditionOf(request.raw);
    // Whoever names a version wants to know whether it was that one.
    const wait = query.wait ?? (condition ? 'stored' : undefined);
    return this.say({ ...query, wait }, exchange, (asking) => putOf(asking, query, condition));
  }

  @Post(':uri/withdraw')
  @HttpCode(202)
  async withdraw(
    @Param({ schema: ArticleParameters }) { uri }: ArticleParameters,
    @Query({ schema: WithdrawQuery }) query: WithdrawQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Receipt | DryRun> {
    const exchange = { key: this.keys.admit(request, 'withdraw'), uri, request, reply };
    return this.say(query, exchange, withdrawalOf);
  }

  private async say(
    query: Wish,
    { key, uri, request, reply }: Exchange,
    plainOf: (asking: Parameters<typeof withdrawalOf>[0]) => Plain,
  ): Promise<Receipt | DryRun> {
    demandJson(request.raw);
    if (request.bodyBytes > EVENT_BYTES) throw tooLarge();
    const idempotencyKey = idempotencyKeyOf(request.raw);
    const nonce = randomUUID();
    try {
      const { event, identity, condition } = plainOf({
        uri,
        body: request.body,
        owner: key.id,
        nonce,
        idempotencyKey,
      });
      const saying = { key, strict: query.strict ?? false, identity, idempotencyKey };
      if (query.dryRun) {
        reply.status(200);
        return told(await this.outcomes.dryRun(event, saying));
      }
      return told(await this.accept(event, { saying, query, condition }, { request, reply }));
    } catch (error) {
      throw ofBody(error);
    }
  }

  private async accept(
    event: object,
    { saying, query, condition }: { saying: Saying; query: Wish; condition: Condition | undefined },
    { request, reply }: Pick<Exchange, 'request' | 'reply'>,
  ): Promise<Receipt> {
    const { wait, timeout } = query;
    const glance = await this.outcomes.following.glance(event, wait);
    const accepted = await this.events.accept(event, saying, request.work);
    reply.headers(headersOf(accepted));
    const by = { by: saying.key.id, reply };
    const receipt = await this.outcomes.following.follow(accepted, { wait, timeout, glance }, by);
    if (receipt.outcome === 'conflict' && condition)
      throw await this.refused(accepted, condition, receipt.reason ?? '');
    return receipt;
  }

  /** It may be said again, and is decided anew then. */
  private async refused(accepted: Accepted, condition: Condition, reason: string): Promise<ProblemError> {
    this.events.forget(accepted);
    const { uri = '' } = accepted.receipt;
    const standing = await this.content.standing(uri).catch(() => undefined);
    return conflict(reason, condition, standing?.version);
  }
}

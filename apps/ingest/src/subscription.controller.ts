import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import {
  type DeliveryList,
  DeliveryParameters,
  DeliveryQuery,
  type ReplayAnswer,
  ReplayQuery,
  type WebhookFacts,
  WebhookInput,
  type WebhookList,
  type WebhookMade,
  WebhookParameters,
  WebhookPatch,
  type WebhookSigning,
  type WebhookTest,
} from '#libs/contracts';
import { faultsOf, ProblemError } from '#libs/service';
import { KeyStore } from './key.store.ts';
import type { Key } from './key.ts';
import { SubscriptionProducer } from './subscription.producer.ts';
import { SyndicationClient } from './syndication.client.ts';

/** For operators: who outside hears of public changes, and what becomes of the messages. No answer is kept by anyone. */
@Controller('v1')
export class SubscriptionController {
  constructor(
    @Inject(KeyStore) private readonly keys: KeyStore,
    @Inject(SubscriptionProducer) private readonly subscriptions: SubscriptionProducer,
    @Inject(SyndicationClient) private readonly syndication: SyndicationClient,
  ) {}

  @Post('webhooks')
  @Header('cache-control', 'no-store')
  async make(@Body() body: unknown, @Req() request: FastifyRequest): Promise<WebhookMade> {
    const by = this.operator(request);
    return this.subscriptions.make(read(WebhookInput, body), by);
  }

  @Get('webhooks')
  @Header('cache-control', 'no-store')
  list(@Req() request: FastifyRequest): WebhookList {
    this.operator(request);
    return { data: this.subscriptions.all() };
  }

  @Get('webhooks/:id')
  @Header('cache-control', 'no-store')
  get(
    @Param({ schema: WebhookParameters }) { id }: WebhookParameters,
    @Req() request: FastifyRequest,
  ): WebhookFacts {
    this.operator(request);
    return this.subscriptions.get(id);
  }

  @Patch('webhooks/:id')
  @Header('cache-control', 'no-store')
  async change(
    @Param({ schema: WebhookParameters }) { id }: WebhookParameters,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<WebhookFacts> {
    const by = this.operator(request);
    return this.subscriptions.change(id, read(WebhookPatch, body), by);
  }

  @Delete('webhooks/:id')
  @HttpCode(204)
  async delete(
    @Param({ schema: WebhookParameters }) { id }: WebhookParameters,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.subscriptions.delete(id, this.operator(request));
  }

  @Post('webhooks/:id/secret')
  @Header('cache-control', 'no-store')
  async rotate(
    @Param({ schema: WebhookParameters }) { id }: WebhookParameters,
    @Req() request: FastifyRequest,
  ): Promise<WebhookSigning> {
    return this.subscriptions.rotate(id, this.operator(request));
  }

  @Post('webhooks/:id/test')
  @HttpCode(202)
  async test(
    @Param({ schema: WebhookParameters }) { id }: WebhookParameters,
    @Req() request: FastifyRequest,
  ): Promise<WebhookTest> {
    return this.syndication.test(this.known(id, request));
  }

  @Get('webhooks/:id/deliveries')
  @Header('cache-control', 'no-store')
  async deliveries(
    @Param({ schema: WebhookParameters }) { id }: WebhookParameters,
    @Query({ schema: DeliveryQuery }) query: DeliveryQuery,
    @Req() request: FastifyRequest,
  ): Promise<DeliveryList> {
    return this.syndication.deliveries(this.known(id, request), query);
  }

  @Post('webhooks/:id/deliveries/:delivery/replay')
  @HttpCode(202)
  async replayOne(
    @Param({ schema: DeliveryParameters }) { id, delivery }: DeliveryParameters,
    @Req() request: FastifyRequest,
  ): Promise<ReplayAnswer> {
    return this.syndication.replayOne(this.known(id, request), delivery);
  }

  @Post('webhooks/:id/replay')
  @HttpCode(202)
  async replay(
    @Param({ schema: WebhookParameters }) { id }: WebhookParameters,
    @Query({ schema: ReplayQuery }) { since }: ReplayQuery,
    @Req() request: FastifyRequest,
  ): Promise<ReplayAnswer> {
    return this.syndication.replay(this.known(id, request), since);
  }

  private known(id: string, request: FastifyRequest): string {
    this.operator(request);
    return this.subscriptions.get(id).id;
  }

  private operator(request: FastifyRequest): Key {
    return this.keys.admit(request, 'admin');
  }
}

/** Read here, once the key is known: who has none is told nothing of what was wrong besides. */
function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const input = schema.safeParse(body);
  if (input.success) return input.data;
  throw new ProblemError('invalid_parameter', { errors: faultsOf(input.error.issues) });
}

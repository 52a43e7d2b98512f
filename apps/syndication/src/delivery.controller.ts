import { Controller, Get, HttpCode, Inject, Param, Post, Query } from '@nestjs/common';
import {
  type DeliveryList,
  DeliveryParameters,
  DeliveryQuery,
  type ReplayAnswer,
  ReplayQuery,
  type WebhookFacts,
  WebhookParameters,
  type WebhookTest,
} from '#libs/contracts';
import { ProblemError } from '#libs/service';
import { DeliveryStore } from './delivery.store.ts';
import { ReplayProducer } from './replay.producer.ts';
import { SubscriptionConsumer } from './subscription.consumer.ts';

/** Answers the gate what became of messages, and sends them again for it. */
@Controller('internal/webhooks/:id')
export class DeliveryController {
  constructor(
    @Inject(SubscriptionConsumer) private readonly subscriptions: SubscriptionConsumer,
    @Inject(DeliveryStore) private readonly log: DeliveryStore,
    @Inject(ReplayProducer) private readonly replays: ReplayProducer,
  ) {}

  @Get('deliveries')
  async list(
    @Param({ schema: WebhookParameters }) { id }: WebhookParameters,
    @Query({ schema: DeliveryQuery }) query: DeliveryQuery,
  ): Promise<DeliveryList> {
    return { data: await this.log.list(id, query) };
  }

  @Post('test')
  @HttpCode(202)
  async test(@Param({ schema: WebhookParameters }) { id }: WebhookParameters): Promise<WebhookTest> {
    return this.replays.test(await this.known(id));
  }

  @Post('deliveries/:delivery/replay')
  @HttpCode(202)
  async replayOne(
    @Param({ schema: DeliveryParameters }) { id, delivery }: DeliveryParameters,
  ): Promise<ReplayAnswer> {
    const webhook = await this.known(id);
    const found = await this.log.find(id, delivery);
    if (!found) throw new ProblemError('not_found', { detail: 'no delivery has this id' });
    return { replayed: await this.replays.replay(webhook, [found.uri]) };
  }

  @Post('replay')
  @HttpCode(202)
  async replay(
    @Param({ schema: WebhookParameters }) { id }: WebhookParameters,
    @Query({ schema: ReplayQuery }) { since }: ReplayQuery,
  ): Promise<ReplayAnswer> {
    const webhook = await this.known(id);
    const uris = await this.log.subjects(id, Date.parse(since));
    return { replayed: await this.replays.replay(webhook, uris) };
  }

  private async known(id: string): Promise<WebhookFacts> {
    const webhook = (await this.subscriptions.current()).find((each) => each.id === id);
    if (webhook) return webhook;
    throw new ProblemError('not_found', { detail: 'no subscription has this id' });
  }
}

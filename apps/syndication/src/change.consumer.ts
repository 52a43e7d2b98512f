import { Controller, Inject } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Change, type EditorialChange, toldIn, topics, type WebhookFacts } from '#libs/contracts';
import { type Delivery, done, type Outcome } from '#libs/kafka';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import { LaneStore } from './lane.store.ts';
import type { Passing } from './lane.ts';
import { messageOf, passageOf } from './passage.ts';
import type { syndicationSettings } from './settings.ts';
import { SubscriptionConsumer } from './subscription.consumer.ts';

type Told = Delivery<Change | EditorialChange>;

/**
 * Puts each change into the queue of every subscription that it concerns, then moves on: what is acknowledged to the
 * log is kept. Records that come again, or late, do nothing. The words of an article that is gone have left the queue
 * when its record is done with.
 */
@Controller()
export class ChangeConsumer {
  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof syndicationSettings>,
    @Inject(SubscriptionConsumer) private readonly subscriptions: SubscriptionConsumer,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(LaneStore) private readonly lanes: LaneStore,
  ) {}

  @EventPattern<string>(topics.changes.name, { batch: 100 })
  async changes(@Payload() given: Told[]): Promise<Outcome> {
    const webhooks = await this.subscriptions.current();
    const passings = given.flatMap((each) => this.passingsOf(each, webhooks));
    await this.lanes.take(passings, this.runtime.now());
    const last = given.at(-1);
    if (last) await this.lanes.positions.keep(last.topic, last.partition, last.offset + 1);
    return done;
  }

  private passingsOf({ value, partition, offset, appendedAt }: Told, webhooks: WebhookFacts[]): Passing[] {
    const { uri, seq } = toldIn(value);
    let body: string | undefined;
    return webhooks.flatMap((webhook) => {
      const passage = passageOf(webhook, value, appendedAt);
      if (!passage) return [];
      body ??= messageOf(value, this.settings.PUBLIC_URL, appendedAt);
      return [{ passage, webhook: webhook.id, uri, seq, type: value.type, body, partition, offset }];
    });
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  encodeSubscription,
  SubscriptionBook,
  type SubscriptionRecord,
  sealingKey,
  topics,
  unseal,
  type WebhookFacts,
} from '#libs/contracts';
import { type KafkaSettings, Sender, TopicFollower } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS, type Values } from '#libs/service';
import { PositionStore } from './position.store.ts';
import type { syndicationSettings } from './settings.ts';

/** A follower hears of a record within a fraction of that. */
const HEARD = { pauseMs: 20, mostMs: 3_000 };

/**
 * Who is to hear of changes: follows `syndication.subscriptions.v1` and keeps all of it in memory. `current` has heard
 * everything that was acknowledged before it was asked, so that a change which became public after a subscription was
 * made is told to it, by whichever process. A receiver that is gone is written there too.
 */
@Injectable()
export class SubscriptionConsumer implements OnModuleInit, OnApplicationShutdown {
  private readonly book = new SubscriptionBook();
  private readonly follower: TopicFollower<SubscriptionRecord>;
  private readonly key: Buffer | undefined;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof syndicationSettings> & KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(PositionStore) private readonly positions: PositionStore,
  ) {
    this.follower = new TopicFollower(settings, runtime, topics.subscriptions, (record, offset) =>
      this.book.take(record, offset),
    );
    this.key = settings.INGEST_SECRETS_KEY === '' ? undefined : sealingKey(settings.INGEST_SECRETS_KEY);
  }

  onModuleInit(): void {
    this.runtime.dependsOn('subscriptions', 'required', async () => {
      if (!this.follower.whole) throw new Error('the subscriptions are not read yet');
    });
    this.follower.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.follower.stop();
  }

  /** All subscriptions; rejects with `DependencyUnavailable` when it can't be known that none is missing. */
  async current(): Promise<WebhookFacts[]> {
    const end = await this.positions.end(topics.subscriptions.name);
    const deadline = performance.now() + HEARD.mostMs;
    while (!this.follower.whole || this.follower.next < end) {
      if (performance.now() > deadline) throw new DependencyUnavailable('the list of subscriptions');
      await delay(HEARD.pauseMs);
    }
    return this.book.all();
  }

  get(id: string): WebhookFacts | undefined {
    return this.book.get(id);
  }

  deleted(): string[] {
    return this.book.deleted();
  }

  /** The newest first; those that can't be opened are left out, with a word. */
  secrets(id: string): Buffer[] {
    return this.book.secrets(id, this.runtime.now()).flatMap((sealed) => {
      const secret = this.key && unseal(sealed, id, this.key);
      if (!secret)
        this.runtime.log.warn({ webhook: id }, 'INGEST_SECRETS_KEY does not open a webhook secret');
      return secret ? [secret] : [];
    });
  }

  /** The receiver has said that it wants nothing any more. */
  async disable(id: string, reason: string): Promise<void> {
    if (this.book.get(id)?.state === 'disabled') return;
    const at = new Date(this.runtime.now()).toISOString();
    const record = { type: 'subscription.disabled', id, at, reason } as const;
    const { offset } = await this.sender.send(topics.subscriptions.name, encodeSubscription(record));
    this.book.take(record, offset);
    this.runtime.log.warn({ webhook: id, reason }, 'a subscription is disabled');
  }
}

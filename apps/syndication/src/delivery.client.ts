import { Inject, Injectable } from '@nestjs/common';
import { webhookSignature } from '#libs/contracts';
import { Outbound, Refused, TooLarge } from '#libs/outbound';
import { Runtime } from '#libs/service';
import type { Answered } from './attempt.ts';
import { FeedClient } from './feed.client.ts';
import type { Follower } from './follower.store.ts';
import { hubSignature } from './hub.ts';
import type { Lane } from './lane.ts';
import { SubscriptionConsumer } from './subscription.consumer.ts';

/** A receiver has so long for everything; whoever needs longer answers first and works then. */
const ANSWER_MS = 10_000;
/** What it answers is not read; more than this is not even waited for. */
const MOST_BYTES = 65_536;

/** Sends signed messages (Standard Webhooks) to addresses that others named. Tries once; a redirect is an answer. */
@Injectable()
export class DeliveryClient {
  constructor(
    @Inject(Outbound) private readonly outbound: Outbound,
    @Inject(Runtime) private readonly runtime: Runtime,
    /** Who they are, and what they are signed with. */
    @Inject(SubscriptionConsumer) readonly subscriptions: SubscriptionConsumer,
    @Inject(FeedClient) private readonly feeds: FeedClient,
  ) {}

  /** Hands out a feed, as the gateway serves it now. */
  async handOut({ topic, callback, secret }: Follower): Promise<Answered> {
    const feed = await this.feeds.get(topic).catch(() => undefined);
    if (feed === undefined || feed === 'same') return { error: 'the gateway has no such feed' };
    const headers = {
      'content-type': feed.type,
      'user-agent': 'Sosik-WebSub/1',
      link: this.feeds.linkOf(topic),
      ...(secret === undefined ? {} : { 'x-hub-signature': hubSignature(secret, feed.body) }),
    };
    return this.ask(callback, headers, feed.body);
  }

  async send({ webhook, delivery: id, body = '' }: Lane): Promise<Answered> {
    const url = this.subscriptions.get(webhook)?.url ?? '';
    const secrets = this.subscriptions.secrets(webhook);
    if (secrets.length === 0) return { error: 'no secret to sign with' };
    const timestamp = String(Math.floor(this.runtime.now() / 1_000));
    const signatures = secrets.map((secret) => webhookSignature(secret, { id, timestamp, body }));
    const headers = {
      'content-type': 'application/cloudevents+json',
      'user-agent': 'Sosik-Webhooks/1',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signatures.join(' '),
    };
    return this.ask(url, headers, body);
  }

  private async ask(url: string, headers: Record<string, string>, body: Buffer | string): Promise<Answered> {
    try {
      const request = { method: 'POST', headers, body, timeoutMs: ANSWER_MS, most: MOST_BYTES } as const;
      const { status, headers: answered } = await this.outbound.fetch(url, request);
      const retryAfter = answered['retry-after'];
      return { status, ...(retryAfter === undefined ? {} : { retryAfter }) };
    } catch (error) {
      if (error instanceof Refused) return { error: 'address refused' };
      if (error instanceof TooLarge) return { error: 'answer too large' };
      return { error: 'no answer' };
    }
  }
}

import { randomBytes } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import {
  encodeSubscription,
  patched,
  SubscriptionBook,
  type SubscriptionRecord,
  seal,
  sealingKey,
  topics,
  type WebhookFacts,
  type WebhookInput,
  type WebhookMade,
  type WebhookPatch,
  type WebhookSigning,
  written,
} from '#libs/contracts';
import { type KafkaSettings, Sender, TopicFollower } from '#libs/kafka';
import { DependencyUnavailable, ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import type { Key } from './key.ts';
import type { ingestSettings } from './settings.ts';

/** Each is a receiver that syndication keeps a queue and some connections for. */
const MOST = 100;
const ID_BYTES = 9;
const SECRET_BYTES = 32;
const IV_BYTES = 12;
/** While a receiver changes its secret both hold. */
const ROTATION_MS = 24 * 3_600_000;

/**
 * Appends what is said of subscriptions to `syndication.subscriptions.v1`, which syndication follows: answered when
 * the log has it, and what becomes public from then on is told. All gates read the topic, and answer only once they
 * have read it whole. A secret is in one answer and, sealed, in the log; every change leaves a line in the log of this
 * process.
 */
@Injectable()
export class SubscriptionProducer implements OnModuleInit, OnApplicationShutdown {
  private readonly book = new SubscriptionBook();
  private readonly follower: TopicFollower<SubscriptionRecord>;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings> & KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) private readonly sender: Sender,
  ) {
    this.follower = new TopicFollower(settings, runtime, topics.subscriptions, (record, offset) =>
      this.book.take(record, offset),
    );
  }

  onModuleInit(): void {
    this.follower.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.follower.stop();
  }

  /** The oldest first. */
  all(): WebhookFacts[] {
    this.demandWhole();
    return this.book.all();
  }

  /** Throws `not_found` for one that was not made, or is deleted. */
  get(id: string): WebhookFacts {
    this.demandWhole();
    const facts = this.book.get(id);
    if (facts) return facts;
    throw new ProblemError('not_found', { detail: 'no subscription has this id' });
  }

  async make(input: WebhookInput, by: Key): Promise<WebhookMade> {
    if (this.all().length >= MOST) {
      const detail = `there are at most ${MOST} subscriptions; delete one that is not used any more`;
      throw new ProblemError('invalid_parameter', { detail });
    }
    const id = `wh_${randomBytes(ID_BYTES).toString('hex')}`;
    const now = this.now();
    const made: WebhookFacts = { id, ...input, state: 'active', createdAt: now, changedAt: now };
    // The secret first: a subscription is never heard of without one.
    const secret = await this.tellSecret(id, by, []);
    await this.tell({ type: 'subscription.said', ...made, by: by.id });
    this.log(id, by, 'a subscription was made');
    return { ...made, secret };
  }

  async change(id: string, patch: WebhookPatch, by: Key): Promise<WebhookFacts> {
    const changed = patched(this.get(id), patch, this.now());
    await this.tell({ type: 'subscription.said', ...changed, by: by.id });
    this.log(id, by, 'a subscription was changed');
    return changed;
  }

  async delete(id: string, by: Key): Promise<void> {
    this.demandWhole();
    if (this.book.deleted().includes(id)) return;
    this.get(id);
    const [at, author] = [this.now(), by.id];
    await this.tell({ type: 'subscription.deleted', id, at, by: author });
    await this.tell({ type: 'subscription.secret', id, secrets: [], at, by: author });
    this.log(id, by, 'a subscription was deleted');
  }

  /** A new secret; messages carry a signature by the one before it for a day longer. */
  async rotate(id: string, by: Key): Promise<WebhookSigning> {
    this.get(id);
    const until = new Date(this.runtime.now() + ROTATION_MS).toISOString();
    const [newest] = this.book.secrets(id, this.runtime.now());
    const secret = await this.tellSecret(id, by, newest === undefined ? [] : [{ sealed: newest, until }]);
    this.log(id, by, 'a secret of a subscription was made');
    return { secret, previousValidUntil: until };
  }

  private async tellSecret(
    id: string,
    by: Key,
    before: { sealed: string; until: string }[],
  ): Promise<string> {
    const key = this.sealing();
    const secret = randomBytes(SECRET_BYTES);
    const sealed = seal(secret, id, { key, iv: randomBytes(IV_BYTES) });
    const secrets = [{ sealed }, ...before];
    await this.tell({ type: 'subscription.secret', id, secrets, at: this.now(), by: by.id });
    return written(secret);
  }

  private sealing(): Buffer {
    const text = this.settings.INGEST_SECRETS_KEY;
    if (text !== '') return sealingKey(text);
    const detail = 'webhook secrets are kept encrypted, and INGEST_SECRETS_KEY is not set';
    throw new ProblemError('dependency_unavailable', { detail });
  }

  private async tell(record: SubscriptionRecord): Promise<void> {
    const { offset } = await this.sender.send(topics.subscriptions.name, encodeSubscription(record));
    this.book.take(record, offset);
  }

  private demandWhole(): void {
    if (!this.follower.whole) throw new DependencyUnavailable('the list of subscriptions');
  }

  private log(webhook: string, by: Key, words: string): void {
    this.runtime.log.info({ webhook, by: by.id, byName: by.name }, words);
  }

  private now(): string {
    return new Date(this.runtime.now()).toISOString();
  }
}

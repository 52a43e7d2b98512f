import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type KeyFacts, type KeyRecord, type Scope, sealingKey, topics, unseal } from '#libs/contracts';
import { type KafkaSettings, TopicFollower } from '#libs/kafka';
import { DependencyUnavailable, ProblemError, Runtime, SETTINGS, type Values } from '#libs/service';
import { demand, type Key, whyShut } from './key.ts';
import { Keyring } from './keyring.ts';
import { LimitStore } from './limit.store.ts';
import type { ingestSettings } from './settings.ts';
import { isSignedBy, isTimely, type Signed, signedOf } from './webhook.ts';

/** Who signed a request is found by trying, at most 64 secrets: a body of a mebibyte takes 50 ms then. */
export const MOST_SIGNERS = 32;
const SIGNED_BYTES = 2 ** 20;

/**
 * Who speaks: every route of the newsroom API asks here first. The key of the settings always opens; all others
 * are in `ingest.keys.v1`, which each gate reads whole at its start and then follows, so that a key works, and
 * stops working, at every gate within a second, on connections that are open as well. Until all is read a key
 * that is not known yet is answered 503, never 401. In memory, so that a known key costs no round trip.
 */
@Injectable()
export class KeyStore implements OnModuleInit, OnApplicationShutdown {
  private readonly ring: Keyring;
  private readonly follower: TopicFollower<KeyRecord>;
  private readonly speakers = new WeakMap<FastifyRequest, Key>();

  constructor(
    @Inject(SETTINGS) settings: Values<typeof ingestSettings> & KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(LimitStore) private readonly limits: LimitStore,
  ) {
    const { INGEST_ADMIN_KEY, INGEST_SECRETS_KEY } = settings;
    const sealing = INGEST_SECRETS_KEY === '' ? undefined : sealingKey(INGEST_SECRETS_KEY);
    this.ring = new Keyring(INGEST_ADMIN_KEY, (sealed, id) => this.unsealed(sealed, id, sealing));
    this.follower = new TopicFollower(settings, runtime, topics.keys, (record, offset) =>
      this.take(record, offset),
    );
  }

  onModuleInit(): void {
    this.runtime.dependsOn('keys', 'required', async () => {
      if (!this.follower.whole) throw new Error('the keys are not read yet');
    });
    this.follower.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.follower.stop();
  }

  /**
   * The key of a request; throws `unauthorized` without one, `forbidden` if it is not for that, `rate_limited`
   * if it asks too often. Without a scope the request may go on only to say events, each of which is judged by
   * itself (`permit`, `spend`).
   */
  admit(request: FastifyRequest, scope?: Scope): Key {
    const key = this.recognise(request);
    this.speakers.set(request, key);
    if (scope === undefined) return key;
    demand(key, scope);
    if (scope !== 'withdraw') this.limits.ask(key);
    return key;
  }

  /** What the key of a request may still ask, as header fields of the answer; nothing if it was not admitted. */
  limitsOf(request: FastifyRequest): Record<string, string> | undefined {
    const key = this.speakers.get(request);
    return key && this.limits.fields(key);
  }

  /** One event, as it came, of a request that was admitted to say events; throws `rate_limited`. */
  spend(key: Key, event: unknown, lane?: 'backfill'): void {
    this.limits.spend(key, event, lane);
  }

  facts(id: string): KeyFacts | undefined {
    return this.ring.facts(id);
  }

  all(): KeyFacts[] {
    return this.ring.all();
  }

  ids(): string[] {
    return this.ring.ids();
  }

  /** The newest webhook secret of a key, sealed. */
  newestSealed(id: string): string | undefined {
    return this.ring.newestSealed(id);
  }

  /** How many keys could have signed a request. */
  get signers(): number {
    return this.ring.signers(this.runtime.now()).length;
  }

  /** A record of the log, from it or just appended to it. */
  take(record: KeyRecord, offset: number): void {
    this.ring.take(record, offset);
  }

  private recognise(request: FastifyRequest): Key {
    const signed = signedOf(request.headers);
    const key = signed ? this.signer(signed, request) : this.ring.named(request);
    const shut = key && whyShut(key, this.runtime.now());
    if (key && shut === undefined) return key;
    if (!key && !this.follower.whole) throw new DependencyUnavailable('the list of keys');
    this.limits.fail(request.ip);
    throw new ProblemError('unauthorized', {
      ...(shut === undefined ? {} : { detail: shut }),
      headers: { 'www-authenticate': 'Bearer realm="newsroom"' },
    });
  }

  private signer(signed: Signed, { signedBytes: body }: FastifyRequest): Key | undefined {
    const now = this.runtime.now();
    if (!body || !isTimely(signed, now)) return undefined;
    if (body.length > SIGNED_BYTES)
      throw new ProblemError('payload_too_large', { detail: 'a signed request has at most 1 MiB' });
    return this.ring
      .signers(now)
      .find(({ secrets }) => secrets.some(({ secret }) => isSignedBy(secret, signed, body)))?.key;
  }

  private unsealed(sealed: string, id: string, sealing: Buffer | undefined): Buffer | undefined {
    const secret = sealing && unseal(sealed, id, sealing);
    if (!secret) this.runtime.log.warn({ key: id }, 'INGEST_SECRETS_KEY does not open a webhook secret');
    return secret;
  }
}

import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import type { Key } from './key.ts';
import { Bucket, isBackfill, isLimited, networkOf, type Policy, type Quota } from './limit.ts';
import type { ingestSettings } from './settings.ts';

/** Keys and networks that are remembered; who is forgotten begins with a full bucket. */
const KEYS = 10_000;
const NETWORKS = 10_000;

/**
 * How much each may: a key events and requests, the lane of old news as a whole, and who has no valid key
 * failures. In memory, for this gate alone: several gates allow several times as much. Withdrawals are never
 * limited; failures from an address shut out nobody who has a key.
 */
@Injectable()
export class LimitStore {
  private readonly usual: Policy;
  private readonly failing: Policy;
  private readonly backfill: Bucket;
  private readonly keys = new LRUCache<string, Bucket>({ max: KEYS });
  private readonly networks = new LRUCache<string, Bucket>({ max: NETWORKS });

  constructor(
    @Inject(SETTINGS) settings: Values<typeof ingestSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    const { INGEST_RATE_PER_SECOND: perSecond, INGEST_RATE_BURST: burst } = settings;
    this.usual = { name: 'default', burst, perSecond };
    const minute = settings.INGEST_FAILURES_PER_MINUTE;
    this.failing = { name: 'unauthenticated', burst: minute, perSecond: minute / 60 };
    const paced = settings.INGEST_BACKFILL_PER_SECOND;
    this.backfill = new Bucket({ name: 'backfill', burst: paced, perSecond: paced }, runtime.now());
  }

  /** One request of a key; throws `rate_limited`, as all of these do. */
  ask(key: Key): void {
    this.bucketOf(key).take(this.runtime.now());
  }

  /** One event as it came; what says that it is old news waits for its own kind only. */
  spend(key: Key, event: unknown, lane?: 'backfill'): void {
    if (!isLimited(event)) return;
    const bucket = lane === 'backfill' || isBackfill(event) ? this.backfill : this.bucketOf(key);
    bucket.take(this.runtime.now());
  }

  /** One request without a valid key. */
  fail(address: string): void {
    const now = this.runtime.now();
    const network = networkOf(address);
    const bucket = this.networks.get(network) ?? new Bucket(this.failing, now);
    this.networks.set(network, bucket);
    bucket.take(now);
  }

  quota(key: Key): Quota {
    return this.bucketOf(key).quota(this.runtime.now());
  }

  /** What a key may, as header fields of an answer. */
  fields(key: Key): Record<string, string> {
    return this.bucketOf(key).fields(this.runtime.now());
  }

  private bucketOf({ id }: Key): Bucket {
    const known = this.keys.get(id);
    if (known) return known;
    const bucket = new Bucket(this.usual, this.runtime.now());
    this.keys.set(id, bucket);
    return bucket;
  }
}

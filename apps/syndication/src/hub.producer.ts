import { randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Outbound } from '#libs/outbound';
import { ProblemError, Runtime } from '#libs/service';
import { FeedClient } from './feed.client.ts';
import { FollowerStore } from './follower.store.ts';
import { callbackWith, followerId, type HubRequest, leaseOf } from './hub.ts';
import { LaneStore } from './lane.store.ts';

/** Gateways answer from ready bytes, mostly "as before": followers hear within about so long. */
const LOOK_MS = 1_000;
const ANSWER_MS = 10_000;
/** What a follower has to say is the challenge. */
const MOST_BYTES = 4_096;
/**
 * Anybody may name any address, and each request is one to that address: a host is asked so often a minute, and so
 * many may follow from it. Services that follow for many readers follow each feed once.
 */
const PER_HOST = { minute: 30, followers: 300 };
const MOST_FOLLOWERS = 10_000;
const MINUTE_MS = 60_000;

/**
 * The WebSub hub of the paper's own feeds: asks whoever subscribes whether it meant it, and hands out a feed when the
 * gateway serves other bytes than those handed out last. A handing out goes through the queue like every message: the
 * newest, once, again until it is taken. Several processes share the feeds by leases.
 */
@Injectable()
export class HubProducer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly inTurn: ReturnType<Runtime['turns']>;
  private stop: (() => Promise<void>) | undefined;
  private minute = 0;
  private readonly asked = new Map<string, number>();

  constructor(
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Outbound) private readonly outbound: Outbound,
    @Inject(FeedClient) private readonly feeds: FeedClient,
    @Inject(LaneStore) private readonly lanes: LaneStore,
  ) {
    this.inTurn = runtime.turns('hub', { atOnce: 8, waiting: 200 });
  }

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(LOOK_MS, () => this.look(), 'the feeds can not be looked at');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  /** Takes a request whose topic is a feed of ours; what comes of it is told at its callback. Throws `rate_limited`. */
  async accept(request: HubRequest): Promise<void> {
    const host = new URL(request['hub.callback']).hostname;
    this.count(host);
    if (request['hub.mode'] === 'subscribe') await this.demandRoom(host);
    this.inTurn(() => this.verify(request, host)).catch((error: unknown) =>
      this.runtime.log.info({ err: error, host }, 'a follower could not be asked'),
    );
  }

  private get followers(): FollowerStore {
    return this.lanes.followers;
  }

  private count(host: string): void {
    const minute = Math.floor(this.runtime.now() / MINUTE_MS);
    if (minute !== this.minute) this.asked.clear();
    this.minute = minute;
    const asked = (this.asked.get(host) ?? 0) + 1;
    if (asked > PER_HOST.minute) throw new ProblemError('rate_limited', { retryAfter: MINUTE_MS / 1_000 });
    this.asked.set(host, asked);
  }

  private async demandRoom(host: string): Promise<void> {
    const { all, there } = await this.followers.count(host);
    if (all < MOST_FOLLOWERS && there < PER_HOST.followers) return;
    throw new ProblemError('rate_limited', { detail: 'too many follow already', retryAfter: 3_600 });
  }

  private async verify(request: HubRequest, host: string): Promise<void> {
    const { 'hub.mode': mode, 'hub.topic': topic, 'hub.callback': callback } = request;
    const feed = mode === 'subscribe' ? await this.feeds.get(topic) : 'same';
    if (feed === undefined) {
      await this.tell(callback, { mode: 'denied', topic, reason: 'there is no such feed' });
      return;
    }
    const lease = leaseOf(request['hub.lease_seconds']);
    const challenge = randomBytes(24).toString('base64url');
    const leased = mode === 'subscribe' ? { lease_seconds: String(lease) } : {};
    const answer = await this.tell(callback, { mode, topic, challenge, ...leased });
    if (!answer || !equal(answer, challenge)) return;
    const id = followerId(topic, callback);
    if (feed === 'same') return this.followers.remove(id);
    const secret = request['hub.secret'];
    const until = new Date(this.runtime.now() + lease * 1_000);
    await this.followers.begin(topic, feed.etag);
    await this.followers.keep({ _id: id, topic, callback, host, ...(secret ? { secret } : {}), until });
  }

  /** What was answered, if it was a success. */
  private async tell(callback: string, fields: Record<string, string>): Promise<Buffer | undefined> {
    const request = { timeoutMs: ANSWER_MS, most: MOST_BYTES };
    const { status, bytes } = await this.outbound.fetch(callbackWith(callback, fields), request);
    return status >= 200 && status < 300 ? bytes : undefined;
  }

  private async look(): Promise<void> {
    for (const topic of await this.followers.topics(this.runtime.now())) await this.lookAt(topic);
  }

  private async lookAt(topic: string): Promise<void> {
    const held = await this.followers.hold(topic, this.runtime.now());
    if (!held) return;
    let { etag, version } = held;
    try {
      const feed = await this.feeds.get(topic, etag);
      if (feed === undefined || feed === 'same') return;
      const now = this.runtime.now();
      const next = version + 1;
      const passings = (await this.followers.of(topic, now)).map(({ _id: webhook, until }) => ({
        ...{ passage: 'send' as const, webhook, uri: topic, seq: next, type: 'feed.public', body: '' },
        ...{ partition: 0, offset: 0, shown: true, until },
      }));
      await this.lanes.take(passings, now);
      [etag, version] = [feed.etag, next];
    } finally {
      await this.followers.leave(held, { etag, version });
    }
  }
}

function equal(bytes: Buffer, text: string): boolean {
  const expected = Buffer.from(text);
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Applied } from '#libs/kafka';
import { metrics, Runtime } from '#libs/service';
import { type Answered, type Ending, endingOf, GONE } from './attempt.ts';
import { DeliveryClient } from './delivery.client.ts';
import { isFollower } from './hub.ts';
import { LaneStore } from './lane.store.ts';
import type { Lane } from './lane.ts';

/** The queue is looked at so often. */
const LOOK_MS = 150;
/** And so often while nothing comes in and nothing is due: other processes share the queue, and attempts come due. */
const IDLE_MS = 1_000;
/** A stop waits so long for answers. */
const LEAVE_MS = 3_000;
/** Counted, and cleared of what was deleted, so often. */
const SWEEP_MS = 10_000;
/**
 * Messages on their way to one receiver at a time, from this process. There is no bound for all together: one receiver
 * that is slow must not hold another, and the gate bounds how many there are.
 */
const AT_ONCE = 4;

const outcomes = metrics.counter({
  name: 'sosik_deliveries_total',
  help: 'Attempts to tell a subscription of a change, by what came of them',
  labels: ['outcome'],
});
const lag = metrics.seconds({
  name: 'sosik_delivery_lag_seconds',
  help: 'From a change in the queue to a receiver that has taken it',
});
const depth = metrics.gauge({ name: 'sosik_deliveries_waiting', help: 'Messages that wait to be taken' });
const parked = metrics.gauge({
  name: 'sosik_deliveries_parked',
  help: 'Messages that are not tried again by themselves',
});
const unshown = metrics.gauge({
  name: 'sosik_deliveries_unshown_seconds',
  help: 'Since when the oldest message waits for readers to see its change; 0: none does. A service that shows pages is stuck if it stays high',
});

/**
 * Tells subscriptions of changes: what readers see (never sooner, however long that takes), in order for each article,
 * again until it is taken. Several processes share the queue by leases. A process that dies in the middle leaves a
 * message that is sent again under the same name: at least once, and told apart by whoever counts.
 */
@Injectable()
export class DeliveryProducer implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly stops: (() => Promise<void>)[] = [];
  private readonly inHand = new Map<string, number>();
  private readonly hands = new Set<Promise<void>>();
  /** How often something came into the queue, and how often that was when a look found nothing to do. */
  private stirs = 0;
  private quiet = -1;
  private lookedAt = Number.NEGATIVE_INFINITY;
  private stopping = false;

  constructor(
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Applied) private readonly applied: Applied,
    @Inject(LaneStore) private readonly lanes: LaneStore,
    @Inject(DeliveryClient) private readonly client: DeliveryClient,
  ) {
    lanes.stirred = () => {
      this.stirs++;
    };
    runtime.works('deliveries', () => this.quiet !== this.stirs || this.inHand.size > 0);
  }

  onApplicationBootstrap(): void {
    this.stops.push(
      this.runtime.repeat(LOOK_MS, () => this.look(), 'the queue can not be looked at'),
      this.runtime.repeat(SWEEP_MS, () => this.sweep(), 'the queue can not be counted'),
    );
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.stops.map((stop) => stop()));
    // What is not answered by then is sent again, by whoever comes after.
    await Promise.race([Promise.all(this.hands), delay(LEAVE_MS, undefined, { ref: false })]);
  }

  private async look(): Promise<void> {
    const { stirs } = this;
    const now = performance.now();
    if (this.quiet === stirs && now - this.lookedAt < IDLE_MS) return;
    this.lookedAt = now;
    const oldest = await this.lanes.unshown();
    unshown.set(oldest === undefined ? 0 : Math.max(0, this.runtime.now() - oldest) / 1_000);
    if (oldest !== undefined) await this.lanes.show(await this.applied.shown());
    const active: string[] = [];
    for (const webhook of await this.lanes.due(this.runtime.now())) {
      if (await this.isActive(webhook)) active.push(webhook);
    }
    for (const webhook of active) this.work(webhook);
    this.quiet = oldest === undefined && active.length === 0 ? stirs : -1;
  }

  /** As many hands as the receiver may have; each goes on until nothing is due. */
  private work(webhook: string): void {
    for (let free = AT_ONCE - (this.inHand.get(webhook) ?? 0); free > 0; free--) {
      this.inHand.set(webhook, (this.inHand.get(webhook) ?? 0) + 1);
      const hand = this.sendAll(webhook)
        .catch((error: unknown) =>
          this.runtime.log.warn({ err: error, webhook }, 'a delivery was interrupted'),
        )
        .finally(() => {
          this.hands.delete(hand);
          const left = (this.inHand.get(webhook) ?? 1) - 1;
          if (left > 0) this.inHand.set(webhook, left);
          else this.inHand.delete(webhook);
        });
      this.hands.add(hand);
    }
  }

  private async sendAll(webhook: string): Promise<void> {
    while (!this.stopping && (await this.isActive(webhook))) {
      const lane = await this.lanes.claim(webhook, this.runtime.now());
      if (!lane) return;
      await this.send(lane);
    }
  }

  private async isActive(webhook: string): Promise<boolean> {
    if (!isFollower(webhook)) return this.client.subscriptions.get(webhook)?.state === 'active';
    return (await this.lanes.followers.find(webhook, this.runtime.now())) !== undefined;
  }

  private async tell(lane: Lane): Promise<Answered> {
    if (!isFollower(lane.webhook)) return this.client.send(lane);
    const follower = await this.lanes.followers.find(lane.webhook, this.runtime.now());
    // It has left meanwhile.
    return follower ? this.client.handOut(follower) : { status: GONE };
  }

  private async send(lane: Lane): Promise<void> {
    const answered = await this.tell(lane);
    const now = this.runtime.now();
    const since = lane.since === 0 ? now : lane.since;
    const ending = endingOf(answered, { attempts: lane.attempts, since, now, chance: Math.random() });
    // Before the lane is left: should this process die here, it is tried again, and told the same.
    if (ending.is === 'ended') await this.end(lane.webhook);
    const newest = await this.lanes.finish(lane, ending, now);
    await this.lanes.log.tried(lane, answered, { ending, newest, now });
    this.note(lane, answered, ending);
  }

  private async end(webhook: string): Promise<void> {
    if (isFollower(webhook)) await this.lanes.followers.remove(webhook);
    else await this.client.subscriptions.disable(webhook, 'the receiver answered 410');
    await this.lanes.park(webhook);
    await this.lanes.log.end([webhook], 'parked');
  }

  private note({ webhook, delivery, queuedAt, attempts }: Lane, answered: Answered, ending: Ending): void {
    const outcome = { taken: 'taken', again: 'failed', parked: 'parked', ended: 'ended' }[ending.is];
    outcomes.inc({ outcome });
    if (ending.is === 'taken') lag.observe(Math.max(0, this.runtime.now() - queuedAt) / 1_000);
    const { status, error } = answered;
    this.runtime.log.info({ webhook, delivery, attempts, status, error, outcome }, 'a delivery was tried');
  }

  private async sweep(): Promise<void> {
    const deleted = this.client.subscriptions.deleted();
    if (deleted.length > 0 && (await this.lanes.forget(deleted)) > 0)
      await this.lanes.log.end(deleted, 'dropped');
    const { waiting, parked: aside } = await this.lanes.count(this.runtime.now());
    depth.set(waiting);
    parked.set(aside);
  }
}

import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Collection } from 'mongoose';
import { Database } from '#libs/mongo';
import type { Ending } from './attempt.ts';
import { DeliveryStore } from './delivery.store.ts';
import { FollowerStore } from './follower.store.ts';
import {
  changeAfter,
  dueAt,
  emptyLane,
  free,
  KEPT_MS,
  type Lane,
  LEASE_MS,
  laneId,
  operationsOf,
  type Passing,
  waitingOf,
} from './lane.ts';
import { PositionStore } from './position.store.ts';

/**
 * The queue: one document for each subscription and article (or front, or the alerts), with its newest state. Every
 * write is one of a single document, guarded by `seq`, so that repeated and late changes do nothing, and a newer state
 * takes the place of one that waits, with its words. Of one lane one message is on its way at a time: whoever sends
 * holds a lease; after a crash it runs out and the same message, under the same name, is sent again. What a sender has
 * to say at the end counts only while its message is the lane's newest.
 */
@Injectable()
export class LaneStore {
  /** Called when there is something new in the queue. */
  stirred: () => void = () => undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    /** What became of the messages. */
    @Inject(DeliveryStore) readonly log: DeliveryStore,
    /** How far the change log is in the queue. */
    @Inject(PositionStore) readonly positions: PositionStore,
    /** Who follows feeds. */
    @Inject(FollowerStore) readonly followers: FollowerStore,
  ) {}

  async migrate(): Promise<void> {
    await this.log.migrate();
    await this.followers.migrate();
    await this.database.migrate('syndication.migrate', () =>
      this.lanes.createIndexes([
        { key: { state: 1, shown: 1, webhook: 1, due: 1 }, name: 'due' },
        { key: { webhook: 1 }, name: 'webhook' },
        { key: { until: 1 }, name: 'until', expireAfterSeconds: 0 },
      ]),
    );
  }

  /** Takes changes in their order. */
  async take(passings: readonly Passing[], now: number): Promise<void> {
    const operations = passings.flatMap((passing) => operationsOf(passing, now));
    if (operations.length === 0) return;
    await this.ask('syndication.take', () => this.lanes.bulkWrite(operations as never, { ordered: true }));
    const ids = [...new Set(passings.map(({ webhook, uri }) => laneId(webhook, uri)))];
    const lanes = await this.ask('syndication.look', () =>
      this.lanes.find({ _id: { $in: ids } }, { projection: { body: 0 } }).toArray(),
    );
    await this.log.queued(lanes, now);
    this.stirred();
  }

  /**
   * Puts a message in that nobody has to wait for: readers see its state already, or it is about none. Answers the
   * name of the message that is on its way then.
   */
  async put({ passage: _, ...passing }: Passing, now: number): Promise<string> {
    const { webhook, uri, seq } = passing;
    const _id = laneId(webhook, uri);
    await this.ask('syndication.put', async () => {
      await this.lanes.updateOne({ _id }, { $setOnInsert: emptyLane(passing) } as never, { upsert: true });
      const waiting = waitingOf({ ...passing, shown: true }, now);
      return this.lanes.updateOne({ _id, seq: { $lte: seq } }, {
        $set: waiting,
        $unset: { until: '' },
      } as never);
    });
    const lane = await this.find(webhook, uri);
    if (lane) await this.log.queued([lane], now);
    this.stirred();
    return lane?.delivery ?? '';
  }

  /** Has what a lane holds sent anew; false if it holds nothing. */
  async again({ _id }: Lane, now: number): Promise<boolean> {
    const change = { $set: { state: 'waiting', attempts: 0, since: 0, due: now, queuedAt: now } };
    const found = await this.ask('syndication.put', () =>
      this.lanes.findOneAndUpdate({ _id, body: { $exists: true } }, change as never, {
        returnDocument: 'after',
      }),
    );
    if (!found) return false;
    await this.log.queued([found], now);
    this.stirred();
    return true;
  }

  async find(webhook: string, uri: string): Promise<Lane | undefined> {
    const found = await this.ask('syndication.look', () =>
      this.lanes.findOne({ _id: laneId(webhook, uri) }, { projection: { body: 0 } }),
    );
    return found ?? undefined;
  }

  /** Whether something waits for readers to see it, and since when. */
  async unshown(): Promise<number | undefined> {
    const found = await this.ask('syndication.unshown', () =>
      this.lanes
        .find({ state: 'waiting', shown: false }, { projection: { queuedAt: 1 } })
        .sort({ queuedAt: 1 })
        .limit(1)
        .toArray(),
    );
    return found[0]?.queuedAt;
  }

  /** Readers see everything before these offsets, by partition. */
  async show(offsets: ReadonlyMap<number, number>): Promise<void> {
    const operations = [...offsets].map(([partition, offset]) => ({
      updateMany: {
        filter: { state: 'waiting', shown: false, partition, offset: { $lt: offset } },
        update: { $set: { shown: true } },
      },
    }));
    await this.ask('syndication.show', () => this.lanes.bulkWrite(operations as never, { ordered: false }));
  }

  /** Subscriptions that something is to be sent to now. */
  async due(now: number): Promise<string[]> {
    return this.ask('syndication.due', () => this.lanes.distinct('webhook', dueAt(now)) as Promise<string[]>);
  }

  /** Takes hold of what has waited longest for a subscription; nobody else sends it while the lease holds. */
  async claim(webhook: string, now: number): Promise<Lane | undefined> {
    const lease = { lease: randomUUID(), leaseUntil: now + LEASE_MS, told: true };
    const found = await this.ask('syndication.claim', () =>
      this.lanes.findOneAndUpdate(
        { webhook, ...dueAt(now) },
        { $set: lease, $inc: { attempts: 1 } },
        { sort: { due: 1, offset: 1 }, returnDocument: 'after' },
      ),
    );
    return found ?? undefined;
  }

  /** Says what became of an attempt; false if a newer state has taken its place meanwhile. */
  async finish(lane: Lane, ending: Ending, now: number): Promise<boolean> {
    const { _id, lease, seq } = lane;
    const change = changeAfter(lane, ending, now);
    return this.ask('syndication.finish', async () => {
      const { matchedCount } = await this.lanes.updateOne({ _id, lease, seq }, change as never);
      if (matchedCount === 0) await this.lanes.updateOne({ _id, lease }, { $set: free });
      return matchedCount > 0;
    });
  }

  /** Nothing waits for these any more: their receiver is gone. */
  async park(webhook: string): Promise<void> {
    await this.ask('syndication.park', () =>
      this.lanes.updateMany({ webhook, state: 'waiting' }, { $set: { state: 'parked' } }),
    );
  }

  /** Forgets all that is kept for subscriptions that are no more. */
  async forget(webhooks: readonly string[]): Promise<number> {
    const filter = { webhook: { $in: [...webhooks] } };
    return (await this.ask('syndication.forget', () => this.lanes.deleteMany(filter))).deletedCount;
  }

  /** How many messages are in which state; words that nobody came back for leave with this. */
  async count(now: number): Promise<{ waiting: number; parked: number }> {
    const old = { state: 'parked', queuedAt: { $lt: now - KEPT_MS } } as const;
    return this.ask('syndication.count', async () => {
      await this.lanes.updateMany(old, { $set: { state: 'idle' }, $unset: { body: '' } });
      const [waiting, parked] = await Promise.all(
        ['waiting', 'parked'].map((state) => this.lanes.countDocuments({ state } as never)),
      );
      return { waiting: waiting ?? 0, parked: parked ?? 0 };
    });
  }

  private get lanes(): Collection<Lane> {
    return this.database.collection('syndication_lanes');
  }

  private ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.database.ask(name, work);
  }
}

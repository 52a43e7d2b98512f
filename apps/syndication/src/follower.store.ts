import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Collection } from 'mongoose';
import { Database } from '#libs/mongo';

/** Somebody who follows a feed by WebSub. */
export interface Follower {
  _id: string;
  topic: string;
  callback: string;
  /** Name of the host that it is at; bounds are by it. */
  host: string;
  secret?: string;
  /** From then on it follows no more. */
  until: Date;
}

interface Topic {
  _id: string;
  /** Tag of the bytes that were handed out last. */
  etag: string;
  /** Counts what was handed out. */
  version: number;
  lease: string;
  leaseUntil: number;
}

/** Looking at a feed takes a moment; whoever takes longer is dead. */
const LEASE_MS = 20_000;
const free = { lease: '', leaseUntil: 0 };

/** Who follows which feed, and what of each feed was handed out last. Nothing that stands in a feed is kept here. */
@Injectable()
export class FollowerStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  async migrate(): Promise<void> {
    await this.database.migrate('syndication.migrate', async () => {
      await this.followers.createIndexes([
        { key: { topic: 1 }, name: 'topic' },
        { key: { host: 1 }, name: 'host' },
        { key: { until: 1 }, name: 'until', expireAfterSeconds: 0 },
      ]);
    });
  }

  async keep(follower: Follower): Promise<void> {
    const { _id, ...rest } = follower;
    await this.ask('syndication.follow', () => this.followers.replaceOne({ _id }, rest, { upsert: true }));
  }

  async remove(id: string): Promise<void> {
    await this.ask('syndication.follow', () => this.followers.deleteOne({ _id: id }));
  }

  async find(id: string, now: number): Promise<Follower | undefined> {
    const filter = { _id: id, until: { $gt: new Date(now) } };
    return (await this.ask('syndication.follow', () => this.followers.findOne(filter))) ?? undefined;
  }

  /** How many there are, and at that host. */
  async count(host: string): Promise<{ all: number; there: number }> {
    return this.ask('syndication.follow', async () => {
      const [all, there] = await Promise.all(
        [{}, { host }].map((each) => this.followers.countDocuments(each)),
      );
      return { all: all ?? 0, there: there ?? 0 };
    });
  }

  async of(topic: string, now: number): Promise<Follower[]> {
    const filter = { topic, until: { $gt: new Date(now) } };
    return this.ask('syndication.follow', () => this.followers.find(filter).toArray());
  }

  /** Feeds that somebody follows. */
  async topics(now: number): Promise<string[]> {
    const filter = { until: { $gt: new Date(now) } };
    return this.ask(
      'syndication.follow',
      () => this.followers.distinct('topic', filter) as Promise<string[]>,
    );
  }

  /** Begins with what a feed holds now: whoever follows it is told of what comes after. */
  async begin(topic: string, etag: string): Promise<void> {
    const start = { etag, version: 0, ...free };
    await this.ask('syndication.follow', () =>
      this.feeds.updateOne({ _id: topic }, { $setOnInsert: start }, { upsert: true }),
    );
  }

  /** Takes hold of a feed for a look; nothing if somebody else has it. */
  async hold(topic: string, now: number): Promise<Topic | undefined> {
    const lease = { lease: randomUUID(), leaseUntil: now + LEASE_MS };
    const found = await this.ask('syndication.follow', () =>
      this.feeds.findOneAndUpdate(
        { _id: topic, leaseUntil: { $lte: now } },
        { $set: lease },
        { returnDocument: 'after' },
      ),
    );
    return found ?? undefined;
  }

  /** Lets go of it, as it stands then. */
  async leave({ _id, lease }: Topic, stand: { etag: string; version: number }): Promise<void> {
    await this.ask('syndication.follow', () =>
      this.feeds.updateOne({ _id, lease }, { $set: { ...stand, ...free } }),
    );
  }

  private get followers(): Collection<Follower> {
    return this.database.collection('syndication_followers');
  }

  private get feeds(): Collection<Topic> {
    return this.database.collection('syndication_feeds');
  }

  private ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.database.ask(name, work);
  }
}

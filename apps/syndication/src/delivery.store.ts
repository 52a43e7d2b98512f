import { Inject, Injectable } from '@nestjs/common';
import type { Collection } from 'mongoose';
import type { DeliveryQuery, WebhookDelivery } from '#libs/contracts';
import { Database } from '#libs/mongo';
import type { Answered, Ending } from './attempt.ts';
import type { Lane } from './lane.ts';

interface Row {
  _id: string;
  webhook: string;
  type: string;
  uri: string;
  seq: number;
  state: WebhookDelivery['state'];
  attempts: number;
  status?: number;
  error?: string;
  queuedAt: number;
  lastAt?: number;
  nextAt?: number;
  /** From then on it is forgotten. */
  until: Date;
}

const KEPT_MS = 30 * 86_400_000;
/** A replay goes through so many rows at most, the newest. */
const MOST_REPLAYED = 50_000;

/**
 * What became of each message, for 30 days, without its words. For people, and for replays: the queue decides nothing
 * by it. A crash may leave a row behind the queue; the next message about the same corrects it.
 */
@Injectable()
export class DeliveryStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  async migrate(): Promise<void> {
    await this.database.migrate('syndication.migrate', () =>
      this.rows.createIndexes([
        { key: { webhook: 1, queuedAt: -1 }, name: 'newest' },
        { key: { webhook: 1, uri: 1, state: 1 }, name: 'waiting' },
        { key: { until: 1 }, name: 'until', expireAfterSeconds: 0 },
      ]),
    );
  }

  /** Notes what these lanes hold now; what waited in them before was overtaken. */
  async queued(lanes: readonly Lane[], now: number): Promise<void> {
    const operations = lanes.flatMap(({ webhook, uri, seq, state, delivery, type }) => [
      {
        updateMany: {
          filter: { webhook, uri, state: 'waiting', seq: { $lt: seq } },
          update: { $set: { state: 'overtaken' }, $unset: { nextAt: '' } },
        },
      },
      ...(state === 'waiting'
        ? [
            {
              updateOne: {
                filter: { _id: delivery },
                update: {
                  $set: { state: 'waiting', until: new Date(now + KEPT_MS) },
                  $setOnInsert: { webhook, uri, seq, type, attempts: 0, queuedAt: now },
                },
                upsert: true,
              },
            },
          ]
        : []),
    ]);
    if (operations.length === 0) return;
    await this.ask('syndication.note', () => this.rows.bulkWrite(operations as never, { ordered: true }));
  }

  /** Notes an attempt; `newest` is false if a newer state has taken its place meanwhile. */
  async tried(
    { delivery }: Lane,
    { status, error }: Answered,
    { ending, newest, now }: { ending: Ending; newest: boolean; now: number },
  ): Promise<void> {
    const state =
      ending.is === 'taken'
        ? 'taken'
        : newest
          ? ({ again: 'waiting', parked: 'parked', ended: 'parked' } as const)[ending.is]
          : 'overtaken';
    const change = {
      $set: {
        state,
        lastAt: now,
        ...(status === undefined ? {} : { status }),
        ...(error === undefined ? {} : { error }),
        ...(ending.is === 'again' && newest ? { nextAt: ending.at } : {}),
      },
      $inc: { attempts: 1 },
      $unset: {
        ...(status === undefined ? { status: '' } : {}),
        ...(error === undefined ? { error: '' } : {}),
        ...(ending.is === 'again' && newest ? {} : { nextAt: '' }),
      },
    };
    await this.ask('syndication.note', () => this.rows.updateOne({ _id: delivery }, change as never));
  }

  /** Everything that waits for these subscriptions ends so. */
  async end(webhooks: readonly string[], state: 'parked' | 'dropped'): Promise<void> {
    const filter = { webhook: { $in: [...webhooks] }, state: 'waiting' } as const;
    const change = { $set: { state }, $unset: { nextAt: '' } };
    await this.ask('syndication.note', () => this.rows.updateMany(filter, change as never));
  }

  /** The newest first. */
  async list(webhook: string, { state, limit }: DeliveryQuery): Promise<WebhookDelivery[]> {
    const filter = { webhook, ...(state === undefined ? {} : { state }) };
    const found = await this.ask('syndication.list', () =>
      this.rows.find(filter).sort({ queuedAt: -1, seq: -1 }).limit(limit).toArray(),
    );
    return found.map(deliveryOf);
  }

  async find(webhook: string, id: string): Promise<WebhookDelivery | undefined> {
    const found = await this.ask('syndication.list', () => this.rows.findOne({ _id: id, webhook }));
    return found ? deliveryOf(found) : undefined;
  }

  /** What messages were about since a moment, each once. */
  async subjects(webhook: string, since: number): Promise<string[]> {
    const filter = { webhook, queuedAt: { $gte: since }, type: { $ne: 'webhook.test' } };
    const found = await this.ask('syndication.list', () =>
      this.rows
        .find(filter, { projection: { uri: 1 } })
        .sort({ queuedAt: -1 })
        .limit(MOST_REPLAYED)
        .toArray(),
    );
    return [...new Set(found.map(({ uri }) => uri))];
  }

  private get rows(): Collection<Row> {
    return this.database.collection('syndication_deliveries');
  }

  private ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.database.ask(name, work);
  }
}

function deliveryOf({ _id, until: _, queuedAt, lastAt, nextAt, ...row }: Row): WebhookDelivery {
  return {
    id: _id,
    ...row,
    queuedAt: new Date(queuedAt).toISOString(),
    ...(lastAt === undefined ? {} : { lastAt: new Date(lastAt).toISOString() }),
    ...(nextAt === undefined ? {} : { nextAt: new Date(nextAt).toISOString() }),
  };
}

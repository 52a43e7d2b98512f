import type { Ending } from './attempt.ts';
import { deliveryId, type Passage } from './passage.ts';

/** One change on its way to one subscription. */
export interface Passing {
  passage: Passage;
  webhook: string;
  uri: string;
  seq: number;
  type: string;
  body: string;
  /** Where it lies in the change log. */
  partition: number;
  offset: number;
  /** Nobody has to wait until readers see it. */
  shown?: boolean;
  /** From then on it may be forgotten. */
  until?: Date;
}

/** All that one subscription is told about one thing: the newest state of it, and how far that has come. */
export interface Lane {
  _id: string;
  webhook: string;
  uri: string;
  /** Newest state it has heard of, told or not. */
  seq: number;
  state: 'idle' | 'waiting' | 'parked';
  /** An attempt was made to tell something of it: the receiver may know of it. */
  told: boolean;
  /** Name of the message that `body` is. */
  delivery: string;
  type: string;
  body?: string;
  partition: number;
  offset: number;
  /** Readers see it. */
  shown: boolean;
  queuedAt: number;
  attempts: number;
  /** First attempt; 0 before it. */
  since: number;
  due: number;
  lease: string;
  leaseUntil: number;
  /** From then on it may be forgotten. */
  until?: Date;
}

/** Longer than an attempt may take; whoever holds it for longer is dead, or as good as that. */
export const LEASE_MS = 30_000;
export const KEPT_MS = 30 * 86_400_000;
export const free = { lease: '', leaseUntil: 0 };

export const laneId = (webhook: string, uri: string): string => `${webhook} ${uri}`;

export function dueAt(now: number) {
  return { state: 'waiting', shown: true, due: { $lte: now }, leaseUntil: { $lte: now } } as const;
}

export function emptyLane({ webhook, uri }: Pick<Passing, 'webhook' | 'uri'>) {
  return { webhook, uri, seq: 0, state: 'idle', told: false, shown: false, due: 0, ...free };
}

export function waitingOf(passing: Omit<Passing, 'passage'>, now: number) {
  const { webhook, uri, seq, type, body, partition, offset, shown = false } = passing;
  const delivery = deliveryId(webhook, uri, seq);
  const start = { state: 'waiting', shown, attempts: 0, since: 0, queuedAt: now, due: now };
  return { seq, type, body, partition, offset, delivery, ...start };
}

/** In their order: a later one of a lane finds what the one before it has left. */
export function operationsOf({ passage, ...passing }: Passing, now: number): object[] {
  const { webhook, uri, seq } = passing;
  const _id = laneId(webhook, uri);
  const older = { _id, seq: { $lt: seq } };
  const { until } = passing;
  const waiting = waitingOf(passing, now);
  const put = until ? { $set: { ...waiting, until } } : { $set: waiting, $unset: { until: '' } };
  const drop = { $set: { seq, state: 'idle' }, $unset: { body: '' } };
  if (passage === 'drop') return [{ updateOne: { filter: older, update: drop } }];
  if (passage === 'follow')
    return [
      { updateOne: { filter: { ...older, told: true }, update: put } },
      { updateOne: { filter: older, update: drop } },
    ];
  return [
    { updateOne: { filter: { _id }, update: { $setOnInsert: emptyLane(passing) }, upsert: true } },
    { updateOne: { filter: older, update: put } },
  ];
}

/** What an attempt leaves. Of a front and of alerts the words stay: they name no article, and a replay needs them. */
export function changeAfter({ type, since }: Lane, ending: Ending, now: number): object {
  const first = since === 0 ? now : since;
  if (ending.is === 'again') return { $set: { ...free, due: ending.at, since: first } };
  if (ending.is !== 'taken') return { $set: { ...free, state: 'parked', since: first } };
  const until = type === 'article.gone' ? { until: new Date(now + KEPT_MS) } : {};
  const taken = { $set: { ...free, state: 'idle', ...until } };
  return type.startsWith('article.') ? { ...taken, $unset: { body: '' } } : taken;
}

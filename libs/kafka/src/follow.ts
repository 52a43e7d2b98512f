import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { Topic } from '#libs/contracts';
import type { Runtime } from '#libs/service';
import { createClient, type KafkaSettings, Line } from './client.ts';
import { within } from './deadline.ts';
import { recordOf } from './judge.ts';

/** A log that does not answer is tried again after this. */
const AGAIN_MS = 1_000;
/** A stop waits for the fetch that is under way; an idle follower asks four times a second. */
const FETCH_MS = 250;
const STOP_MS = 2_000;

/** Hears each record, decoded, with its place: the higher, the newer. */
export type Listener<T> = (value: T, offset: number) => void;

/**
 * Reads a topic of one partition from its beginning and goes on with it, for a process that keeps all of it in
 * memory. Each process follows for itself, commits nothing, and leaves no consumer group behind.
 *
 * Keeps: the order of the topic; nothing is skipped but what no contract reads, and that is told. A record may
 * be heard again, with older ones behind it, after the log was away: whoever listens takes the highest offset.
 * `whole` is true from when all that was there at the start was heard; the log may be away at any time, and is
 * tried again until it answers.
 */
export class TopicFollower<T> {
  whole = false;
  /** Everything before this offset was heard. */
  next = 0;
  private readonly groupId: string;
  private readonly line = new Line();
  private readonly kafka: Kafka;
  private readonly name: string;
  private readonly closing = new AbortController();
  private end: number | undefined;
  private joins = false;
  private following: Promise<void> | undefined;

  constructor(
    settings: KafkaSettings,
    private readonly runtime: Runtime,
    private readonly topic: Topic<T>,
    private readonly listener: Listener<T>,
  ) {
    this.kafka = createClient(settings, runtime, { line: this.line });
    this.name = settings.KAFKA_TOPIC_PREFIX + topic.name;
    this.groupId = `${this.name}.${runtime.name}.${randomUUID()}`;
  }

  start(): void {
    this.following = this.keepFollowing();
  }

  async stop(): Promise<void> {
    this.closing.abort();
    // Who has not joined has nothing to leave, and may be waiting for a log that is away.
    if (!this.joins) this.line.cut();
    await within(STOP_MS, this.leave(), this.runtime.time).catch(() => undefined);
    this.line.cut();
  }

  private async keepFollowing(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      await this.follow().catch((error: unknown) => {
        if (!signal.aborted) this.runtime.log.warn({ err: error, topic: this.topic.name }, 'can not follow');
      });
      await delay(AGAIN_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** Ends when the log can't be read on, or this process stops. */
  private async follow(): Promise<void> {
    const consumer = this.kafka.consumer({
      groupId: this.groupId,
      allowAutoTopicCreation: false,
      maxWaitTimeInMs: FETCH_MS,
      retry: {
        ...{ initialRetryTime: 100, maxRetryTime: 1_000, retries: 3 },
        restartOnFailure: async () => !this.closing.signal.aborted,
      },
    });
    try {
      await this.lookAhead();
      await consumer.connect();
      await consumer.subscribe({ topics: [this.name], fromBeginning: true });
      const ended = this.endOf(consumer);
      await consumer.run({ autoCommit: false, eachBatch: async (payload) => this.take(payload) });
      this.joins = true;
      await ended;
    } finally {
      await consumer.disconnect().catch(() => undefined);
      this.joins = false;
    }
  }

  private endOf(consumer: Consumer): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.closing.signal.addEventListener('abort', () => resolve());
    // It may have stopped while the connection was made: nobody tells of that any more.
    if (this.closing.signal.aborted) resolve();
    // With a restart it joins again by itself, and begins at the beginning: nothing is committed.
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) reject(payload.error);
    });
    promise.catch(() => undefined);
    return promise;
  }

  private async lookAhead(): Promise<void> {
    const admin = this.kafka.admin({ retry: { retries: 1 } });
    try {
      await admin.connect();
      const [ends] = await admin.fetchTopicOffsets(this.name);
      this.end = Number(ends?.high);
      if (Number(ends?.low) === this.end) this.whole = true;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  private take({ batch }: EachBatchPayload): void {
    for (const message of batch.messages) {
      try {
        this.listener(this.topic.decode(recordOf(message)), Number(message.offset));
      } catch (error) {
        // What is in it may be secret, and stands in the stack of whoever could not read it.
        const reason = error instanceof Error ? error.name : 'unreadable';
        const line = { topic: this.topic.name, offset: message.offset, reason };
        this.runtime.log.error(line, 'a record can not be used');
      }
    }
    this.next = Math.max(this.next, Number(batch.lastOffset()) + 1);
    if (this.end !== undefined && this.next >= this.end) this.whole = true;
  }

  private async leave(): Promise<void> {
    const joined = this.joins;
    await this.following;
    if (!joined) return;
    const admin = this.kafka.admin({ retry: { retries: 0 } });
    await admin.connect();
    await admin.deleteGroups([this.groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}

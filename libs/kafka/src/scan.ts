import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import kafkajs, { type Consumer, type EachBatchPayload, type Kafka } from 'kafkajs';
import type { LogRecord } from '#libs/contracts';
import { DependencyUnavailable, Runtime, SETTINGS } from '#libs/service';
import { createClient, type KafkaSettings } from './client.ts';
import { recordOf } from './judge.ts';

/** A part of a topic: records from `low` on, up to but without `high`. Names are without the prefix. */
export interface Stretch {
  topic: string;
  partition: number;
  low: number;
  high: number;
}

/** A record as it lies in the log, checked against no contract. */
export interface Found {
  topic: string;
  partition: number;
  offset: number;
  /** When the broker appended it, milliseconds since 1970. */
  appendedAt: number;
  record: LogRecord;
}

export type Visit = (records: readonly Found[]) => Promise<void> | void;

/** A visitor gets so many records at once; between two calls the membership is kept. */
const CHUNK = 500;
/** So long without a record although some must be there: the log is given up. */
const SILENT_MS = 20_000;

/** One reading, until nothing is left of its stretches. */
interface Reading {
  left: Map<string, Stretch>;
  visit: Visit;
  busy: boolean;
  failed: boolean;
  progressAt: number;
  done(): void;
  fail(error: unknown): void;
}

/**
 * Reads parts of topics once, beside all services: for the desk and for a view that is made anew. Each
 * partition in order; a record may be visited twice when the broker was away. Moves nobody's position, and
 * leaves no consumer group behind.
 */
@Injectable()
export class LogScan {
  private readonly kafka: Kafka;
  private readonly prefix: string;
  /** Begin of the names of its groups, which are of this service alone, as its rights are. */
  private readonly groups: string;

  constructor(
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) runtime: Pick<Runtime, 'name' | 'log'>,
  ) {
    this.kafka = createClient(settings, runtime);
    this.prefix = settings.KAFKA_TOPIC_PREFIX;
    this.groups = `${this.prefix}scan.${runtime.name}.`;
  }

  /** All that these topics hold now; one that does not exist holds nothing. */
  async stretches(topics: readonly string[]): Promise<Stretch[]> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      const have = new Set(await admin.listTopics());
      const known = topics.filter((topic) => have.has(this.prefix + topic));
      const all = known.map(async (topic) =>
        (await admin.fetchTopicOffsets(this.prefix + topic)).map(({ partition, low, high }) => ({
          topic,
          partition,
          low: Number(low),
          high: Number(high),
        })),
      );
      return (await Promise.all(all)).flat();
    } catch (error) {
      throw lost(error);
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }

  /** Resolves when every record of the stretches was visited; rejects with what a visit threw. */
  async read(stretches: readonly Stretch[], visit: Visit): Promise<void> {
    const some = stretches.filter(({ low, high }) => low < high);
    if (some.length > 0) await this.scan(some, visit);
  }

  /** Goes on from where each stretch begins, beyond its end, until it is told to end; a silent log is no fault. */
  async follow(stretches: readonly Stretch[], end: AbortSignal, visit: Visit): Promise<void> {
    const endless = stretches.map((each) => ({ ...each, high: Number.POSITIVE_INFINITY }));
    if (endless.length > 0 && !end.aborted) await this.scan(endless, visit, end);
  }

  private async scan(some: readonly Stretch[], visit: Visit, end?: AbortSignal): Promise<void> {
    const groupId = this.groups + randomUUID();
    const consumer = this.kafka.consumer({
      groupId,
      allowAutoTopicCreation: false,
      // The end waits for the fetch that is under way.
      maxWaitTimeInMs: 50,
      maxBytesPerPartition: 4 * 2 ** 20,
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 },
    });
    try {
      await this.visitAll(consumer, some, { visit, end });
    } catch (error) {
      throw lost(error);
    } finally {
      await consumer.disconnect().catch(() => undefined);
      await this.forget(groupId);
    }
  }

  private async visitAll(
    consumer: Consumer,
    stretches: readonly Stretch[],
    { visit, end }: { visit: Visit; end: AbortSignal | undefined },
  ): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const reading: Reading = {
      left: new Map(stretches.map((each) => [`${each.topic}/${each.partition}`, each])),
      visit,
      busy: false,
      failed: false,
      progressAt: performance.now(),
      done: resolve,
      fail: reject,
    };
    const watch = setInterval(() => {
      if (!end && !reading.busy && performance.now() - reading.progressAt > SILENT_MS) reject(silent);
    }, 1_000);
    end?.addEventListener('abort', () => resolve(), { once: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      // It starts again by itself, as on a broker whose coordinator is still loading; silence ends that too.
      if (!payload.restart) reject(payload.error);
    });
    try {
      await Promise.race([this.start(consumer, stretches, reading), promise]);
      await promise;
    } finally {
      clearInterval(watch);
    }
  }

  private async start(consumer: Consumer, stretches: readonly Stretch[], reading: Reading): Promise<void> {
    await consumer.connect();
    const topics = [...new Set(stretches.map(({ topic }) => this.prefix + topic))];
    await consumer.subscribe({ topics, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      eachBatch: (payload) => this.take(payload, reading),
    });
    for (const { topic, partition, low } of stretches) {
      consumer.seek({ topic: this.prefix + topic, partition, offset: String(low) });
    }
  }

  private async take(
    { batch, heartbeat, resolveOffset, isStale }: EachBatchPayload,
    reading: Reading,
  ): Promise<void> {
    const topic = batch.topic.slice(this.prefix.length);
    const place = `${topic}/${batch.partition}`;
    const stretch = reading.left.get(place);
    const wanted = batch.messages
      .filter(({ offset }) => stretch && Number(offset) >= stretch.low && Number(offset) < stretch.high)
      .map((message) => ({
        topic,
        partition: batch.partition,
        offset: Number(message.offset),
        appendedAt: Number(message.timestamp),
        record: recordOf(message),
      }));
    for (let from = 0; from < wanted.length; from += CHUNK) {
      if (reading.failed || isStale() || !(await this.show(wanted.slice(from, from + CHUNK), reading)))
        return;
      await heartbeat();
    }
    resolveOffset(batch.lastOffset());
    if (stretch && Number(batch.lastOffset()) + 1 >= stretch.high) reading.left.delete(place);
    if (reading.left.size === 0) reading.done();
  }

  /** False if the visit has failed: what it threw must not reach kafkajs, which would read on. */
  private async show(records: readonly Found[], reading: Reading): Promise<boolean> {
    reading.busy = true;
    try {
      await reading.visit(records);
      return true;
    } catch (error) {
      reading.failed = true;
      reading.fail(error);
      return false;
    } finally {
      reading.busy = false;
      reading.progressAt = performance.now();
    }
  }

  private async forget(groupId: string): Promise<void> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      await admin.deleteGroups([groupId]);
    } catch {
      // A group without members and positions goes by itself.
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}

const silent = new DependencyUnavailable('kafka', new Error('the log has been silent for too long'));

function lost(error: unknown): unknown {
  return error instanceof kafkajs.KafkaJSError ? new DependencyUnavailable('kafka', error) : error;
}

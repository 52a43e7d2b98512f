import { setTimeout as delay } from 'node:timers/promises';
import type { MessageHandler } from '@nestjs/microservices';
import type { KafkaMessage } from 'kafkajs';
import { isObservable, lastValueFrom } from 'rxjs';
import { deadTopic, type LogRecord, type Topic, UndecodableRecord } from '#libs/contracts';
import { metrics, type Runtime } from '#libs/service';
import { type Delivery, done, type Outcome } from './outcome.ts';
import type { Sender } from './sender.ts';

/** Tries in place before a failing record is judged; the pauses between them are 50 to 400 ms. */
const TRIES = 3;

const records = metrics.counter({
  name: 'sosik_consumer_records_total',
  help: 'Records of the log by how they ended',
  labels: ['topic', 'group', 'outcome'],
});
const duration = metrics.seconds({
  name: 'sosik_consumer_duration_seconds',
  help: 'Time from taking a record, or a batch of them, to its outcome',
  labels: ['topic', 'group'],
});

/** Keeps the partition's membership alive while a handler waits; throws when the partition has moved on. */
export interface Hold {
  heartbeat(): Promise<void>;
  /** False when this process should stop working on the partition. */
  holds(): boolean;
}

interface Case<T> {
  topic: Topic<T>;
  partition: number;
  handler: MessageHandler;
  hold: Hold;
}

/**
 * Decides how each record ends. Bytes are decoded and checked before any handler sees them; a handler's
 * throw never reaches kafkajs, where a TypeError would end the consumer for good.
 */
export class Judge {
  constructor(
    private readonly group: string,
    private readonly sender: Sender,
    private readonly runtime: Runtime,
  ) {}

  /**
   * Handles records of one partition that lie in a row. True: each has ended, all may be committed.
   * False: nothing more can be done now (a dependency is down, or this process stops): they come again.
   */
  async settle<T>(messages: readonly KafkaMessage[], at: Case<T>): Promise<boolean> {
    const stop = duration.startTimer({ topic: at.topic.name, group: this.group });
    const good: { message: KafkaMessage; delivery: Delivery<T> }[] = [];
    for (const message of messages) {
      try {
        good.push({ message, delivery: this.decode(message, at) });
      } catch (error) {
        // Order within a partition: what came before the bad record is done before it is buried.
        if (!(await this.work(good.splice(0), at))) return false;
        if (!(await this.bury(message, at, { error: asError(error), tries: 0 }))) return false;
      }
    }
    const settled = await this.work(good, at);
    stop();
    return settled;
  }

  private decode<T>(message: KafkaMessage, { topic, partition }: Case<T>): Delivery<T> {
    const record = recordOf(message);
    return {
      topic: topic.name,
      partition,
      offset: Number(message.offset),
      appendedAt: Number(message.timestamp),
      key: record.key,
      value: topic.decode(record),
      headers: record.headers,
    };
  }

  private async work<T>(
    items: readonly { message: KafkaMessage; delivery: Delivery<T> }[],
    at: Case<T>,
  ): Promise<boolean> {
    if (items.length === 0) return true;
    let failure: Error | undefined;
    for (let tries = 1; tries <= TRIES; tries++) {
      const outcomes = await this.call(
        items.map(({ delivery }) => delivery),
        at,
      );
      if (Array.isArray(outcomes)) return this.end(items, outcomes, at);
      failure = outcomes;
      if ('retriable' in failure && failure.retriable === true) break;
      if (tries < TRIES && !(await this.wait(tries, at.hold))) return false;
    }
    if (!failure) return false;
    this.runtime.log.warn(
      { err: failure, topic: at.topic.name, partition: at.partition },
      'a handler failed',
    );
    if (('retriable' in failure && failure.retriable === true) || !(await this.runtime.healthy())) {
      this.count(at.topic.name, 'retry', items.length);
      return false;
    }
    return this.isolate(items, at, failure);
  }

  /** The record that fails although all dependencies are healthy is dead; its neighbours are not. */
  private async isolate<T>(
    items: readonly { message: KafkaMessage; delivery: Delivery<T> }[],
    at: Case<T>,
    error: Error,
  ): Promise<boolean> {
    const [only] = items;
    if (items.length === 1 && only) return this.bury(only.message, at, { error, tries: TRIES });
    for (const item of items) if (!(await this.work([item], at))) return false;
    return true;
  }

  /** One outcome per delivery, or the error that stands for "try again". */
  private async call<T>(deliveries: Delivery<T>[], { handler }: Case<T>): Promise<Outcome[] | Error> {
    const batched = handler.extras?.['batch'] !== undefined;
    try {
      const answer: unknown = await handler(batched ? deliveries : deliveries[0]);
      const said = (isObservable(answer) ? await lastValueFrom(answer, { defaultValue: done }) : answer) as
        | Outcome
        | Outcome[];
      const outcomes = Array.isArray(said) ? said : deliveries.map(() => said);
      const again = outcomes.find((outcome) => outcome.is === 'retry');
      return again?.is === 'retry' ? Object.assign(new Error(again.reason), { retriable: true }) : outcomes;
    } catch (error) {
      return asError(error);
    }
  }

  private async end<T>(
    items: readonly { message: KafkaMessage; delivery: Delivery<T> }[],
    outcomes: readonly Outcome[],
    at: Case<T>,
  ): Promise<boolean> {
    for (const [index, item] of items.entries()) {
      const outcome = outcomes[index] ?? done;
      if (outcome.is === 'dead') {
        const verdict = { error: Object.assign(new Error(outcome.reason), { name: 'Dead' }), tries: 1 };
        if (!(await this.bury(item.message, at, verdict))) return false;
        continue;
      }
      this.count(at.topic.name, outcome.is, 1);
      const reason = outcome.is === 'done' ? undefined : outcome.reason;
      this.runtime.log.debug({ ...placeOf(item.message, at), outcome: outcome.is, reason }, 'record');
    }
    return true;
  }

  /** Puts the record as it is, with the reason, into the group's dead-letter topic; false if that fails. */
  private async bury<T>(
    message: KafkaMessage,
    at: Case<T>,
    { error, tries }: { error: Error; tries: number },
  ): Promise<boolean> {
    const record = recordOf(message);
    const headers = {
      ...record.headers,
      'dead.topic': at.topic.name,
      'dead.partition': String(at.partition),
      'dead.offset': message.offset,
      'dead.group': this.group,
      'dead.reason': error instanceof UndecodableRecord ? 'undecodable' : error.name,
      'dead.error': error.message.slice(0, 1_000),
      'dead.attempts': String(tries),
      'dead.at': new Date(this.runtime.now()).toISOString(),
    };
    try {
      await this.sender.send(deadTopic(at.topic.name, this.group), { ...record, headers }, 0);
    } catch (cause) {
      this.runtime.log.warn({ err: cause, ...placeOf(message, at) }, 'a dead letter could not be written');
      return false;
    }
    this.count(at.topic.name, 'dead', 1);
    const line = { ...placeOf(message, at), reason: error.message, type: record.headers['ce_type'] };
    this.runtime.log.error(line, 'dead letter');
    return true;
  }

  private async wait(tries: number, hold: Hold): Promise<boolean> {
    const most = Math.min(400, 50 * 4 ** (tries - 1));
    await delay(most * (0.5 + Math.random() / 2));
    await hold.heartbeat();
    return hold.holds();
  }

  private count(topic: string, outcome: string, by: number): void {
    records.inc({ topic, group: this.group, outcome }, by);
  }
}

function placeOf(
  message: KafkaMessage,
  { topic, partition }: { topic: { name: string }; partition: number },
): object {
  return { topic: topic.name, partition, offset: message.offset, articleUri: message.key?.toString() };
}

export function recordOf({ key, value, headers = {} }: KafkaMessage): LogRecord {
  return {
    key: key?.toString(),
    value,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, header]) => [name, [header ?? ''].flat().map(String).join(',')]),
    ),
  };
}

/** Handlers may throw anything, also undefined. */
function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`thrown: ${JSON.stringify(thrown) ?? 'undefined'}`);
}

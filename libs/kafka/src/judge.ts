import type { MessageHandler } from '@nestjs/microservices';
import type { KafkaMessage } from 'kafkajs';
import { isObservable, lastValueFrom } from 'rxjs';
import { deadTopic, type LogRecord, type Topic, UndecodableRecord } from '#libs/contracts';
import { metrics, type Runtime, tracing, type Work } from '#libs/service';
import { measureApplied, missed } from './measure.ts';
import { type Delivery, done, type Hold, isRetriable, type Outcome } from './outcome.ts';
import { RecordTooLarge, type Sender } from './sender.ts';

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

interface Case<T> {
  topic: Topic<T>;
  partition: number;
  handler: MessageHandler;
  hold: Hold;
}

/** A record in its turn: from being taken to its outcome. */
interface Turn {
  message: KafkaMessage;
  record: LogRecord;
  work: Work;
}

/** A record that a handler may see. */
interface Good<T> extends Turn {
  delivery: Delivery<T>;
}

/** How turns end; `failed` is why, where something has. */
interface End {
  is: Outcome['is'];
  reason?: string;
  failed?: Error;
  tries: number;
}

const levels = { done: 'debug', skipped: 'debug', retry: 'warn', dead: 'error' } as const;
const words = {
  done: 'record',
  skipped: 'record',
  retry: 'the partition waits',
  dead: 'dead letter',
} as const;

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

  /** Records of this topic may come: what has not happened to any is told as 0, so that the first one is one more. */
  begins(topic: string): void {
    records.inc({ topic, group: this.group, outcome: 'dead' }, 0);
    missed.inc({ topic, group: this.group }, 0);
  }

  /**
   * Handles records of one partition that lie in a row. True: each has ended, all may be committed.
   * False: nothing more can be done now (a dependency is down, or this process stops): they come again.
   */
  async settle<T>(messages: readonly KafkaMessage[], at: Case<T>): Promise<boolean> {
    const stop = duration.startTimer({ topic: at.topic.name, group: this.group });
    const good: Good<T>[] = [];
    for (const message of messages) {
      const record = recordOf(message);
      const turn = { message, record, work: this.begin(message, record, at) };
      try {
        good.push({ ...turn, delivery: deliveryOf(turn, at) });
      } catch (error) {
        // Order within a partition: what came before the bad record is done before it is buried.
        if (!(await this.work(good.splice(0), at))) return false;
        if (!(await this.bury(turn, at, { failed: asError(error), tries: 0 }))) return false;
      }
    }
    const settled = await this.work(good, at);
    stop();
    return settled;
  }

  private begin(
    { key, offset }: KafkaMessage,
    { headers }: LogRecord,
    { topic, partition }: { topic: { name: string }; partition: number },
  ): Work {
    return tracing.begin(`${this.group} ${topic.name}`, {
      from: headers['traceparent'],
      kind: 'consumer',
      attributes: {
        'messaging.system': 'kafka',
        'messaging.operation.name': 'process',
        'messaging.operation.type': 'process',
        'messaging.destination.name': topic.name,
        'messaging.destination.partition.id': String(partition),
        'messaging.consumer.group.name': this.group,
        'messaging.kafka.offset': Number(offset),
        ...(key ? { 'messaging.kafka.message.key': String(key) } : {}),
      },
    });
  }

  private async work<T>(turns: readonly Good<T>[], at: Case<T>): Promise<boolean> {
    if (turns.length === 0) return true;
    let failed: Error | undefined;
    for (let tries = 1; tries <= TRIES; tries++) {
      const outcomes = await this.call(turns, at);
      if (Array.isArray(outcomes)) return this.end(turns, outcomes, at, tries);
      failed = outcomes;
      if (isRetriable(failed)) return this.wait(turns, at, { failed, tries });
      if (tries < TRIES && !(await this.pause(tries, at.hold))) return false;
    }
    if (!failed) return false;
    if (!(await this.runtime.healthy())) return this.wait(turns, at, { failed, tries: TRIES });
    return this.isolate(turns, at, failed);
  }

  /** The record that fails although all dependencies are healthy is dead; its neighbours are not. */
  private async isolate<T>(turns: readonly Good<T>[], at: Case<T>, failed: Error): Promise<boolean> {
    const [only] = turns;
    if (turns.length === 1 && only) return this.bury(only, at, { failed, tries: TRIES });
    for (const turn of turns) if (!(await this.work([turn], at))) return false;
    return true;
  }

  /** One outcome per delivery, or the error that stands for "try again". */
  private async call<T>(turns: readonly Good<T>[], at: Case<T>): Promise<Outcome[] | Error> {
    const { handler, hold } = at;
    const deliveries = turns.map(({ delivery }) => delivery);
    const batched = handler.extras?.['batch'] !== undefined;
    try {
      const answer: unknown = await this.inTrace(turns, at, () =>
        handler(batched ? deliveries : deliveries[0], hold),
      );
      const said = (isObservable(answer) ? await lastValueFrom(answer, { defaultValue: done }) : answer) as
        | Outcome
        | Outcome[];
      const outcomes = Array.isArray(said) ? said : deliveries.map(() => said);
      const again = outcomes.find((outcome) => outcome.is === 'retry');
      return again?.is === 'retry' ? saidBy(again, { retriable: true }) : outcomes;
    } catch (error) {
      return asError(error);
    }
  }

  /** Steps of a batch serve many traces: they hang on a piece of work that is linked to all of them. */
  private async inTrace<T>(turns: readonly Turn[], at: Case<T>, handle: () => unknown): Promise<unknown> {
    const [first] = turns;
    if (turns.length === 1 && first) return first.work.run(handle);
    const links = turns.map(({ work }) => work);
    const batch = tracing.begin(`${this.group} ${at.topic.name} batch`, { kind: 'consumer', links });
    try {
      return await batch.run(handle);
    } finally {
      batch.end();
    }
  }

  private async end<T>(
    turns: readonly Good<T>[],
    outcomes: readonly Outcome[],
    at: Case<T>,
    tries: number,
  ): Promise<boolean> {
    for (const [index, turn] of turns.entries()) {
      const outcome = outcomes[index] ?? done;
      if (outcome.is === 'dead') {
        const failed = saidBy(outcome, { name: 'Dead' });
        if (!(await this.bury(turn, at, { failed, tries }))) return false;
      } else this.conclude([turn], at, { ...outcome, tries });
    }
    return true;
  }

  /** Puts the record as it is, with the reason, into the group's dead-letter topic; false if that fails. */
  private async bury<T>(
    turn: Turn,
    at: Case<T>,
    { failed, tries }: { failed: Error; tries: number },
  ): Promise<boolean> {
    const { message, record } = turn;
    const headers = {
      ...record.headers,
      'dead.topic': at.topic.name,
      'dead.partition': String(at.partition),
      'dead.offset': message.offset,
      'dead.group': this.group,
      'dead.reason': failed instanceof UndecodableRecord ? 'undecodable' : failed.name,
      'dead.error': failed.message.slice(0, 1_000),
      'dead.attempts': String(tries),
      'dead.at': new Date(this.runtime.now()).toISOString(),
    };
    try {
      await this.layDown(deadTopic(at.topic.name, this.group), { ...record, headers });
    } catch (cause) {
      return this.wait([turn], at, { failed: asError(cause), tries });
    }
    this.conclude([turn], at, { is: 'dead', reason: failed.message, failed, tries });
    return true;
  }

  /** A record may be larger than the log takes from us, where others compress: its letter says where it lies. */
  private async layDown(topic: string, letter: LogRecord): Promise<void> {
    try {
      await this.sender.send(topic, letter, 0);
    } catch (error) {
      if (!(error instanceof RecordTooLarge)) throw error;
      const said = Object.entries(letter.headers).filter(([name]) => name.startsWith('dead.'));
      const headers = { ...Object.fromEntries(said), 'dead.cut': String(letter.value?.length ?? 0) };
      await this.sender.send(topic, { key: letter.key, value: null, headers }, 0);
    }
  }

  /** The end of the turn, not of the records: they come again, with all that lies behind them. */
  private wait<T>(
    turns: readonly Turn[],
    at: Case<T>,
    { failed, tries }: { failed: Error; tries: number },
  ): false {
    this.conclude(turns, at, { is: 'retry', reason: failed.message, failed, tries });
    return false;
  }

  /**
   * The only place where an outcome is told: it moves one metric, one log line and one span per record at
   * once, so that the three never tell different stories. Records that wait together share their line.
   */
  private conclude<T>(turns: readonly Turn[], at: Case<T>, { is, reason, failed, tries }: End): void {
    const topic = at.topic.name;
    records.inc({ topic, group: this.group, outcome: is }, turns.length);
    if (is !== 'retry') {
      const place = { topic, group: this.group, now: this.runtime.now() };
      for (const { message, record } of turns) measureApplied(place, message, record);
    }
    const attributes = {
      'sosik.outcome': is,
      'sosik.tries': tries,
      ...(reason ? { 'sosik.reason': reason } : {}),
    };
    for (const { work } of turns) work.end({ attributes, failed: failed?.message });
    const level = levels[is];
    const [first] = turns;
    if (!first || !this.runtime.log.isLevelEnabled(level)) return;
    const { message, record, work } = first;
    const line = {
      topic,
      partition: at.partition,
      offset: message.offset,
      ...(turns.length > 1 ? { records: turns.length } : {}),
      articleUri: record.key,
      eventId: record.headers['ce_id'],
      type: record.headers['ce_type'],
      traceId: work.traceId,
      outcome: is,
      reason,
      tries,
      // What can't be read may stand in the stack of the reader, and what an article says is not for logs.
      ...(failed && !(failed instanceof UndecodableRecord) ? { err: failed } : {}),
    };
    this.runtime.log[level](line, words[is]);
  }

  private async pause(tries: number, hold: Hold): Promise<boolean> {
    const most = Math.min(400, 50 * 4 ** (tries - 1));
    await this.runtime.wait(most * (0.5 + this.runtime.time.random() / 2));
    await hold.heartbeat();
    return hold.holds();
  }
}

function deliveryOf<T>(
  { message, record, work }: Turn,
  { topic, partition }: { topic: Topic<T>; partition: number },
): Delivery<T> {
  return {
    topic: topic.name,
    partition,
    offset: Number(message.offset),
    appendedAt: Number(message.timestamp),
    key: record.key,
    value: topic.decode(record),
    headers: { ...record.headers, traceparent: work.traceparent },
  };
}

/** What a handler has said instead of throwing it: where the error was made tells nobody anything. */
function saidBy({ reason }: { reason: string }, more: { name?: string; retriable?: boolean }): Error {
  return Object.assign(new Error(reason), { stack: undefined }, more);
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

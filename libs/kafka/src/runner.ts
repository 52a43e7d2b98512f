import { Inject, Injectable } from '@nestjs/common';
import { type CustomTransportStrategy, type MessageHandler, Server } from '@nestjs/microservices';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import type { ConsumerStanding, Pause, Topic } from '#libs/contracts';
import { Runtime, SETTINGS, type Timer } from '#libs/service';
import { createClient, type KafkaSettings, Line, mayPass } from './client.ts';
import { Judge } from './judge.ts';
import { followGroup } from './measure.ts';
import { endProcess, Membership } from './membership.ts';
import type { Hold, Passes, Positions } from './outcome.ts';
import { Pausing } from './pausing.ts';
import { beginIn, contractOf } from './position.ts';
import { Progress, STUCK_MS, Waits } from './progress.ts';
import { RUNNER_OPTIONS, type RunnerOptions } from './reading.ts';
import { Sender } from './sender.ts';

/** A store that can't tell its position is asked again this often; the membership is kept meanwhile. */
const POSITION_MS = 500;
/** The log answers twice a second, also that there is nothing; a stream that is silent for longer is behind. */
const SILENT_MS = 5_000;
/** A broker that has much to do may let a question wait for so long. */
const ANSWER_MS = 6_000;
/** Several partitions work at a time, each in order. */
const PARTITIONS_AT_ONCE = 3;

/**
 * The one way a service reads topics: a Nest transport over kafkajs' `eachBatch`. Handlers are declared with
 * `@EventPattern(topic)`, or `@EventPattern(topic, {batch: 500})` to get up to 500 deliveries at once.
 *
 * Keeps: the order of each partition; every record ends in exactly one outcome, or comes again; nothing is
 * skipped silently (what can't be read is a dead letter, a lost dependency makes the partition wait, an
 * offset outside the log refuses to start or is told). Records may come twice: handlers are idempotent.
 * A service's position lives with its state (`keepsPosition`); Kafka's committed offset only tells lag.
 */
@Injectable()
export class Runner extends Server implements CustomTransportStrategy {
  /** Whether it may read; nothing says otherwise unless somebody asks it to wait. */
  readonly pausing = new Pausing();
  private readonly kafka: Kafka;
  private readonly judge: Judge;
  private readonly membership: Membership;
  private readonly positions = new Map<string, Positions>();
  private readonly passes = new Map<string, Passes>();
  private readonly waits = new Waits();
  /** Next offset by partition as this process has seen it; the position of a reader that starts at the end. */
  private readonly seen = new Map<string, number>();
  private consumer: Consumer | undefined;
  private positioned: Promise<void> = Promise.resolve();
  private joined = false;
  private assignment: Record<string, number[]> = {};
  private closing = false;
  private readonly progress: Progress;
  private heardAt = Number.NEGATIVE_INFINITY;

  constructor(
    @Inject(SETTINGS) private readonly settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) sender: Sender,
    @Inject(RUNNER_OPTIONS) private readonly options: RunnerOptions,
  ) {
    super();
    this.progress = new Progress(options.stuckMs ?? STUCK_MS, this.now);
    // A broker that is away is tried again and again, over a new connection each time.
    const line = new Line(() => this.progress.moved(this.now));
    // A question that is open for longer than a session has cost the membership anyway.
    const answerMs = Math.max(settings.KAFKA_SESSION_TIMEOUT_MS, ANSWER_MS);
    this.kafka = createClient(settings, runtime, { line, answerMs });
    this.judge = new Judge(options.group, sender, runtime);
    this.membership = new Membership(settings.KAFKA_SESSION_TIMEOUT_MS, runtime);
    runtime.works('runner', () => this.progress.busy);
    runtime.watch(() => this.stuck());
    runtime.dependsOn('kafka', 'degrades', async () => {
      const reason = this.pausing.words(runtime.now());
      if (reason !== undefined) throw Object.assign(new Error(reason), { reason });
      // kafkajs tells of a broker that is gone after a dozen tries; its silence tells sooner.
      if (!this.reads) throw new Error('not a member of the consumer group, or told nothing by the log');
    });
  }

  /** Whether this process is being told of changes: a log that is silent for seconds does not say that there is none. */
  get reads(): boolean {
    return this.joined && !this.pausing.holds && this.now - this.heardAt < SILENT_MS;
  }

  /** What holds of pauses now. */
  hear(pause: Pause | undefined): void {
    if (this.pausing.pause && !pause) this.progress.moved(this.now);
    this.pausing.hear(pause);
  }

  /** How this process reads. */
  standing(): ConsumerStanding {
    const stuck = this.stuck();
    return {
      group: this.options.group,
      ...this.pausing.standing(this.reads),
      partitions: Object.values(this.assignment).reduce((sum, partitions) => sum + partitions.length, 0),
      joins: this.membership.generation,
      ...(stuck === undefined ? {} : { stuck }),
    };
  }

  /** Whoever is paused need not move, but for what it has in hand. */
  private stuck(): string | undefined {
    return this.pausing.holds && !this.progress.busy ? undefined : this.progress.stuck(this.now);
  }

  /**
   * A number while this process reads all of a topic and nobody else can have been given a part of it: the same
   * number for as long as that was never interrupted. Nothing otherwise.
   */
  reign(topic: string): number | undefined {
    const { generation } = this.membership;
    const own = this.assignment[this.settings.KAFKA_TOPIC_PREFIX + topic]?.length ?? 0;
    const whole = this.joined && own === contractOf(topic).partitions;
    return whole && this.membership.owns(generation) ? generation : undefined;
  }

  /** Whether this is the process of its group that reads the first partition: what one of them has to do is its work. */
  leads(topic: string): boolean {
    return this.assignment[this.settings.KAFKA_TOPIC_PREFIX + topic]?.includes(0) ?? false;
  }

  /** Milliseconds of a clock that nobody sets. */
  private get now(): number {
    return this.runtime.time.elapsed();
  }

  private get heartbeatMs(): number {
    return Math.min(1_000, this.settings.KAFKA_SESSION_TIMEOUT_MS / 5);
  }

  /** The epoch of the intake log; with an offset it makes the number of a record (see `seqOf`). */
  get epoch(): number {
    return this.settings.INTAKE_EPOCH;
  }

  /** From now on the position in `topic` is what the state says; call before the app starts. */
  keepsPosition(topic: string, positions: Positions, passes?: Passes): void {
    this.positions.set(topic, positions);
    if (passes) this.passes.set(topic, passes);
  }

  /** Asks the positions of all assigned partitions again: after a store lost or got back its state. */
  async reposition(): Promise<void> {
    await this.seek(this.assignment);
  }

  on(): never {
    throw new Error('the runner has no events; ask its metrics');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  listen(ready: (error?: unknown) => void): void {
    this.start().then(() => ready(), ready);
  }

  async close(): Promise<void> {
    this.closing = true;
    // Waits for the batch in hand, commits it and leaves the group.
    await this.consumer?.disconnect();
    await this.positioned.catch(() => undefined);
    this.joined = false;
  }

  private async start(): Promise<void> {
    for (const [topic, handler] of this.messageHandlers) {
      if (!handler.isEventHandler) throw new Error(`${topic}: the log carries events, not questions`);
      if (handler.next) throw new Error(`${topic} has two handlers: their outcomes could not be told apart`);
      contractOf(topic);
      this.judge.begins(topic);
    }
    const consumer = this.kafka.consumer({
      groupId: this.settings.KAFKA_TOPIC_PREFIX + (this.options.member ?? this.options.group),
      allowAutoTopicCreation: false,
      sessionTimeout: this.settings.KAFKA_SESSION_TIMEOUT_MS,
      heartbeatInterval: this.heartbeatMs,
      // Rebalances and stops wait for the running fetch.
      maxWaitTimeInMs: 500,
      // As large as the largest record, or that record could never be read.
      maxBytesPerPartition: 4 * 2 ** 20,
      retry: {
        ...{ initialRetryTime: 100, maxRetryTime: 2_000, retries: 10 },
        // Whoever is stopped while the log is away would start again and again.
        restartOnFailure: async () => !this.closing,
      },
    });
    this.consumer = consumer;
    this.membership.follow(consumer);
    this.follow(consumer);
    followGroup(consumer, this.options.group);
    await consumer.connect();
    await consumer.subscribe({
      topics: [...this.messageHandlers.keys()].map((topic) => this.settings.KAFKA_TOPIC_PREFIX + topic),
      // `false` would skip records silently at a first start and where offsets are cut off.
      fromBeginning: true,
    });
    await consumer.run({
      eachBatchAutoResolve: false,
      autoCommitInterval: 1_000,
      partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
      eachBatch: (payload) => this.consume(payload),
    });
  }

  private follow(consumer: Consumer): void {
    const { GROUP_JOIN, FETCH, HEARTBEAT, CRASH, REBALANCING } = consumer.events;
    const hear = (): void => {
      this.heardAt = this.now;
    };
    for (const heard of [GROUP_JOIN, FETCH, HEARTBEAT]) consumer.on(heard, hear);
    consumer.on(GROUP_JOIN, ({ payload }) => {
      this.joined = false;
      // It was under way when the stop began: nothing will be read any more.
      if (this.closing) return;
      this.assignment = payload.memberAssignment;
      this.positioned = this.position(payload.memberAssignment);
      this.positioned.then(
        () => {
          if (this.assignment === payload.memberAssignment) this.joined = true;
        },
        (error: unknown) => {
          if (this.assignment === payload.memberAssignment) this.fatal(error);
        },
      );
    });
    consumer.on(REBALANCING, () => {
      this.joined = false;
    });
    consumer.on(FETCH, () => this.progress.moved(this.now));
    consumer.on(CRASH, ({ payload }) => {
      this.joined = false;
      this.progress.moved(this.now);
      // Without a restart the consumer is stopped for good while the process looks alive.
      if (!payload.restart && !this.closing) this.fatal(payload.error);
    });
  }

  private fatal(error: unknown): void {
    if (this.closing) return;
    this.runtime.log.fatal({ err: error }, 'the log reader can not go on');
    (this.options.fatal ?? endProcess)(error);
  }

  /** Seeks; what is away for a moment is asked again: ending the process would not bring it back. */
  private async position(assignment: Record<string, number[]>): Promise<void> {
    for (;;) {
      try {
        return await this.seek(assignment);
      } catch (error) {
        if (!mayPass(error) || this.closing || this.assignment !== assignment) throw error;
        this.runtime.log.warn({ err: error }, 'the position can not be asked');
        this.progress.moved(this.now);
        await this.runtime.wait(POSITION_MS);
      }
    }
  }

  /** Goes to the position that each assigned partition's state names. */
  private async seek(assignment: Record<string, number[]>): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      for (const [name, partitions] of Object.entries(assignment)) {
        const topic = name.slice(this.settings.KAFKA_TOPIC_PREFIX.length);
        await beginIn(topic, await admin.fetchTopicOffsets(name), {
          ...{ partitions, runtime: this.runtime, group: this.options.group },
          position: (partition, high) => this.positionOf(topic, partition, high),
          seek: (partition, offset) =>
            this.consumer?.seek({ topic: name, partition, offset: String(offset) }),
        });
      }
    } finally {
      await admin.disconnect();
    }
  }

  private async positionOf(topic: string, partition: number, high: number): Promise<number | undefined> {
    if (this.options.start === 'end') {
      const place = `${topic}/${partition}`;
      // Where nothing has come yet, too: whoever is assigned anew must not take a later end for its own.
      const begin = this.seen.get(place) ?? high;
      this.seen.set(place, begin);
      return begin;
    }
    const positions = this.positions.get(topic);
    return positions ? ((await positions(topic, partition)) ?? 0) : undefined;
  }

  private async consume(payload: EachBatchPayload): Promise<void> {
    while (!this.joined && !this.closing) {
      const pause = () => this.runtime.wait(POSITION_MS);
      await Promise.race([this.positioned.catch(pause), pause()]);
      await payload.heartbeat();
    }
    if (this.pausing.keeps(() => payload.pause())) return;
    const { batch } = payload;
    const topic = batch.topic.slice(this.settings.KAFKA_TOPIC_PREFIX.length);
    const handler = this.messageHandlers.get(topic);
    if (!handler) return;
    const place = `${topic}/${batch.partition}`;
    this.progress.works(place, this.now);
    // kafkajs is silent while all it has fetched is in hand: a slow store must not cost the membership.
    const stop = this.beat(payload);
    try {
      await this.work(payload, contractOf(topic), handler);
    } finally {
      stop();
      this.progress.ends(place, this.now);
    }
  }

  /** Answers what ends it. */
  private beat(payload: EachBatchPayload): () => void {
    let timer: Timer | undefined;
    const next = (): void => {
      timer = this.runtime.time.after(this.heartbeatMs / 2, () => {
        payload.heartbeat().catch(() => undefined);
        next();
      });
    };
    next();
    return () => timer?.stop();
  }

  private async work(
    payload: EachBatchPayload,
    topic: Topic<unknown>,
    handler: MessageHandler,
  ): Promise<void> {
    const { batch } = payload;
    const place = `${topic.name}/${batch.partition}`;
    const hold = this.holdOf(payload, place);
    const size = Number(handler.extras?.['batch'] ?? 1);
    for (let from = 0; from < batch.messages.length; from += size) {
      if (!hold.holds()) return;
      const messages = batch.messages.slice(from, from + size);
      const last = messages.at(-1);
      if (!last) return;
      const next = Number(last.offset) + 1;
      const at = { topic, partition: batch.partition, handler, hold };
      if (!(await this.judge.settle(messages, at)) || !(await this.passed(at, next))) {
        if (hold.holds()) this.pause(payload, place);
        return;
      }
      this.waits.over(place);
      this.seen.set(place, next);
      payload.resolveOffset(last.offset);
      this.progress.goesOn(place, this.now);
      await payload.commitOffsetsIfNecessary();
      // Throws when the group is rebalancing: kafkajs commits what is resolved and joins again.
      await payload.heartbeat();
    }
  }

  private async passed(
    { topic, partition }: { topic: { name: string }; partition: number },
    next: number,
  ): Promise<boolean> {
    try {
      await this.passes.get(topic.name)?.(topic.name, partition, next);
      return true;
    } catch (error) {
      this.runtime.log.warn(
        { err: error, topic: topic.name, partition, next },
        'the position can not be kept',
      );
      return false;
    }
  }

  private holdOf(payload: EachBatchPayload, place: string): Hold {
    const { generation } = this.membership;
    const ours = () => generation === this.membership.generation;
    return {
      heartbeat: () => {
        // Whoever tries a record again and again gets on, slowly.
        this.progress.goesOn(place, this.now);
        return payload.heartbeat();
      },
      holds: () =>
        payload.isRunning() && !payload.isStale() && !this.closing && ours() && !this.pausing.holds,
      owns: () => this.membership.owns(generation),
      confirm: () => this.membership.confirm(generation, () => payload.heartbeat()),
    };
  }

  /** The partition waits, the others go on: returning alone would fetch the same record in a hot loop. */
  private pause(payload: EachBatchPayload, place: string): void {
    const resume = payload.pause();
    this.runtime.time.after(this.waits.next(place, this.runtime.time.random()), resume).unref();
  }
}

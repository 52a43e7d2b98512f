import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import kafkajs, { type Kafka, type PartitionMetadata, type Producer } from 'kafkajs';
import { type LogRecord, MAX_LETTER_BYTES } from '#libs/contracts';
import { DependencyUnavailable, metrics, Runtime, SETTINGS, step } from '#libs/service';
import { brokerError, createClient, type KafkaSettings, Line } from './client.ts';
import { within } from './deadline.ts';

const { Partitioners } = kafkajs;

/** One request carries what has gathered, up to these bounds; brokers refuse a batch of 1 MiB and its envelope. */
const MAX_RECORDS = 500;
const MAX_BYTES = 1_000_000;
/** A caller waits this long for the log at most; then it hears 503 and keeps its event. */
const DEADLINE_MS = 3_000;

const failures = metrics.counter({
  name: 'sosik_sender_failures_total',
  help: 'Sends that ended without an acknowledgement',
});
const sent = metrics.counter({
  name: 'sosik_sender_records_total',
  help: 'Records acknowledged by the log',
  labels: ['topic'],
});

/** Where a record lies in the log. */
export interface Place {
  partition: number;
  offset: number;
}

/** The log takes no record of this size, however often it is tried. */
export class RecordTooLarge extends Error {
  readonly code = 'record_too_large';
  readonly retriable = false;

  constructor(topic: string, bytes: number, cause?: unknown) {
    super(`${topic} takes no record of ${bytes} bytes`, { cause });
  }
}

interface Waiting {
  topic: string;
  partition: number;
  record: LogRecord;
  bytes: number;
  until: number;
  resolve(place: Place): void;
  reject(error: Error): void;
}

/**
 * Appends records to the log; a resolved `send` means that all in-sync replicas have the record.
 *
 * At most one send is outstanding, its retries included; what arrives meanwhile leaves together in the
 * next one. Both are reasons of safety first: kafkajs reuses the sequence numbers of a failed batch for the
 * next records, and the broker then acknowledges those as duplicates. With concurrent sends, acknowledged
 * records were missing from the log in 5 runs of 5; with one outstanding send in none of 11. It is also
 * the linger kafkajs lacks: 64 writers leave as one request.
 *
 * After a final failure the producer is thrown away, since its sequence numbers can't be trusted any more,
 * and cut off: a record whose caller was told that it failed must not come later, behind newer ones.
 * Order per key is the order of the calls.
 */
@Injectable()
export class Sender implements OnApplicationShutdown {
  private readonly kafka: Kafka;
  private producer: { line: Line; connected: Promise<Producer> } | undefined;
  private readonly waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  private reaching: Promise<void> | undefined;
  private readonly topics = new Map<string, Promise<PartitionMetadata[]>>();
  private readonly partitioner = Partitioners.DefaultPartitioner();

  constructor(
    @Inject(SETTINGS) private readonly settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.kafka = createClient(settings, runtime);
    runtime.works('sender', () => this.running !== undefined || this.waiting.length > 0);
  }

  /**
   * Rejects with `DependencyUnavailable` when the log has not acknowledged within 3 s, with `RecordTooLarge`
   * when it never would.
   */
  async send(topic: string, record: LogRecord, partition?: number): Promise<Place> {
    const until = this.runtime.time.elapsed() + DEADLINE_MS;
    return step('kafka.send', () => this.answered(until, this.append(topic, record, until, partition)));
  }

  /** The same for whoever waits for so long at most. */
  async sendWithin(ms: number, topic: string, record: LogRecord): Promise<Place> {
    const until = this.runtime.time.elapsed() + ms;
    return step('kafka.send', () => this.answered(until, this.append(topic, record, until)));
  }

  /** Connects ahead of the first record, so that it does not pay for it. */
  async warm(topics: readonly string[]): Promise<void> {
    await Promise.all([this.connect(), ...topics.map((topic) => this.partitions(topic))]);
  }

  /** Resolves when the log answers now; what is connected may have lost it without a word. One question serves all. */
  reach(): Promise<void> {
    this.reaching ??= this.askIfThere().finally(() => {
      this.reaching = undefined;
    });
    return this.reaching;
  }

  private async askIfThere(): Promise<void> {
    const line = new Line();
    const admin = createClient(this.settings, this.runtime, { line }).admin({ retry: { retries: 0 } });
    const asked = admin.connect().then(() => admin.describeCluster());
    try {
      await within(DEADLINE_MS, asked, this.runtime.time);
      await admin.disconnect();
    } finally {
      // kafkajs would go on with what nobody waits for any more.
      line.cut();
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.running;
    const producer = await this.producer?.connected.catch(() => undefined);
    await producer?.disconnect();
  }

  private async append(topic: string, record: LogRecord, until: number, partition?: number): Promise<Place> {
    // Asked for every record: one that nothing can come of must not take a whole request with it.
    const partitions = await this.partitions(topic);
    if (partition !== undefined && partition >= partitions.length)
      throw new Error(`${topic} has no partition ${partition}`);
    const bytes = sizeOf(record);
    // More than any topic takes: a broker that is sent far more closes the connection instead of answering.
    if (bytes > MAX_LETTER_BYTES) throw new RecordTooLarge(topic, bytes);
    const target = partition ?? this.choose(topic, record.key, partitions);
    return new Promise<Place>((resolve, reject) => {
      this.waiting.push({ topic, partition: target, record, bytes, until, resolve, reject });
      this.running ??= this.run();
    });
  }

  private async run(): Promise<void> {
    // All that is sent in the same turn leaves together.
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const batch = this.take();
      if (batch.length > 0) await this.deliver(batch);
    }
    this.running = undefined;
  }

  /** The next records, those whose time is over told so. A large one goes alone: only it can be refused. */
  private take(): Waiting[] {
    const now = this.runtime.time.elapsed();
    let bytes = 0;
    let count = 0;
    for (const waiting of this.waiting) {
      bytes += waiting.bytes;
      if (count === MAX_RECORDS || (count > 0 && bytes > MAX_BYTES)) break;
      count++;
    }
    return this.waiting.splice(0, count).filter((each) => {
      if (each.until > now) return true;
      each.reject(new DependencyUnavailable('kafka', new Error('no acknowledgement in time')));
      return false;
    });
  }

  private async deliver(batch: Waiting[]): Promise<void> {
    // Each caller has a deadline of its own; one that is nearly over must not end the others' request.
    const until = Math.max(...batch.map((each) => each.until));
    try {
      const bases = await this.answered(until, this.produce(batch));
      const next = new Map(bases);
      for (const each of batch) {
        const place = `${each.topic}/${each.partition}`;
        const offset = next.get(place);
        if (offset === undefined) throw new Error(`no offset for ${place}`);
        next.set(place, offset + 1);
        sent.inc({ topic: each.topic });
        each.resolve({ partition: each.partition, offset });
      }
    } catch (error) {
      failures.inc();
      this.runtime.log.warn({ err: error, records: batch.length }, 'the log did not acknowledge');
      this.discard();
      const [only] = batch;
      const refused = only && batch.length === 1 && isTooLarge(error);
      const told = refused
        ? new RecordTooLarge(only.topic, only.bytes, error)
        : new DependencyUnavailable('kafka', error);
      for (const each of batch) each.reject(told);
    }
  }

  /** Sends a batch; answers the offset of its first record in each partition. */
  private async produce(batch: Waiting[]): Promise<Map<string, number>> {
    const producer = await this.connect();
    const byTopic = Map.groupBy(batch, (each) => each.topic);
    const answers = await producer.sendBatch({
      acks: -1,
      topicMessages: [...byTopic].map(([topic, records]) => ({
        topic: this.settings.KAFKA_TOPIC_PREFIX + topic,
        messages: records.map(({ partition, record }) => ({
          key: record.key ?? null,
          value: record.value,
          headers: record.headers,
          partition,
        })),
      })),
    });
    const prefix = this.settings.KAFKA_TOPIC_PREFIX.length;
    return new Map(
      answers.map((answer) => [
        `${answer.topicName.slice(prefix)}/${answer.partition}`,
        Number(answer.baseOffset),
      ]),
    );
  }

  private connect(): Promise<Producer> {
    if (!this.producer) {
      const line = new Line();
      const fresh = { line, connected: this.newProducer(line) };
      fresh.connected.catch(() => {
        if (this.producer === fresh) this.producer = undefined;
      });
      this.producer = fresh;
    }
    return this.producer.connected;
  }

  private async newProducer(line: Line): Promise<Producer> {
    const producer = createClient(this.settings, this.runtime, { line }).producer({
      // Safe only because of the rule above: one outstanding send.
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      // Longer than our own deadline, which is what bounds it; a producer that was thrown away ends soon after.
      retry: { initialRetryTime: 100, maxRetryTime: 1_000, retries: 8 },
    });
    await producer.connect();
    return producer;
  }

  private discard(): void {
    const old = this.producer;
    this.producer = undefined;
    old?.line.cut();
    old?.connected.then((producer) => producer.disconnect()).catch(() => undefined);
  }

  /** The partition all of a key's records go to; the same for each topic of equal partition count. */
  private choose(topic: string, key: string | undefined, partitionMetadata: PartitionMetadata[]): number {
    return this.partitioner({ topic, partitionMetadata, message: { key: key ?? null, value: null } });
  }

  private partitions(topic: string): Promise<PartitionMetadata[]> {
    const known = this.topics.get(topic);
    if (known !== undefined) return known;
    const asked = this.ask(topic);
    this.topics.set(topic, asked);
    asked.catch(() => this.topics.delete(topic));
    return asked;
  }

  private async ask(topic: string): Promise<PartitionMetadata[]> {
    const admin = this.kafka.admin();
    try {
      await admin.connect();
      const name = this.settings.KAFKA_TOPIC_PREFIX + topic;
      const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
      const partitions = topics[0]?.partitions ?? [];
      if (partitions.length === 0) throw new Error(`topic ${name} does not exist`);
      return partitions;
    } finally {
      await admin.disconnect();
    }
  }

  private async answered<T>(until: number, work: Promise<T>): Promise<T> {
    try {
      return await within(until - this.runtime.time.elapsed(), work, this.runtime.time);
    } catch (error) {
      if (error instanceof DependencyUnavailable || error instanceof RecordTooLarge) throw error;
      throw new DependencyUnavailable('kafka', error);
    }
  }
}

/** What a record takes in a request, bytes; the few that frame its parts not counted. */
function sizeOf({ key, value, headers }: LogRecord): number {
  const texts = Object.entries(headers).flat();
  return texts.reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    (value?.length ?? 0) + (key?.length ?? 0),
  );
}

/** kafkajs puts the broker's answer into an error of its own. */
function isTooLarge(error: unknown): boolean {
  if (brokerError(error) === 'MESSAGE_TOO_LARGE') return true;
  return error instanceof Error && isTooLarge(error.cause);
}

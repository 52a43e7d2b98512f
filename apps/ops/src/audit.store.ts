import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { type AuditEntry, type AuditRecord, chained, encodeAudit, topics } from '#libs/contracts';
import { type Found, type KafkaSettings, LogScan, Sender, TopicFollower } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS, step } from '#libs/service';
import { type Break, Chain } from './chain.ts';
import { ReceiptBook } from './receipt.ts';

/** A follower hears of a record within a fraction of that. */
const HEARD = { pauseMs: 5, mostMs: 3_000 };
/** So often another desk may have been first before this one gives up. */
const TRIES = 10;
/** Acts that are kept whole in memory, for the page; of older ones the hash alone. */
const KEPT = 500;

/**
 * What was done at the desk: follows `desk.audit.v1` whole and appends to it. Each record holds the hash of the one
 * before it. Where two desks append at once the order of the log decides: a record that does not follow the newest
 * one is no part of the chain, and whoever wrote it writes it again behind the other. So there is no fork, and no
 * desk has to know of another. An act counts as written when it was heard back as a part of the chain.
 */
@Injectable()
export class AuditStore implements OnModuleInit, OnApplicationShutdown {
  readonly receipts = new ReceiptBook();
  private readonly chain = new Chain();
  private readonly newest: AuditRecord[] = [];
  private readonly follower: TopicFollower<AuditRecord>;
  private readonly scan: LogScan;
  /** The act that is being written: the next one waits for it. */
  private writing: Promise<unknown> = Promise.resolve();
  private unwritten = 0;

  constructor(
    @Inject(SETTINGS) settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Sender) private readonly sender: Sender,
  ) {
    this.scan = new LogScan(settings, runtime);
    this.follower = new TopicFollower(settings, runtime, topics.audit, (record, offset) =>
      this.hear(record, offset),
    );
  }

  onModuleInit(): void {
    this.runtime.dependsOn('audit', 'required', async () => {
      if (!this.follower.whole) throw new Error('the audit log is not read yet');
    });
    // Without it the desk is looked at, and nothing can be done at it.
    this.runtime.dependsOn('kafka', 'degrades', () => this.sender.reach());
    this.runtime.works('audit log', () => this.unwritten > 0);
    this.follower.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.writing;
    await this.follower.stop();
  }

  /** Newest first. */
  records(): AuditRecord[] {
    return this.newest.toReversed();
  }

  state(): { count: number; breaks: readonly Break[] } {
    return { count: this.chain.length, breaks: this.chain.breaks };
  }

  /** Resolves when the act is a part of the chain; rejects with `DependencyUnavailable` when the log does not answer. */
  append(entry: Omit<AuditEntry, 'at'>): Promise<AuditRecord> {
    this.unwritten++;
    const turn = this.writing
      .then(() => this.write({ ...entry, at: new Date(this.runtime.now()).toISOString() }))
      .finally(() => {
        this.unwritten--;
      });
    this.writing = turn.catch(() => undefined);
    return turn;
  }

  /** A receipt as it was signed. */
  async receipt(id: string): Promise<object | undefined> {
    const place = this.receipts.place(id);
    if (!place) return undefined;
    if (place.receipt) return place.receipt;
    const found: Found[] = [];
    const { offset } = place;
    const one = { topic: topics.audit.name, partition: 0, low: offset, high: offset + 1 };
    await step('ops.audit-read', () => this.scan.read([one], (records) => void found.push(...records)));
    const [record] = found.map((each) => topics.audit.decode(each.record));
    return record?.after as object | undefined;
  }

  private async write(entry: AuditEntry): Promise<AuditRecord> {
    for (let tries = 0; tries < TRIES; tries++) {
      await this.heard(0);
      const record = chained(entry, this.chain.head);
      const { offset } = await step('ops.audit', () =>
        this.sender.send(topics.audit.name, encodeAudit(record)),
      );
      await this.heard(offset + 1);
      if (this.chain.holds(record.hash)) return record;
    }
    throw new DependencyUnavailable('the audit log');
  }

  /** Resolves when everything before an offset was heard, and all that was there at the start. */
  private async heard(end: number): Promise<void> {
    const deadline = performance.now() + HEARD.mostMs;
    while (!this.follower.whole || this.follower.next < end) {
      if (performance.now() > deadline) throw new DependencyUnavailable('the audit log');
      await delay(HEARD.pauseMs);
    }
  }

  private hear(record: AuditRecord, offset: number): void {
    if (!this.chain.take(record, offset)) return;
    this.newest.push(record);
    if (this.newest.length > KEPT) this.newest.shift();
    if (record.what === 'takedown.receipt') this.receipts.take(record.after, offset);
    const broken = this.chain.breaks.at(-1);
    if (broken?.offset === offset)
      this.runtime.log.error({ ...broken }, 'the chain of the audit log is broken');
  }
}

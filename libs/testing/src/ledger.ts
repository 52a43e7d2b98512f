import { setTimeout as delay } from 'node:timers/promises';
import { type LogRecord, topics } from '#libs/contracts';
import { type KafkaSettings, LogScan } from '#libs/kafka';
import { Runtime } from '#libs/service';

const TOPIC = topics.views.name;

/** One record of the log as a member of the ledger's group hears it. */
export interface Entry {
  partition: number;
  offset: number;
  key: string;
  n: number;
}

/** What members write to. */
export interface Book {
  /** The effect of one record. */
  apply(entry: Entry): Promise<void>;
  /** After the effects of a batch: the next offset to be applied. */
  keep(partition: number, next: number): Promise<void>;
  position(partition: number): Promise<number | undefined>;
}

/**
 * A store as content has one: each effect is guarded by the number that was decided last for its key, and the
 * position lies beside the effects, one step behind them. What it holds at the end must be the log, key by key:
 * a lost record is missing, one out of order leaves a gap, one applied twice shows twice.
 */
export class Ledger implements Book {
  readonly topic = TOPIC;
  /** The numbers of each key in the order in which they took effect. */
  readonly effects = new Map<string, number[]>();
  /** Records that came again when their effect was made already. */
  repeats = 0;
  private readonly decided = new Map<string, number>();
  private readonly positions = new Map<number, number>();

  /** @param ms how long a write takes, so that batches are in hand when something happens. */
  constructor(private readonly ms = 1) {}

  /** A record for the ledger's topic. */
  static record(key: string, n: number): LogRecord {
    const value = Buffer.from(JSON.stringify({ gateway: key, n, views: [{ id: '가', at: 1 }] }));
    return { key, value, headers: {} };
  }

  /** All that lies in the ledger's topic: the numbers of each key, in the order of the log. */
  static async log(settings: KafkaSettings): Promise<Map<string, number[]>> {
    const scan = new LogScan(settings, Runtime.silent('test'));
    const seen = new Set<string>();
    const numbers = new Map<string, number[]>();
    await scan.read(await scan.stretches([TOPIC]), (records) => {
      for (const { partition, offset, record } of records) {
        const { gateway, n } = JSON.parse(String(record.value)) as { gateway: string; n: number };
        // A reading may show a record twice; here that must not look like a repetition in the log.
        if (seen.has(`${partition}/${offset}`)) continue;
        seen.add(`${partition}/${offset}`);
        append(numbers, gateway, n);
      }
    });
    return numbers;
  }

  /** How many effects were made. */
  get size(): number {
    return [...this.effects.values()].reduce((sum, { length }) => sum + length, 0);
  }

  async apply({ offset, key, n }: Entry): Promise<void> {
    await delay(this.ms);
    if (offset < (this.decided.get(key) ?? 0)) {
      this.repeats++;
      return;
    }
    this.decided.set(key, offset + 1);
    append(this.effects, key, n);
  }

  async keep(partition: number, next: number): Promise<void> {
    await delay(this.ms);
    this.positions.set(partition, next);
  }

  async position(partition: number): Promise<number | undefined> {
    return this.positions.get(partition);
  }
}

function append(to: Map<string, number[]>, key: string, n: number): void {
  const numbers = to.get(key) ?? [];
  to.set(key, numbers);
  numbers.push(n);
}

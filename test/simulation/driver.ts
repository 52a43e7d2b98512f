// What kafkajs is to an app, over the broker of the world: as much of it as libs/kafka uses, with its ways. A fetch
// gives what all partitions have; the next one waits until that is worked off. A seek is committed, also backwards.
import type { LogRecord } from '#libs/contracts';
import type { LogClient } from '#libs/kafka';
import { askLog } from './ask.ts';
import { type Broker, PARTITIONS, Refused } from './broker.ts';
import { Reader } from './reader.ts';
import type { Machine } from './world.ts';

/** And sent again so much later. */
const AGAIN_MS = 100;
/** A question that is no request of a producer, so often. */
const TRIES = 9;

interface Line {
  readonly isCut: boolean;
}

type Message = {
  key: string | null;
  value: Buffer | null;
  headers: Record<string, string>;
  partition: number;
};

/** The log as a machine reaches it. */
export function clientOf(machine: Machine, broker: Broker): (line: Line | undefined) => LogClient {
  let producers = 0;
  return (line) =>
    ({
      admin: () => new Asker(machine, broker),
      producer: () => new Writer(machine, broker, { name: `${machine.name}/${producers++}`, line }),
      consumer: (settings: { groupId: string; heartbeatInterval: number; maxWaitTimeInMs: number }) =>
        new Reader(machine, broker, settings),
    }) as unknown as LogClient;
}

class Asker {
  constructor(
    private readonly machine: Machine,
    private readonly broker: Broker,
  ) {}

  async connect(): Promise<void> {}
  async disconnect(): Promise<void> {}

  fetchTopicOffsets(topic: string): Promise<{ partition: number; low: string; high: string }[]> {
    return this.ask(() =>
      Array.from({ length: PARTITIONS }, (_, partition) => ({
        partition,
        low: '0',
        high: String(this.broker.partition(topic, partition).length),
      })),
    );
  }

  fetchTopicMetadata({ topics }: { topics: string[] }): Promise<{ topics: object[] }> {
    const partitions = Array.from({ length: PARTITIONS }, (_, partitionId) => ({ partitionId, leader: 0 }));
    return this.ask(() => ({ topics: topics.map((name) => ({ name, partitions })) }));
  }

  /** Of all topics in which the group has committed something, the partitions in which it has. */
  fetchOffsets({ groupId }: { groupId: string }): Promise<object[]> {
    const { committed } = this.broker.group(groupId);
    return this.ask(() => {
      const rows = [...committed].map(([place, offset]) => {
        const [topic = '', partition] = place.split('/');
        return { topic, partition: Number(partition), offset: String(offset) };
      });
      return [...Map.groupBy(rows, ({ topic }) => topic)].map(([topic, partitions]) => ({
        topic,
        partitions,
      }));
    });
  }

  /** As an admin client does before it says that nobody answers. */
  private async ask<T>(work: () => T): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await askLog(this.machine, work);
      } catch (error) {
        if (tries === TRIES) throw error;
        await this.machine.wait(AGAIN_MS);
      }
    }
  }
}

/** A producer: idempotent, so that a request which it sends again is done once. */
class Writer {
  private requests = 0;

  constructor(
    private readonly machine: Machine,
    private readonly broker: Broker,
    private readonly as: { name: string; line: Line | undefined },
  ) {}

  async connect(): Promise<void> {}
  async disconnect(): Promise<void> {}

  async sendBatch({
    topicMessages,
  }: {
    topicMessages: { topic: string; messages: Message[] }[];
  }): Promise<{ topicName: string; partition: number; baseOffset: string }[]> {
    const name = `${this.as.name}/${this.requests++}`;
    const records = topicMessages.flatMap(({ topic, messages }) =>
      messages.map(({ key, value, headers, partition }) => {
        const record: LogRecord = { key: key ?? undefined, value, headers };
        return { topic, partition, record };
      }),
    );
    const open = () => this.as.line?.isCut !== true;
    while (open()) {
      try {
        const bases = await askLog(this.machine, () => this.broker.append(name, records), { open });
        return [...bases].map(([place, base]) => {
          const [topicName = '', partition] = place.split('/');
          return { topicName, partition: Number(partition), baseOffset: String(base) };
        });
      } catch {
        await this.machine.wait(AGAIN_MS);
      }
    }
    throw new Refused('the line was cut');
  }
}

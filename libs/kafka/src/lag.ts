import type { Admin } from 'kafkajs';
import { readers } from '#libs/contracts';
import type { Runtime } from '#libs/service';
import { createClient, type KafkaSettings } from './client.ts';

/** How far a consumer group is behind the end of a topic. */
export interface Lag {
  group: string;
  topic: string;
  /** Records not yet applied, all partitions together. */
  records: number;
}

/** Asks the log how far each group with members is behind; one admin connection, reused. */
export class LagReader {
  private readonly admin: Admin;
  private connected: Promise<void> | undefined;

  constructor(
    private readonly settings: KafkaSettings,
    runtime: Pick<Runtime, 'name' | 'log'>,
  ) {
    this.admin = createClient(settings, runtime).admin();
  }

  /** One row per group with members and topic it reads. A gateway's group carries a suffix of its own. */
  async read(): Promise<Lag[]> {
    this.connected ??= this.admin.connect();
    await this.connected;
    const prefix = this.settings.KAFKA_TOPIC_PREFIX;
    const { groups: listed } = await this.admin.listGroups();
    const ours = listed.map(({ groupId }) => groupId).filter((id) => reads(id, prefix).length > 0);
    if (ours.length === 0) return [];
    const { groups } = await this.admin.describeGroups(ours);
    const live = groups.filter(({ members }) => members.length > 0).map(({ groupId }) => groupId);
    const rows = live.flatMap((group) => reads(group, prefix).map((topic) => this.row(group, topic)));
    return Promise.all(rows);
  }

  async close(): Promise<void> {
    await this.admin.disconnect();
  }

  private async row(group: string, topic: string): Promise<Lag> {
    const name = this.settings.KAFKA_TOPIC_PREFIX + topic;
    const [ends, [committed]] = await Promise.all([
      this.admin.fetchTopicOffsets(name),
      this.admin.fetchOffsets({ groupId: group, topics: [name] }),
    ]);
    const at = new Map(committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
    const records = ends.reduce((sum, { partition, high, low }) => {
      const position = at.get(partition) ?? -1;
      return sum + Math.max(0, Number(high) - (position < 0 ? Number(low) : position));
    }, 0);
    return { group, topic, records };
  }
}

function reads(groupId: string, prefix: string): string[] {
  if (!groupId.startsWith(prefix)) return [];
  const name = groupId.slice(prefix.length);
  return readers
    .filter(({ group }) => name === group || name.startsWith(`${group}.`))
    .map(({ topic }) => topic);
}

import kafkajs, { type Admin } from 'kafkajs';
import { readers } from '#libs/contracts';
import type { Runtime } from '#libs/service';
import { createClient, type KafkaSettings } from './client.ts';

/** How far a consumer group is behind the end of a topic. */
export interface Lag {
  /** Without the installation's prefix, as the topic. */
  group: string;
  topic: string;
  /** Records not yet applied, all partitions together. */
  records: number;
}

/** A consumer group with members, and the topics it reads; names are without the installation's prefix. */
export interface Group {
  group: string;
  /** The app; a gateway's group carries a suffix of its own. */
  service: string;
  topics: string[];
  /** Whether readers see by it what is public. */
  shows: boolean;
}

/** Asks the log how far each group with members is behind; one admin connection, reused. */
export class LagReader {
  private readonly admin: Admin;
  private readonly prefix: string;
  private connection: Promise<void> | undefined;

  constructor(settings: KafkaSettings, runtime: Pick<Runtime, 'name' | 'log'>) {
    this.admin = createClient(settings, runtime).admin();
    this.prefix = settings.KAFKA_TOPIC_PREFIX;
  }

  /** One row per group with members and topic it reads. */
  async read(): Promise<Lag[]> {
    const groups = await this.groups();
    return Promise.all(groups.flatMap(({ group, topics }) => topics.map((topic) => this.row(group, topic))));
  }

  /** Connects ahead of the first question, so that it does not pay for it. */
  async connect(): Promise<void> {
    this.connection ??= this.admin.connect();
    try {
      await this.connection;
    } catch (error) {
      this.connection = undefined;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.admin.disconnect();
  }

  /** Groups that somebody reads for now: in one without members nobody could be behind. */
  async groups(): Promise<Group[]> {
    await this.connect();
    const { groups: listed } = await this.admin.listGroups();
    const ours = listed.map(({ groupId }) => groupId).filter((id) => groupOf(id, this.prefix) !== undefined);
    if (ours.length === 0) return [];
    const { groups } = await this.admin.describeGroups(ours);
    return groups
      .filter(({ members }) => members.length > 0)
      .map(({ groupId }) => groupOf(groupId, this.prefix))
      .filter((group) => group !== undefined);
  }

  /** The first offset of each partition, and the one behind the last. */
  async ends(topic: string): Promise<Map<number, { low: number; high: number }>> {
    await this.connect();
    const ends = await this.admin.fetchTopicOffsets(this.prefix + topic);
    return new Map(ends.map((end) => [end.partition, { low: Number(end.low), high: Number(end.high) }]));
  }

  /**
   * How long a topic can keep a record at most, milliseconds; nothing: for ever. A part of the log is closed so long
   * after its first record at the latest, and goes when its newest one is as old as the topic keeps records.
   */
  async keeps(topic: string): Promise<number | undefined> {
    await this.connect();
    const name = this.prefix + topic;
    const configNames = ['retention.ms', 'segment.ms'];
    const { resources } = await this.admin.describeConfigs({
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames }],
      includeSynonyms: false,
    });
    const entries = resources[0]?.configEntries ?? [];
    const [retention = -1, segment = 0] = configNames.map((each) =>
      Number(entries.find(({ configName }) => configName === each)?.configValue),
    );
    return retention >= 0 ? retention + segment : undefined;
  }

  /** Partitions of a topic and these of its settings; nothing where there is no such topic. */
  async topic(
    topic: string,
    settings: readonly string[],
  ): Promise<{ partitions: number; settings: Map<string, string> } | undefined> {
    await this.connect();
    const name = this.prefix + topic;
    const there = await this.admin.listTopics();
    if (!there.includes(name)) return undefined;
    const [{ topics }, { resources }] = await Promise.all([
      this.admin.fetchTopicMetadata({ topics: [name] }),
      this.admin.describeConfigs({
        resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames: [...settings] }],
        includeSynonyms: false,
      }),
    ]);
    const entries = resources[0]?.configEntries ?? [];
    return {
      partitions: topics[0]?.partitions.length ?? 0,
      settings: new Map(entries.map(({ configName, configValue }) => [configName, configValue])),
    };
  }

  /** The next offset a group will apply, of the partitions in which it has committed one. */
  async positions(group: string, topic: string): Promise<Map<number, number>> {
    await this.connect();
    // Of all topics: one that nobody has made yet is no fault then, and has none.
    const read = await this.admin.fetchOffsets({ groupId: this.prefix + group });
    const committed = read.find((each) => each.topic === this.prefix + topic);
    const all = committed?.partitions.map(({ partition, offset }) => [partition, Number(offset)] as const);
    return new Map(all?.filter(([, offset]) => offset >= 0));
  }

  private async row(group: string, topic: string): Promise<Lag> {
    const [ends, positions] = await Promise.all([this.ends(topic), this.positions(group, topic)]);
    const behind = [...ends].map(([partition, { low, high }]) => high - (positions.get(partition) ?? low));
    return { group, topic, records: behind.reduce((sum, records) => sum + Math.max(0, records), 0) };
  }
}

function groupOf(groupId: string, prefix: string): Group | undefined {
  if (!groupId.startsWith(prefix)) return undefined;
  const group = groupId.slice(prefix.length);
  // A process of its own may add a word; whoever follows a topic for itself is called by the topic, and counts for none.
  const [service, , more] = group.split('.');
  const read = more === undefined ? readers.filter((each) => service === each.group) : [];
  const topics = read.map(({ topic }) => topic);
  return read.length === 0 || !service
    ? undefined
    : { group, service, topics, shows: read.some(({ shows }) => shows) };
}

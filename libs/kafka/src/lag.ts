import kafkajs, { type Admin, type MemberDescription } from 'kafkajs';
import { readers, topics } from '#libs/contracts';
import type { Runtime, Vitals } from '#libs/service';
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

/** How a group stands, with members or without. */
export interface GroupStanding extends Group {
  /** As the broker says: Stable, PreparingRebalance, CompletingRebalance, Empty or Dead. */
  state: string;
  members: { id: string; host: string; partitions: number }[];
  lags: { topic: string; records: number; ms: number }[];
}

/** The age of what waits is looked for between these, milliseconds: the topic that keeps longest keeps a month. */
const AGES_MS = { least: 250, most: 31 * 86_400_000 };
/** Each halves the ratio of what is left; after so many an age is known to a hundredth. */
const HALVINGS = 11;

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

  /** Each group that somebody reads for, and one for each service that nobody reads for now; `now` by any clock of the house. */
  async survey(now: number): Promise<GroupStanding[]> {
    await this.connect();
    const { groups: listed } = await this.admin.listGroups();
    const usual = readers.map(({ group }) => this.prefix + group);
    const known = listed.map(({ groupId }) => groupId).filter((id) => groupOf(id, this.prefix));
    const { groups } = await this.admin.describeGroups([...new Set([...usual, ...known])]);
    const all = groups.flatMap(({ groupId, state, members }) => {
      const group = groupOf(groupId, this.prefix);
      return group ? [{ ...group, state: String(state), members: members.map(memberOf) }] : [];
    });
    // What a process that is gone has left says nothing of those that are there.
    const read = new Set(all.filter(({ members }) => members.length > 0).map(({ service }) => service));
    const standing = all.filter(({ group, service, members }) =>
      read.has(service) ? members.length > 0 : group === service,
    );
    const rows = standing.map(async (group) => {
      const lags = group.topics.map((topic) => this.behind(group.group, topic, now));
      return { ...group, lags: await Promise.all(lags) };
    });
    return (await Promise.all(rows)).toSorted((a, b) => a.group.localeCompare(b.group));
  }

  private async behind(group: string, topic: string, now: number): Promise<GroupStanding['lags'][number]> {
    const [ends, positions] = await Promise.all([this.ends(topic), this.positions(group, topic)]);
    const open = [...ends]
      .map(([partition, { low, high }]) => ({ partition, next: positions.get(partition) ?? low, high }))
      .filter(({ next, high }) => next < high);
    const records = open.reduce((sum, { next, high }) => sum + high - next, 0);
    return { topic, records, ms: records === 0 ? 0 : await this.age(topic, open, now) };
  }

  /** How old the oldest record is that one of these partitions has not passed, milliseconds. */
  private async age(
    topic: string,
    open: readonly { partition: number; next: number }[],
    now: number,
  ): Promise<number> {
    const older = async (ms: number): Promise<boolean> => {
      const found = await this.admin.fetchTopicOffsetsByTimestamp(this.prefix + topic, now - ms);
      const first = new Map(found.map(({ partition, offset }) => [partition, Number(offset)]));
      return open.some(({ partition, next }) => (first.get(partition) ?? 0) > next);
    };
    let { least, most } = AGES_MS;
    for (let halvings = 0; halvings < HALVINGS; halvings++) {
      const middle = Math.round(Math.sqrt(least * most));
      if (await older(middle)) least = middle;
      else most = middle;
    }
    return least;
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
    const names = ['retention.ms', 'segment.ms'];
    const settings = await this.settings(topic, names);
    const [retention = -1, segment = 0] = names.map((each) => Number(settings.get(each)));
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
    const [{ topics }, known] = await Promise.all([
      this.admin.fetchTopicMetadata({ topics: [name] }),
      this.settings(topic, settings),
    ]);
    return { partitions: topics[0]?.partitions.length ?? 0, settings: known };
  }

  private async settings(topic: string, names: readonly string[]): Promise<Map<string, string>> {
    const { TOPIC: type } = kafkajs.ConfigResourceTypes;
    const { resources } = await this.admin.describeConfigs({
      resources: [{ type, name: this.prefix + topic, configNames: [...names] }],
      includeSynonyms: false,
    });
    const entries = resources[0]?.configEntries ?? [];
    return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
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

  /** How the log itself fares: brokers that are there, and partitions of ours that lack copies. */
  async vitals(): Promise<Vitals> {
    await this.connect();
    const { brokers } = await this.admin.describeCluster();
    const names = Object.values(topics).map(({ name }) => this.prefix + name);
    const known = new Set(await this.admin.listTopics());
    const { topics: told } = await this.admin.fetchTopicMetadata({
      topics: names.filter((name) => known.has(name)),
    });
    const partitions = told.flatMap((topic) => topic.partitions);
    const lacking = partitions.filter(({ isr, replicas }) => isr.length < replicas.length).length;
    const leaderless = partitions.filter(({ leader }) => leader < 0).length;
    return {
      health: leaderless > 0 ? 0 : lacking > 0 ? 0.5 : 1,
      items: {
        brokers: brokers.length,
        partitions: partitions.length,
        'partitions without all copies': lacking,
        'partitions without a leader': leaderless,
      },
    };
  }

  private async row(group: string, topic: string): Promise<Lag> {
    const [ends, positions] = await Promise.all([this.ends(topic), this.positions(group, topic)]);
    const behind = [...ends].map(([partition, { low, high }]) => high - (positions.get(partition) ?? low));
    return { group, topic, records: behind.reduce((sum, records) => sum + Math.max(0, records), 0) };
  }
}

function memberOf({ memberId, clientHost, memberAssignment }: MemberDescription) {
  // One that is joining has none yet.
  const decoded =
    memberAssignment.length === 0 ? null : kafkajs.AssignerProtocol.MemberAssignment.decode(memberAssignment);
  const partitions = Object.values(decoded?.assignment ?? {}).flat().length;
  return { id: memberId, host: clientHost.replace(/^\//, ''), partitions };
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

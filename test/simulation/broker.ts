// The log as a broker keeps it: partitions that only grow, and groups whose members it counts as dead when it has not
// heard of them. What it answers to whom is here; how long that takes is the world's.
import type { LogRecord } from '#libs/contracts';
import { copyOf } from './copy.ts';
import type { World } from './world.ts';

/** A topic of the real log has more; with few, articles share them, as many articles do. */
export const PARTITIONS = 2;

export interface Kept {
  record: LogRecord;
  appendedAt: number;
}

/** As kafkajs tells what a broker refuses. */
export class Refused extends Error {
  readonly retriable = true;

  constructor(readonly type: string) {
    super(`the log refuses: ${type}`);
  }
}

interface Member {
  heard: number;
  topics: readonly string[];
  /** Answers its join, once the group is whole. */
  joined: ((generation: number) => void) | undefined;
}

/** Topic and partition, as one word. */
type Place = `${string}/${number}`;

/** Who reads what of a group, and how far it has come. */
export class Group {
  readonly members = new Map<string, Member>();
  readonly committed = new Map<Place, number>();
  generation = 0;
  private gathering = false;
  private share = new Map<string, Place[]>();

  constructor(
    private readonly world: World,
    private readonly sessionMs: number,
  ) {}

  /** Asks to be a member; the group is divided anew when all of it have asked, or are dead. */
  join(id: string, topics: readonly string[], joined: (generation: number) => void): void {
    this.members.set(id, { heard: this.world.now, topics, joined });
    this.gathering = true;
    this.watch(id);
    this.divide();
  }

  leave(id: string): void {
    if (!this.members.delete(id)) return;
    this.gathering = this.members.size > 0;
    this.divide();
  }

  /** Throws what kafkajs would hear. */
  heartbeat(id: string, generation: number): void {
    const member = this.known(id, generation);
    member.heard = this.world.now;
    if (this.gathering) throw new Refused('REBALANCE_IN_PROGRESS');
  }

  commit(id: string, generation: number, offsets: ReadonlyMap<Place, number>): void {
    this.known(id, generation);
    for (const [place, offset] of offsets) this.committed.set(place, offset);
  }

  placesOf(id: string): readonly Place[] {
    return this.share.get(id) ?? [];
  }

  private known(id: string, generation: number): Member {
    const member = this.members.get(id);
    if (!member) throw new Refused('UNKNOWN_MEMBER_ID');
    if (generation !== this.generation) throw new Refused('ILLEGAL_GENERATION');
    return member;
  }

  /** Looks whether a member has been silent for a session; once for each time it was heard. */
  private watch(id: string): void {
    const member = this.members.get(id);
    if (!member) return;
    this.world.at(member.heard + this.sessionMs, undefined, () => {
      if (this.members.get(id) !== member) return;
      // Who waits for the others of the group is not silent.
      if (member.joined) member.heard = this.world.now;
      if (this.world.now - member.heard >= this.sessionMs) this.leave(id);
      else this.watch(id);
    });
  }

  private divide(): void {
    const all = [...this.members];
    if (!this.gathering || all.some(([, { joined }]) => !joined)) return;
    this.gathering = false;
    this.generation++;
    const ids = all.map(([id]) => id).toSorted((a, b) => (a < b ? -1 : 1));
    this.share = new Map(ids.map((id) => [id, []]));
    const topics = [...new Set(all.flatMap(([, member]) => member.topics))];
    const places = topics.flatMap((topic) =>
      Array.from({ length: PARTITIONS }, (_, partition): Place => `${topic}/${partition}`),
    );
    // Each time to others: a partition changes hands.
    for (const [at, place] of places.entries())
      this.share.get(ids[(at + this.generation) % ids.length] ?? '')?.push(place);
    for (const [, member] of all) {
      member.joined?.(this.generation);
      member.joined = undefined;
      member.heard = this.world.now;
    }
  }
}

export class Broker {
  private readonly topics = new Map<string, Kept[][]>();
  private readonly groups = new Map<string, Group>();
  /** Answers that were given to producers, by the name of the request: one that is sent again is answered alike. */
  private readonly answered = new Map<string, Map<Place, number>>();
  private waiting: (() => void)[] = [];

  constructor(
    private readonly world: World,
    private readonly sessionMs: number,
    /** Its clock goes wrong by so much, milliseconds. */
    private readonly skewMs: number,
  ) {}

  partition(topic: string, partition: number): Kept[] {
    let partitions = this.topics.get(topic);
    if (!partitions) {
      partitions = Array.from({ length: PARTITIONS }, () => []);
      this.topics.set(topic, partitions);
    }
    return partitions[partition] as Kept[];
  }

  /** Everything of a topic, in the order of its partitions. */
  all(topic: string): (Kept & { topic: string; partition: number; offset: number })[] {
    return Array.from({ length: PARTITIONS }, (_, partition) =>
      this.partition(topic, partition).map((kept, offset) => ({ ...kept, topic, partition, offset })),
    ).flat();
  }

  group(name: string): Group {
    let group = this.groups.get(name);
    if (!group) {
      group = new Group(this.world, this.sessionMs);
      this.groups.set(name, group);
    }
    return group;
  }

  /** Appends records once, however often the request comes; answers where each partition went on. */
  append(
    name: string,
    records: readonly { topic: string; partition: number; record: LogRecord }[],
  ): Map<Place, number> {
    const before = this.answered.get(name);
    if (before) return before;
    const bases = new Map<Place, number>();
    for (const { topic, partition, record } of records) {
      const kept = this.partition(topic, partition);
      const place: Place = `${topic}/${partition}`;
      if (!bases.has(place)) bases.set(place, kept.length);
      kept.push({ record: copyOf(record), appendedAt: this.world.now + this.skewMs });
    }
    this.answered.set(name, bases);
    const { waiting } = this;
    this.waiting = [];
    for (const wake of waiting) wake();
    return bases;
  }

  /** Calls back with the next record that anybody appends. */
  onAppend(wake: () => void): void {
    this.waiting.push(wake);
  }
}

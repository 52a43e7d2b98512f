// A member of a consumer group, as kafkajs is one.

import { askLog } from './ask.ts';
import type { Broker, Group, Kept } from './broker.ts';
import { Refused } from './broker.ts';
import type { Machine } from './world.ts';

/** Records of one partition in a fetch: few, so that a story has many batches. */
const MOST_FETCHED = 4;
const COMMIT_MS = 1_000;
const AGAIN_MS = 300;
/** Answers that make a member join again. */
const REBALANCING = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION']);

type Place = `${string}/${number}`;
type Ear = (event: { payload: object }) => void;

interface Settings {
  groupId: string;
  heartbeatInterval: number;
  maxWaitTimeInMs: number;
}

interface Fetched {
  place: Place;
  topic: string;
  partition: number;
  records: { offset: number; kept: Kept }[];
}

export class Reader {
  readonly events = {
    ...{ GROUP_JOIN: 'join', FETCH: 'fetch', CRASH: 'crash', REBALANCING: 'rebalancing' },
    ...{ REQUEST: 'request', HEARTBEAT: 'heartbeat', COMMIT_OFFSETS: 'commit' },
  };
  private readonly ears = new Map<string, Ear[]>();
  private readonly group: Group;
  private topics: readonly string[] = [];
  private eachBatch: (payload: object) => Promise<void> = async () => undefined;
  private running = false;
  private looping: Promise<void> = Promise.resolve();
  private id = '';
  private joins = 0;
  private generation = 0;
  private places: readonly Place[] = [];
  private readonly next = new Map<Place, number>();
  private readonly committed = new Map<Place, number>();
  private readonly seeks = new Map<Place, number>();
  private readonly paused = new Set<Place>();
  private committedAt = 0;
  private beatAt = Number.NEGATIVE_INFINITY;
  private beating: Promise<void> | undefined;

  constructor(
    private readonly machine: Machine,
    private readonly broker: Broker,
    private readonly settings: Settings,
  ) {
    this.group = broker.group(settings.groupId);
  }

  on(event: string, ear: Ear): void {
    this.ears.set(event, [...(this.ears.get(event) ?? []), ear]);
  }

  async connect(): Promise<void> {}

  async subscribe({ topics }: { topics: string[] }): Promise<void> {
    this.topics = topics;
  }

  async run({ eachBatch }: { eachBatch: (payload: object) => Promise<void> }): Promise<void> {
    this.eachBatch = eachBatch;
    this.running = true;
    await this.join();
    this.looping = this.loop();
  }

  seek({ topic, partition, offset }: { topic: string; partition: number; offset: string }): void {
    this.seeks.set(`${topic}/${partition}`, Number(offset));
  }

  async disconnect(): Promise<void> {
    this.running = false;
    await this.looping;
    await this.ask(() => this.group.leave(this.id));
  }

  private ask<T>(work: () => T): Promise<T> {
    return askLog(this.machine, work, { over: this });
  }

  private emit(event: string, payload: object): void {
    for (const ear of this.ears.get(event) ?? []) ear({ payload });
  }

  private async loop(): Promise<void> {
    while (this.running) {
      try {
        await this.turn();
      } catch (error) {
        const type = error instanceof Refused ? error.type : '';
        if (type === 'UNKNOWN_MEMBER_ID') this.id = '';
        if (REBALANCING.has(type)) this.emit('rebalancing', {});
        if (type === 'UNKNOWN_MEMBER_ID' || REBALANCING.has(type)) await this.join();
        else await this.machine.wait(AGAIN_MS);
      }
    }
  }

  private async turn(): Promise<void> {
    await this.goWhereSought();
    const batches = await this.fetch();
    this.emit('fetch', {});
    if (batches.length === 0) return this.heartbeat();
    const works = batches.map((batch) => this.handle(batch));
    await Promise.allSettled(works);
    await Promise.all(works);
  }

  private async join(): Promise<void> {
    for (;;) {
      try {
        if (this.id === '') this.id = `${this.machine.name}#${this.joins++}`;
        const sentAt = this.machine.runtime.now();
        await this.joinOnce();
        this.emit('request', { apiName: 'SyncGroup', duration: this.machine.runtime.now() - sentAt });
        this.emit('join', { memberAssignment: this.assignment() });
        return;
      } catch {
        await this.machine.wait(AGAIN_MS);
      }
    }
  }

  private async joinOnce(): Promise<void> {
    const { id, group } = this;
    // Answered when the others have come too, which may take a session.
    const generation = new Promise<number>((resolve, reject) => {
      this.ask(() =>
        group.join(id, this.topics, (made) => this.machine.world.at(0, this.machine, () => resolve(made))),
      ).catch(reject);
    });
    this.generation = await generation;
    const committed = await this.ask(() => {
      const places = group.generation === this.generation ? group.placesOf(id) : [];
      return places.map((place) => [place, group.committed.get(place)] as const);
    });
    this.places = committed.map(([place]) => place);
    this.next.clear();
    this.committed.clear();
    for (const [place, offset] of committed) {
      this.next.set(place, offset ?? 0);
      if (offset !== undefined) this.committed.set(place, offset);
    }
    this.committedAt = this.machine.world.now;
  }

  private assignment(): Record<string, number[]> {
    const made: Record<string, number[]> = {};
    for (const place of this.places) {
      const [topic = '', partition] = place.split('/');
      made[topic] = [...(made[topic] ?? []), Number(partition)];
    }
    return made;
  }

  private async goWhereSought(): Promise<void> {
    for (const place of [...this.seeks.keys()]) {
      // The newest wish, which may have come while the one before it was committed.
      const offset = this.seeks.get(place);
      this.seeks.delete(place);
      if (offset === undefined || !this.places.includes(place)) continue;
      await this.commit(new Map([[place, offset]]));
      this.next.set(place, offset);
    }
  }

  private async fetch(): Promise<Fetched[]> {
    const wanted = this.places.filter((place) => !this.paused.has(place));
    const sought = () => wanted.filter((place) => !this.seeks.has(place) && !this.paused.has(place));
    const look = (): Fetched[] =>
      wanted.flatMap((place) => {
        const [topic = '', partition] = place.split('/');
        const from = this.next.get(place) ?? 0;
        const records = this.broker
          .partition(topic, Number(partition))
          .slice(from, from + MOST_FETCHED)
          .map((kept, at) => ({ offset: from + at, kept }));
        return records.length > 0 ? [{ place, topic, partition: Number(partition), records }] : [];
      });
    let found = await this.ask(look);
    if (found.length === 0) {
      await this.somethingNew();
      found = await this.ask(look);
    }
    const current = new Set(sought());
    return found.filter(({ place }) => current.has(place));
  }

  /** Until something is appended, or the patience of a fetch is over. */
  private somethingNew(): Promise<void> {
    const { world } = this.machine;
    return new Promise((resolve) => {
      const wake = () => world.at(world.now + 1, this.machine, resolve);
      world.at(world.now + this.settings.maxWaitTimeInMs, this.machine, resolve);
      this.broker.onAppend(wake);
    });
  }

  private async handle({ place, topic, partition, records }: Fetched): Promise<void> {
    const last = records.at(-1);
    if (!last) return;
    const messages = records.map(({ offset, kept: { record, appendedAt } }) => ({
      ...{ key: record.key === undefined ? null : Buffer.from(record.key), value: record.value },
      ...{ headers: record.headers, offset: String(offset), timestamp: String(appendedAt) },
    }));
    const payload = {
      batch: { topic, partition, messages },
      resolveOffset: (offset: string) => this.next.set(place, Number(offset) + 1),
      heartbeat: () => this.heartbeat(),
      isRunning: () => this.running,
      isStale: () => this.seeks.has(place),
      commitOffsetsIfNecessary: async () => {
        if (this.machine.world.now - this.committedAt >= COMMIT_MS) await this.commitAll();
      },
      pause: () => {
        this.paused.add(place);
        return () => this.paused.delete(place);
      },
    };
    try {
      await this.eachBatch(payload);
    } catch (error) {
      await this.commitAll();
      throw error;
    }
    await this.commitAll();
    await this.heartbeat();
  }

  private async heartbeat(): Promise<void> {
    if (this.machine.world.now < this.beatAt + this.settings.heartbeatInterval) return;
    this.beating ??= this.beat().finally(() => {
      this.beating = undefined;
    });
    await this.beating;
  }

  private async beat(): Promise<void> {
    const sentAt = this.machine.runtime.now();
    const { id, generation } = this;
    await this.ask(() => this.group.heartbeat(id, generation));
    this.beatAt = this.machine.world.now;
    this.emit('request', { apiName: 'Heartbeat', duration: this.machine.runtime.now() - sentAt });
    this.emit('heartbeat', {});
  }

  private async commitAll(): Promise<void> {
    const changed = this.places.filter((place) => this.next.get(place) !== (this.committed.get(place) ?? 0));
    if (changed.length > 0)
      await this.commit(new Map(changed.map((place) => [place, this.next.get(place) ?? 0])));
    else this.committedAt = this.machine.world.now;
  }

  private async commit(offsets: ReadonlyMap<Place, number>): Promise<void> {
    const { id, generation } = this;
    await this.ask(() => this.group.commit(id, generation, offsets));
    for (const [place, offset] of offsets) this.committed.set(place, offset);
    this.committedAt = this.machine.world.now;
  }
}

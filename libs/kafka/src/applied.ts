import { setTimeout as delay } from 'node:timers/promises';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { type Token, topics } from '#libs/contracts';
import { DependencyUnavailable, Runtime, SETTINGS, step } from '#libs/service';
import type { KafkaSettings } from './client.ts';
import { within } from './deadline.ts';
import { type Group, LagReader } from './lag.ts';

/** Who waits looks at the log with pauses that grow; all who wait share a look that is younger than the first. */
const PAUSE_MS = { first: 20, most: 100 };
/** A look takes a few milliseconds; one at the end of a wait may take this long. */
const LAST_LOOK_MS = 50;
/** A question that is asked once is given up after this long. */
const ANSWER_MS = 2_000;
/** Events whose way is remembered, so that a later question has the same answer, with its times. */
const WAYS = 2_000;

/** How far one service is with one event. */
export interface Passage {
  service: string;
  /** Consumer group. */
  group: string;
  applied: boolean;
  /** Records up to the event that are not applied yet. */
  lag: number;
  /** When it was first seen to be applied, milliseconds since 1970; nothing if nobody was looking then. */
  at?: number;
  /** The same, milliseconds after the first look. */
  ms?: number;
}

/** `decided`: by content, and kept, and told. `applied`: and by every service that has members. */
export type Far = 'decided' | 'applied';

/** Where an event is. */
export interface Way {
  far: 'accepted' | Far;
  content: Passage;
  /** Every group with members that reads the change log; none before content has decided. */
  readers: Passage[];
}

/** What the log says at one moment. */
interface Look {
  at: number;
  /** Next intake offset that content decides on, by partition. */
  decided: ReadonlyMap<number, number>;
  changes: ReadonlyMap<number, { low: number; high: number }>;
  readers: readonly { group: Group; positions: ReadonlyMap<number, number> }[];
}

/** What is remembered of one event. */
interface Memory {
  /** The first look, by the monotone clock. */
  since: number;
  /** Somebody has been looking from the append on, or has seen something that was not applied yet. */
  watched: boolean;
  /** End of the change log's partition when content was first seen to have told. */
  end?: number;
  applied: Map<string, { at: number; ms: number }>;
}

/**
 * Answers whether an event is applied everywhere, from nothing but the log: content has committed behind the
 * event's offset, which it does only after storing and telling; and every group of search, popularity and
 * gateway with members has committed as far as the change log's partition reached then.
 *
 * Never says so too early. A gateway that starts later is no exception: it begins with an empty cache and
 * asks content, which has stored the event by then. A group without members does not count: nobody is
 * there who could show something old. What a service has put among its dead letters counts as applied.
 */
@Injectable()
export class Applied implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly log: LagReader;
  private readonly memories = new Map<string, Memory>();
  private last: { begun: number; look: Promise<Look> } | undefined;
  private looking = false;
  private closing = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: KafkaSettings,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.log = new LagReader(settings, runtime);
  }

  onApplicationBootstrap(): void {
    this.log.connect().catch(() => undefined);
  }

  onModuleDestroy(): void {
    this.closing = true;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  /** Where an event is now; rejects with `DependencyUnavailable` when the log does not answer. */
  async ask(token: Token): Promise<Way> {
    try {
      return this.wayOf(token, await within(ANSWER_MS, this.look(0), this.runtime.time));
    } catch (error) {
      throw new DependencyUnavailable('kafka', error);
    }
  }

  /**
   * True as soon as an event that was appended just now has come so far; false when the time is over, the
   * signal aborts, or this process stops. Waiting costs the log the same for one as for a thousand.
   */
  async reaches(
    token: Token,
    far: Far,
    { ms, signal }: { ms: number; signal?: AbortSignal },
  ): Promise<boolean> {
    const until = performance.now() + ms;
    this.memoryOf(token).watched = true;
    for (let pause = PAUSE_MS.first; ; pause = Math.min(PAUSE_MS.most, pause * 1.5)) {
      const left = until - performance.now();
      if (left <= 0 || this.closing || signal?.aborted) return false;
      await delay(Math.min(pause, left));
      const most = Math.max(LAST_LOOK_MS, until - performance.now());
      const look = await within(most, this.look(PAUSE_MS.first), this.runtime.time).catch(() => undefined);
      const reached = look && this.wayOf(token, look).far;
      if (reached === 'applied' || reached === far) return true;
    }
  }

  /**
   * The offset of each partition of the change log before which every service that shows what is public has applied
   * everything; rejects with `DependencyUnavailable` when the log does not answer.
   */
  async shown(): Promise<Map<number, number>> {
    try {
      const { changes, readers } = await within(ANSWER_MS, this.look(PAUSE_MS.most), this.runtime.time);
      return new Map(
        [...changes].map(([partition, { low, high }]) => [
          partition,
          Math.min(high, ...readers.map(({ positions }) => positions.get(partition) ?? low)),
        ]),
      );
    } catch (error) {
      throw new DependencyUnavailable('kafka', error);
    }
  }

  /** The look that is under way, or one of that age at most: an older one can only say "not yet" once more. */
  private look(age: number): Promise<Look> {
    const begun = performance.now();
    if (this.last && (this.looking || begun - this.last.begun < age)) return this.last.look;
    this.looking = true;
    const look = step('kafka.applied', () => this.survey()).finally(() => {
      this.looking = false;
    });
    look.catch(() => undefined);
    this.last = { begun, look };
    return look;
  }

  /**
   * The order makes it a proof: an end of the change log that is read after content's position lies behind
   * what content has told by then, and a gateway that is not listed after it asks content for what it shows.
   */
  private async survey(): Promise<Look> {
    const decided = await this.log.positions('content', topics.intake.name);
    const [changes, readers] = await Promise.all([this.log.ends(topics.changes.name), this.readers()]);
    return { at: this.runtime.now(), decided, changes, readers };
  }

  private async readers(): Promise<Look['readers']> {
    const groups = await this.log.groups();
    return Promise.all(
      groups
        .filter(({ shows, topics: read }) => shows && read.includes(topics.changes.name))
        .map(async (group) => ({
          group,
          positions: await this.log.positions(group.group, topics.changes.name),
        })),
    );
  }

  private wayOf(token: Token, look: Look): Way {
    const { epoch, partition, offset } = token;
    const memory = this.memoryOf(token);
    const passed = (service: string, group: string, lag: number): Passage => {
      const time = lag > 0 ? undefined : timeOf(memory, group, look.at);
      return { service, group, applied: lag <= 0, lag: Math.max(0, lag), ...time };
    };
    // Of a log that was made anew everything is decided that ever will be.
    const undecided =
      epoch < this.settings.INTAKE_EPOCH ? 0 : offset + 1 - (look.decided.get(partition) ?? 0);
    const content = passed('content', 'content', undecided);
    const { low = 0, high = 0 } = look.changes.get(partition) ?? {};
    if (content.applied) memory.end ??= high;
    const end = memory.end;
    const readers =
      end === undefined
        ? []
        : look.readers.map(({ group: { service, group }, positions }) =>
            passed(service, group, end - (positions.get(partition) ?? low)),
          );
    const everywhere = content.applied && readers.every(({ applied }) => applied);
    if (!everywhere) memory.watched = true;
    return { far: everywhere ? 'applied' : content.applied ? 'decided' : 'accepted', content, readers };
  }

  private memoryOf({ epoch, partition, offset }: Token): Memory {
    const key = `${epoch}.${partition}.${offset}`;
    const known = this.memories.get(key);
    if (known) return known;
    const memory = { since: performance.now(), watched: false, applied: new Map() };
    this.memories.set(key, memory);
    for (const [oldest] of this.memories) {
      if (this.memories.size <= WAYS) break;
      this.memories.delete(oldest);
    }
    return memory;
  }
}

/** When a group was first seen to have applied the event; a look that finds all done says nothing of when. */
function timeOf(memory: Memory, group: string, at: number): { at: number; ms: number } | undefined {
  if (!memory.watched) return undefined;
  const known = memory.applied.get(group);
  if (known) return known;
  const time = { at, ms: Math.round(performance.now() - memory.since) };
  memory.applied.set(group, time);
  return time;
}

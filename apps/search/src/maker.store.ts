import type { Client } from '@elastic/elasticsearch';
import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { topics } from '#libs/contracts';
import { LagReader } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import { Engine, IndexMissing, isKind } from './engine.store.ts';
import { Filling, type Goal } from './filling.ts';
import { IndexStore } from './index.store.ts';
import type { searchSettings } from './settings.ts';

/** The engine reads some hundred rules of names for each way to ask: seconds, when it has just started. */
const CREATE_MS = 60_000;
/** An index that somebody has removed is noticed this soon, also while nobody asks and nothing changes. */
const LOOK_MS = 500;

/** The index that is written to: its name, an id that no other one ever has, and what it has to hold first. */
interface Made {
  index: string;
  uuid: string;
  goal: Goal | undefined;
}

/**
 * Makes the index and its aliases where there are none. One that is made in place of an index that was lost has the
 * alias that is read only when it holds what the lost one held: until then who asks hears that it can't be answered,
 * from whichever process, and nobody takes an empty answer for the truth. How far that is stands in the index itself.
 * Nothing else makes an index: writes name an alias that must be there.
 */
@Injectable()
export class MakerStore implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  private readonly log: LagReader;
  private stop: (() => Promise<void>) | undefined;
  private looking: Promise<void> | undefined;
  private reposition: () => Promise<void> = async () => undefined;
  private filling: { uuid: string; progress: Filling } | undefined;
  /** Until this process has seen that there is an index to be read. */
  private closed = true;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof searchSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Engine) private readonly engine: Engine,
    @Inject(IndexStore) private readonly index: IndexStore,
  ) {
    this.log = new LagReader(settings, runtime);
    index.lost = () => this.lookSoon();
    index.make = () => this.migrate();
    // Shown, and no more: what can not be used is put aside as ever while the index is filled, or it never would be.
    runtime.dependsOn('index', 'optional', async () => {
      if (this.closed)
        throw Object.assign(new Error('closed'), { reason: 'the index is being filled again' });
    });
  }

  onApplicationBootstrap(): void {
    // From now on nothing rests before an index can be read.
    this.runtime.works('index', () => this.closed);
    this.lookSoon();
    this.stop = this.runtime.repeat(LOOK_MS, () => this.look(), 'the index can not be looked at');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
    await this.looking;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  /** How the changes of the log are read again from where the index stands. */
  repositionsBy(reposition: () => Promise<void>): void {
    this.reposition = reposition;
  }

  /** Makes the index and its aliases if there are none; safe to call again, and by several at once. */
  async migrate(): Promise<void> {
    const { read, write } = this.index.alias;
    await this.engine.ask('search.migrate', async (client) => {
      if (await client.indices.existsAlias({ name: write })) return;
      // Only the alias was removed: the index is whole, and stands where it says.
      const [left, ...others] = await indicesOf(client, read);
      if (left !== undefined && others.length === 0) {
        const add = { index: left, alias: write, is_write_index: true };
        await client.indices.updateAliases({ actions: [{ add }] });
      } else await this.make(client);
    });
  }

  /** For whoever has written to an index that is not there, or not the one that was known. */
  async refill(): Promise<void> {
    await this.migrate();
    this.filling = undefined;
    await this.reposition();
  }

  private async make(client: Client): Promise<void> {
    const { read, write } = this.index.alias;
    const goal = await this.committed();
    const { settings, mappings } = this.index.definition();
    const reading = Object.keys(goal).length === 0 ? { [read]: {} } : {};
    await client.indices
      .create(
        {
          // The same for all who find none at the same time.
          index: this.index.firstName(),
          settings,
          mappings: { ...mappings, _meta: { ...mappings._meta, goal } },
          aliases: { ...reading, [write]: { is_write_index: true } },
        },
        { requestTimeout: CREATE_MS },
      )
      .catch((error: unknown) => {
        if (!isKind(error, 'resource_already_exists_exception')) throw error;
      });
  }

  private lookSoon(): void {
    this.look().catch((error: unknown) => {
      this.runtime.log.warn({ err: error }, 'the index can not be made anew');
    });
  }

  private look(): Promise<void> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  private async lookOnce(): Promise<void> {
    const { read } = this.index.alias;
    const there = await this.engine.ask('search.look', (client) =>
      client.indices.existsAlias({ name: read }),
    );
    if (there) {
      this.closed = false;
      return;
    }
    this.closed = true;
    await this.migrate();
    const { index, uuid, goal } = await this.made();
    if (this.filling?.uuid !== uuid) {
      this.runtime.log.warn({ index }, 'there was no index to be read: it is filled from the log');
      this.filling = { uuid, progress: new Filling(goal ?? {}) };
      if (goal) await this.reposition();
    }
    if (await this.isFilled(this.filling.progress)) await this.open(index);
  }

  private async isFilled(progress: Filling): Promise<boolean> {
    const { name } = topics.changes;
    const written = await this.index.positions(name);
    return progress.isDone(written, new Map(goalsOf(await this.committed())), this.runtime.now());
  }

  /** Fails, and is tried again, if the index has been removed, or another one serves since. */
  private async open(index: string): Promise<void> {
    const { read, write } = this.index.alias;
    await this.engine.ask('search.open', async (client) => {
      await client.indices.refresh({ index });
      // In one step, which fails where it is not written to any more: readers of two indices find all twice.
      await client.indices.updateAliases({
        actions: [
          { remove: { index, alias: write, must_exist: true } },
          { add: { index, alias: write, is_write_index: true } },
          { add: { index, alias: read } },
        ],
      });
    });
    this.index.exchanged();
    this.filling = undefined;
    this.closed = false;
    this.runtime.log.info({ index }, 'the index is whole again, and answers');
  }

  private async made(): Promise<Made> {
    return this.engine.ask('search.look', async (client) => {
      const found = await client.indices.get({ index: this.index.alias.write });
      const [entry] = Object.entries(found);
      if (!entry) throw new IndexMissing('the index is missing');
      const [index, { settings, mappings }] = entry;
      const goal = mappings?._meta?.['goal'] as Goal | undefined;
      return { index, uuid: settings?.index?.uuid ?? index, goal };
    });
  }

  /**
   * What its readers have been promised to find: as far as the group has committed, and no further than a log that was
   * made anew. Of a log that nobody has read, nothing.
   */
  private async committed(): Promise<Goal> {
    const { name } = topics.changes;
    try {
      return await step('search.committed', async () => {
        const read = [...(await this.log.positions('search', name))].filter(([, next]) => next > 0);
        if (read.length === 0) return {};
        const ends = await this.log.ends(name);
        const reached = read.map(([partition, next]) => {
          return [partition, Math.min(next, ends.get(partition)?.high ?? 0)] as const;
        });
        return Object.fromEntries(reached.filter(([, next]) => next > 0));
      });
    } catch (error) {
      throw new DependencyUnavailable('kafka', error);
    }
  }
}

function goalsOf(goal: Goal): [number, number][] {
  return Object.entries(goal).map(([partition, next]) => [Number(partition), next]);
}

async function indicesOf(client: Client, alias: string): Promise<string[]> {
  return Object.entries(await client.indices.getAlias({ name: alias }, { ignore: [404] }))
    .filter(([, each]) => typeof each === 'object' && each !== null && 'aliases' in each)
    .map(([index]) => index);
}

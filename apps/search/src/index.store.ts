import { randomBytes } from 'node:crypto';
import type { Client, estypes } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import { type Change, topics } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS, type Values } from '#libs/service';
import { operation } from './document.ts';
import { BLOCKED, Engine, IndexMissing } from './engine.store.ts';
import { NamesStore } from './language/names.store.ts';
import { indexSettings, mappingsWith, markOfForm } from './mapping.ts';
import type { searchSettings } from './settings.ts';
import { Shared } from './shared.ts';

/** A bulk that is sent again while the first one is still at work doubles the load that made it slow. */
const BULK_MS = 25_000;
/** Refreshing takes at most half of the engine's time; a refresh of a few milliseconds keeps nobody waiting. */
const MOST_PAUSE_MS = 100;
/** What is written to may change while it is written; more often in a row than this is somebody else's doing. */
const TIMES = 4;

/** Changes wait meanwhile (see rebuild.controller.ts). */
const OUTDATED = new Error('the index has another form than its documents: it is being made anew');

export type Applied = 'indexed' | 'older' | { failed: string; retriable: boolean };

/** Indices beside the one that serves: one in the making, and one that served before and can be gone back to. */
type Beside = 'next' | 'previous';

/** How a partition stood when it was last asked or written: what its next batch is written on top of. */
interface Stand {
  index: string | undefined;
  /** The last writing of the position, as the engine counts it: only who knows it may move the position on. */
  mark: { if_seq_no: number; if_primary_term: number } | undefined;
  position: number | undefined;
  beside: readonly Beside[];
}

/** Where a record lies. */
type Place = Pick<Delivery<unknown>, 'topic' | 'partition' | 'offset'>;

/** Changes that lie in a row, as the engine takes them. */
interface Batch {
  operations: (estypes.BulkOperationContainer | object)[];
  changes: number;
  /** Of the document that holds the position. */
  id: string;
  position: number;
}

type Item = estypes.BulkResponseItem | undefined;

/**
 * Keeps the index at what is public. A document's version is the article's `seq`: an older state can't
 * overwrite a newer one, and the same state may be told again. Gone articles stay as documents without
 * text, so that a late older state finds them. The position in the change log lies in the same index, is
 * written with the same request, and moves on only from where this process has seen it: an index that is
 * lost, or made anew by somebody else meanwhile, is filled again from the beginning.
 *
 * While an index is being made beside this one, or kept to go back to (see rebuild.store.ts), every change is
 * written to those first. Nobody asks for that per batch: whoever adds an index writes the positions once more
 * (`announce`), so that nobody who has not heard of it can move one on.
 */
@Injectable()
export class IndexStore {
  /** Begins the name of each index of ours. */
  readonly prefix: string;
  /** `ripe`: an index beside the one that serves which is about to take its place, and refreshed with it. */
  readonly alias: Readonly<Record<'read' | 'write' | 'ripe' | Beside, string>>;
  /** Counts the refreshes of this process: between two of them, what it has applied is found alike. */
  generation = 0;
  private readonly refreshing = new Shared(() => this.refresh());
  private pauseMs = 0;
  /** Batches whose changes may be found by some questions and not yet by others. */
  private open = 0;
  /** Batches that failed with an unknown part of them written, and how many of these a refresh has followed. */
  private failed = 0;
  private covered = 0;
  private readonly stands = new Map<string, Stand>();
  /** Called by those who find no index: it comes back (see maker.store.ts). */
  lost: () => void = () => undefined;
  /** Makes an index if there is none. */
  make: () => Promise<void> = async () => undefined;
  /** Whether this process does what one of several has to do. */
  leads: () => boolean = () => false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Engine) private readonly engine: Engine,
    @Inject(NamesStore) private readonly names: NamesStore,
  ) {
    this.prefix = `${settings.SEARCH_INDEX_PREFIX}-articles-`;
    const alias = (purpose: string): string => this.prefix + purpose;
    this.alias = {
      ...{ read: alias('read'), write: alias('write'), ripe: alias('ripe') },
      ...{ next: alias('next'), previous: alias('previous') },
    };
    runtime.works('refresh', () => this.refreshing.busy);
  }

  /** What an index is made by, with the names as their files stand now. */
  definition(): Required<Pick<estypes.IndicesCreateRequest, 'settings' | 'mappings'>> {
    const names = this.names.read();
    const { SEARCH_SHARDS: shards, SEARCH_REPLICAS: replicas } = this.settings;
    return { settings: indexSettings(names, { shards, replicas }), mappings: mappingsWith(names) };
  }

  /** For the first index, or one in place of an index that was lost. */
  firstName(): string {
    return this.prefix + this.stamp(12);
  }

  /** For an index beside the one that serves. */
  newName(): string {
    return `${this.prefix}${this.stamp(14)}-${randomBytes(3).toString('hex')}`;
  }

  private stamp(digits: number): string {
    return new Date(this.runtime.now()).toISOString().replace(/\D/g, '').slice(0, digits);
  }

  /** What the index that serves was made with: the marks of its names and of its form. */
  async made(): Promise<{ names?: unknown; form?: unknown }> {
    const found = await this.engine.ask('search.made', (client) =>
      client.indices.getMapping({ index: this.alias.write }),
    );
    return Object.values(found)[0]?.mappings._meta ?? {};
  }

  /** Another index serves from now on: what was answered from the last one holds no more. */
  exchanged(): void {
    this.generation++;
  }

  /** Where this index stands in the change log. */
  async position(topic: string, partition: number): Promise<number | undefined> {
    const { position } = await this.learn(this.positionId(topic, partition));
    // Whoever has moved it may have died before he refreshed: what it says is applied must be found.
    if (position !== undefined) await this.refreshing.ask();
    return position;
  }

  /** The same of all partitions at once. */
  async positions(topic: string): Promise<Map<number, number>> {
    const ids = this.positionIds(topic);
    const { docs } = await this.engine.ask('search.positions', (client) =>
      client.mget<{ position: number }>({ index: this.alias.write, ids }),
    );
    const positions = docs.map((doc) => ('_source' in doc ? (doc._source?.position ?? 0) : 0));
    return new Map(positions.entries());
  }

  /** Whether nothing of this process is on its way into the index: all that is in it can be found. */
  get quiet(): boolean {
    return this.open === 0 && this.covered === this.failed;
  }

  /**
   * Applies changes that lie in a row, up to a record which may be about no article; resolves when all of them can be
   * found. One answer per change.
   */
  async apply(
    deliveries: readonly Delivery<Change>[],
    last: Place | undefined = deliveries.at(-1),
  ): Promise<Applied[]> {
    if (!last) return [];
    this.open++;
    try {
      return await this.applyAll(deliveries, last);
    } catch (error) {
      this.failed++;
      throw error;
    } finally {
      this.open--;
    }
  }

  private async applyAll(deliveries: readonly Delivery<Change>[], last: Place): Promise<Applied[]> {
    const id = this.positionId(last.topic, last.partition);
    const batch: Batch = {
      operations: deliveries.flatMap(({ value }) => operation(value)),
      changes: deliveries.length,
      id,
      position: last.offset + 1,
    };
    for (let times = 0; times < TIMES; times++) {
      const stand = this.stands.get(id) ?? (await this.learn(id));
      const written = await this.write(batch, stand);
      if (written) {
        await this.refreshing.ask();
        if (written.some(isStrange) && (await this.made()).form !== markOfForm())
          throw new DependencyUnavailable('elasticsearch', OUTDATED);
        return written.map(appliedOf);
      }
      const { position } = await this.learn(id);
      // Whoever has moved it knows more than this process, or the index is another one.
      if (position !== stand.position && position !== batch.position) break;
    }
    throw new IndexMissing('the index is not the one that was known');
  }

  /** A position belongs to the epoch of the log: one that was made anew is read from its beginning. */
  positionId(topic: string, partition: number): string {
    return `position-${this.settings.INTAKE_EPOCH}-${topic}-${partition}`;
  }

  private positionIds(topic: string): string[] {
    const partitions = Array.from({ length: topics.changes.partitions }, (_, partition) => partition);
    return partitions.map((partition) => this.positionId(topic, partition));
  }

  /**
   * Writes all positions of the index that serves once more, as they are. Who moves one on from then on has asked
   * after this call had begun what is written to.
   */
  async announce(): Promise<void> {
    await this.engine.ask('search.announce', async (client) => {
      for (let left = this.positionIds(topics.changes.name); left.length > 0; )
        left = await this.rewrite(client, left);
    });
  }

  /** Answers those that somebody has moved on in between. */
  private async rewrite(client: Client, ids: readonly string[]): Promise<string[]> {
    const { docs } = await client.mget<{ position: number }>({ index: this.alias.write, ids: [...ids] });
    const operations = docs.flatMap((doc): (estypes.BulkOperationContainer | object)[] => {
      const mark = markOf(doc as Written);
      if (!mark || !('_source' in doc)) return [{ create: { _id: doc._id } }, standing(0)];
      return [{ index: { _id: doc._id, ...mark } }, standing(doc._source?.position ?? 0)];
    });
    const { items } = await client.bulk({ index: this.alias.write, require_alias: true, operations });
    return ids.filter((_, at) => (items[at]?.index ?? items[at]?.create)?.status === 409);
  }

  /**
   * Asks how a partition stands, and then what is written to. In this order: who has read a position after it was
   * announced knows of the index that was added before.
   */
  private async learn(id: string): Promise<Stand> {
    return this.engine.ask('search.position', async (client) => {
      const index = this.alias.write;
      const found = await client.get<{ position: number }>({ index, id }, { ignore: [404] });
      const { next, previous } = this.alias;
      const named = await client.indices.getAlias({ name: [next, previous] }, { ignore: [404] });
      const names = new Set(Object.values(named).flatMap((each) => Object.keys(each?.aliases ?? {})));
      const stand: Stand = {
        index: found._index,
        mark: markOf(found),
        position: found.found ? found._source?.position : undefined,
        beside: (['next', 'previous'] as const).filter((each) => names.has(this.alias[each])),
      };
      this.stands.set(id, stand);
      return stand;
    });
  }

  /** Nothing if what is written to has changed: then it has to be learnt, and everything written once more. */
  private async write(batch: Batch, stand: Stand): Promise<Item[] | undefined> {
    const { operations, changes, id: _id, position } = batch;
    // Before the position moves on, or a crash in between would leave a hole in them.
    const beside = new Map<Beside, Item[]>();
    for (const each of stand.beside) {
      const items = await this.writeBeside(this.alias[each], batch);
      if (items.some(isMissing)) return undefined;
      beside.set(each, items);
    }
    const moved = stand.mark ? { index: { _id, ...stand.mark } } : { create: { _id } };
    const { items } = await this.engine.ask('search.bulk', (client) =>
      client.bulk(
        {
          index: this.alias.write,
          require_alias: true,
          operations: [...operations, moved, standing(position)],
        },
        { requestTimeout: BULK_MS },
      ),
    );
    const all: Item[] = items.map(({ index, create }) => index ?? create);
    const closed = all.find(isClosed);
    if (closed) this.engine.room.refuse('search.bulk', closed.error?.reason ?? BLOCKED);
    else this.engine.room.take('search.bulk');
    if (all.some(isMissing)) throw new IndexMissing('the index is missing');
    const reached = all.at(-1);
    if (reached?.status === 409 || (stand.index !== undefined && reached?._index !== stand.index)) {
      return undefined;
    }
    if (reached && !reached.error) {
      this.stands.set(_id, { ...stand, index: reached._index, mark: markOf(reached), position });
    }
    for (const [each, written] of beside) {
      if (written.some((item, at) => isRefused(item) && !isRefused(all[at]))) await this.giveUp(each);
    }
    return all.slice(0, changes);
  }

  private async writeBeside(index: string, { operations, id: _id, position }: Batch): Promise<Item[]> {
    const { items } = await this.engine.ask('search.beside', (client) =>
      client.bulk(
        {
          index,
          require_alias: true,
          operations: [...operations, { index: { _id } }, standing(position)],
        },
        { requestTimeout: BULK_MS },
      ),
    );
    const written: Item[] = items.map((item) => item.index);
    // One that is closed is held against the one that serves.
    const again = written.find((item) => isRetriable(item) && !isClosed(item));
    if (again) throw new DependencyUnavailable('elasticsearch', again.error?.reason);
    return written;
  }

  /** An index that lacks what the serving one holds must not take its place. */
  private async giveUp(which: Beside): Promise<void> {
    this.runtime.log.error(
      { which },
      'an index beside the one that serves can not take a change: it is given up',
    );
    const remove = { index: `${this.prefix}*`, alias: this.alias[which] };
    await this.engine.ask('search.detach', (client) =>
      client.indices.updateAliases({ actions: [{ remove }] }),
    );
  }

  /** Resolves when what was written by whomever until now can be found. */
  async found(): Promise<void> {
    await this.refreshing.ask();
  }

  private async refresh(): Promise<void> {
    const { time } = this.runtime;
    if (this.pauseMs > 0) await this.runtime.wait(this.pauseMs);
    const begun = time.elapsed();
    const { failed } = this;
    await this.engine.ask('search.refresh', (client) =>
      client.indices.refresh({ index: [this.alias.write, this.alias.ripe], ignore_unavailable: true }),
    );
    this.generation++;
    this.covered = failed;
    this.pauseMs = this.refreshing.awaited ? Math.min(MOST_PAUSE_MS, time.elapsed() - begun) : 0;
  }
}

type Written = { _seq_no?: number; _primary_term?: number };

function markOf({ _seq_no, _primary_term }: Written): Stand['mark'] {
  if (_seq_no === undefined || _primary_term === undefined) return undefined;
  return { if_seq_no: _seq_no, if_primary_term: _primary_term };
}

/** The document that holds a position. */
export function standing(position: number): object {
  return { status: 'position', position };
}

function appliedOf(item: Item): Applied {
  if (!item?.error) return 'indexed';
  if (item.status === 409) return 'older';
  return { failed: item.error.reason ?? item.error.type, retriable: isRetriable(item) };
}

/** The document has a field that the index does not know. */
function isStrange(item: Item): boolean {
  return item?.error?.type === 'strict_dynamic_mapping_exception';
}

export function isMissing(item: Item): boolean {
  return item?.error?.type === 'index_not_found_exception';
}

/** Nothing is written to the index for now, whatever it is. */
function isClosed(item: Item): boolean {
  return item?.error?.type === BLOCKED;
}

export function isRetriable(item: Item): boolean {
  // Whatever the status, it is the index that is closed: nothing is wrong with the document.
  return isClosed(item) || item?.status === 429 || (item?.status ?? 0) >= 500;
}

/**
 * The engine can't take this document, ever: a newer state that is there (409) is no refusal. An index that alone is
 * closed refuses too; a full disk closes them all.
 */
function isRefused(item: Item): boolean {
  if (item?.error === undefined || item.status === 409 || isMissing(item)) return false;
  return isClosed(item) || !isRetriable(item);
}

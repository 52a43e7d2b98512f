import { setTimeout as delay } from 'node:timers/promises';
import type { estypes } from '@elastic/elasticsearch';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Change } from '#libs/contracts';
import type { Delivery } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS, type Values } from '#libs/service';
import { operation } from './document.ts';
import { Engine, IndexMissing, isKind } from './engine.store.ts';
import { NamesStore } from './language/names.store.ts';
import { indexSettings, mappingsWith } from './mapping.ts';
import type { searchSettings } from './settings.ts';

/** A refresh makes what was indexed findable and costs the engine about 5 ms: one at a time, and so many a second at most. */
const REFRESHES_PER_SECOND = 10;

/** The engine reads some hundred rules of names for each way to ask: seconds, when it has just started. */
const CREATE_MS = 60_000;

/** A bulk that is sent again while the first one is still at work doubles the load that made it slow. */
const BULK_MS = 25_000;

export type Applied = 'indexed' | 'older' | { failed: string; retriable: boolean };

/** The last writing of a position, as the engine counts it: only who knows it may move the position on. */
type Mark = { if_seq_no: number; if_primary_term: number };

/**
 * Keeps the index at what is public. A document's version is the article's `seq`: an older state can't
 * overwrite a newer one, and the same state may be told again. Gone articles stay as documents without
 * text, so that a late older state finds them. The position in the change log lies in the same index, is
 * written with the same request, and moves on only from where this process has seen it: an index that is
 * lost, or made anew by somebody else meanwhile, is filled again from the beginning. While an index is being
 * made beside this one (see rebuild.store.ts), every change is written to both.
 */
@Injectable()
export class IndexStore implements OnApplicationShutdown {
  /** `next` exists while an index is being made to take the place of this one. */
  readonly alias: { read: string; write: string; next: string };
  private refreshing: Promise<void> | undefined;
  private next: Promise<void> | undefined;
  private readonly started: number[] = [];
  private readonly marks = new Map<string, Mark>();
  private refill: () => Promise<void> = () => this.migrate();
  private refilling: Promise<void> | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Engine) private readonly engine: Engine,
    @Inject(NamesStore) private readonly names: NamesStore,
  ) {
    const prefix = `${settings.SEARCH_INDEX_PREFIX}-articles`;
    this.alias = { read: `${prefix}-read`, write: `${prefix}-write`, next: `${prefix}-next` };
    runtime.works('refresh', () => this.refreshing !== undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled([this.refreshing, this.refilling]);
  }

  /** Makes the index and its aliases if there are none; safe to call again, and by several at once. */
  async migrate(): Promise<void> {
    await this.engine.ask('search.migrate', async (client) => {
      if (await client.indices.existsAlias({ name: this.alias.write })) return;
      const names = this.names.read();
      const stamp = new Date(this.runtime.now()).toISOString().replace(/\D/g, '').slice(0, 12);
      const index = `${this.settings.SEARCH_INDEX_PREFIX}-articles-${stamp}`;
      await client.indices
        .create(
          {
            index,
            settings: indexSettings(names),
            mappings: mappingsWith(names),
            aliases: { [this.alias.read]: {}, [this.alias.write]: { is_write_index: true } },
          },
          { requestTimeout: CREATE_MS },
        )
        .catch((error: unknown) => {
          if (!isKind(error, 'resource_already_exists_exception')) throw error;
        });
    });
  }

  /** The mark of the names that the index which serves was made with. */
  async namesServing(): Promise<unknown> {
    const found = await this.engine.ask('search.names', (client) =>
      client.indices.getMapping({ index: this.alias.read }),
    );
    return Object.values(found)[0]?.mappings._meta?.['names'];
  }

  /** How an index that is missing comes back; asked for by questions too, for hours may pass without a change. */
  refillsBy(refill: () => Promise<void>): void {
    this.refill = refill;
  }

  /** For those who find no index: begins to fill it again, unless that has begun. */
  refillSoon(): void {
    this.refilling ??= this.refill()
      .catch((cause: unknown) => this.runtime.log.warn({ err: cause }, 'the index can not be made anew'))
      .finally(() => {
        this.refilling = undefined;
      });
  }

  /** Where this index stands in the change log. */
  async position(topic: string, partition: number): Promise<number | undefined> {
    const id = this.positionId(topic, partition);
    const found = await this.engine.ask('search.position', (client) =>
      client.get<{ position: number }>({ index: this.alias.write, id }, { ignore: [404] }),
    );
    this.remember(id, found);
    return found.found ? found._source?.position : undefined;
  }

  /** Applies changes that lie in a row; resolves when all of them can be found. One answer per change. */
  async apply(deliveries: readonly Delivery<Change>[]): Promise<Applied[]> {
    const last = deliveries.at(-1);
    if (!last) return [];
    const operations = deliveries.flatMap(({ value }) => operation(value));
    const _id = this.positionId(last.topic, last.partition);
    const mark = this.marks.get(_id);
    const reached = { status: 'position', position: last.offset + 1 };
    // Before the position moves on, or a crash in between would leave a hole in the index in the making.
    const next = await this.applyToNext([...operations, { index: { _id } }, reached]);
    const answer = await this.engine.ask('search.bulk', (client) =>
      client.bulk(
        {
          index: this.alias.write,
          require_alias: true,
          operations: [...operations, mark ? { index: { _id, ...mark } } : { create: { _id } }, reached],
        },
        { requestTimeout: BULK_MS },
      ),
    );
    const all = answer.items.map(({ index, create }) => index ?? create);
    const position = all.at(-1);
    if (position?.status === 409 || all.some(isMissing)) {
      throw new IndexMissing('the index is not the one that was known');
    }
    if (position && !position.error) this.remember(_id, position);
    const items = all.slice(0, deliveries.length);
    if (next.some((item, at) => isRefused(item) && !isRefused(all[at]))) await this.giveNextUp();
    await this.refresh();
    return items.map((item) => {
      if (!item?.error) return 'indexed';
      if (item.status === 409) return 'older';
      return { failed: item.error.reason ?? item.error.type, retriable: isRetriable(item) };
    });
  }

  private remember(
    id: string,
    { _seq_no, _primary_term }: { _seq_no?: number; _primary_term?: number },
  ): void {
    if (_seq_no === undefined || _primary_term === undefined) this.marks.delete(id);
    else this.marks.set(id, { if_seq_no: _seq_no, if_primary_term: _primary_term });
  }

  /**
   * Writes to the index in the making too, if there is one. Asked after the changes were fetched: one that is
   * begun later is filled from the log up to an end that lies behind them. One that has vanished was given up,
   * or serves by now and is written to next.
   */
  private async applyToNext(operations: (estypes.BulkOperationContainer | object)[]): Promise<Item[]> {
    const index = this.alias.next;
    return this.engine.ask('search.next', async (client) => {
      if (!(await client.indices.existsAlias({ name: index }))) return [];
      const { items } = await client.bulk(
        { index, require_alias: true, operations },
        { requestTimeout: BULK_MS },
      );
      const written = items.map((item) => item.index);
      const again = written.find(isRetriable);
      if (again) throw new DependencyUnavailable('elasticsearch', again.error?.reason);
      return written;
    });
  }

  /** An index in the making that lacks what the serving one holds must not take its place. */
  private async giveNextUp(): Promise<void> {
    this.runtime.log.error({}, 'the index in the making can not take a change: it is given up');
    const remove = { index: `${this.settings.SEARCH_INDEX_PREFIX}-articles-*`, alias: this.alias.next };
    await this.engine.ask('search.detach', (client) =>
      client.indices.updateAliases({ actions: [{ remove }] }),
    );
  }

  /** A position belongs to the epoch of the log: one that was made anew is read from its beginning. */
  positionId(topic: string, partition: number): string {
    return `position-${this.settings.INTAKE_EPOCH}-${topic}-${partition}`;
  }

  /** One refresh at a time; whoever asks during one shares the next. */
  private async refresh(): Promise<void> {
    if (this.refreshing !== undefined) {
      this.next ??= this.refreshing.then(() => this.startRefresh());
      return this.next;
    }
    return this.startRefresh();
  }

  private startRefresh(): Promise<void> {
    this.next = undefined;
    this.refreshing = this.refreshNow().finally(() => {
      this.refreshing = undefined;
    });
    return this.refreshing;
  }

  private async refreshNow(): Promise<void> {
    const now = performance.now();
    const earliest =
      this.started.length < REFRESHES_PER_SECOND ? 0 : 1_000 - (now - (this.started.shift() ?? 0));
    if (earliest > 0) await delay(earliest);
    this.started.push(performance.now());
    await this.engine.ask('search.refresh', (client) => client.indices.refresh({ index: this.alias.write }));
  }
}

type Item = estypes.BulkResponseItem | undefined;

function isMissing(item: Item): boolean {
  return item?.error?.type === 'index_not_found_exception';
}

export function isRetriable(item: Item): boolean {
  return item?.status === 429 || (item?.status ?? 0) >= 500;
}

/** The engine can't take this document, ever: a newer state that is there (409) is no refusal. */
function isRefused(item: Item): boolean {
  return item?.error !== undefined && item.status !== 409 && !isMissing(item) && !isRetriable(item);
}

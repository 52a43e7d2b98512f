import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, errors, type estypes } from '@elastic/elasticsearch';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Change } from '#libs/contracts';
import type { Stretch } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import { operation } from './document.ts';
import { connect } from './engine.store.ts';
import { IndexStore, isRetriable } from './index.store.ts';
import { NamesStore } from './language/names.store.ts';
import { indexSettings, mappingsWith, REFRESH_INTERVAL } from './mapping.ts';
import type { searchSettings } from './settings.ts';

/** Pauses before a bulk request is sent again; an engine that is busy for longer ends the rebuild. */
const PAUSES_MS = [200, 400, 800, 1_600, 3_200];
/** A question that found the old index may take so long: only then it is removed. */
const DRAIN_MS = 2_000;

/** Something keeps the new index from serving; the old one serves on. */
export class RebuildRefused extends Error {
  readonly code = 'rebuild_refused';
  readonly retriable = false;
}

/**
 * One index takes the place of another, while questions are answered and changes come. The new one is filled
 * from the change log and, from its first moment on, by every change that is applied (see IndexStore): it
 * misses nothing that was appended before or after. Aliases are moved in one step of the engine, so a reader
 * meets the old index or the new one, both whole.
 */
@Injectable()
export class RebuildStore implements OnApplicationShutdown {
  private readonly client: Client;
  private readonly prefix: string;
  private index = '';

  constructor(
    @Inject(SETTINGS) settings: Values<typeof searchSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(IndexStore) private readonly serving: IndexStore,
    @Inject(NamesStore) private readonly names: NamesStore,
  ) {
    this.client = connect(settings, { maxRetries: 2, requestTimeout: 30_000 });
    this.prefix = `${settings.SEARCH_INDEX_PREFIX}-articles-`;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  /** Makes the new index; from its creation on, changes are written to it too. */
  async begin(): Promise<void> {
    const names = this.names.read();
    // Where there is none at all, an empty one serves until then; the consumer fills it as well.
    await this.serving.migrate();
    await this.removeLeftovers();
    const stamp = new Date(this.runtime.now()).toISOString().replace(/\D/g, '').slice(0, 14);
    this.index = `${this.prefix}${stamp}-${randomBytes(3).toString('hex')}`;
    await this.ask(() =>
      this.client.indices.create({
        index: this.index,
        // Nobody reads it yet: one refresh at the end is cheaper than one a second.
        settings: { ...indexSettings(names), refresh_interval: '-1' },
        mappings: mappingsWith(names),
        aliases: { [this.serving.alias.next]: {} },
      }),
    );
  }

  /** Writes states of the log; newer ones that are there stay. Answers how many the engine can't take. */
  async fill(changes: readonly Change[]): Promise<number> {
    if (changes.length === 0) return 0;
    const operations = changes.flatMap((change) => operation(change));
    for (const pause of [...PAUSES_MS, undefined]) {
      const answer = await this.ask(() =>
        this.client.bulk({ index: this.serving.alias.next, require_alias: true, operations }),
      );
      const items = answer.items.map(({ index }) => index);
      const missing = items.find((item) => item?.error?.type === 'index_not_found_exception');
      if (missing) throw new RebuildRefused(given);
      if (!items.some(isRetriable)) return items.filter((item) => item?.error && item.status !== 409).length;
      if (pause !== undefined) await delay(pause);
    }
    throw new DependencyUnavailable('elasticsearch', new Error('busy for too long'));
  }

  /** Lets the new index serve in place of the old one, whose name it answers. `read` is what was read of the log. */
  async swap(read: readonly Stretch[]): Promise<string[]> {
    const { read: readAlias, write, next } = this.serving.alias;
    const old = Object.keys(await this.ask(() => this.client.indices.getAlias({ name: write })));
    await this.keepPositions(read);
    await this.ask(() =>
      this.client.indices.putSettings({
        index: this.index,
        settings: { refresh_interval: REFRESH_INTERVAL },
      }),
    );
    await this.compare(old);
    const from = old.flatMap((index) => [
      { remove: { index, alias: readAlias } },
      { remove: { index, alias: write } },
    ]);
    const to = [
      // Fails, and everything with it, if the making was given up meanwhile: then it has missed changes.
      { remove: { index: this.index, alias: next, must_exist: true } },
      { add: { index: this.index, alias: readAlias } },
      { add: { index: this.index, alias: write, is_write_index: true } },
    ];
    await this.ask(() => this.client.indices.updateAliases({ actions: [...to, ...from] }));
    return old;
  }

  /** Removes what has served until now, after the last question that may have found it. */
  async drop(old: readonly string[]): Promise<void> {
    await delay(DRAIN_MS);
    await this.ask(() => this.client.indices.delete({ index: [...old], ignore_unavailable: true }));
  }

  /** Gives the new index up, unless it serves by now: a swap may have been done whose answer was lost. */
  async abandon(): Promise<void> {
    const remove = { index: this.index, alias: this.serving.alias.next, must_exist: true };
    await this.ask(() => this.client.indices.updateAliases({ actions: [{ remove }] }));
    await this.ask(() => this.client.indices.delete({ index: this.index, ignore_unavailable: true }));
  }

  /** Partitions in which nothing has happened meanwhile have no position in the new index yet. */
  private async keepPositions(read: readonly Stretch[]): Promise<void> {
    const operations = read.flatMap(({ topic, partition, high }) => [
      { create: { _id: this.serving.positionId(topic, partition) } },
      { status: 'position', position: high },
    ]);
    const answer = await this.ask(() =>
      this.client.bulk({ index: this.serving.alias.next, require_alias: true, operations }),
    );
    const failed = answer.items.find(({ create }) => create?.error && create.status !== 409);
    if (failed) throw new RebuildRefused(failed.create?.error?.reason ?? given);
  }

  /**
   * A log that holds fewer articles than the index that serves must not replace it. The old one is counted
   * first: all that was to be found in it by then has been written to both.
   */
  private async compare(old: readonly string[]): Promise<void> {
    const served = await this.count(old);
    await this.ask(() => this.client.indices.refresh({ index: this.index }));
    const made = await this.count([this.index]);
    if (made >= served) return;
    throw new RebuildRefused(
      `the change log holds ${made} articles, the index that serves ${served}: it is left as it is. ` +
        `If the log is right, remove the index by hand (DELETE /${old.join(',')}): an empty one is filled by itself.`,
    );
  }

  private async count(index: readonly string[]): Promise<number> {
    const query: estypes.QueryDslQueryContainer = { bool: { must_not: [{ term: { status: 'position' } }] } };
    return (await this.ask(() => this.client.count({ index: [...index], query }))).count;
  }

  /** What rebuilds have left that came to no end. Only indices of ours that nobody reads or writes. */
  private async removeLeftovers(): Promise<void> {
    const { read, write } = this.serving.alias;
    const all = await this.ask(() =>
      this.client.indices.getAlias({ index: `${this.prefix}*` }, { ignore: [404] }),
    );
    const left = Object.entries(all)
      .filter(
        ([name, { aliases }]) => /^\d{12,14}(-[0-9a-f]{6})?$/.test(name.slice(this.prefix.length)) && aliases,
      )
      .filter(([, { aliases }]) => !(read in aliases) && !(write in aliases))
      .map(([name]) => name);
    if (left.length > 0)
      await this.ask(() => this.client.indices.delete({ index: left, ignore_unavailable: true }));
  }

  private async ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await step('search.rebuild', work);
    } catch (error) {
      if (
        error instanceof errors.ResponseError &&
        (error.statusCode ?? 500) < 500 &&
        error.statusCode !== 429
      ) {
        throw error.statusCode === 404 ? new RebuildRefused(given, { cause: error }) : error;
      }
      throw new DependencyUnavailable('elasticsearch', error);
    }
  }
}

const given =
  'the index in the making is gone: another rebuild was begun, or a change came that it could not take';

import { setTimeout as delay } from 'node:timers/promises';
import { errors } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import type { Change } from '#libs/contracts';
import type { Stretch } from '#libs/kafka';
import { DependencyUnavailable, SETTINGS, type Values } from '#libs/service';
import { operation } from './document.ts';
import { Engine } from './engine.store.ts';
import { IndexStore, isMissing, isRetriable, standing } from './index.store.ts';
import { markOfForm, REFRESH_INTERVAL } from './mapping.ts';
import { Pace } from './pace.ts';
import { PreviousStore, RebuildRefused } from './previous.store.ts';
import type { searchSettings } from './settings.ts';

/** Pauses before a bulk request is sent again; an engine that is busy for longer ends the rebuild. */
const PAUSES_MS = [200, 400, 800, 1_600, 3_200];
/** The engine is given its time: readers come first. */
const BULK_MS = 30_000;
/** Articles that are compared with one request. */
const COMPARED = 1_000;
/** Of what is missing, so many are named. */
const NAMED = 5;

/**
 * One index takes the place of another, while questions are answered and changes come. The new one is filled
 * from the change log and, from its first moment on, by every change that is applied (see IndexStore): it
 * misses nothing that was appended before or after. It must hold every article that the old one holds, in that
 * state or a newer one. Aliases are moved in one step of the engine, so a reader meets the old index or the new
 * one, both whole; the old one is written to for a while yet, and can be gone back to (see PreviousStore).
 */
@Injectable()
export class RebuildStore {
  pace: Pace;
  private index = '';

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
    @Inject(IndexStore) private readonly serving: IndexStore,
    @Inject(PreviousStore) private readonly previous: PreviousStore,
    @Inject(Engine) private readonly engine: Engine,
  ) {
    this.pace = new Pace(settings.SEARCH_REBUILD_P95_MS);
  }

  /** Whether the index that serves can't take the documents of this version of the app. */
  async outdated(): Promise<boolean> {
    return (await this.serving.made()).form !== markOfForm();
  }

  /** Whether this process is the one that looks after it: two that make it anew take each other's work away. */
  get leads(): boolean {
    return this.serving.leads();
  }

  /** Makes the new index; from here on, changes are written to it too. */
  async begin(): Promise<void> {
    this.pace = new Pace(this.settings.SEARCH_REBUILD_P95_MS);
    // First, since it may be refused for what the files of names hold.
    const { settings, mappings } = this.serving.definition();
    // Where there is none at all, an empty one serves until then; the consumer fills it as well.
    await this.serving.make();
    await this.previous.commit();
    await this.removeLeftovers();
    this.index = this.serving.newName();
    await this.ask((client) =>
      client.indices.create({
        index: this.index,
        // Nobody reads it yet: one refresh at the end is cheaper than one a second.
        mappings,
        settings: { ...settings, refresh_interval: '-1' },
        aliases: { [this.serving.alias.next]: {} },
      }),
    );
    await this.serving.announce();
  }

  /** Writes states of the log as fast as readers allow; newer ones that are there stay. */
  async fill(changes: readonly Change[]): Promise<Filled> {
    let [refused, pausedMs] = [0, 0];
    let p95Ms: number | undefined;
    for (let from = 0; from < changes.length; ) {
      const some = changes.slice(from, from + this.pace.bulk);
      from += some.length;
      const begun = performance.now();
      refused += await this.writeAll(some);
      const ended = performance.now();
      p95Ms = this.engine.answered.p95(ended);
      this.pace.next(ended - begun, p95Ms);
      pausedMs += this.pace.pauseMs;
      if (this.pace.pauseMs > 0) await delay(this.pace.pauseMs);
    }
    return { refused, pausedMs, p95Ms };
  }

  private async writeAll(changes: readonly Change[]): Promise<number> {
    const operations = changes.flatMap((change) => operation(change));
    for (const pause of [...PAUSES_MS, undefined]) {
      const answer = await this.ask((client) =>
        client.bulk(
          { index: this.serving.alias.next, require_alias: true, operations },
          { requestTimeout: BULK_MS },
        ),
      );
      const items = answer.items.map(({ index }) => index);
      if (items.some(isMissing)) throw new RebuildRefused(given);
      if (!items.some(isRetriable)) return items.filter((item) => item?.error && item.status !== 409).length;
      if (pause !== undefined) await delay(pause);
    }
    throw new DependencyUnavailable('elasticsearch', new Error('busy for too long'));
  }

  /** Lets the new index serve in place of the old one. `read` is what was read of the log. */
  async swap(read: readonly Stretch[]): Promise<void> {
    const { next, write } = this.serving.alias;
    const old = Object.keys(await this.ask((client) => client.indices.getAlias({ name: write })));
    await this.keepPositions(read);
    await this.compare();
    await this.ask((client) =>
      client.indices.putSettings({ index: this.index, settings: { refresh_interval: REFRESH_INTERVAL } }),
    );
    // One that has missed changes, or can take none, is nothing to go back to.
    const keep = (await this.isWhole(read)) && !(await this.outdated());
    // Fails, and everything with it, if the making was given up meanwhile: then it has missed changes.
    await this.previous.exchange(old, { index: this.index, alias: next }, keep);
  }

  /**
   * Whether the index that serves holds all that was read of the log: one that was lost, and is only being filled
   * again, is nothing to go back to.
   */
  private async isWhole(read: readonly Stretch[]): Promise<boolean> {
    const highs = new Map(
      read.map(({ topic, partition, high }) => [this.serving.positionId(topic, partition), high]),
    );
    const { docs } = await this.ask((client) =>
      client.mget<{ position: number }>({ index: this.serving.alias.write, ids: [...highs.keys()] }),
    );
    return docs.every((doc) => '_source' in doc && (doc._source?.position ?? 0) >= (highs.get(doc._id) ?? 0));
  }

  /** Gives the new index up, unless it serves by now: a swap may have been done whose answer was lost. */
  async abandon(): Promise<void> {
    const remove = { index: this.index, alias: this.serving.alias.next, must_exist: true };
    await this.ask((client) => client.indices.updateAliases({ actions: [{ remove }] }));
    await this.ask((client) => client.indices.delete({ index: this.index, ignore_unavailable: true }));
  }

  /** Partitions in which nothing has happened meanwhile have no position in the new index yet. */
  private async keepPositions(read: readonly Stretch[]): Promise<void> {
    const operations = read.flatMap(({ topic, partition, high }) => [
      { create: { _id: this.serving.positionId(topic, partition) } },
      standing(high),
    ]);
    const answer = await this.ask((client) =>
      client.bulk({ index: this.serving.alias.next, require_alias: true, operations }),
    );
    const failed = answer.items.find(({ create }) => create?.error && create.status !== 409);
    if (failed) throw new RebuildRefused(failed.create?.error?.reason ?? given);
  }

  /**
   * An index that lacks an article of the one that serves, or has it in an older state, must not replace it. The
   * old one is read first: all that was to be found in it by then has been written to both.
   */
  private async compare(): Promise<void> {
    const { write } = this.serving.alias;
    const lacking: string[] = [];
    await this.ask((client) => client.indices.refresh({ index: write }));
    for (let after: string | undefined; ; ) {
      const page = await this.articlesAfter(after);
      lacking.push(...(await this.lackingOf(page)));
      after = page.at(-1)?.articleId;
      if (after === undefined) break;
    }
    if (lacking.length === 0) return;
    const names = lacking.slice(0, NAMED).join(', ') + (lacking.length > NAMED ? ' …' : '');
    throw new RebuildRefused(
      `the index that serves holds ${lacking.length} articles that the change log does not have, or has in an older ` +
        `state (${names}): it is left as it is. If the log is right, remove the index by hand ` +
        `(DELETE /<the index behind the alias ${write}>): an empty one is filled by itself.`,
    );
  }

  /** Ids never change and no document is removed: who goes on behind the last id skips nothing. */
  private async articlesAfter(after: string | undefined): Promise<Article[]> {
    const { hits } = await this.ask((client) =>
      client.search({
        index: this.serving.alias.write,
        size: COMPARED,
        version: true,
        _source: false,
        track_total_hits: false,
        query: { bool: { must_not: [{ term: { status: 'position' } }] } },
        sort: [{ articleId: 'asc' }],
        ...(after === undefined ? {} : { search_after: [after] }),
      }),
    );
    return hits.hits.map(({ _id = '', _version = 0, sort }) => ({
      id: _id,
      version: _version,
      articleId: String(sort?.[0]),
    }));
  }

  private async lackingOf(page: readonly Article[]): Promise<string[]> {
    if (page.length === 0) return [];
    const ids = page.map(({ id }) => id);
    const { docs } = await this.ask((client) => client.mget({ index: this.index, ids, _source: false }));
    const versions = new Map(
      docs.flatMap((doc) => ('found' in doc && doc.found ? [[doc._id, doc._version ?? 0] as const] : [])),
    );
    return page.filter(({ id, version }) => (versions.get(id) ?? -1) < version).map(({ id }) => id);
  }

  /** What rebuilds have left that came to no end. Only indices of ours that nobody reads or writes. */
  private async removeLeftovers(): Promise<void> {
    const { read, write } = this.serving.alias;
    const all = await this.ask((client) =>
      client.indices.getAlias({ index: `${this.serving.prefix}*` }, { ignore: [404] }),
    );
    const left = Object.entries(all)
      .filter(
        ([name, { aliases }]) =>
          /^\d{12,14}(-[0-9a-f]{6})?$/.test(name.slice(this.serving.prefix.length)) && aliases,
      )
      .filter(([, { aliases }]) => !(read in aliases) && !(write in aliases))
      .map(([name]) => name);
    if (left.length > 0)
      await this.ask((client) => client.indices.delete({ index: left, ignore_unavailable: true }));
  }

  private async ask<T>(work: (client: Engine['client']) => Promise<T>): Promise<T> {
    try {
      return await this.engine.ask('search.rebuild', work);
    } catch (error) {
      const cause =
        error instanceof Error && error.cause instanceof errors.ResponseError ? error.cause : error;
      if (cause instanceof errors.ResponseError && cause.statusCode === 404) {
        throw new RebuildRefused(given, { cause });
      }
      throw error;
    }
  }
}

/** `refused`: changes that the engine can't take, ever. `p95Ms`: what readers waited meanwhile, if any asked. */
interface Filled {
  refused: number;
  pausedMs: number;
  p95Ms: number | undefined;
}

interface Article {
  id: string;
  version: number;
  articleId: string;
}

const given =
  'the index in the making is gone: another rebuild was begun, or a change came that it could not take';

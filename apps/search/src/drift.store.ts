import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Client } from '@elastic/elasticsearch';
import { Inject, Injectable } from '@nestjs/common';
import {
  type CompareAnswer,
  DRIFT_IDS,
  type DriftState,
  differenceOf,
  type HeldAnswer,
  type Holding,
} from '#libs/contracts';
import { DependencyUnavailable, Runtime } from '#libs/service';
import { operation } from './document.ts';
import { Engine, IndexMissing } from './engine.store.ts';
import { IndexStore, isRetriable } from './index.store.ts';

type Document = { articleId?: string; status?: string };
type Got = { _id: string; found?: boolean; _version?: number; _source?: Document } & Mark;
type Mark = { _seq_no?: number; _primary_term?: number };

/** A deleted document is forgotten within some hundred milliseconds; should that take longer, the next round comes by. */
const FORGET_MS = 5_000;
const AGAIN_MS = 100;

const FILLING = new Error('the index is being filled again from the log');

/**
 * What the index that serves holds, held against the record, word for word. Of one that is being filled again (see
 * maker.store.ts) nothing is said: all of it would differ.
 */
@Injectable()
export class DriftStore {
  constructor(
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(Engine) private readonly engine: Engine,
    @Inject(IndexStore) private readonly index: IndexStore,
  ) {}

  /** Which of these articles differ, and how. */
  async compare(states: readonly DriftState[]): Promise<CompareAnswer['drifts']> {
    const found = await this.get(states.map(({ id }) => id));
    const drifts = states.flatMap((state) => {
      const got = found.get(state.id);
      const is = differenceOf(state, got && holdingOf(got, state));
      return is === undefined ? [] : [{ id: state.id, is, ...(got ? { seq: got._version ?? 0 } : {}) }];
    });
    // Asked behind what it must hold for: an index that was lost meanwhile would lack everything.
    if (drifts.length > 0) await this.mustBeWhole();
    return drifts;
  }

  /** Ids of what can be found, in their order; names never change, so who goes on behind the last one skips nothing. */
  async held(after: string | undefined): Promise<HeldAnswer> {
    const { hits } = await this.ask('search.drift', (client) =>
      client.search({
        index: this.index.alias.write,
        size: DRIFT_IDS,
        _source: false,
        track_total_hits: false,
        query: { bool: { filter: { exists: { field: 'articleId' } } } },
        sort: [{ articleId: 'asc' }],
        ...(after === undefined ? {} : { search_after: [after] }),
      }),
    );
    const ids = hits.hits.map(({ _id = '' }) => _id);
    const last = ids.length === DRIFT_IDS ? hits.hits.at(-1)?.sort?.[0] : undefined;
    return { ids, ...(last === undefined ? {} : { next: String(last) }) };
  }

  /**
   * Removes documents, so that whatever is told next is taken: the engine would refuse a state that is older than the
   * one it holds, and for a while one that is older than what it has deleted. What has changed since it was looked at
   * stays.
   */
  async drop(ids: readonly string[]): Promise<void> {
    const found = [...(await this.get(ids)).values()];
    if (found.length === 0) return;
    const operations = found.map(({ _id, _seq_no, _primary_term }) => ({
      delete: {
        _id,
        ...(_seq_no === undefined ? {} : { if_seq_no: _seq_no }),
        ...(_primary_term === undefined ? {} : { if_primary_term: _primary_term }),
      },
    }));
    const { write, next, previous } = this.index.alias;
    await this.ask('search.drop', async (client) => {
      const { items } = await client.bulk({ index: write, operations });
      const busy = items.find((item) => isRetriable(item.delete));
      if (busy) throw new DependencyUnavailable('elasticsearch', busy.delete?.error);
      // What has changed since it was looked at is still there.
      const gone = items.flatMap((item) => (item.delete?.error ? [] : (item.delete?._id ?? [])));
      await this.forget(client, write, gone);
      for (const beside of [next, previous]) {
        if (!(await client.indices.existsAlias({ name: beside }))) continue;
        await client.bulk({ index: beside, operations: found.map(({ _id }) => ({ delete: { _id } })) });
        await this.forget(client, beside, gone);
      }
    });
    await this.index.found();
    this.runtime.log.warn({ articles: found.length }, 'documents that differed from the record are removed');
  }

  /**
   * Lets the engine forget that it has deleted these: it does so with a refresh some moments later, and is asked until
   * it takes a state of the lowest number, which goes again at once.
   */
  private async forget(client: Client, index: string, ids: readonly string[]): Promise<void> {
    await client.indices.putSettings({ index, settings: { gc_deletes: '0s' } });
    const lowest = { version: 1, version_type: 'external_gte' as const };
    let left = [...ids];
    for (const until = performance.now() + FORGET_MS; left.length > 0; await delay(AGAIN_MS)) {
      await client.indices.refresh({ index });
      const { items } = await client.bulk({
        index,
        require_alias: true,
        operations: left.flatMap((_id) => [
          { index: { _id, ...lowest } },
          { articleId: _id, status: 'gone' },
          { delete: { _id, ...lowest } },
        ]),
      });
      const refused = new Set(
        items.flatMap((item) => (item.index?.status === 409 ? (item.index._id ?? []) : [])),
      );
      left = left.filter((id) => refused.has(id));
      if (performance.now() > until) return;
    }
  }

  private async get(ids: readonly string[]): Promise<Map<string, Got>> {
    const { docs } = await this.ask('search.drift', (client) =>
      client.mget<Document>({ index: this.index.alias.write, ids: [...ids] }),
    );
    const missing = docs.find((doc) => 'error' in doc);
    if (missing) throw new DependencyUnavailable('elasticsearch', missing);
    return new Map(
      docs.map((doc) => doc as Got).flatMap((doc) => (doc.found ? [[doc._id, doc] as const] : [])),
    );
  }

  private async mustBeWhole(): Promise<void> {
    const { read: name } = this.index.alias;
    if (!(await this.ask('search.drift', (client) => client.indices.existsAlias({ name }))))
      throw new DependencyUnavailable('elasticsearch', FILLING);
  }

  private async ask<T>(name: string, work: (client: Engine['client']) => Promise<T>): Promise<T> {
    try {
      return await this.engine.ask(name, work);
    } catch (error) {
      if (!(error instanceof IndexMissing)) throw error;
      this.index.lost();
      throw new DependencyUnavailable('elasticsearch', error);
    }
  }
}

function holdingOf({ _version: seq = 0, _source }: Got, { change }: DriftState): Holding {
  const gone = _source?.status === 'gone';
  // As the engine gives it back, which keeps nothing that JSON has no word for.
  const should: unknown = change && JSON.parse(JSON.stringify(operation(change)[1]));
  return { seq, gone, same: should !== undefined && isDeepStrictEqual(_source, should) };
}

import { setTimeout as delay } from 'node:timers/promises';
import { type Client, errors, type estypes } from '@elastic/elasticsearch';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { SearchHit } from '#libs/contracts';
import { DependencyUnavailable, ProblemError, Runtime } from '#libs/service';
import { Engine } from '../engine.store.ts';
import { IndexStore } from '../index.store.ts';

/** A snapshot that nobody has used for so long is let go: a reader who comes back later begins anew. */
const KEEP = '5m';
/** A snapshot is shared by all walks that began before it, while it is sure to live. */
const SHARED_MS = 60_000;
/** Clocks of two machines differ by less; and so many a second are opened at most. */
const APART_MS = 250;
/** Snapshots of this process that live at a time: each keeps files of the index from being removed. */
const SNAPSHOTS = 100;

interface Snapshot {
  /** It holds all that could be found by then; milliseconds since 1970. */
  at: number;
  id: Promise<string>;
}

/** The newest state of an article, held against what a snapshot says. */
interface Standing {
  seq: number;
  card: SearchHit;
}

/**
 * Walks through results by relevance. A score leans on the whole index, so it moves with every article that
 * comes: from the second page on a walk is answered from a snapshot, in which nothing moves, and what it shows
 * is held against the index as it is now, so that nothing that has left the public comes back from there.
 * Snapshots live in the engine; any process can go on in one. With the index they were taken of, they end.
 */
@Injectable()
export class WalkStore implements OnApplicationShutdown {
  private readonly snapshots: LRUCache<number, Snapshot>;
  private newest: Snapshot | undefined;
  private opened = 0;

  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(IndexStore) private readonly index: IndexStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.snapshots = new LRUCache({ max: SNAPSHOTS, dispose: ({ id }) => void this.close(id) });
  }

  async onApplicationShutdown(): Promise<void> {
    // Snapshots are left to their time: other processes may go on in them.
    await this.newest?.id.catch(() => undefined);
  }

  /** When a question is asked, by the clock of the paper: recency counts from there. */
  now(): number {
    return this.runtime.now();
  }

  /** Now, by the clock that the machines share. */
  moment(): number {
    return Date.now();
  }

  /** A snapshot that holds all that could be found at `since`; shared with others who may have it too. */
  async snapshot(since: number): Promise<string> {
    const wanted = since + APART_MS;
    if (this.newest && this.newest.at > wanted && this.moment() - this.newest.at < SHARED_MS) {
      return this.newest.id;
    }
    // Whoever comes while one waits for its moment shares it.
    const wait = Math.max(0, Math.min(APART_MS, wanted + 1 - this.moment()));
    const at = Math.max(this.moment() + wait, wanted + 1);
    const snapshot = { at, id: delay(wait).then(() => this.open()) };
    this.newest = snapshot;
    this.snapshots.set(this.opened++, snapshot);
    snapshot.id.catch(() => {
      if (this.newest === snapshot) this.newest = undefined;
    });
    return snapshot.id;
  }

  /** A page of a snapshot; a problem that says so when the snapshot is gone. */
  async page<Source>(id: string, request: estypes.SearchRequest): Promise<estypes.SearchResponse<Source>> {
    const { engineTime, driverMs } = this.engine.answer;
    const whole = { timeout: engineTime, ...request, pit: { id, keep_alive: KEEP } };
    const found = await this.ask('search.walk', (client) =>
      client.search<Source>(whole, { requestTimeout: driverMs }),
    );
    if (found.timed_out) throw new ProblemError('timeout');
    // Part of a snapshot is no snapshot.
    if (found._shards.failed > 0) throw ended();
    return found;
  }

  /** What is public now of these articles, also what no search can find yet. */
  async standing(ids: readonly string[]): Promise<Map<string, Standing>> {
    if (ids.length === 0) return new Map();
    const { docs } = await this.ask('search.standing', (client) =>
      client.mget<{ status: string; card: SearchHit }>({
        index: this.index.alias.read,
        ids: [...ids],
        _source: ['status', 'card'],
      }),
    );
    return new Map(
      docs.flatMap((doc) =>
        'found' in doc && doc.found && doc._source?.status === 'public'
          ? [[doc._id, { seq: doc._version ?? 0, card: doc._source.card }] as const]
          : [],
      ),
    );
  }

  private async open(): Promise<string> {
    return this.ask('search.snapshot', () => this.engine.openSnapshot(this.index.alias.read, KEEP));
  }

  private async close(id: Promise<string>): Promise<void> {
    try {
      await this.engine.closeSnapshot(await id);
    } catch (error) {
      this.runtime.log.debug({ err: error }, 'a snapshot is left to its time');
    }
  }

  private async ask<T>(name: string, work: (client: Client) => Promise<T>): Promise<T> {
    try {
      return await this.engine.ask(name, work);
    } catch (error) {
      const cause = error instanceof DependencyUnavailable ? error.cause : error;
      if (cause instanceof errors.TimeoutError) throw new ProblemError('timeout');
      if (isLost(cause)) throw ended();
      throw new DependencyUnavailable('elasticsearch', cause);
    }
  }
}

/** What the engine calls a snapshot that it has let go, and one whose index was removed. */
const LOST: readonly unknown[] = ['search_context_missing_exception', 'no_shard_available_action_exception'];

function isLost(error: unknown): boolean {
  const causes: unknown = error instanceof errors.ResponseError && error.body?.error?.root_cause;
  return Array.isArray(causes) && causes.some(({ type }: { type?: unknown }) => LOST.includes(type));
}

function ended(): ProblemError {
  const message = 'has expired: ask the question again without it';
  return new ProblemError('invalid_parameter', {
    errors: [{ parameter: 'cursor', code: 'invalid_cursor', message }],
  });
}

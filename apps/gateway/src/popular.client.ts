import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { type PopularAnswer, type PopularListsAnswer, PopularQuery, popularState } from '#libs/contracts';
import { DependencyUnavailable, metrics, Runtime } from '#libs/service';
import { BackendClient } from './backend.client.ts';
import { ReadyStore } from './cache/ready.store.ts';

const PULL_MS = 1_000;
/** Lists that nobody has renewed for so long do not follow what is read. */
const STALE_MS = 3_000;
/** As often what stands beside a page is waited for, its own list is: as long as for one question. */
const MOST = 3;
/** As long as the window of the lists that stand beside pages: after it, nothing of what they count is left in it. */
const HIDDEN_MS = 3_600_000;

const age = metrics.gauge({
  name: 'sosik_gateway_popular_age_seconds',
  help: 'For how long the lists of what is read most have not followed what is read, as this gateway shows them',
  labels: ['service'],
});

type List = PopularListsAnswer['lists'][number];

/** Bytes that carry this key show some list. */
export const SOME_LIST = 'popular';

/** The key of bytes that show a list. */
export function keyOfList({
  kind,
  window,
  section,
  lang,
}: Pick<List, 'kind' | 'window' | 'section' | 'lang'>): string {
  return [SOME_LIST, kind === 'trending' ? kind : window, section ?? '', lang ?? ''].join(':');
}

/**
 * All lists of what is read most, asked for each second, and again by whoever needs one. The last ones are kept:
 * while popularity is away they are shown as stale, without what has left the public. Pages that show a list are
 * made again behind their next reader once articles have moved in it, and not for a few views more. Beside other
 * things a list is hidden once it has not followed what is read for an hour.
 */
@Injectable()
export class PopularClient implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly lists = new Map<string, List>();
  private generation: string | undefined;
  private asOf = '';
  private live = false;
  private heardAt = Number.NEGATIVE_INFINITY;
  private followedAt: number;
  private pulling: Promise<void> | undefined;
  private nextPull: Promise<void> | undefined;
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(ReadyStore) private readonly ready: ReadyStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.followedAt = runtime.now();
  }

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(PULL_MS, () => this.pull(), 'what is read most can not be asked');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  /** A list as it is now, or as it was last; throws if there never was one. */
  async popular(query: PopularQuery): Promise<PopularAnswer> {
    const pulled = this.pull().catch((error: unknown) => {
      if (this.generation === undefined) throw error;
    });
    // One may be under way already, and both may be late.
    if (this.generation === undefined) await pulled;
    else await Promise.race([pulled, delay(MOST * this.backend.besideMs, undefined, { ref: false })]);
    return this.last(query);
  }

  /** A list as it was last, without asking for a newer one; throws if there never was one. */
  last(query: PopularQuery): PopularAnswer {
    if (this.generation === undefined) throw new DependencyUnavailable('popularity');
    const list = this.lists.get(keyOfList(query));
    const left = (list?.data ?? []).filter(({ id }) => !this.backend.isGone(id));
    const data = left.slice(0, query.limit).map((each, index) => ({ ...each, rank: index + 1 }));
    const sample = list?.sample ?? 0;
    const window = query.kind === 'trending' ? '10m' : query.window;
    const state = popularState({ kind: query.kind, length: data.length, sample }, this.follows);
    return { data, meta: { asOf: this.asOf, window, state, sample } };
  }

  /** The list beside something else: a page without it is better than no page, and one with the last list than a late one. */
  async block(lang: 'en' | 'ko', limit: number, section?: string): Promise<PopularAnswer | undefined> {
    const pulled = this.pull().catch(() => undefined);
    await Promise.race([pulled, delay(this.backend.besideMs, undefined, { ref: false })]);
    return this.lastBlock(lang, limit, section);
  }

  /** The same as it was last, for who can't wait for a newer one. */
  lastBlock(lang: 'en' | 'ko', limit: number, section?: string): PopularAnswer | undefined {
    if (this.generation === undefined || this.runtime.now() - this.followedAt > HIDDEN_MS) return undefined;
    return this.last(PopularQuery.parse({ lang, section, limit }));
  }

  private get follows(): boolean {
    return this.live && performance.now() - this.heardAt < STALE_MS;
  }

  /** Asks from now on: an answer that is under way may be older than what the caller knows of. */
  private pull(): Promise<void> {
    if (!this.pulling) {
      this.pulling = this.ask().finally(() => {
        this.pulling = undefined;
      });
      return this.pulling;
    }
    this.nextPull ??= this.pulling
      .catch(() => undefined)
      .then(() => {
        this.nextPull = undefined;
        return this.pull();
      });
    return this.nextPull;
  }

  private async ask(): Promise<void> {
    const followed = this.follows;
    try {
      this.take(await this.backend.popularLists(this.generation));
    } finally {
      if (followed !== this.follows) this.ready.soften([SOME_LIST]);
      age.set({ service: this.runtime.name }, (this.runtime.now() - this.followedAt) / 1_000);
    }
  }

  private take({ generation, whole, asOf, state, lists }: PopularListsAnswer): void {
    const before = new Map(this.lists);
    this.live = state === 'live';
    if (this.live) this.followedAt = this.runtime.now();
    // A counter that has just started may know nothing yet: what was known is shown on, as stale.
    if (whole && !this.live && lists.length === 0 && this.lists.size > 0) return;
    if (whole) this.lists.clear();
    for (const list of lists) this.lists.set(keyOfList(list), list);
    const keys = new Set([...(whole ? before.keys() : []), ...lists.map(keyOfList)]);
    const moved = [...keys].filter((key) => shown(before.get(key)) !== shown(this.lists.get(key)));
    this.ready.soften(moved);
    this.generation = generation;
    this.asOf = asOf;
    this.heardAt = performance.now();
  }
}

/** What of a list is worth a page. */
function shown(list: List | undefined): string {
  return JSON.stringify(
    (list?.data ?? []).map(({ id, url, headline, pinned }) => [id, url, headline, pinned]),
  );
}

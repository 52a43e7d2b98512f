import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Runtime, SETTINGS, type Values } from '#libs/service';
import { Engine } from './engine.store.ts';
import { IndexStore } from './index.store.ts';
import type { searchSettings } from './settings.ts';

/** A question that found the old index may take so long: only then it is removed. */
const DRAIN_MS = 2_000;
/** How often each process looks whether the time of the old index is over. */
const SWEEP_MS = 10_000;

/** Something keeps an index from serving; the one that serves serves on. */
export class RebuildRefused extends Error {
  readonly code = 'rebuild_refused';
  readonly retriable = false;
}

/** The index that served before, and until when it is kept current, milliseconds since 1970. */
interface Kept {
  index: string;
  until: number;
}

/**
 * The index that served before a rebuild. Every change goes on being written to it (see IndexStore), so that going
 * back to it is a matter of aliases: the index that it then takes the place of is kept in its turn. Its time is
 * written in the index itself; whichever process sees that it is over removes it.
 */
@Injectable()
export class PreviousStore implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(IndexStore) private readonly serving: IndexStore,
    @Inject(Engine) private readonly engine: Engine,
  ) {}

  onApplicationBootstrap(): void {
    const sweep = () => this.sweep();
    // What was kept may have outlived its time while no search ran.
    void sweep().catch(() => undefined);
    this.stop = this.runtime.repeat(SWEEP_MS, sweep, 'the index that served before can not be looked at');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  /**
   * Lets one index serve in place of others, in one step. It is refreshed with those from before that step on: what
   * was said to be found is found in it too. `from.alias` goes, and with it the step fails if it is gone already.
   * Those that are not to be kept are removed.
   */
  async exchange(old: readonly string[], from: { index: string; alias: string }, keep = true): Promise<void> {
    const { read, write, ripe, previous } = this.serving.alias;
    const { index } = from;
    const until = this.runtime.now() + this.keepMs;
    await this.engine.ask('search.exchange', async (client) => {
      await client.indices.updateAliases({ actions: [{ add: { index, alias: ripe } }] });
      await client.indices.refresh({ index });
      const made = await client.indices.getMapping({ index: [...old] });
      for (const each of old) {
        const _meta = { ...made[each]?.mappings._meta, until };
        await client.indices.putMapping({ index: each, _meta });
      }
      const away = old.flatMap((each) => [
        // One that is being filled has none.
        { remove: { index: each, alias: read, must_exist: false } },
        { remove: { index: each, alias: write } },
        ...(keep ? [{ add: { index: each, alias: previous } }] : []),
      ]);
      const here = [
        { remove: { index, alias: from.alias, must_exist: true } },
        { remove: { index, alias: ripe } },
        { add: { index, alias: read } },
        { add: { index, alias: write, is_write_index: true } },
      ];
      await client.indices.updateAliases({ actions: [...here, ...away] });
    });
    this.serving.exchanged();
    if (!keep) await this.remove(old, DRAIN_MS);
  }

  /** What is kept to go back to, if anything is. */
  async kept(): Promise<Kept | undefined> {
    return this.engine.ask('search.exchange', async (client) => {
      const name = this.serving.alias.previous;
      if (!(await client.indices.existsAlias({ name }))) return undefined;
      const [first] = Object.entries(await client.indices.getMapping({ index: name }));
      if (!first) return undefined;
      const [index, { mappings }] = first;
      return { index, until: Number(mappings._meta?.['until'] ?? 0) };
    });
  }

  /** Goes back to the index that served before. */
  async rollback(): Promise<void> {
    const kept = await this.kept();
    if (!kept) throw new RebuildRefused('no index is kept that served before');
    const { write, previous } = this.serving.alias;
    const serving = await this.engine.ask('search.exchange', (client) =>
      client.indices.getAlias({ name: write }),
    );
    await this.exchange(Object.keys(serving), { index: kept.index, alias: previous });
  }

  /** Nobody wants to go back: nothing is written to the index that served before from now on, and it is removed. */
  async commit(): Promise<void> {
    const kept = await this.kept();
    if (!kept) return;
    const remove = { index: kept.index, alias: this.serving.alias.previous };
    await this.engine.ask('search.exchange', (client) =>
      client.indices.updateAliases({ actions: [{ remove }] }),
    );
    const served = this.runtime.now() - (kept.until - this.keepMs);
    await this.remove([kept.index], DRAIN_MS - served);
  }

  /** Removes what is kept when its time is over. */
  async sweep(): Promise<void> {
    const kept = await this.kept();
    if (kept && kept.until <= this.runtime.now()) await this.commit();
  }

  private get keepMs(): number {
    return this.settings.SEARCH_ROLLBACK_MINUTES * 60_000;
  }

  private async remove(indices: readonly string[], afterMs: number): Promise<void> {
    await delay(Math.min(DRAIN_MS, Math.max(0, afterMs)));
    await this.engine.ask('search.exchange', (client) =>
      client.indices.delete({ index: [...indices], ignore_unavailable: true }),
    );
  }
}

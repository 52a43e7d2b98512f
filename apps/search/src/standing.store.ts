import { Inject, Injectable } from '@nestjs/common';
import type { IndexAnswer } from '#libs/contracts';
import { Engine, IndexMissing } from './engine.store.ts';
import { IndexStore } from './index.store.ts';

type Indices = IndexAnswer['indices'];
type Alias = Indices[number]['aliases'][number];

/** Says how the indices of this installation stand: which one serves, what is beside it, and how large they are. Reads only. */
@Injectable()
export class StandingStore {
  constructor(
    @Inject(Engine) private readonly engine: Engine,
    @Inject(IndexStore) private readonly index: IndexStore,
  ) {}

  /** The newest first; none where there is none. */
  async indices(): Promise<Indices> {
    const { aliases, sizes } = await this.engine.ask('search.state', async (client) => {
      const index = `${this.index.prefix}*`;
      const [named, stats] = await Promise.all([
        client.indices.getAlias({ index, ignore_unavailable: true }),
        client.indices.stats({ index, metric: ['docs', 'store'] }),
      ]);
      return { aliases: named, sizes: stats.indices ?? {} };
    });
    return Object.keys(aliases)
      .toSorted((a, b) => (a < b ? 1 : -1))
      .map((index) => ({
        index,
        aliases: this.aliasesIn(Object.keys(aliases[index]?.aliases ?? {})),
        documents: sizes[index]?.primaries?.docs?.count ?? 0,
        bytes: sizes[index]?.primaries?.store?.size_in_bytes ?? 0,
      }));
  }

  /** Articles that readers can find; nothing while no index can be read. */
  async public(): Promise<number | undefined> {
    try {
      const { count } = await this.engine.ask('search.state', (client) =>
        client.count({ index: this.index.alias.read, query: { term: { status: 'public' } } }),
      );
      return count;
    } catch (error) {
      if (error instanceof IndexMissing) return undefined;
      throw error;
    }
  }

  private aliasesIn(names: readonly string[]): Alias[] {
    return (Object.keys(this.index.alias) as Alias[]).filter((each) =>
      names.includes(this.index.alias[each]),
    );
  }
}

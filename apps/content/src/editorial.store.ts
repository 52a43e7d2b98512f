import { Inject, Injectable } from '@nestjs/common';
import type { Collection } from 'mongoose';
import { Database, duplicateIndex } from '#libs/mongo';
import type { AnyState } from './editorial.ts';
import { FrontStore } from './front.store.ts';
import { NamingStore } from './naming.store.ts';

type EditorialDocument = AnyState & { _id: string };

/**
 * Fronts, alerts and names, each one document under its key. Writes are guarded by the number of the record they
 * were decided on, so that they can be done again without harm and an owner of the partition who has been replaced
 * undoes nothing.
 */
@Injectable()
export class EditorialStore {
  /** How fronts were arranged before. */
  readonly fronts: FrontStore;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(NamingStore) readonly naming: NamingStore,
  ) {
    this.fronts = new FrontStore(database);
  }

  async find(key: string): Promise<AnyState | undefined> {
    return (await this.findMany([key])).get(key);
  }

  async findMany(keys: readonly string[]): Promise<Map<string, AnyState>> {
    if (keys.length === 0) return new Map();
    const found = await this.database.ask('content.find-editorial', () =>
      this.states.find({ _id: { $in: [...keys] } }).toArray(),
    );
    return new Map(found.map(({ _id, ...state }) => [_id, state as AnyState]));
  }

  /** Keeps states; answers those that are kept instead, where more was decided already. */
  async keep(states: readonly AnyState[]): Promise<AnyState[]> {
    const newer: AnyState[] = [];
    for (const state of states) {
      // Before the state: what is written there is not decided again.
      if (state.is === 'front') await this.fronts.keep(state);
      if (await this.write(state)) continue;
      const there = await this.find(state.key);
      if (there && there.decided !== state.decided) newer.push(there);
    }
    return newer;
  }

  private async write(state: AnyState): Promise<boolean> {
    const guard = { _id: state.key, decided: { $lt: state.decided } };
    const document = { ...state, _id: state.key } as EditorialDocument;
    const put = (upsert: boolean) =>
      this.database.ask('content.keep-editorial', async () => {
        const { matchedCount, upsertedCount } = await this.states.replaceOne(guard, document, { upsert });
        return matchedCount + upsertedCount > 0;
      });
    try {
      return await put(true);
    } catch (error) {
      if (duplicateIndex(error) !== '_id_') throw error;
      // The upsert met a document: one the guard keeps, or an older one that another writer has just made.
      return put(false);
    }
  }

  private get states(): Collection<EditorialDocument> {
    return this.database.collection('editorial');
  }
}

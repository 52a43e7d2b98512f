import type { Collection } from 'mongoose';
import type { Database } from '#libs/mongo';
import type { FrontState } from './front.ts';

/** One arrangement of a front: which articles stood where, without a word of them. */
interface Arrangement {
  _id: string;
  key: string;
  version: number;
  slots: FrontState['slots'];
  from: Date;
}

/** A year, and the weeks around the day that is looked back at; a kilobyte for each arrangement. */
const KEPT_SECONDS = 400 * 86_400;

/** How fronts were arranged before, for editors who look back. Each write can be done again without harm. */
export class FrontStore {
  constructor(private readonly database: Database) {}

  async migrate(): Promise<void> {
    await this.database.migrate('content.migrate', () =>
      this.fronts.createIndexes([
        { key: { key: 1, from: -1 }, name: 'past' },
        { key: { from: 1 }, name: 'kept', expireAfterSeconds: KEPT_SECONDS },
      ]),
    );
  }

  async keep({ key, version, slots, since }: FrontState): Promise<void> {
    if (since === undefined) return;
    const $set = { key, version, slots, from: new Date(since) };
    await this.database.ask('content.keep-front', () =>
      this.fronts.updateOne({ _id: `${key}#${version}` }, { $set }, { upsert: true }),
    );
  }

  /** The arrangement that stood at a moment, milliseconds since 1970; nothing if none was known by then. */
  async at(key: string, at: number): Promise<FrontState['slots'] | undefined> {
    const filter = { key, from: { $lte: new Date(at) } };
    const found = await this.database.ask('content.past', () =>
      this.fronts.find(filter).sort({ from: -1 }).limit(1).toArray(),
    );
    return found[0]?.slots;
  }

  private get fronts(): Collection<Arrangement> {
    return this.database.collection('fronts');
  }
}

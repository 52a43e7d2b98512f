import { createHash } from 'node:crypto';
import type { Collection } from 'mongoose';
import type { Wish } from '#libs/contracts';
import type { Database } from '#libs/mongo';

/** A picture that an article names by its address, and that is yet to be fetched. */
export interface WishDocument {
  _id: string;
  uri: string;
  href: string;
  host: string;
  /** When the article came to name it. */
  since: Date;
  /** Nobody fetches it before; while somebody does, the end of its turn. */
  next: Date;
  tries: number;
  /** How often it was given out, also where nobody has said what came of it. */
  turns: number;
  /** Why it did not come the last time. */
  words?: string;
}

/**
 * Longer than a fetch and the work on its bytes take; a gate that has died meanwhile is followed by another. Each
 * turn is longer by as much: what makes gates die does not do it all the time.
 */
const TURN_MS = 60_000;

/** The name of a wish: of each article and address there is one. */
export function wishId(uri: string, href: string): string {
  return createHash('sha256').update(`${uri} ${href}`).digest('hex').slice(0, 32);
}

/**
 * Pictures to be fetched. A wish is kept before the article that has it, so no crash forgets one; whether the
 * article still has it is asked of the article, each time.
 */
export class WishStore {
  constructor(private readonly database: Database) {}

  async migrate(): Promise<void> {
    await this.database.migrate('content.migrate', () =>
      this.wishes.createIndexes([
        { key: { next: 1 }, name: 'next' },
        { key: { uri: 1 }, name: 'uri' },
      ]),
    );
  }

  /** Those that are kept already stay as they are. */
  async want(wishes: readonly { uri: string; href: string }[], now: number): Promise<void> {
    if (wishes.length === 0) return;
    const since = new Date(now);
    const operations = wishes.map(({ uri, href }) => {
      const host = URL.parse(href)?.host ?? '';
      const wish = { uri, href, host, since, next: since, tries: 0, turns: 0 };
      return {
        updateOne: { filter: { _id: wishId(uri, href) }, update: { $setOnInsert: wish }, upsert: true },
      };
    });
    await this.database.ask('content.want-picture', () =>
      this.wishes.bulkWrite(operations as never, { ordered: false }),
    );
  }

  /** The next ones whose time has come; they are not given to anybody else for a minute or more. */
  async take(
    now: number,
    { most, besides }: { most: number; besides: readonly string[] },
  ): Promise<WishDocument[]> {
    const taken: WishDocument[] = [];
    const due = { next: { $lte: new Date(now) }, host: { $nin: [...besides] } };
    while (taken.length < most) {
      const found = await this.database.ask('content.take-wish', () =>
        this.wishes.findOneAndUpdate(
          due,
          { $set: { next: new Date(now + TURN_MS) }, $inc: { turns: 1 } },
          { sort: { next: 1 } },
        ),
      );
      if (!found) break;
      if (found.turns > 0) await this.later(found._id, { next: new Date(now + TURN_MS * (found.turns + 1)) });
      taken.push(found);
    }
    return taken;
  }

  async find(id: Wish['id']): Promise<WishDocument | undefined> {
    return (
      (await this.database.ask('content.find-wish', () => this.wishes.findOne({ _id: id }))) ?? undefined
    );
  }

  /** All of an article. */
  async of(uri: string): Promise<WishDocument[]> {
    return this.database.ask('content.find-wish', () => this.wishes.find({ uri }).toArray());
  }

  async later(
    id: Wish['id'],
    change: Partial<Pick<WishDocument, 'tries' | 'words' | 'next'>>,
  ): Promise<void> {
    await this.database.ask('content.put-off-wish', () =>
      this.wishes.updateOne({ _id: id }, { $set: change }),
    );
  }

  async drop(ids: readonly Wish['id'][]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.ask('content.drop-wish', () => this.wishes.deleteMany({ _id: { $in: [...ids] } }));
  }

  async dropOf(uris: readonly string[]): Promise<void> {
    if (uris.length === 0) return;
    await this.database.ask('content.drop-wish', () => this.wishes.deleteMany({ uri: { $in: [...uris] } }));
  }

  private get wishes(): Collection<WishDocument> {
    return this.database.collection('wishes');
  }
}

import { Inject, Injectable } from '@nestjs/common';
import type { Collection } from 'mongoose';
import type { MediaFacts } from '#libs/contracts';
import { Database } from '#libs/mongo';

/** Bytes of a picture with what is known of them. */
export interface Picture {
  /** `image/jpeg`, `image/png` or `image/webp`. */
  type: string;
  facts: MediaFacts;
  bytes: Buffer;
}

interface MediaDocument {
  _id: string;
  /** Articles that name it in a version that was public or is held; absent before the first. */
  users?: string[];
  /** Absent: an article names it, but it has not been brought yet, or is erased. */
  type?: string;
  facts?: MediaFacts;
  bytes?: Buffer;
}

/**
 * Pictures by the hash of their bytes, so that the same one is kept once. Each is one document with all that
 * uses it: it is written, claimed and erased whole, whoever does what at the same time. Every write can be
 * done again without harm. A picture goes with the last article that has used it, when that is withdrawn.
 */
@Injectable()
export class MediaStore {
  constructor(@Inject(Database) private readonly database: Database) {}

  async migrate(): Promise<void> {
    await this.database.migrate('content.migrate', () =>
      this.media.createIndexes([{ key: { users: 1 }, name: 'users' }]),
    );
  }

  async put(id: string, { type, facts, bytes }: Picture): Promise<void> {
    await this.database.ask('content.put-media', () =>
      this.media.updateOne({ _id: id }, { $set: { type, facts, bytes } }, { upsert: true }),
    );
  }

  async find(id: string): Promise<Picture | undefined> {
    const found = await this.database.ask('content.find-media', () =>
      this.media.findOne({ _id: id }, { promoteBuffers: true }),
    );
    if (!found?.type || !found.facts || !found.bytes) return undefined;
    return { type: found.type, facts: found.facts, bytes: found.bytes };
  }

  /** Facts of those pictures that are kept, by id. */
  async facts(ids: readonly string[]): Promise<Map<string, MediaFacts>> {
    if (ids.length === 0) return new Map();
    const filter = { _id: { $in: [...ids] } };
    const found = await this.database.ask('content.media-facts', () =>
      this.media.find(filter, { projection: { facts: 1 } }).toArray(),
    );
    return new Map(found.flatMap(({ _id, facts }) => (facts ? [[_id, facts] as const] : [])));
  }

  /** Remembers which articles use which pictures, also pictures that are yet to be brought. */
  async use(uses: ReadonlyMap<string, readonly string[]>): Promise<void> {
    if (uses.size === 0) return;
    const operations = [...uses].map(([_id, uris]) => ({
      updateOne: { filter: { _id }, update: { $addToSet: { users: { $each: uris } } }, upsert: true },
    }));
    await this.database.ask('content.use-media', () =>
      this.media.bulkWrite(operations as never, { ordered: false }),
    );
  }

  /** Erases the pictures that these articles have used, if no other has; `uses` are those not told before. */
  async release(
    uris: readonly string[],
    uses: ReadonlyMap<string, readonly string[]> = new Map(),
  ): Promise<void> {
    if (uris.length === 0) return;
    await this.use(uses);
    const users = { $in: [...uris] };
    await this.database.ask('content.release-media', () =>
      this.media.updateMany({ users }, { $pull: { users } as never }),
    );
    // Of all that nobody uses any more: what a crash has left between these two goes with the next.
    await this.database.ask('content.erase-media', () => this.media.deleteMany({ users: [] }));
  }

  private get media(): Collection<MediaDocument> {
    return this.database.collection('media');
  }
}

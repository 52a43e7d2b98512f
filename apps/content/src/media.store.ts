import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Collection } from 'mongoose';
import type { MediaFacts } from '#libs/contracts';
import { Database } from '#libs/mongo';
import { DependencyUnavailable, Runtime } from '#libs/service';
import { BucketClient } from './bucket.client.ts';
import { WishStore } from './wish.store.ts';

/** Bytes of a picture with what is known of them. */
export interface Picture {
  /** `image/jpeg`, `image/png` or `image/webp`. */
  type: string;
  facts: MediaFacts;
  bytes: Buffer;
}

interface MediaDocument {
  _id: string;
  /** Articles that name it in a version that is public or held; absent before the first. */
  users?: string[];
  /** Absent: an article names it, but it has not been brought yet, or is erased. */
  type?: string;
  facts?: MediaFacts;
  bytes?: Buffer;
  /** Where the bytes are instead, in the bucket. */
  object?: string;
  /** Everything that may lie in the bucket for it. */
  objects?: string[];
  /** When it is looked at whether its users still name it. */
  check?: Date;
}

/** Decided by then, or never: what claims a picture is written a moment later. */
const SETTLED_MS = 600_000;
/** So long a picture may wait for its first article. */
const UNNAMED_MS = 30 * 86_400_000;
const LOOKED_AT = 100;
const unusedObjects = { users: [], objects: { $exists: true } };

/**
 * Pictures by the hash of their bytes, so that the same one is kept once, in one document with all that uses it.
 * Every write can be done again without harm. A picture goes with the last version, public or held, that names it.
 * The bytes are in the document, or where a bucket is set in that: an object is noted before it is written and
 * forgotten after it is deleted, so no crash leaves one that nobody knows. What follows from a claim is looked at
 * once more when it must have been decided; so nothing is left for good, whatever a crash has cut off.
 */
@Injectable()
export class MediaStore {
  /** Pictures that are yet to be fetched. */
  readonly wishes: WishStore;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(BucketClient) private readonly bucket: BucketClient,
  ) {
    this.wishes = new WishStore(database);
  }

  async migrate(): Promise<void> {
    await this.database.migrate('content.migrate', () =>
      this.media.createIndexes([
        { key: { users: 1 }, name: 'users' },
        { key: { check: 1 }, name: 'check', sparse: true },
      ]),
    );
    await this.wishes.migrate();
  }

  /** Keeps a picture; `user` is the article that it was fetched for. */
  async put(id: string, { type, facts, bytes }: Picture, user?: string): Promise<void> {
    const claim = user === undefined ? {} : { users: user };
    // One that was erased a moment ago begins anew; it is not to be erased once more.
    const erased = { _id: id, users: [] as string[] };
    await this.database.ask('content.put-media', () =>
      this.media.updateOne(erased, { $unset: { users: '' } } as never),
    );
    const known = { type, facts, check: this.later(user === undefined ? UNNAMED_MS : SETTLED_MS) };
    if (!this.bucket.isSet) {
      await this.update('content.put-media', id, {
        $set: { ...known, bytes },
        ...(user === undefined ? {} : { $addToSet: claim }),
      });
      return;
    }
    // What lies there already is looked for by its facts: they go before the object does.
    const kept = await this.database.ask('content.put-media', () =>
      this.media.updateOne({ _id: id, facts: { $exists: true } }, { $set: known, $addToSet: claim } as never),
    );
    if (kept.matchedCount > 0) return;
    const object = `${id}/${randomUUID()}`;
    const noted = { $addToSet: { ...claim, objects: object } };
    await this.update('content.put-media', id, { $set: { check: known.check }, ...noted });
    await this.bucket.put(object, bytes, type);
    await this.update('content.put-media', id, { $set: { ...known, object }, ...noted });
  }

  async find(id: string): Promise<Picture | undefined> {
    const found = await this.database.ask('content.find-media', () =>
      this.media.findOne({ _id: id }, { promoteBuffers: true }),
    );
    if (!found?.type || !found.facts) return undefined;
    const bytes = found.object === undefined ? found.bytes : await this.bucket.get(found.object);
    return bytes && { type: found.type, facts: found.facts, bytes };
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
    const check = this.later(SETTLED_MS);
    const operations = [...uses].map(([_id, uris]) => ({
      updateOne: {
        filter: { _id },
        update: { $addToSet: { users: { $each: uris } }, $set: { check } },
        upsert: true,
      },
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
    await this.hideUnused();
  }

  /** Has it looked at later whether these are still named: before something is written that may name them no more. */
  async doubt(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const change = { $set: { check: this.later(SETTLED_MS) } };
    await this.database.ask('content.check-media', () =>
      this.media.updateMany({ _id: { $in: [...ids] } }, change),
    );
  }

  /** Erases pictures that articles do not name any more, each for its articles, if no other uses them. */
  async drop(dropped: ReadonlyMap<string, readonly string[]>): Promise<void> {
    if (dropped.size === 0) return;
    const operations = [...dropped].map(([_id, uris]) => ({
      updateOne: { filter: { _id }, update: { $pull: { users: { $in: uris } } } },
    }));
    await this.database.ask('content.release-media', () =>
      this.media.bulkWrite(operations as never, { ordered: false }),
    );
    await this.hideUnused();
  }

  /** Pictures whose claims are to be looked at now. */
  async unchecked(): Promise<Pick<MediaDocument, '_id' | 'users' | 'check'>[]> {
    const filter = { check: { $lte: this.later(0) } };
    const projection = { users: 1, check: 1 };
    return this.database.ask('content.check-media', () =>
      this.media.find(filter, { projection }).sort({ check: 1 }).limit(LOOKED_AT).toArray(),
    );
  }

  /** Says which articles still name a picture; a claim that came meanwhile makes this nothing. */
  async checked(
    { _id, check }: Pick<MediaDocument, '_id' | 'check'>,
    users: readonly string[],
  ): Promise<void> {
    const update = { $set: { users: [...users] }, ...(users.length > 0 ? { $unset: { check: '' } } : {}) };
    await this.database.ask('content.check-media', () =>
      this.media.updateOne({ _id, check } as never, update as never),
    );
    if (users.length === 0) await this.hideUnused();
  }

  /** Deletes the objects of pictures that nobody uses any more. A bucket that is away is come back to. */
  async clear(): Promise<void> {
    const projection = { objects: 1 };
    const left = await this.database.ask('content.erase-media', () =>
      this.media
        .find(unusedObjects as never, { projection })
        .limit(LOOKED_AT)
        .toArray(),
    );
    try {
      for (const { _id, objects = [] } of left) await this.eraseObjects(_id, objects);
    } catch (error) {
      if (!(error instanceof DependencyUnavailable)) throw error;
      this.runtime.log.warn(
        { err: error, left: left.length },
        'pictures are to be erased from the bucket later',
      );
    }
  }

  /**
   * All that nobody uses any more is erased here: what a crash has left goes with the next. What of it lies in a
   * bucket is not waited for, but nobody can get at it from now on.
   */
  private async hideUnused(): Promise<void> {
    const inside = { users: [] as string[], objects: { $exists: false } };
    await this.database.ask('content.erase-media', () => this.media.deleteMany(inside));
    const hidden = { $unset: { type: '', facts: '', object: '', bytes: '' } };
    await this.database.ask('content.erase-media', () =>
      this.media.updateMany(unusedObjects as never, hidden as never),
    );
  }

  private async eraseObjects(_id: string, objects: readonly string[]): Promise<void> {
    for (const object of objects) await this.bucket.delete(object);
    const forgotten = { ...unusedObjects, _id, facts: { $exists: false }, objects };
    const { deletedCount } = await this.database.ask('content.erase-media', () =>
      this.media.deleteOne(forgotten as never),
    );
    if (deletedCount > 0) return;
    // It was brought again meanwhile, into another object.
    await this.database.ask('content.erase-media', () =>
      this.media.updateOne({ _id }, { $pullAll: { objects } } as never),
    );
  }

  private async update(name: string, _id: string, change: object): Promise<void> {
    await this.database.ask(name, () => this.media.updateOne({ _id }, change as never, { upsert: true }));
  }

  private later(ms: number): Date {
    return new Date(this.runtime.now() + ms);
  }

  private get media(): Collection<MediaDocument> {
    return this.database.collection('media');
  }
}

// A record of the simulation: collections as MongoDB has them, each write by itself and not all of a bulk at once.
// It passes the same specification as the real one (record.spec.ts).
import mongoose from 'mongoose';
import type { Database } from '#libs/mongo';
import { DependencyUnavailable } from '#libs/service';
import { copyOf } from './copy.ts';
import type { Process } from './process.ts';
import { at, change, type Doc, type Filter, matches, orderOf } from './record.ts';

/** The driver gives up after this, as it is set. */
const SOCKET_MS = 5_000;

interface Write {
  insertOne?: { document: Doc };
  replaceOne?: { filter: Filter; replacement: Doc; upsert?: boolean };
  updateOne?: { filter: Filter; update: Record<string, Doc>; upsert?: boolean };
  updateMany?: { filter: Filter; update: Record<string, Doc> };
}

interface Done {
  matchedCount: number;
  upsertedCount: number;
  deletedCount: number;
}

/** Fields that no two documents of a collection may share, beside `_id`. */
const unique: Readonly<Record<string, readonly string[]>> = { articles: ['id'] };

/** What lies in the record, whoever asks. */
export class RecordState {
  private collections = new Map<string, Map<unknown, Doc>>();

  of(name: string): Map<unknown, Doc> {
    let docs = this.collections.get(name);
    if (!docs) {
      docs = new Map();
      this.collections.set(name, docs);
    }
    return docs;
  }

  /** A copy of all, to be put back some day. */
  copy(): () => void {
    const kept = copyOf(this.collections);
    return () => {
      this.collections = copyOf(kept);
    };
  }

  find(name: string, filter: Filter): Doc[] {
    const { _id } = filter;
    if (typeof _id === 'string') {
      const doc = this.of(name).get(_id);
      return doc && matches(doc, filter) ? [doc] : [];
    }
    return [...this.of(name).values()].filter((doc) => matches(doc, filter));
  }

  insert(name: string, document: Doc): void {
    const docs = this.of(name);
    if (docs.has(document['_id'])) throw clash(name, '_id_');
    this.guard(name, document);
    docs.set(document['_id'], copyOf(document));
  }

  /** Does one write; throws where it meets a document that it must not. */
  write(name: string, { insertOne, replaceOne, updateOne, updateMany }: Write): Done {
    const done = { matchedCount: 0, upsertedCount: 0, deletedCount: 0 };
    if (insertOne) {
      this.insert(name, insertOne.document);
      return done;
    }
    const filter = (replaceOne ?? updateOne ?? updateMany)?.filter ?? {};
    const upsert = (replaceOne ?? updateOne)?.upsert ?? false;
    const found = this.find(name, filter).slice(0, updateMany ? undefined : 1);
    const update = (updateOne ?? updateMany)?.update ?? {};
    for (const doc of found) {
      if (replaceOne) {
        const next: Doc = { ...copyOf(replaceOne.replacement), _id: doc['_id'] };
        this.guard(name, next);
        this.of(name).set(doc['_id'], next);
      } else change(doc, copyOf(update), false);
    }
    if (found.length > 0 || !upsert) return { ...done, matchedCount: found.length };
    const fresh: Doc = replaceOne
      ? { ...replaceOne.replacement, _id: filter['_id'] }
      : Object.fromEntries(Object.entries(filter).filter(([, value]) => typeof value !== 'object'));
    if (!replaceOne) change(fresh, copyOf(update), true);
    this.insert(name, fresh);
    return { ...done, upsertedCount: 1 };
  }

  delete(name: string, filter: Filter): Done {
    const found = this.find(name, filter);
    for (const { _id } of found) this.of(name).delete(_id);
    return { matchedCount: 0, upsertedCount: 0, deletedCount: found.length };
  }

  private guard(name: string, document: Doc): void {
    for (const field of unique[name] ?? [])
      for (const other of this.of(name).values())
        if (other[field] === document[field] && other['_id'] !== document['_id']) throw clash(name, field);
  }
}

function clash(name: string, index: string): Error {
  const message = `E11000 duplicate key error collection: ${name} index: ${index} dup key: {}`;
  return new mongoose.mongo.MongoServerError({ message, code: 11_000 });
}

/** The record as one process reaches it. */
export class RecordDriver implements Pick<Database, 'ask' | 'migrate' | 'collection'> {
  constructor(
    private readonly state: RecordState,
    private readonly process: Process,
  ) {
    process.runtime.dependsOn('mongodb', 'required', () => this.request(() => undefined));
  }

  ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    return this.process.step(name, work);
  }

  async migrate(): Promise<void> {}

  collection<T extends object>(name: string): ReturnType<typeof Database.prototype.collection<T>> {
    const { state } = this;
    const one = (work: () => Done) => this.request(work);
    const made = {
      findOne: (filter: Filter) => this.request(() => state.find(name, filter)[0] ?? null),
      find: (filter: Filter = {}) => this.cursor(name, filter),
      insertMany: (documents: Doc[]) => this.many(documents, (each) => state.insert(name, each)),
      bulkWrite: (writes: Write[]) => this.many(writes, (each) => state.write(name, each)),
      replaceOne: (filter: Filter, replacement: Doc, { upsert = false } = {}) =>
        one(() => state.write(name, { replaceOne: { filter, replacement, upsert } })),
      updateOne: (filter: Filter, update: Record<string, Doc>, { upsert = false } = {}) =>
        one(() => state.write(name, { updateOne: { filter, update, upsert } })),
      updateMany: (filter: Filter, update: Record<string, Doc>) =>
        one(() => state.write(name, { updateMany: { filter, update } })),
      deleteOne: (filter: Filter) => one(() => state.delete(name, filter)),
      deleteMany: (filter: Filter) => one(() => state.delete(name, filter)),
    };
    return made as unknown as ReturnType<typeof Database.prototype.collection<T>>;
  }

  private cursor(name: string, filter: Filter): object {
    let order: [string, number][] = [];
    let most = Number.POSITIVE_INFINITY;
    const cursor = {
      sort: (by: Record<string, number>) => {
        order = Object.entries(by);
        return cursor;
      },
      limit: (count: number) => {
        most = count;
        return cursor;
      },
      toArray: () => this.request(() => this.state.find(name, filter).toSorted(by(order)).slice(0, most)),
    };
    return cursor;
  }

  /** Each write by itself: one that fails keeps none of the others from being done. */
  private many<W>(writes: readonly W[], write: (one: W) => unknown): Promise<void> {
    const sent = copyOf(writes);
    return this.request((parts = sent.length) => {
      const failures = sent.slice(0, parts).flatMap((each) => {
        try {
          write(each);
          return [];
        } catch (error) {
          return [error];
        }
      });
      if (failures.length > 0) throw failures[0];
    }, sent.length);
  }

  private async request<T>(work: (parts?: number) => T, parts = 1): Promise<T> {
    const { machine } = this.process;
    const lost = () => new DependencyUnavailable('mongodb', new Error('no answer'));
    return machine.world.ask({ machine, of: 'record', work, parts, patienceMs: SOCKET_MS, lost });
  }
}

function by(order: readonly [string, number][]): (a: Doc, b: Doc) => number {
  return (a, b) => {
    for (const [path, direction] of order) {
      const [x = 0, y = 0] = [orderOf(at(a, path)), orderOf(at(b, path))];
      if (x !== y) return x < y ? -direction : direction;
    }
    return 0;
  };
}

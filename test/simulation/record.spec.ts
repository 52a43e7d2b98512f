// What a record is to content, whichever it is: the one of the world passes what MongoDB passes.
import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Database, duplicateIndex } from '#libs/mongo';
import type { Bench } from './bench.ts';

interface Doc {
  _id: string;
  id?: string;
  n?: number;
  at?: Date;
  users?: string[];
  keys?: { due?: Date };
  text?: string;
}

interface Ground {
  bench: Bench;
  database: Database;
}

/** A collection of a record that is tested. */
interface Docs {
  on<T>(work: (collection: ReturnType<typeof of>) => Promise<T>): Promise<T>;
  all(filter?: object): Promise<Doc[]>;
}

export function describeRecord(name: string, open: () => Promise<Ground>): void {
  describe(`the record of ${name}`, () => {
    let ground: Ground;
    const on: Docs['on'] = (work) =>
      ground.bench.of(ground.database.ask('content.find', () => work(of(ground.database))));
    const all: Docs['all'] = (filter = {}) => on((docs) => docs.find(filter).sort({ _id: 1 }).toArray());
    beforeAll(async () => {
      ground = await open();
    }, 60_000);
    describeWrites({ on, all });
    describeChanges({ on, all });
    describeQuestions({ on, all });
  });
}

function describeWrites({ on, all }: Docs): void {
  test('writes a state over an older one, and tells that a newer one is there by the name of the index', async () => {
    const put = (n: number) =>
      on((docs) => docs.replaceOne({ _id: '가', n: { $lt: n } }, { n, id: 'a' }, { upsert: true }));
    expect(await put(3)).toMatchObject({ matchedCount: 0, upsertedCount: 1 });
    expect(await put(5)).toMatchObject({ matchedCount: 1, upsertedCount: 0 });
    const refused = await put(4).catch((error: unknown) => error);
    expect(duplicateIndex(refused)).toBe('_id_');
    expect(await on((docs) => docs.findOne({ _id: '가' }))).toEqual({ _id: '가', n: 5, id: 'a' });
  });

  test('does all other writes of a bulk where one meets what is there', async () => {
    const documents = ['b', '가', 'c'].map((_id) => ({ _id, id: `of-${_id}` }));
    const refused = await on((docs) => docs.insertMany(documents, { ordered: false })).catch(
      (error) => error,
    );
    expect(duplicateIndex(refused)).toBe('_id_');
    expect((await all({ _id: { $in: ['b', '가', 'c'] } })).map(({ id }) => id)).toEqual([
      'of-b',
      'of-c',
      'a',
    ]);
    const clash = [
      { insertOne: { document: { _id: 'd', id: 'of-b' } } },
      { insertOne: { document: { _id: 'e', id: 'of-e' } } },
    ];
    const other = await on((docs) => docs.bulkWrite(clash, { ordered: false })).catch((error) => error);
    expect(duplicateIndex(other)).toBe('id');
    expect((await all({ _id: { $in: ['d', 'e'] } })).map(({ _id }) => _id)).toEqual(['e']);
  });
}

function describeChanges({ on, all }: Docs): void {
  test('changes parts of documents', async () => {
    const at = new Date('2026-03-01T00:00:00Z');
    await on((docs) =>
      docs.bulkWrite([
        {
          updateOne: {
            filter: { _id: 'm1' },
            update: { $addToSet: { users: { $each: ['x', '나'] } }, $set: { at } },
            upsert: true,
          },
        },
        {
          updateOne: {
            filter: { _id: 'm2' },
            update: { $setOnInsert: { id: 'm2', n: 1 }, $addToSet: { users: 'x' } },
            upsert: true,
          },
        },
        {
          updateOne: {
            filter: { _id: 'm2' },
            update: { $setOnInsert: { id: 'other' }, $addToSet: { users: 'x' }, $inc: { n: 2 } },
            upsert: true,
          },
        },
      ]),
    );
    expect(await all({ users: 'x' })).toEqual([
      { _id: 'm1', users: ['x', '나'], at },
      { _id: 'm2', id: 'm2', n: 3, users: ['x'] },
    ]);
    await on((docs) => docs.updateMany({ users: { $in: ['x'] } }, { $pull: { users: { $in: ['x'] } } }));
    await on((docs) => docs.updateOne({ _id: 'm1' }, { $unset: { at: '' } }));
    expect(await all({ _id: { $in: ['m1', 'm2'] } })).toEqual([
      { _id: 'm1', users: ['나'] },
      { _id: 'm2', id: 'm2', n: 3, users: [] },
    ]);
    expect((await all({ users: [], at: { $exists: false } })).map(({ _id }) => _id)).toEqual(['m2']);
    // What has no such field is not what is meant, and so it is another.
    expect((await all({ _id: { $in: ['m1', 'm2'] }, id: { $ne: 'm2' } })).map(({ _id }) => _id)).toEqual([
      'm1',
    ]);
    expect((await all({ _id: { $in: ['m1', 'm2'] }, users: { $ne: '나' } })).map(({ _id }) => _id)).toEqual([
      'm2',
    ]);
  });
}

function describeQuestions({ on, all }: Docs): void {
  test('finds by bounds, in order, and so many', async () => {
    const due = (hour: number) => ({ due: new Date(Date.UTC(2026, 2, 1, hour)) });
    await on((docs) =>
      docs.insertMany([5, 1, 3].map((hour) => ({ _id: `due-${hour}`, id: `due-${hour}`, keys: due(hour) }))),
    );
    const found = await on((docs) =>
      docs
        .find({ 'keys.due': { $lte: due(4).due } })
        .sort({ 'keys.due': 1 })
        .limit(2)
        .toArray(),
    );
    expect(found.map(({ _id }) => _id)).toEqual(['due-1', 'due-3']);
  });

  test('deletes what one of several filters means, and no more', async () => {
    await on((docs) => docs.insertMany([1, 2, 3].map((n) => ({ _id: `r${n}`, id: `r${n}`, n, text: '글' }))));
    const $or = [
      { text: '글', n: { $lte: 2 } },
      { text: 'other', n: { $lte: 9 } },
    ];
    expect(await on((docs) => docs.deleteMany({ $or }))).toMatchObject({ deletedCount: 2 });
    expect((await all({ text: '글' })).map(({ _id }) => _id)).toEqual(['r3']);
  });
}

/** A collection that has an index of its own on `id`, as articles have. */
function of(database: Database) {
  return database.collection<Doc>('articles');
}

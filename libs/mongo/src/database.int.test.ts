import { afterAll, beforeAll, expect, test } from '@jest/globals';
import mongoose from 'mongoose';
import { DependencyUnavailable, Runtime } from '#libs/service';
import { installation } from '#libs/testing';
import { Database } from './mongo.ts';

const { MongoBulkWriteError, MongoServerError } = mongoose.mongo;
const settings = { MONGODB_URL: installation()['MONGODB_URL'] ?? '' };
const runtime = Runtime.silent('test');
const database = new Database(settings, runtime);

beforeAll(() => database.onModuleInit());
afterAll(() => database.onApplicationShutdown());

const said = 'available disk space of 499 bytes is less than required minimum of 500';
const outOfDisk = { message: said, code: 14_031, codeName: 'OutOfDiskSpace' };

test.each([
  ['write', () => new MongoServerError(outOfDisk)],
  [
    'bulk of writes',
    () =>
      new MongoBulkWriteError({ message: said, code: 14_031, writeErrors: [] }, {
        getWriteErrors: () => [],
      } as never),
  ],
])('a %s that a full disk refuses waits, and is told, until one is taken', async (_, refusal) => {
  const refused = database.ask('test.write', () => Promise.reject(refusal()));
  await expect(refused).rejects.toBeInstanceOf(DependencyUnavailable);
  await expect(refused).rejects.toMatchObject({ retriable: true });
  expect(await runtime.readiness()).toEqual({
    status: 'degraded',
    dependencies: { mongodb: 'up', 'room in mongodb': 'down' },
    reasons: { 'room in mongodb': said },
  });
  await database.ask('test.read', () => database.collection('somewhere').findOne({}));
  expect(await runtime.readiness()).toMatchObject({ status: 'degraded' });
  await database.ask('test.write', () => database.collection('somewhere').insertOne({}));
  expect(await runtime.readiness()).toEqual({
    status: 'ready',
    dependencies: { mongodb: 'up', 'room in mongodb': 'up' },
  });
});

test('what else a server refuses is a fault of ours, and nothing is said to be full', async () => {
  const other = new MongoServerError({ message: 'not so', code: 9, codeName: 'FailedToParse' });
  await expect(database.ask('test.write', () => Promise.reject(other))).rejects.toBe(other);
  expect(await runtime.readiness()).toMatchObject({ status: 'ready' });
});

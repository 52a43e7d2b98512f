import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { mediaLimits } from '#libs/contracts';
import { Database } from '#libs/mongo';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { installation } from '#libs/testing';
import { isSigned, startBucket } from '../../../test/bucket.ts';
import { BucketClient } from './bucket.client.ts';
import { MediaStore } from './media.store.ts';
import { contentSettings } from './settings.ts';

const bucket = await startBucket();
const runtime = Runtime.silent('content');
const databases: Database[] = [];
afterAll(async () => {
  await Promise.all(databases.map((each) => each.onApplicationShutdown()));
  await bucket.close();
});

const facts = { width: 3, height: 2, focal: [0.25, 0.5] as [number, number], dominant: '#1b4f91' };
const idOf = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex').slice(0, 32);

describe.each<[string, Record<string, string>]>([
  ['MongoDB', {}],
  ['a bucket', bucket.settings],
])('in %s', (_, env) => {
  const settings = readSettings(contentSettings, { ...installation(), ...env });
  let now = Date.parse('2026-03-01T12:00:00Z');
  const clock = Object.assign(Object.create(runtime), { now: () => now }) as Runtime;
  const database = new Database(settings, runtime);
  databases.push(database);
  const store = new MediaStore(database, clock, new BucketClient(settings));
  beforeAll(async () => {
    await database.onModuleInit();
    await store.migrate();
  });
  /** What of these pictures lies in the bucket. */
  const objectsOf = (ids: readonly string[]) =>
    [...bucket.objects.keys()].filter((name) => ids.some((id) => name.includes(id)));
  afterEach(() => {
    now = Date.parse('2026-03-01T12:00:00Z');
    bucket.away = false;
  });

  /** Keeps a picture of these bytes, used by these articles; answers its id. */
  async function keep(name: string, ...uris: string[]): Promise<string> {
    const bytes = Buffer.from(name);
    const id = idOf(bytes);
    await store.put(id, { type: 'image/png', facts, bytes });
    await store.use(new Map([[id, uris]]));
    return id;
  }
  const kept = async (id: string) => (await store.find(id)) !== undefined;
  /** Not even what was noted of it is left. */
  const traceOf = async (id: string) => {
    await store.clear();
    return database.collection<{ _id: string }>('media').countDocuments({ _id: id });
  };

  test.each([
    ['small', Buffer.from('그림')],
    ['empty', Buffer.alloc(0)],
    ['the largest there are', Buffer.alloc(mediaLimits.keptBytes, 7)],
  ])('a picture is read back as it was written: %s', async (_, bytes) => {
    const picture = { type: 'image/webp', facts, bytes };
    const id = idOf(bytes);
    expect(await store.find(id)).toBeUndefined();
    await store.put(id, picture);
    await store.put(id, picture);
    const found = await store.find(id);
    expect({ ...found, bytes: found?.bytes.equals(bytes) }).toEqual({ ...picture, bytes: true });
    expect(await store.facts([id, 'f'.repeat(32)])).toEqual(new Map([[id, facts]]));
    expect(await traceOf(id)).toBe(1);
  });

  describe('a withdrawal', () => {
    test('erases what only that article has used, in whichever version', async () => {
      const ids = [await keep('only 1', 'only'), await keep('only 2', 'only'), await keep('only 3', 'other')];
      await store.release(['only', 'nobody']);
      expect(await Promise.all(ids.map(kept))).toEqual([false, false, true]);
      expect(await Promise.all(ids.map(traceOf))).toEqual([0, 0, 1]);
    });

    test('leaves what another article uses, until that is withdrawn too', async () => {
      const id = await keep('both', 'both:1', '둘:2');
      await store.release(['both:1']);
      expect(await kept(id)).toBe(true);
      await store.release(['both:1']);
      await store.release(['둘:2']);
      expect(await kept(id)).toBe(false);
    });

    test('of both at once, by two processes, leaves nothing', async () => {
      const ids = await Promise.all(
        Array.from({ length: 20 }, (_, i) => keep(`race ${i}`, 'race:1', 'race:2')),
      );
      await Promise.all([store.release(['race:1']), store.release(['race:2'])]);
      expect(await Promise.all(ids.map(traceOf))).toEqual(ids.map(() => 0));
    });

    test('leaves what was brought and is named by no article yet', async () => {
      const bytes = Buffer.from('fresh');
      await store.put(idOf(bytes), { type: 'image/png', facts, bytes });
      await store.release(['any:1']);
      expect(await kept(idOf(bytes))).toBe(true);
    });

    test('goes on where a crash has left it', async () => {
      const id = await keep('crash', 'crash:1');
      const media = database.collection<{ _id: string; users: string[] }>('media');
      await media.updateOne({ _id: id }, { $set: { users: [] } });
      await store.release(['crash:1']);
      expect(await kept(id)).toBe(false);
    });
  });

  test('an article may name a picture before it is brought', async () => {
    const bytes = Buffer.from('later');
    const id = idOf(bytes);
    await store.use(new Map([[id, ['early:1']]]));
    expect([await kept(id), (await store.facts([id])).size]).toEqual([false, 0]);
    await store.put(id, { type: 'image/png', facts, bytes });
    expect(await kept(id)).toBe(true);
    await store.release(['early:1']);
    expect(await kept(id)).toBe(false);
  });

  describe('what is not named any more', () => {
    /** As the sweep does it, with these articles naming it. */
    const check = async (...named: string[]) => {
      for (const each of await store.unchecked())
        await store.checked(
          each,
          (each.users ?? []).filter((uri) => named.includes(uri)),
        );
      await store.clear();
    };

    test('goes with the version that does not name it, unless another article does', async () => {
      const [id, shared] = [await keep('drop 1', 'drop:1'), await keep('drop 2', 'drop:1', '남는:2')];
      await store.drop(new Map([id, shared].map((each) => [each, ['drop:1']])));
      expect(await Promise.all([id, shared].map(kept))).toEqual([false, true]);
      expect([await traceOf(id), objectsOf([id])]).toEqual([0, []]);
    });

    test('goes later, where a crash has come between the version and that', async () => {
      const id = await keep('doubt', 'doubt:1');
      now += 700_000;
      await check('doubt:1');
      expect([await kept(id), await store.unchecked()]).toEqual([true, []]);
      await store.doubt([id]);
      await check();
      expect(await kept(id)).toBe(true);
      now += 700_000;
      await check();
      expect([await traceOf(id), objectsOf([id])]).toEqual([0, []]);
    });

    test('stays where an article has come to name it while it was looked at', async () => {
      const id = await keep('claim', 'claim:1');
      now += 700_000;
      const found = (await store.unchecked()).find(({ _id }) => _id === id);
      now += 1;
      await store.use(new Map([[id, ['claim:2']]]));
      if (found) await store.checked(found, []);
      expect([found !== undefined, await kept(id)]).toEqual([true, true]);
    });

    test('goes after a month where no article ever named it', async () => {
      const bytes = Buffer.from('unnamed');
      await store.put(idOf(bytes), { type: 'image/png', facts, bytes });
      now += 29 * 86_400_000;
      await check();
      expect(await kept(idOf(bytes))).toBe(true);
      now += 2 * 86_400_000;
      await check();
      expect([await traceOf(idOf(bytes)), objectsOf([idOf(bytes)])]).toEqual([0, []]);
    });
  });
});

describe('a bucket', () => {
  const settings = readSettings(contentSettings, { ...installation(), ...bucket.settings });
  const database = new Database(settings, runtime);
  databases.push(database);
  const store = new MediaStore(database, runtime, new BucketClient(settings));
  const objectOf = (id: string) => [...bucket.objects.keys()].filter((name) => name.includes(id));
  beforeAll(async () => {
    await database.onModuleInit();
    await store.migrate();
  });
  afterEach(() => {
    bucket.away = false;
  });

  test('that is away holds up no withdrawal: the picture is gone at once, and its bytes when it is back', async () => {
    const bytes = Buffer.from('away');
    const id = idOf(bytes);
    await store.put(id, { type: 'image/png', facts, bytes }, 'away:1');
    bucket.away = true;
    await store.release(['away:1']);
    expect([await store.find(id), (await store.facts([id])).size, objectOf(id).length]).toEqual([
      undefined,
      0,
      1,
    ]);
    await store.clear();
    expect(objectOf(id).length).toBe(1);
    bucket.away = false;
    await store.clear();
    expect(objectOf(id)).toEqual([]);
  });

  test('that fails while a picture is brought leaves nothing of it for good', async () => {
    const bytes = Buffer.from('broken off');
    const id = idOf(bytes);
    bucket.away = true;
    await expect(store.put(id, { type: 'image/png', facts, bytes }, 'broken:1')).rejects.toBeInstanceOf(
      DependencyUnavailable,
    );
    expect(await store.find(id)).toBeUndefined();
    bucket.away = false;
    await store.put(id, { type: 'image/png', facts, bytes }, 'broken:1');
    await store.release(['broken:1']);
    await store.clear();
    expect([await store.find(id), objectOf(id)]).toEqual([undefined, []]);
  });

  test('of the tests knows a signature by the example that AWS has published', () => {
    const headers = {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': createHash('sha256').digest('hex'),
      'x-amz-date': '20130524T000000Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    };
    const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
    const asked = { method: 'GET', url: '/test.txt', headers };
    expect([
      isSigned(asked, Buffer.alloc(0), secret),
      isSigned({ ...asked, url: '/test2.txt' }, Buffer.alloc(0), secret),
    ]).toEqual([true, false]);
  });

  test('is asked with a signature over the bytes, by which it knows whom it obeys', async () => {
    const wrong = { ...bucket.settings, CONTENT_MEDIA_S3_SECRET: 'another secret' };
    const client = new BucketClient(readSettings(contentSettings, { ...installation(), ...wrong }));
    const before = bucket.refused;
    await expect(client.put('a/b', Buffer.from('x'), 'image/png')).rejects.toBeInstanceOf(
      DependencyUnavailable,
    );
    expect([bucket.refused - before, bucket.objects.has('pictures/a/b')]).toEqual([1, false]);
  });
});

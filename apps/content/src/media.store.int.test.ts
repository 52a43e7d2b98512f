import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mediaLimits } from '#libs/contracts';
import { Database } from '#libs/mongo';
import { Runtime, readSettings } from '#libs/service';
import { installation } from '#libs/testing';
import { MediaStore } from './media.store.ts';
import { contentSettings } from './settings.ts';

const database = new Database(readSettings(contentSettings, installation()), Runtime.silent('content'));
const store = new MediaStore(database);
beforeAll(async () => {
  await database.onModuleInit();
  await store.migrate();
});
afterAll(() => database.onApplicationShutdown());

const facts = { width: 3, height: 2, focal: [0.25, 0.5] as [number, number], dominant: '#1b4f91' };
const idOf = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex').slice(0, 32);

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
const traceOf = (id: string) => database.collection<{ _id: string }>('media').countDocuments({ _id: id });

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

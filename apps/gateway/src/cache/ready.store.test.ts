import { setTimeout as delay } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Runtime, readSettings } from '#libs/service';
import { gatewaySettings } from '../settings.ts';
import { type Answer, encoded } from './pressed.ts';
import { ReadyStore } from './ready.store.ts';

const MINUTE = 60_000;

let clock: number;
let runtime: Runtime;
let store: ReadyStore;
const aStore = (env: Record<string, string> = {}) =>
  new ReadyStore(readSettings(gatewaySettings, env), runtime);
beforeEach(() => {
  clock = Date.parse('2026-03-01T09:00:00+09:00');
  runtime = Runtime.silent('gateway', () => clock);
  store = aStore();
});

/** An answer that says which making of it this is. */
function pages(changes: Partial<Answer> = {}): () => Promise<Answer> {
  let made = 0;
  return async () => ({
    status: 200,
    type: 'text/html',
    body: `${++made}판`,
    cacheControl: 'no-cache',
    keys: ['article:a'],
    softMs: 10_000,
    ...changes,
  });
}

/** An answer that is ready when the test says so. */
function slow(changes: Partial<Answer> = {}) {
  const [begun, made] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
  const answer = async () => ({ ...(await pages(changes)()), body: await made.promise });
  const make = () => Promise.resolve(begun.resolve()).then(answer);
  return { make, begun: begun.promise, finish: made.resolve, fail: made.reject };
}

/** Two readers ask for it. */
async function wanted(url: string, make: () => Promise<Answer>): Promise<void> {
  await store.fill(url, make);
  store.get(url);
}

const body = async (ready: Promise<{ body: string }>) => (await ready).body;

/** Waits until nothing is pressed or filled. */
async function idle(): Promise<void> {
  const deadline = performance.now() + 2_000;
  do await delay(2);
  while (runtime.working().length > 0 && performance.now() < deadline);
  expect(runtime.working()).toEqual([]);
}

describe('before this process is told of changes', () => {
  test('nothing is kept', async () => {
    expect(await body(store.fill('/a', pages()))).toBe('1판');
    expect(store.get('/a')).toBeUndefined();
  });

  test('nor is what was begun before and ended after: it may have missed a change', async () => {
    const page = slow();
    const asked = store.fill('/a', page.make);
    store.begin();
    page.finish('낡은 판');
    expect(await body(asked)).toBe('낡은 판');
    expect(store.get('/a')).toBeUndefined();
  });
});

describe('ready bytes', () => {
  beforeEach(() => store.begin());

  test('are kept as they were made, and asked for again cost nothing', async () => {
    const ready = await store.fill('/a', pages({ body: '울릉도' }));
    expect(store.get('/a')).toBe(ready);
    expect(ready.bytes.get('identity')?.toString()).toBe('울릉도');
  });

  test('of an answer without a soft time are never kept', async () => {
    const { softMs: _, ...answer } = await pages()();
    await store.fill('/a', async () => answer);
    expect(store.get('/a')).toBeUndefined();
  });

  test('have an ETag that tells texts apart, and only texts', async () => {
    const etag = async (url: string, text: string) => (await store.fill(url, pages({ body: text }))).etag;
    expect(await etag('/1', '가')).toBe(await etag('/2', '가'));
    expect(await etag('/3', '나')).not.toBe(await etag('/1', '가'));
    expect(await etag('/4', '가'.normalize('NFD'))).not.toBe(await etag('/1', '가'));
  });

  test.each(['identity', 'gzip', 'br'] as const)('are the text in %s, compressed once', async (encoding) => {
    const text = '울릉도를 오가는 여객선 🚢 '.repeat(100);
    const ready = await store.fill('/a', pages({ body: text }));
    const bytes = encoded(ready, encoding);
    const read = { identity: (b: Buffer) => b, gzip: gunzipSync, br: brotliDecompressSync }[encoding];
    expect(read(bytes).toString()).toBe(text);
    expect(encoded(ready, encoding)).toBe(bytes);
    if (encoding !== 'identity') expect(bytes.length).toBeLessThan(Buffer.byteLength(text) / 4);
  });

  test('leave when memory is full, those not asked for first', async () => {
    store = aStore({ GATEWAY_CACHE_BYTES: String(2 ** 20) });
    store.begin();
    const large = 'x'.repeat(100_000);
    for (const url of ['/a', '/b', '/c', '/d']) await store.fill(url, pages({ body: large }));
    store.get('/a');
    for (const url of ['/e', '/f']) await store.fill(url, pages({ body: large }));
    const kept = ['/a', '/b', '/c', '/d', '/e', '/f'].filter((url) => store.get(url));
    expect(kept).toEqual(['/a', '/c', '/d', '/e', '/f']);
  });
});

describe('equal requests that meet a gap', () => {
  beforeEach(() => store.begin());

  test('share one making', async () => {
    const make = pages();
    const bodies = await Promise.all(
      [store.fill('/a', make), store.fill('/a', make), store.fill('/b', make)].map(body),
    );
    expect(bodies).toEqual(['1판', '1판', '2판']);
  });

  test('all hear of a failure, and the next one tries again', async () => {
    const page = slow();
    const asked = [store.fill('/a', page.make), store.fill('/a', page.make)];
    page.fail(new Error('content is not available'));
    for (const each of asked) await expect(each).rejects.toThrow('content is not available');
    expect(await body(store.fill('/a', pages()))).toBe('1판');
  });
});

describe('a change', () => {
  beforeEach(() => store.begin());

  test('takes away what shows it, and nothing else', async () => {
    clock -= 20 * MINUTE;
    await wanted('/a', pages({ keys: ['article:a', 'list:ko'] }));
    await store.fill('/b', pages({ keys: ['article:b', 'list:en'] }));
    clock += 20 * MINUTE;
    store.purge(['list:ko', 'article:c']);
    expect([store.get('/a')?.body, store.get('/b')?.body]).toEqual([undefined, '1판']);
  });

  test('throws away a making that began before it, for whoever comes later', async () => {
    const page = slow();
    const asked = store.fill('/a', page.make);
    store.purge(['article:a']);
    const later = store.fill('/a', pages({ body: '새 판' }));
    expect(await body(later)).toBe('새 판');
    page.finish('낡은 판');
    expect(await body(asked)).toBe('낡은 판');
    expect(store.get('/a')?.body).toBe('새 판');
  });

  test('of something else does not throw a making away', async () => {
    const page = slow({ keys: ['article:a'] });
    const asked = store.fill('/a', page.make);
    store.purge(['article:b']);
    page.finish('판');
    await asked;
    expect(store.get('/a')?.body).toBe('판');
  });

  test('has the pages that were asked for lately made again, before anybody asks', async () => {
    const make = pages();
    await wanted('/a', make);
    store.purge(['article:a']);
    expect(runtime.working()).toEqual(['press']);
    await idle();
    expect(store.get('/a')?.body).toBe('2판');
  });

  test('leaves a page to its next reader that one has asked for', async () => {
    await store.fill('/a', pages());
    store.purge(['article:a']);
    expect(runtime.working()).toEqual([]);
    expect(store.get('/a')).toBeUndefined();
  });

  test('has no more than a hundred pages made again, those most asked for', async () => {
    for (let n = 0; n < 500; n++) await wanted(`/list?n=${n}`, pages({ keys: ['list:ko'] }));
    const read = ['/list?n=3', '/list?n=250', '/list?n=499'];
    for (const url of read) store.get(url);
    store.purge(['list:ko']);
    await idle();
    const there = Array.from({ length: 500 }, (_, n) => `/list?n=${n}`).filter((url) => store.get(url));
    expect(there).toHaveLength(100);
    expect(there).toEqual(expect.arrayContaining(read));
  });

  test('that comes with many others has them made again once', async () => {
    await wanted('/a', pages());
    for (let i = 0; i < 50; i++) store.purge(['article:a']);
    await idle();
    expect(store.get('/a')?.body).toBe('2판');
  });

  test('leaves pages alone that nobody asked for in ten minutes', async () => {
    await wanted('/a', pages());
    clock += 11 * MINUTE;
    store.purge(['article:a']);
    expect(runtime.working()).toEqual([]);
    expect(store.get('/a')).toBeUndefined();
  });

  test('does not keep a page hot: making it again is not asking for it', async () => {
    await wanted('/a', pages({ softMs: Number.MAX_SAFE_INTEGER }));
    for (const wait of [4, 4]) {
      clock += wait * MINUTE;
      store.purge(['article:a']);
      expect(runtime.working()).toEqual(['press']);
      await idle();
    }
    clock += 4 * MINUTE;
    store.purge(['article:a']);
    expect(runtime.working()).toEqual([]);
  });

  test.each([
    [['named:b'], undefined],
    [['article:a', 'named:b'], '2판'],
  ])('of %p leaves a page %p that is of one and names the other', async (changed, body) => {
    const make = pages({ keys: ['article:a', 'named:b'], softMs: Number.MAX_SAFE_INTEGER });
    await wanted('/a', make);
    store.purge(changed);
    await idle();
    expect(store.get('/a')?.body).toBe(body);
  });

  test('finds a page hot that was read meanwhile', async () => {
    await wanted('/a', pages({ softMs: Number.MAX_SAFE_INTEGER }));
    clock += 9 * MINUTE;
    store.get('/a');
    clock += 9 * MINUTE;
    store.purge(['article:a']);
    await idle();
    expect(store.get('/a')?.body).toBe('2판');
  });

  test('whose page can not be made again leaves a gap, not the old page', async () => {
    let lost = false;
    const make = pages();
    await wanted('/a', () => (lost ? Promise.reject(new Error('content is away')) : make()));
    lost = true;
    store.purge(['article:a']);
    await idle();
    expect(store.get('/a')).toBeUndefined();
  });
});

describe('soft parts', () => {
  beforeEach(() => store.begin());

  test('that are young are served as they are', async () => {
    await store.fill('/a', pages());
    clock += 10_000;
    expect(store.get('/a')?.body).toBe('1판');
    expect(runtime.working()).toEqual([]);
  });

  test('that are old are served once more, and made anew behind the request', async () => {
    await store.fill('/a', pages());
    clock += 10_001;
    expect([store.get('/a')?.body, store.get('/a')?.body]).toEqual(['1판', '1판']);
    await idle();
    expect(store.get('/a')?.body).toBe('2판');
  });

  test('that can not be made anew stay', async () => {
    let lost = false;
    const make = pages();
    await store.fill('/a', () => (lost ? Promise.reject(new Error('popularity is away')) : make()));
    lost = true;
    clock += MINUTE;
    expect(store.get('/a')?.body).toBe('1판');
    await idle();
    expect(store.get('/a')?.body).toBe('1판');
  });
});

describe('what is merely new', () => {
  beforeEach(() => store.begin());

  test('takes no page from those who read it: the old one is handed out until it is there anew', async () => {
    const page = slow();
    let made = pages();
    await wanted('/a', () => made());
    made = page.make;
    const told = store.renew(['article:a']);
    expect(store.get('/a')?.body).toBe('1판');
    page.finish('새 판');
    await told;
    expect(store.get('/a')?.body).toBe('새 판');
  });

  test('takes a page that can not be made anew, and one that nobody reads now', async () => {
    let lost = false;
    const make = pages({ softMs: 1e9 });
    await wanted('/a', () => (lost ? Promise.reject(new Error('content is away')) : make()));
    await wanted('/quiet', pages({ softMs: 1e9 }));
    clock += MINUTE;
    store.get('/a');
    lost = true;
    await store.renew(['article:a']);
    expect([store.get('/a'), store.get('/quiet')]).toEqual([undefined, undefined]);
  });

  test('is on the page for all of it that came while the page was made, which is made once more', async () => {
    const [first, second] = [slow(), slow()];
    const makes = [pages(), first.make, second.make];
    await wanted('/a', () => (makes.shift() ?? pages())());
    const told = [store.renew(['article:a'])];
    await first.begun;
    told.push(store.renew(['article:a']), store.renew(['article:a']));
    first.finish('하나');
    await told[0];
    expect(store.get('/a')?.body).toBe('하나');
    second.finish('모두');
    await Promise.all(told);
    expect(store.get('/a')?.body).toBe('모두');
    expect(makes).toEqual([]);
  });

  test('does not bring back what a change has taken meanwhile', async () => {
    const page = slow();
    let made = pages();
    await wanted('/a', () => made());
    made = page.make;
    const told = store.renew(['article:a']);
    await page.begun;
    store.purge(['article:a']);
    page.finish('낡은 판');
    await told;
    expect(store.get('/a')?.body).not.toBe('낡은 판');
  });
});

test('in whatever order things happen, who asks after a change was told never sees the state before it', async () => {
  const step = fc.record({
    do: fc.constantFrom('change', 'add', 'ask'),
    article: fc.constantFrom('a' as const, 'b' as const),
  });
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(step, { minLength: 2, maxLength: 14 }), async (s, steps) => {
      store = aStore();
      store.begin();
      const version = { a: 0, b: 0 };
      /** Of these every reader may be sure: a change was told, or what was added is said to be applied. */
      const sure = { a: 0, b: 0 };
      /** The page of `a` names `b` too, as lists do. */
      const make = (url: string) => async () => {
        await s.schedule(Promise.resolve(), 'question');
        const state = url === 'a' ? { a: version.a, b: version.b } : { b: version.b };
        await s.schedule(Promise.resolve(), 'answer');
        const keys = Object.keys(state).map((key) => `article:${key}`);
        return { status: 200, type: 'x', body: JSON.stringify(state), cacheControl: '', keys, softMs: 1e9 };
      };
      const late: string[] = [];
      const ask = async (url: 'a' | 'b') => {
        const told = { ...sure };
        const seen = JSON.parse((store.get(url) ?? (await store.fill(url, make(url)))).body);
        if (seen.b < told.b || (url === 'a' && seen.a < told.a))
          late.push(`${url}: ${JSON.stringify({ told, seen })}`);
      };
      s.scheduleSequence(
        steps.map(({ do: what, article }) => ({
          label: `${what} ${article}`,
          builder: async () => {
            if (what === 'ask') void ask(article);
            else {
              const now = ++version[article];
              const key = [`article:${article}`];
              const applied = () => {
                sure[article] = Math.max(sure[article], now);
              };
              if (what === 'add') return void store.renew(key).then(applied);
              store.purge(key);
              applied();
            }
          },
        })),
      );
      await s.waitAll();
      expect(late).toEqual([]);
    }),
  );
});

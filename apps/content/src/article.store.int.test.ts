import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Article, type ListAnswer, ListQuestion } from '#libs/contracts';
import { Database } from '#libs/mongo';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { installation, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { ArticleStore } from './article.store.ts';
import { type ArticleState, decide, unknownArticle } from './article.ts';
import { BucketClient } from './bucket.client.ts';
import { EditorialStore } from './editorial.store.ts';
import { ListStore } from './list.store.ts';
import { MediaStore } from './media.store.ts';
import { NamingStore } from './naming.store.ts';
import { contentSettings } from './settings.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const HOUR = 3_600_000;
const iso = (time: number) => new Date(time).toISOString();

const databases: Database[] = [];
function openStore(env: Record<string, string>, runtime = Runtime.silent('content')): ArticleStore {
  const settings = readSettings(contentSettings, env);
  const database = new Database(settings, runtime);
  databases.push(database);
  return new ArticleStore(
    settings,
    database,
    new MediaStore(database, Runtime.silent('content'), new BucketClient(settings)),
    new EditorialStore(database, new NamingStore(database)),
  );
}
/** Resolves when all of them have tried to connect. */
const opened = () => Promise.all(databases.map((each) => each.onModuleInit()));

const eventually = within(8_000);

const env = installation();
let store: ArticleStore;
let lists: ListStore;
beforeAll(async () => {
  store = openStore(env);
  lists = new ListStore(databases[0] as Database);
  await opened();
  await store.migrate();
});
afterAll(() => Promise.all(databases.map((each) => each.onApplicationShutdown())));

interface Said {
  n?: number;
  at?: number;
  before?: ArticleState;
}

/** The state of an article after its newsroom has said something. */
function published(
  uri: string,
  changes: Partial<Article> = {},
  { n = 1, at = NOON, before }: Said = {},
): ArticleState {
  const data: Article = {
    uri,
    version: n,
    language: 'ko',
    headline: '한강에 첫 얼음',
    slug: '한강에-첫-얼음',
    section: 'society',
    tags: [],
    by: [],
    contentCreated: iso(at),
    body: [{ type: 'p', spans: [{ text: '한강이 얼었다.' }] }],
    ...changes,
  };
  const event = { id: `${uri}#${n}`, source: '/test', uri, type: 'article.updated', data } as const;
  const state = before ?? unknownArticle(uri, publicId(uri));
  return decide(state, { event, n, appendedAt: at, clock: at }).state ?? state;
}

function withdrawn(before: ArticleState, n: number): ArticleState {
  const data = { uri: before.uri, reason: '오보', notice: { headline: '철회', text: '오보입니다 😔' } };
  const event = { id: `w${n}`, source: '/test', uri: before.uri, type: 'article.withdrawn', data } as const;
  return decide(before, { event, n, appendedAt: NOON, clock: NOON }).state ?? before;
}

describe('a guarded write', () => {
  test.each([
    ['the same record again', 5, false],
    ['an older record', 4, false],
    ['a newer record', 6, true],
  ])('of %s after record 5 is accepted: %s', async (name, n, accepted) => {
    const uri = `guard:${name.replaceAll(' ', '-')}`;
    const first = published(uri, { headline: 'first' }, { n: 5 });
    expect(await store.write(first, NOON)).toBe(true);
    const second = published(uri, { headline: 'second' }, { n });
    expect(await store.write(second, NOON)).toBe(accepted);
    expect(await store.find(uri)).toEqual(accepted ? second : first);
  });

  test.each(Array.from({ length: 8 }, (_, i) => i))(
    'of many at once leaves the newest, whoever comes first (%i)',
    async (i) => {
      const uri = `race:${i}`;
      const writers = Array.from({ length: 16 }, (_, k) => 1 + ((k * 7 + i * 5) % 16));
      const accepted = await Promise.all(writers.map((n) => store.write(published(uri, {}, { n }), NOON)));
      expect((await store.find(uri))?.decided).toBe(16);
      expect(accepted[writers.indexOf(16)]).toBe(true);
    },
  );

  test('that runs into another article’s public id is an error, not a decision made before', async () => {
    const holder = published('clash:holder');
    await store.write(holder, NOON);
    const newcomer = { ...published('clash:newcomer'), id: holder.id };
    await expect(store.write(newcomer, NOON)).rejects.toThrow(/E11000/);
    expect(await store.find('clash:newcomer')).toBeUndefined();
    expect((await store.shown(holder.id))?.article).toEqual(holder.article);
  });
});

describe('what is read back', () => {
  test.each([
    [
      'a public article',
      () =>
        published('round:public', {
          headline: '한강'.normalize('NFD'),
          tags: [{ name: '$set.a', slug: '세트' }],
        }),
    ],
    [
      'a held version beside a public one',
      () =>
        published('round:held', { publishAt: iso(NOON + HOUR) }, { n: 2, before: published('round:held') }),
    ],
    ['a tombstone with its notice', () => withdrawn(published('round:gone'), 2)],
    [
      'a withdrawal of an unknown article',
      () => withdrawn(unknownArticle('round:unknown', publicId('round:unknown')), 2 ** 52),
    ],
  ])('is what was written: %s', async (_, make) => {
    const state = make();
    await store.write(state, NOON);
    expect(await store.find(state.uri)).toStrictEqual(state);
  });

  test.each([
    ['a public article', () => published('shown:public'), ['article', 'status']],
    [
      'a public one with a version that waits',
      () =>
        published('shown:waits', { publishAt: iso(NOON + HOUR) }, { n: 2, before: published('shown:waits') }),
      ['article', 'status'],
    ],
    ['the notice of one that is gone', () => withdrawn(published('shown:gone'), 2), ['gone', 'status']],
    [
      'nothing of one that is held',
      () => published('shown:held', { publishAt: iso(NOON + HOUR) }),
      undefined,
    ],
    [
      'nothing of one that was withdrawn before anybody had seen it',
      () => withdrawn(unknownArticle('shown:never', publicId('shown:never')), 2),
      undefined,
    ],
    [
      'nothing of one that is under an embargo again',
      () =>
        published(
          'shown:again',
          { version: 2, embargoedUntil: iso(NOON + HOUR) },
          { n: 2, before: published('shown:again') },
        ),
      undefined,
    ],
  ])('to the public is %s', async (_, make, fields) => {
    const state = make();
    await store.write(state, NOON);
    const shown = await store.shown(state.id);
    expect(shown && new Set(Object.keys(shown))).toEqual(fields && new Set(fields));
    expect(shown?.article).toEqual(fields?.includes('article') ? state.article : undefined);
  });

  test('a verdict and a position', async () => {
    const verdict = {
      _id: '/쓰기|1',
      source: '/쓰기',
      event: '1',
      partition: 0,
      uri: 'x',
      n: 7,
      outcome: 'held',
      reason: '아직',
      seq: 0,
      at: new Date(NOON),
    } as const;
    await store.keepVerdicts([verdict]);
    expect(await store.verdict(verdict._id)).toEqual(verdict);
    expect(await store.verdict('/쓰기|2')).toBeUndefined();
    expect(await store.position('t', 3)).toBeUndefined();
    await store.keepPosition('t', 3, 41);
    await store.keepPosition('t', 3, 42);
    await store.keepPosition('t', 4, 1);
    expect(await store.position('t', 3)).toBe(42);
  });

  test('a position belongs to the epoch of the log in which it was kept', async () => {
    await store.keepPosition('epoch', 0, 99);
    const next = openStore({ ...env, INTAKE_EPOCH: '1' });
    await opened();
    expect(await next.position('epoch', 0)).toBeUndefined();
    await next.keepPosition('epoch', 0, 1);
    expect([await store.position('epoch', 0), await next.position('epoch', 0)]).toEqual([99, 1]);
  });
});

test('a record is neither lost nor owes what is decided while it is asked', async () => {
  const own = openStore(installation());
  await databases.at(-1)?.onModuleInit();
  let decides = true;
  const deciding = (async () => {
    for (let next = 1; decides; next++) await own.keepPosition('ingest.events.v1', 0, next, next - 1);
  })();
  const told: boolean[] = [];
  for (let times = 0; times < 150; times++) told.push(await own.lost(), await own.owes());
  decides = false;
  await deciding;
  expect(told).not.toContain(true);
});

describe('a list', () => {
  const ask = (question: Partial<ListQuestion>): Promise<ListAnswer> =>
    lists.list(ListQuestion.parse(question));
  const uris = ({ articles }: ListAnswer) => articles.map(({ uri }) => uri);

  test.each([
    ['a section', { section: 'k-pop' }, ['filter:2', 'filter:1']],
    ['a tag', { tag: ['방탄소년단'], section: 'k-pop' }, ['filter:2', 'filter:1']],
    ['two tags, both wanted', { tag: ['방탄소년단', '부산'] }, ['filter:2']],
    ['an author', { author: '서하람' }, ['filter:1']],
    ['the Korean edition', { language: 'ko-KR', author: '미나' }, ['filter:3']],
    [
      'the English edition, which has all that is not Korean',
      { language: 'en', author: '미나' },
      ['filter:5', 'filter:2'],
    ],
    ['what nobody wrote', { section: 'k-pop', author: '없음' }, []],
  ] as const)('can be of %s', async (_, question, expected) => {
    const tag = (name: string) => ({ name, slug: name });
    const all = [
      published(
        'filter:1',
        { section: 'k-pop', tags: [tag('방탄소년단')], by: [tag('서하람')] },
        { at: NOON },
      ),
      published(
        'filter:2',
        { section: 'k-pop', language: 'en', tags: [tag('부산'), tag('방탄소년단')], by: [tag('미나')] },
        { at: NOON + 1 },
      ),
      published('filter:3', { section: 'culture', tags: [tag('부산')], by: [tag('미나')] }, { at: NOON + 2 }),
      withdrawn(published('filter:4', { section: 'k-pop', by: [tag('미나')] }, { at: NOON + 3 }), 2),
      published('filter:5', { section: 'opinion', language: 'fr', by: [tag('미나')] }, { at: NOON + 4 }),
      published('filter:6', { section: 'k-pop', publishAt: iso(NOON + HOUR) }),
    ];
    await Promise.all(all.map((state) => store.write(state, NOON)));
    expect(uris(await ask(question as ListQuestion))).toEqual(expected);
  });

  test('holds no body', async () => {
    await store.write(published('body:1', { section: 'body' }), NOON);
    const [card] = (await ask({ section: 'body' })).articles;
    expect(card).toMatchObject({ uri: 'body:1', excerpt: '한강이 얼었다.' });
    expect(card).not.toHaveProperty('body');
  });

  test.each(['newest', 'updated'] as const)(
    'of the %s neither repeats nor skips while articles come and go',
    async (sort) => {
      const section = `paging-${sort}`;
      // Many at the same millisecond: only the last key tells them apart.
      const states = Array.from({ length: 23 }, (_, i) =>
        published(`${section}:${i}`, { section }, { at: NOON + (i % 3) }),
      );
      await Promise.all(states.map((state) => store.write(state, NOON)));
      const seen: string[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < 20; page++) {
        const answer = await ask({ section, sort, limit: 4, ...(cursor ? { cursor } : {}) });
        seen.push(...uris(answer));
        await store.write(published(`${section}:new:${page}`, { section }, { at: NOON + HOUR + page }), NOON);
        const leaving = states.find(({ uri }) => seen.includes(uri));
        if (leaving) await store.write(withdrawn(leaving, 2), NOON);
        cursor = answer.next;
        if (!cursor) break;
      }
      const old = seen.filter((uri) => !uri.includes(':new:'));
      expect(old).toHaveLength(states.length);
      expect(new Set(old)).toEqual(new Set(states.map(({ uri }) => uri)));
    },
  );

  test('goes on after an article that has left meanwhile', async () => {
    const states = [1, 2, 3].map((i) => published(`leave:${i}`, { section: 'leave' }, { at: NOON - i }));
    await Promise.all(states.map((state) => store.write(state, NOON)));
    const { next } = await ask({ section: 'leave', limit: 1 });
    const [first] = states;
    if (first) await store.write(withdrawn(first, 2), NOON);
    expect(uris(await ask({ section: 'leave', cursor: next }))).toEqual(['leave:2', 'leave:3']);
  });

  test('of articles with the longest uris gives cursors that are accepted again', async () => {
    const long = (i: number) => `long:${i}:`.padEnd(256, 'x');
    await Promise.all([1, 2, 3].map((i) => store.write(published(long(i), { section: 'long' }), NOON)));
    const first = await ask({ section: 'long', limit: 2 });
    expect(uris(await ask({ section: 'long', limit: 2, cursor: first.next }))).toEqual([long(1)]);
  });

  test('ends at a cursor that is not ours, also where articles are older than 1970', async () => {
    await store.write(
      published('old:1', { section: 'old', contentCreated: '1919-03-01T12:00:00+09:00' }),
      NOON,
    );
    const forged = [[0, ''], [1e300, 'x'], [9e15, 'old:1'], {}, 'x', [NOON, { $gt: '' }]];
    const cursors = [
      'AAAA',
      ...forged.map((value) => Buffer.from(JSON.stringify(value)).toString('base64url')),
    ];
    for (const cursor of cursors) expect(await ask({ section: 'old', cursor })).toEqual({ articles: [] });
  });
});

describe('what the clock and the gateways ask', () => {
  test('names what is due, the earliest first, until it has come', async () => {
    const held = published('due:held', { publishAt: iso(NOON + 2) });
    const expiring = published('due:expiring', { expires: iso(NOON + 1) });
    const later = published('due:later', { publishAt: iso(NOON + 9) });
    await Promise.all([held, expiring, later].map((state) => store.write(state, NOON)));
    const due = async (now: number) => (await store.due(now)).filter(({ uri }) => uri.startsWith('due:'));
    expect(await due(NOON)).toEqual([]);
    expect(await due(NOON + 5)).toEqual([
      { uri: 'due:expiring', at: NOON + 1 },
      { uri: 'due:held', at: NOON + 2 },
    ]);
    await store.write(withdrawn(held, 2), NOON);
    expect(await due(NOON + 5)).toEqual([{ uri: 'due:expiring', at: NOON + 1 }]);
  });

  test('names what left since a moment, that moment included', async () => {
    const state = published('left:1');
    await store.write(state, NOON + 8 * HOUR);
    await store.write(withdrawn(state, 2), NOON + 9 * HOUR);
    expect(await store.goneSince(NOON + 9 * HOUR)).toEqual([{ id: state.id, seq: 2 }]);
    expect(await store.goneSince(NOON + 9 * HOUR + 1)).toEqual([]);
  });
});

/** A way to the database that can be opened and shut. */
class Road {
  private readonly server = createServer((client) => {
    const { hostname, port } = new URL(env['MONGODB_URL'] ?? '');
    const database = connect(Number(port), hostname);
    client.pipe(database).pipe(client);
    for (const end of [client, database]) end.on('error', () => undefined);
    this.ends.push(client, database);
  });
  private readonly ends: Socket[] = [];

  async open(port = 0): Promise<number> {
    await once(this.server.listen(port, '127.0.0.1'), 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async shut(): Promise<void> {
    for (const end of this.ends.splice(0)) end.destroy();
    await promisify(this.server.close.bind(this.server))();
  }
}

test('a database that is away is not available, and is found again when it comes, also if it never was there', async () => {
  const road = new Road();
  const port = await road.open();
  await road.shut();
  const url = `mongodb://127.0.0.1:${port}/${new URL(env['MONGODB_URL'] ?? '').pathname.slice(1)}`;
  const runtime = Runtime.silent('content');
  const away = openStore({ ...env, MONGODB_URL: url }, runtime);
  await opened();
  await expect(away.find('any:1')).rejects.toThrow(DependencyUnavailable);
  await expect(away.write(published('any:1'), NOON)).rejects.toThrow(DependencyUnavailable);
  expect(await runtime.readiness()).toMatchObject({ status: 'unready', dependencies: { mongodb: 'down' } });
  await road.open(port);
  await eventually(async () => expect(await runtime.readiness()).toMatchObject({ status: 'ready' }));
  expect(await away.write(published('any:1'), NOON)).toBe(true);
  await road.shut();
});

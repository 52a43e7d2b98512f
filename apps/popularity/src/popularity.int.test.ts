import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  encodeChange,
  encodeDecision,
  encodeViews,
  type PopularAnswer,
  type PopularListsAnswer,
  type Problem,
  type PublicArticle,
  topics,
} from '#libs/contracts';
import { kafkaSettings, migrateTopics, Sender } from '#libs/kafka';
import { DependencyUnavailable, Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { BehindStore } from './behind.store.ts';
import { popularity } from './popularity.module.ts';
import { ViewStore } from './view.store.ts';

const MINUTE = 60_000;
const TODAY = new Date().toISOString();
const env = installation();
/** How far the clock of popularity is ahead; the log's own clock can not be set. */
let ahead = 0;
let newsroom: Newsroom;
let sender: Sender;

async function open(): Promise<void> {
  newsroom = await startNewsroom([popularity], { env, now: () => Date.now() + ahead });
  sender = newsroom.app('popularity').get(Sender);
}
beforeAll(async () => {
  await migrateTopics(readSettings(kafkaSettings, env), Runtime.silent('test'));
  await open();
});
afterAll(() => newsroom?.stop());

let seq = 1;

function anArticle(uri: string, changes: Partial<PublicArticle> = {}): PublicArticle {
  const shown = { url: `/${uri}`, language: 'ko', headline: `${uri} 소식`, firstPublished: TODAY };
  return aPublicArticle({ uri, seq: seq++, ...shown, ...changes });
}

async function tell(...articles: PublicArticle[]): Promise<void> {
  const changes = articles.map((article) => encodeChange({ type: 'article.public', article }));
  await Promise.all(changes.map((change) => sender.send(topics.changes.name, change)));
  await newsroom.settled();
}

async function withdraw({ uri, id, section, language }: PublicArticle): Promise<void> {
  const article = { uri, id, seq: seq++, kind: 'withdrawn' as const, section, language };
  await sender.send(topics.changes.name, encodeChange({ type: 'article.gone', article }));
  await newsroom.settled();
}

let n = 0;

const partitionOf = (uri: string) => publicId(uri).charCodeAt(0) % topics.views.partitions;

/** Readers look at articles, so many times each; all views of an article lie in one partition. */
async function view(counts: Record<string, number>, agoMs = 0, partition = partitionOf): Promise<void> {
  const at = Date.now() - agoMs;
  const sends = Object.entries(counts).map(([uri, count]) => {
    const views = Array.from({ length: count }, () => ({ id: publicId(uri), at }));
    const value = Buffer.from(JSON.stringify({ gateway: 'g', n: n++, views }));
    return sender.send(topics.views.name, { key: undefined, value, headers: {} }, partition(uri));
  });
  await Promise.all(sends);
  await newsroom.settled();
}

async function ask<T = PopularAnswer>(
  query: Record<string, string> = {},
): Promise<{ status: number; body: T }> {
  const response = await fetch(
    `${newsroom.url('popularity')}/internal/popular?${new URLSearchParams(query)}`,
  );
  return { status: response.status, body: (await response.json()) as T };
}

/** Headline and views, from the most viewed on. */
async function list(query: Record<string, string> = {}): Promise<[string, number][]> {
  const { status, body } = await ask({ limit: '50', ...query });
  expect(status).toBe(200);
  expect(body.data.map(({ rank }) => rank)).toEqual(body.data.map((_, index) => index + 1));
  return body.data.map(({ headline, views }) => [headline, views]);
}

const eventually = within(10_000);

test('a list of nothing says that there is too little to rank', async () => {
  const { body } = await ask();
  expect(body).toMatchObject({ data: [], meta: { window: '1h', state: 'fallback' } });
});

describe('the most viewed', () => {
  const articles = {
    first: anArticle('a:1', { headline: '첫째' }),
    second: anArticle('a:2', { headline: 'Second', language: 'en', section: 'k-pop' }),
    third: anArticle('a:3', { headline: '셋째', section: 'k-pop' }),
  };
  beforeAll(async () => {
    await tell(...Object.values(articles));
    await view({ 'a:1': 5, 'a:2': 9, 'a:3': 2, 'never:told': 99 });
    await view({ 'a:1': 6, 'a:3': 1 }, 9 * MINUTE);
  });

  test('are ranked by exact counts; an article nobody has told of is not listed', async () => {
    expect(await list()).toEqual([
      ['첫째', 11],
      ['Second', 9],
      ['셋째', 3],
    ]);
    expect((await ask()).body.data[0]).toEqual({
      rank: 1,
      id: publicId('a:1'),
      url: '/a:1',
      headline: '첫째',
      section: 'society',
      language: 'ko',
      views: 11,
    });
    expect((await ask()).body.meta).toMatchObject({ window: '1h', state: 'live' });
  });

  test.each([
    [
      'a section',
      { section: 'k-pop' },
      [
        ['Second', 9],
        ['셋째', 3],
      ],
    ],
    [
      'the Korean edition',
      { lang: 'ko' },
      [
        ['첫째', 11],
        ['셋째', 3],
      ],
    ],
    ['the English edition', { lang: 'en' }, [['Second', 9]]],
    ['both', { section: 'k-pop', lang: 'ko' }, [['셋째', 3]]],
    ['a section nobody reads', { section: '없음' }, []],
    ['as many as are asked for', { limit: '1' }, [['첫째', 11]]],
  ])('of %s', async (_, query, expected) => {
    expect(await list(query as Record<string, string>)).toEqual(expected);
  });

  test('move with their section at once', async () => {
    await tell({ ...articles.third, seq: seq++, section: 'culture', headline: '셋째, 고침' });
    expect(await list({ section: 'culture' })).toEqual([['셋째, 고침', 3]]);
    expect(await list({ section: 'k-pop' })).toEqual([['Second', 9]]);
  });

  test('hold no withdrawn article, from the moment on that it is told; its views are kept for its return', async () => {
    await withdraw(articles.second);
    expect((await list()).map(([headline]) => headline)).toEqual(['첫째', '셋째, 고침']);
    await tell(articles.second);
    expect(await list({ lang: 'en' })).toEqual([]);
    await view({ 'a:2': 1 });
    await tell({ ...articles.second, seq: seq++, version: 2 });
    expect(await list({ lang: 'en' })).toEqual([['Second', 10]]);
  });

  test('are the same after a restart: nothing is counted twice', async () => {
    const before = await list();
    await newsroom.stop();
    await open();
    expect(await list()).toEqual(before);
    await view({ 'a:1': 1 });
    expect((await list())[0]).toEqual(['첫째', 12]);
  });

  test('leave their window view by view: the clock decides, not the next view', async () => {
    expect(await list({ window: '10m' })).toContainEqual(['첫째', 12]);
    ahead = 2 * MINUTE;
    expect(await list({ window: '10m' })).toEqual([
      ['Second', 10],
      ['첫째', 6],
      ['셋째, 고침', 2],
    ]);
    ahead = 55 * MINUTE;
    expect(await list({ window: '10m' })).toEqual([]);
    expect(await list()).toEqual([
      ['Second', 10],
      ['첫째', 6],
      ['셋째, 고침', 2],
    ]);
    expect(await list({ window: '24h' })).toEqual([
      ['첫째', 12],
      ['Second', 10],
      ['셋째, 고침', 3],
    ]);
    ahead = 61 * MINUTE;
    expect((await ask()).body).toMatchObject({ data: [], meta: { state: 'fallback' } });
    expect(await list({ window: '24h' })).toHaveLength(3);
  });
});

test('of very many articles with equal counts each is listed once, however deep the list must look', async () => {
  const uris = Array.from({ length: 330 }, (_, i) => `tie:${i}`);
  await tell(
    ...uris.map((uri, i) =>
      anArticle(uri, { section: i % 11 === 0 ? 'opinion' : 'business', headline: uri }),
    ),
  );
  await view(Object.fromEntries(uris.map((uri) => [uri, 1])), 0, () => 0);
  const found = (await list({ section: 'opinion', window: '24h' })).map(([headline]) => headline);
  expect(found).toHaveLength(30);
  expect(new Set(found)).toEqual(new Set(uris.filter((_, i) => i % 11 === 0)));
});

test.each([
  ['a window nobody keeps', { window: '5m' }, 'invalid_parameter'],
  ['no list at all', { limit: '0' }, 'invalid_parameter'],
  ['too long a list', { limit: '201' }, 'invalid_parameter'],
  ['something else', { sort: 'up' }, 'unknown_parameter'],
])('who asks for %s is told so', async (_, query, code) => {
  const { status, body } = await ask<Problem>(query as Record<string, string>);
  expect({ status, code: body.code }).toEqual({ status: 400, code });
});

test('records that can not be counted do not keep the others from it', async () => {
  await tell(anArticle('po:1', { headline: '독 사이' }));
  for (const value of [null, Buffer.from('{'), Buffer.from('{"gateway":"g","n":1,"views":[]}')]) {
    await sender.send(topics.views.name, { key: undefined, value, headers: {} }, partitionOf('po:1'));
    await view({ 'po:1': 1 });
  }
  await eventually(async () => expect(await list({ window: '24h' })).toContainEqual(['독 사이', 3]));
});

describe('the lists of a paper, as gateways ask for them', () => {
  const HOUR = 60 * MINUTE;
  const articles = {
    ko: anArticle('s:1', { section: 'sports', headline: '결승 진출' }),
    en: anArticle('s:2', { section: 'sports', headline: 'Final reached', language: 'en' }),
    third: anArticle('s:3', { section: 'sports', headline: '연장 끝 승리'.normalize('NFD') }),
  };
  beforeAll(async () => {
    await tell(...Object.values(articles));
    await view({ 's:1': 12, 's:2': 9, 's:3': 8 });
  });

  async function changed(since?: string): Promise<PopularListsAnswer> {
    const query = since === undefined ? '' : `?since=${since}`;
    const response = await fetch(`${newsroom.url('popularity')}/internal/lists${query}`);
    return (await response.json()) as PopularListsAnswer;
  }

  /** Places of a list of the day: the article, and what is said of it. */
  async function day(section = 'sports', lang?: string): Promise<string[]> {
    const { lists } = await changed();
    const list = lists.find(
      (each) => each.window === '24h' && each.section === section && each.lang === lang,
    );
    return (list?.data ?? []).map(({ headline, views, movement, pinned }) =>
      [headline, views, movement, pinned ? 'pinned' : undefined].filter(Boolean).join(' '),
    );
  }

  const decide = (decision: Parameters<typeof encodeDecision>[0]) =>
    sender.send(topics.decisions.name, encodeDecision(decision));
  const aDecision = (id: string, kind: 'pin' | 'exclude', uri: string, hours: number) => ({
    ...{ type: 'list.decided' as const, id, kind, article: publicId(uri), reason: '검증', by: '편집국' },
    until: new Date(Date.now() + ahead + hours * HOUR).toISOString(),
    at: new Date().toISOString(),
  });

  test('are of each section and language, and tell what has changed in them', async () => {
    expect(await day()).toEqual(['결승 진출 12', 'Final reached 9', `${'연장 끝 승리'.normalize('NFD')} 8`]);
    expect(await day('sports', 'en')).toEqual(['Final reached 9']);
    const { generation, state } = await changed();
    expect(state).toBe('live');
    expect((await changed(generation)).lists).toEqual([]);
    await view({ 's:1': 1 });
    const { lists, whole } = await changed(generation);
    expect(whole).toBe(false);
    expect(new Set(lists.map(({ section, lang }) => `${section}/${lang}`))).toEqual(
      new Set(['undefined/undefined', 'undefined/ko', 'sports/undefined', 'sports/ko']),
    );
  });

  test.each<[string, () => Promise<void>, string[][]]>([
    ['is withdrawn', () => withdraw(articles.ko), [[], []]],
    [
      'moves to another section, under another address',
      () => tell({ ...articles.ko, seq: seq++, section: 'culture', url: '/culture/s:1' }),
      [[], ['결승 진출 13']],
    ],
    ['moves back', () => tell({ ...articles.ko, seq: seq++ }), [['결승 진출 13'], []]],
  ])('have an article that %s right with the next answer', async (_, change, expected) => {
    await change();
    const where = await Promise.all(['sports', 'culture'].map((section) => day(section, 'ko')));
    expect(where.map((list) => list.filter((each) => each.startsWith('결승')))).toEqual(expected);
  });

  test('heed what editors decide, until its time is over or it is lifted', async () => {
    await decide(aDecision('d:1', 'exclude', 's:1', 2));
    await decide(aDecision('d:2', 'pin', 's:3', 1));
    const third = '연장 끝 승리'.normalize('NFD');
    await eventually(async () => expect(await day()).toEqual([`${third} 8 pinned`, 'Final reached 9']));
    expect(await list({ section: 'sports', window: '24h' })).toEqual([
      [third, 8],
      ['Final reached', 9],
    ]);
    await withdraw(articles.third);
    expect(await day()).toEqual(['Final reached 9']);
    await tell({ ...articles.third, seq: seq++ });
    ahead += 61 * MINUTE;
    expect(await day()).toEqual(['Final reached 9', `${third} 8`]);
    await decide({ type: 'list.lifted', id: 'd:1', by: '편집국', at: new Date().toISOString() });
    await eventually(async () => expect((await day())[0]).toBe('결승 진출 13'));
  });

  test('say how an article has moved, also after a restart, and nothing while nobody can know', async () => {
    expect((await ask({ section: 'sports', window: '24h' })).body.data[0]?.movement).toBeUndefined();
    // A list of the day is remembered every 36 minutes.
    ahead += 36 * MINUTE;
    expect(await day()).toHaveLength(3);
    ahead += 3 * HOUR;
    const late = anArticle('s:4', { section: 'sports', headline: '새 기록' });
    await tell(late);
    await view({ 's:2': 5, 's:4': 1 });
    const moves = async () => (await day('sports')).map((each) => each.replace(/^.* /, ''));
    expect(await moves()).toEqual(['up', 'down', 'same', 'new']);
    await newsroom.stop();
    await open();
    await eventually(async () => expect(await moves()).toEqual(['up', 'down', 'same', 'new']));
  });

  test('label what is old, and do not list it for a handful of readers', async () => {
    const old = { section: 'archive', firstPublished: '2019-05-04T00:00:00Z' };
    await tell(anArticle('o:1', { ...old, headline: '옛 기사' }), anArticle('o:2', old));
    await view({ 'o:1': 20, 'o:2': 19 });
    const { lists } = await changed();
    const data = lists.find(({ window, section }) => window === '24h' && section === 'archive')?.data;
    expect(data).toEqual([
      expect.objectContaining({
        id: publicId('o:1'),
        age: { days: expect.any(Number), published: '2019-05-04T00:00:00Z' },
      }),
    ]);
  });

  test('are said to be stale while views come that are not counted, and are kept meanwhile', async () => {
    const before = await day();
    const store = newsroom.app('popularity').get(ViewStore);
    const behind = newsroom.app('popularity').get(BehindStore);
    const count = store.count.bind(store);
    store.count = () => Promise.reject(new DependencyUnavailable('redis'));
    const send = { gateway: 'stuck', n: n++, views: [{ id: publicId('s:2'), at: Date.now() }] };
    await sender.send(topics.views.name, encodeViews(send), partitionOf('s:2'));
    try {
      await behind.look();
      ahead += 31_000;
      await behind.look();
      expect((await changed()).state).toBe('stale');
      expect((await ask()).body.meta.state).toBe('stale');
      expect((await day()).length).toBe(before.length);
    } finally {
      store.count = count;
    }
    await newsroom.settled();
    await behind.look();
    expect((await changed()).state).toBe('live');
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  encodeChange,
  encodeDecision,
  type PopularAnswer,
  type Problem,
  type PublicArticle,
  type QuarantineAnswer,
  topics,
  type View,
} from '#libs/contracts';
import { kafkaSettings, migrateTopics, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { popularity } from './popularity.module.ts';

const MINUTE = 60_000;
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
  const shown = { url: `/${uri}`, language: 'ko', headline: `${uri} 소식` };
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

describe('an article that is pushed from ten networks', () => {
  const uri = 'pushed:1';
  const id = publicId(uri);
  const hash = (n: number) => n.toString(16).padStart(16, '0');
  const windows = ['10m', '1h', '24h', '7d'];

  /** Handed to the counter as a gateway tells them. */
  async function tellViews(views: readonly Partial<View>[], number = n++): Promise<void> {
    const all = views.map((each) => ({ id, at: Date.now(), ...each }));
    const value = Buffer.from(JSON.stringify({ gateway: 'g', n: number, views: all }));
    await sender.send(topics.views.name, { key: undefined, value, headers: {} }, partitionOf(uri));
    await newsroom.settled();
  }

  async function viewsIn(window: string): Promise<number> {
    const found = (await list({ window })).find(([headline]) => headline === '몰린 기사');
    return found?.[1] ?? 0;
  }

  async function quarantine(of = id): Promise<QuarantineAnswer> {
    const response = await fetch(`${newsroom.url('popularity')}/internal/quarantine?article=${of}`);
    return (await response.json()) as QuarantineAnswer;
  }

  beforeAll(async () => {
    ahead = 0;
    await tell(anArticle(uri, { headline: '몰린 기사' }));
    await tellViews(Array.from({ length: 300 }, (_, i) => ({ net: hash(i % 10), visitor: hash(i) })));
  });

  test('has what so few networks may have, and the rest is in quarantine with its reasons', async () => {
    expect(await viewsIn('24h')).toBe(20);
    const { data, meta } = await quarantine();
    expect(meta).toEqual({ article: id, window: '24h', overruled: false });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ counted: 20, held: { network: 280, doubleClick: 0, repeated: 0 } });
    expect(data[0]?.networks).toHaveLength(5);
    expect(data[0]?.networks[0]).toEqual({
      network: expect.stringMatching(/^[0-9a-f]{3}$/),
      views: 30,
      held: 28,
    });
  });

  test('gains nothing by beacons that are sent again, as another view or as the batch that they were', async () => {
    const number = n++;
    await tellViews(
      Array.from({ length: 40 }, () => ({ net: hash(77), visitor: hash(7_777) })),
      number,
    );
    await tellViews(
      Array.from({ length: 40 }, () => ({ net: hash(77), visitor: hash(7_777) })),
      number,
    );
    expect(await viewsIn('24h')).toBe(21);
    expect((await quarantine()).data[0]).toMatchObject({ held: { doubleClick: 39, repeated: 40 } });
  });

  test('counts whole when an editor says so, and counts the same when all is counted again', async () => {
    const at = Date.now();
    const decision = { id: 'd1', kind: 'overrule' as const, article: id, by: 'k', reason: '실제 화제 기사' };
    const until = new Date(at + 60 * MINUTE).toISOString();
    const told = { type: 'list.decided' as const, ...decision, at: new Date(at).toISOString(), until };
    await sender.send(topics.decisions.name, encodeDecision(told));
    await eventually(async () => {
      await tellViews([{ net: hash(5) }]);
      expect(await viewsIn('24h')).toBeGreaterThan(300);
    });
    await tellViews(Array.from({ length: 30 }, () => ({ net: hash(6) })));
    const state = async () => [await Promise.all(windows.map(viewsIn)), await quarantine()];
    const before = await state();
    expect(await viewsIn('24h')).toBeGreaterThanOrEqual(332);
    expect((await quarantine()).meta.overruled).toBe(true);
    await fetch(`${newsroom.url('popularity')}/internal/rebuild`, { method: 'POST' });
    await eventually(async () => {
      expect((await ask()).body.meta.state).toBe('live');
      expect(await state()).toEqual(before);
    });
  });

  test('of an article of which nothing was held back there is nothing to read', async () => {
    expect((await quarantine(publicId('no:1'))).data).toEqual([]);
  });
});

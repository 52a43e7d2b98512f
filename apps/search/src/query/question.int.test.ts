import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Change,
  encodeChange,
  type PopularAnswer,
  type Problem,
  type PublicArticle,
  type SearchAnswer,
  SearchQuery,
  topics,
} from '#libs/contracts';
import { kafkaSettings, migrateTopics, Sender } from '#libs/kafka';
import { Runtime, readSettings } from '#libs/service';
import { aPublicArticle, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { ArticleStore, operation } from '../article.store.ts';
import { SearchController } from '../search.controller.ts';
import { search } from '../search.module.ts';
import { searchSettings } from '../settings.ts';
import { PopularClient } from './popular.client.ts';
import { WalkStore } from './walk.store.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const env: Record<string, string> = { ...installation(), SEARCH_CURSOR_SECRET: 'known to all search processes of this paper' };
const engineUrl = env['ELASTICSEARCH_URL'] ?? '';

/** What the engine was asked, word for word. */
const asked: string[] = [];
const recorder = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', async () => {
    const body = Buffer.concat(chunks);
    if (request.url?.includes('_search')) asked.push(`${request.url} ${body}`);
    const { 'content-type': type = 'application/json', accept = '*/*' } = request.headers;
    const method = request.method ?? 'GET';
    const answer = await fetch(engineUrl + request.url, {
      method,
      headers: { 'content-type': type, accept },
      ...(body.length > 0 && method !== 'GET' && method !== 'HEAD' ? { body } : {}),
    });
    response.writeHead(answer.status, {
      'content-type': answer.headers.get('content-type') ?? 'application/json',
      'x-elastic-product': 'Elasticsearch',
    });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
});

let ranking: Pick<PopularAnswer['data'][number], 'id' | 'views'>[] = [];
const popularity = createServer((_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ data: ranking }));
});

async function addressOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

let newsroom: Newsroom;
let sender: Sender;
beforeAll(async () => {
  Object.assign(env, {
    ELASTICSEARCH_URL: await addressOf(recorder),
    POPULARITY_URL: await addressOf(popularity),
  });
  await migrateTopics(readSettings(kafkaSettings, env), Runtime.silent('test'));
  newsroom = await startNewsroom([search], { env, now: () => NOON });
  sender = newsroom.app('search').get(Sender);
  // The first question warms the engine up.
  await within(20_000)(async () => expect((await ask({ q: '첫눈' })).status).toBe(200));
});
afterAll(async () => {
  await newsroom?.stop();
  for (const server of [recorder, popularity]) {
    server.closeAllConnections();
    server.close();
  }
});

let seq = 1;

interface Told extends Partial<PublicArticle> {
  text?: string;
}

function anArticle(uri: string, headline: string, { text = '', ...changes }: Told = {}): PublicArticle {
  const time = new Date(NOON - 3_600_000).toISOString();
  return aPublicArticle({
    uri,
    url: `/${uri}`,
    seq: seq++,
    language: /[\u1100-\u11ff가-힣]/.test(headline) ? 'ko' : 'en',
    headline,
    tags: [],
    by: [],
    firstPublished: time,
    modified: time,
    body: [{ type: 'p', spans: [{ text }] }],
    ...changes,
  });
}

const isPublic = (article: PublicArticle): Change => ({ type: 'article.public', article });
const isGone = ({ uri, id, section, language }: PublicArticle): Change => ({
  type: 'article.gone',
  article: { uri, id, seq: seq++, kind: 'withdrawn', section, language },
});

async function tell(...changes: Change[]): Promise<void> {
  await Promise.all(changes.map((each) => sender.send(topics.changes.name, encodeChange(each))));
  await newsroom.settled();
}

/** Straight into the index, as the app itself writes: for many that nobody has to follow. */
async function fill(changes: readonly Change[]): Promise<void> {
  const lines = changes.flatMap((change) => operation(change)).map((each) => JSON.stringify(each));
  const index = `${env['SEARCH_INDEX_PREFIX']}-articles-write`;
  const answer = await fetch(`${engineUrl}/${index}/_bulk?refresh=true`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${lines.join('\n')}\n`,
  });
  expect(await answer.json()).toMatchObject({ errors: false });
}

type Asking = Record<string, string | string[]>;

async function ask<T = SearchAnswer>(query: Asking): Promise<{ status: number; body: T }> {
  const parameters = Object.entries(query).flatMap(([name, value]) => [value].flat().map((v) => [name, v]));
  const response = await fetch(`${newsroom.url('search')}/internal/search?${new URLSearchParams(parameters)}`);
  return { status: response.status, body: (await response.json()) as T };
}

async function answerTo(query: Asking): Promise<SearchAnswer> {
  const { status, body } = await ask(query);
  expect({ query, status }).toEqual({ query, status: 200 });
  return body;
}

async function found(q: string, more: Asking = {}): Promise<string[]> {
  const { data } = await answerTo({ q, limit: '50', ...more });
  return data.map(({ uri }) => uri).toSorted((a, b) => (a < b ? -1 : 1));
}

const harlow = { name: 'Mina Harlow', slug: 'mina-harlow' };
const haram = { name: '서하람', slug: '서하람' };
const island = { name: '울릉도', slug: '울릉도' };

describe('a question with conditions', () => {
  beforeAll(() =>
    tell(
      ...[
        anArticle('q:1', '여객선 겨울 시간표 바뀐다', { tags: [island], by: [haram], section: 'society' }),
        anArticle('q:2', '겨울 여객선 새 시간표', { by: [haram], section: 'business' }),
        anArticle('q:3', 'Ferry keeps its winter timetable', {
          tags: [{ name: 'Ulleung Island', slug: 'ulleung' }, { name: 'Ferries', slug: 'ferries' }],
          by: [harlow],
          section: 'society',
          firstPublished: '2025-12-31T23:30:00+09:00',
        }),
        anArticle('q:4', 'A timetable for winter storms, and a ferry', {
          tags: [{ name: 'Ferries', slug: 'ferries' }],
          section: 'north-korea',
          firstPublished: '2024-03-01T00:00:00+09:00',
        }),
      ].map(isPublic),
    ),
  );

  test.each<[string, string[], Asking?]>([
    ['여객선', ['q:1', 'q:2']],
    ['"겨울 시간표"', ['q:1']],
    ['여객선 "겨울시간표 바뀐다"', ['q:1']],
    ['“겨울 여객선”', ['q:2']],
    ['여객선 -"겨울 시간표"', ['q:2']],
    ['여객선 −태그:울릉도', ['q:2']],
    ['"winter timetable"', ['q:3']],
    ['winter -storms', ['q:3']],
    ['winter -storm', ['q:3']],
    ['tag:ferries', ['q:3', 'q:4']],
    ['tag:"ulleung island"', ['q:3']],
    ['태그:울릉도', ['q:1']],
    ['섹션:사회 여객선', ['q:1']],
    ['section:society ferry', ['q:3']],
    ['섹션:북한', ['q:4']],
    ['section:"North Korea"', ['q:4']],
    ['기자:서하람', ['q:1', 'q:2']],
    ['by:"Mina Harlow"', ['q:3']],
    ['by:mina-harlow winter', ['q:3']],
    ['ferry after:2025', ['q:3']],
    ['ferry before:2025', ['q:4']],
    ['ferry 이후:2025-12-31 이전:2026-01-01', ['q:3']],
    ['ferry before:2025-12-31', ['q:4']],
    ['ferry', ['q:3'], { from: '2025-12', to: '2025-12-31' }],
    ['ferry', ['q:4'], { to: '2024' }],
    ['ferry', ['q:3', 'q:4'], { tag: 'ferries' }],
    ['ferry', ['q:3'], { tag: ['ferries', 'ulleung'] }],
    ['여객선', ['q:1'], { tag: island.slug.normalize('NFD') }],
    ['ferry', ['q:3'], { author: 'mina-harlow' }],
    ['여객선', [], { lang: 'en' }],
    ['"', []],
    ['-', []],
  ])('%s is answered by %j (%j)', async (q, uris, more = {}) => {
    expect(await found(q, more)).toEqual(uris);
    expect(await found(q.normalize('NFD'), more)).toEqual(uris);
  });

  test('is counted by facet, each as if it were not narrowed itself', async () => {
    const { facets, data, meta } = await answerTo({ q: 'ferry', section: 'society', facets: 'true' });
    expect(data.map(({ uri }) => uri)).toEqual(['q:3']);
    expect(meta.total).toBe(1);
    expect(facets).toEqual({
      section: expect.arrayContaining([
        { value: 'society', count: 1 },
        { value: 'north-korea', count: 1 },
      ]),
      tag: expect.arrayContaining([
        { value: 'ferries', name: 'Ferries', count: 1 },
        { value: 'ulleung', name: 'Ulleung Island', count: 1 },
      ]),
      author: [{ value: 'mina-harlow', name: 'Mina Harlow', count: 1 }],
      language: [{ value: 'en', count: 1 }],
      year: [{ value: '2025', count: 1 }],
    });
    const years = await answerTo({ q: 'ferry', from: '2025', facets: 'year,language' });
    expect(years.facets).toEqual({
      year: [{ value: '2025', count: 1 }, { value: '2024', count: 1 }],
      language: [{ value: 'en', count: 1 }],
    });
    expect(await answerTo({ q: 'ferry' })).not.toHaveProperty('facets');
  });

  test.each<[Asking, string]>([
    [{ q: '가 '.repeat(33) }, 'q'],
    [{ q: 'x'.repeat(257) }, 'q'],
    [{ q: 'x', from: '2026-02-31' }, 'from'],
    [{ q: 'x', facets: 'section,script' }, 'facets'],
    [{ q: 'x', limit: '51' }, 'limit'],
    [{ q: 'x', tag: Array.from({ length: 6 }, (_, i) => `t${i}`) }, 'tag'],
    [{ q: 'x', cursor: 'W10' }, 'cursor'],
  ])('beyond a limit is refused by the name of what is too much: %#', async (query, parameter) => {
    const { status, body } = await ask<Problem>(query);
    expect({ status, code: body.code, at: body.errors?.[0]?.parameter }).toEqual({
      ...{ status: 400, code: 'invalid_parameter', at: parameter },
    });
  });
});

describe('marks', () => {
  test('stand in articles that were written in NFD, and on names that are spelt otherwise', async () => {
    await tell(
      isPublic(anArticle('m:1', '두꺼비 축제'.normalize('NFD'), { text: '두꺼비가 운다'.normalize('NFD') })),
      isPublic(anArticle('m:2', '방탄소년단 새 앨범', { text: '<b>방탄소년단</b>이 낸다.' })),
    );
    const [toad] = (await answerTo({ q: '두꺼비' })).data;
    expect(toad?.highlights).toEqual({ headline: '<mark>두꺼비</mark> 축제', body: ['<mark>두꺼비</mark>가 운다'] });
    const [group] = (await answerTo({ q: 'BTS' })).data;
    expect(group?.highlights?.headline).toBe('<mark>방탄소년단</mark> 새 앨범');
    expect(group?.highlights?.body).toEqual(['&lt;b&gt;<mark>방탄소년단</mark>&lt;/b&gt;이 낸다.']);
  });
});

describe('a ranking', () => {
  const ages = [0, 3, 30, 400, 9_000];
  const snow = (i: number) =>
    anArticle(`r:${i}`, i % 2 ? `함박눈 ${i}번째 소식` : `Blizzard report ${i}`, {
      text: i % 3 ? '함박눈 이야기와 blizzard 이야기가 길게 이어진다.' : '',
      tags: i % 5 ? [] : [{ name: 'blizzard', slug: 'blizzard' }],
      firstPublished: new Date(NOON - (ages[i % ages.length] ?? 0) * 3_600_000).toISOString(),
    });
  const articles = Array.from({ length: 20 }, (_, i) => snow(i));
  beforeAll(() => fill(articles.map(isPublic)));

  const words = ['함박눈', 'blizzard', '소식', 'report', '이야기', '"함박눈"', 'blizzard -소식', 'tag:blizzard', '길게 이야기', '함박눈 blizzard report'];
  const ways: Asking[] = [{}, { sort: 'newest' }, { lang: 'ko' }, { section: 'society', facets: 'true' }, { from: '2025' }];
  const fifty = words.flatMap((q) => ways.map((way) => ({ q, limit: '20', ...way })));

  test('is explained by factors whose product is the score, in the same order as without', async () => {
    ranking = articles.slice(0, 9).map(({ id }, i) => ({ id, views: 10 ** i }));
    await newsroom.app('search').get(PopularClient).look();
    expect(fifty).toHaveLength(50);
    for (const query of fifty) {
      const [plain, { data }] = [await answerTo(query), await answerTo({ ...query, explain: 'true' })];
      expect(data.map(({ id }) => id)).toEqual(plain.data.map(({ id }) => id));
      expect(plain.data.every((hit) => !('explanation' in hit))).toBe(true);
      for (const { explanation } of data) {
        const { score = 0, factors = [], parts = [] } = explanation ?? {};
        const product = factors.reduce((all, { value }) => all * value, 1);
        expect(Math.abs(product - score)).toBeLessThanOrEqual(1e-6 * Math.max(1, score));
        // The parts come from the engine, the other factors from us: here they are held against each other.
        const text = parts.reduce((sum, { value }) => sum + value, 0);
        const [, ...rest] = factors;
        const said = rest.reduce((all, { value }) => all * value, text);
        expect(Math.abs(said - score)).toBeLessThanOrEqual(2e-6 * Math.max(1, score));
      }
    }
  });

  test('says where the words were found', async () => {
    const codes = async (q: string, uri: string) => {
      const { data } = await answerTo({ q, limit: '50', explain: 'true' });
      const hit = data.find((each) => each.uri === uri);
      return hit?.explanation?.found.map(({ code }) => code);
    };
    expect(await codes('BTS', 'm:2')).toEqual(expect.arrayContaining(['title', 'name']));
    expect(await codes('방탄소년단', 'm:2')).not.toContain('name');
    expect(await codes('blizzard report', 'r:10')).toEqual(expect.arrayContaining(['title', 'phrase']));
    expect(await codes('blizzard', 'r:10')).toContain('tag');
  });

  test('leans to what is read most among its like, and not beyond what the text says', async () => {
    const twins = ['p:1', 'p:2', 'p:3'].map((uri) => anArticle(uri, '고드름 소식'));
    const aside = anArticle('p:4', '겨울 산책', { text: `${'눈길을 걷는다. '.repeat(30)}고드름도 보인다.` });
    await fill([...twins, aside].map(isPublic));
    const order = async () => {
      await newsroom.app('search').get(PopularClient).look();
      return (await answerTo({ q: '고드름' })).data.map(({ uri }) => uri);
    };
    ranking = [];
    const usual = await order();
    const last = twins.find(({ uri }) => uri === usual[2]);
    ranking = [
      { id: aside.id, views: 1_000_000 },
      { id: last?.id ?? '', views: 5_000 },
    ];
    expect(usual.at(-1)).toBe('p:4');
    expect(await order()).toEqual([last?.uri, ...usual.filter((uri) => uri !== last?.uri)]);
    ranking = [];
  });
});

describe('a walk by relevance', () => {
  const HITS = 600;
  const storms = Array.from({ length: HITS }, (_, i) =>
    anArticle(`w:${i}`, `소나기 ${i % 7} 예보`, { text: '소나기 '.repeat(1 + (i % 5)) }),
  );
  beforeAll(() => fill(storms.map(isPublic)));

  async function walked(meanwhile: (page: number) => Promise<void>, sort = 'relevance'): Promise<string[]> {
    const uris: string[] = [];
    let cursor: string | undefined;
    let page = 0;
    do {
      const answer = await answerTo({ q: '소나기', sort, limit: '50', ...(cursor ? { cursor } : {}) });
      uris.push(...answer.data.map(({ uri }) => uri));
      cursor = answer.page.next;
      await meanwhile(++page);
    } while (cursor !== undefined && page < 40);
    return uris;
  }

  test.each(['relevance', 'newest'])(
    'or by date neither repeats nor skips what stood there all the time, while articles come, change and go: %s',
    async (sort) => {
      const touched = new Set<string>();
      const uris = await walked(async (page) => {
        const comes = anArticle(`w:new:${sort}:${page}`, '소나기 소나기 소나기', { text: '소나기' });
        const changes = storms[page * 11] ?? comes;
        const goes = storms[HITS - page * 13] ?? comes;
        for (const { uri } of [comes, changes, goes]) touched.add(uri);
        await fill([
          isPublic(comes),
          isPublic({ ...changes, seq: seq++, headline: '소나기 소나기', version: 2 }),
          isGone(goes),
        ]);
      }, sort);
      expect(new Set(uris).size).toBe(uris.length);
      const stood = storms.map(({ uri }) => uri).filter((uri) => !touched.has(uri));
      expect(uris.filter((uri) => stood.includes(uri)).toSorted()).toEqual(stood.toSorted());
      await fill(storms.map((each) => isPublic({ ...each, seq: seq++ })));
    },
  );

  test('shows what is public now: nothing that was withdrawn, no words that were taken back', async () => {
    const asking = { q: '소나기', limit: '40' };
    const first = await answerTo(asking);
    const second = await answerTo({ ...asking, cursor: first.page.next ?? '' });
    const more = { ...asking, cursor: second.page.next ?? '' };
    const third = (await answerTo(more)).data.map(({ uri }) => uri);
    const [gone, changed] = storms.filter(({ uri }) => third.includes(uri));
    if (!gone || !changed) throw new Error('the third page shows none of them');
    await fill([isGone(gone), isPublic({ ...changed, seq: seq++, headline: '맑음', body: [] })]);
    const { data, meta } = await answerTo(more);
    expect(data.map(({ uri }) => uri)).not.toContain(gone.uri);
    const now = data.find(({ uri }) => uri === changed.uri);
    expect(now).toMatchObject({ headline: '맑음' });
    expect(now).not.toHaveProperty('highlights');
    expect(meta.total).toBe(first.meta.total);
  });

  test('goes on at another process that shares the secret, and nowhere else', async () => {
    const first = await answerTo({ q: '소나기', limit: '5' });
    const second = await answerTo({ q: '소나기', limit: '5', cursor: first.page.next ?? '' });
    const third = { q: '소나기', limit: '5', cursor: second.page.next ?? '' };
    const elsewhere = async (secret: string): Promise<SearchAnswer> => {
      const settings = readSettings(searchSettings, { ...env, SEARCH_CURSOR_SECRET: secret });
      const runtime = Runtime.silent('search', () => NOON);
      const store = new ArticleStore(settings, runtime);
      const walks = new WalkStore(settings, runtime, store);
      const popular = new PopularClient(settings, runtime);
      try {
        return await new SearchController(store, walks, popular, settings).search(SearchQuery.parse(third));
      } finally {
        await walks.onApplicationShutdown();
        await store.onApplicationShutdown();
      }
    };
    const here = await answerTo(third);
    expect((await elsewhere(env['SEARCH_CURSOR_SECRET'] ?? '')).data).toEqual(here.data);
    await expect(elsewhere('')).rejects.toMatchObject({ code: 'invalid_parameter' });
  });
});

describe('a hostile question', () => {
  const keysOf = (value: unknown): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    const inside = Object.values(value).flatMap(keysOf);
    return Array.isArray(value) ? inside : [...Object.keys(value), ...inside];
  };
  const hostile = [
    'headline_ko:* OR body_ko:/.*/',
    '* ? ~ ^ && || ! ( ) { } [ ]',
    '{"query":{"match_all":{}}}',
    '"},"script":{"source":"while(true){}"},"x":{"',
    'doc["position"].value',
    '${jndi:ldap://127.0.0.1/x}',
    '/(a+)+$/ aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
    '* '.repeat(32),
    '"'.repeat(255),
    '-'.repeat(255),
    'tag:'.repeat(60),
    'tag:* section:* by:* before:* after:*',
    '-tag:a -by:b -section:c',
    '가\u200d나\u200d다',
    '\u202e남한\u202c \u2066x\u2069',
    '\u0000\u0001\u0007',
    '\ud83d',
    '한\udc00국',
    '̈'.repeat(250),
    '👨‍👩‍👧‍👦'.repeat(20),
    'ㅋ'.repeat(256),
    'constructor __proto__ hasOwnProperty',
    'x'.repeat(64 * 1024),
    'a '.repeat(10_000),
  ];

  test('is answered, or refused by name, and adds no word to what the engine is asked', async () => {
    asked.length = 0;
    await answerTo({ q: '눈 "눈 비" -우박 -"눈 우박" tag:눈 -by:김 section:a before:2026', facets: 'true' });
    await answerTo({ q: 'after:2026 -x', sort: 'newest' });
    await answerTo({ q: '-' });
    const bodies = () => asked.map((each) => JSON.parse(each.slice(each.indexOf(' ') + 1)) as unknown);
    const ours = new Set(bodies().flatMap(keysOf));
    let slowest = { ms: 0, q: '' };
    for (const q of hostile) {
      asked.length = 0;
      const from = performance.now();
      const { status, body } = await ask<SearchAnswer & Problem>({ q, facets: 'true' });
      const ms = performance.now() - from;
      if (ms > slowest.ms) slowest = { ms, q };
      expect([200, 400]).toContain(status);
      if (status === 400) expect(body.code).toBe('invalid_parameter');
      for (const key of bodies().flatMap(keysOf)) expect(ours).toContain(key);
      for (const each of asked) expect(each.split(' ')[0]).toMatch(/^\/[\w-]+\/_search(\?[\w=&.-]*)?$/);
    }
    process.stderr.write(`slowest hostile question: ${Math.round(slowest.ms)} ms, ${slowest.q.slice(0, 40)}\n`);
  });

  test.each([
    ['a snapshot of another index', 'w'],
    ['no snapshot at all', 'x'],
  ])('does not reach the engine by a forged cursor: %s', async (_, kind) => {
    const { page } = await answerTo({ q: '소나기', limit: '5' });
    const [, of] = JSON.parse(Buffer.from(page.next ?? '', 'base64url').toString()) as string[];
    const begun = [of, NOON, NOON, 1, 'eq', 'abcdefghij'];
    const forged = [kind, ...begun, [1, NOON, 'abcdefghij', 1], 'c29tZSBzbmFwc2hvdA', 'x'.repeat(43)];
    asked.length = 0;
    const cursor = Buffer.from(JSON.stringify(forged)).toString('base64url');
    const { status, body } = await ask<Problem>({ q: '소나기', limit: '5', cursor });
    expect([status, body.errors?.[0]?.code]).toEqual([400, 'invalid_cursor']);
    expect(asked).toEqual([]);
  });
});

describe('an index that takes the place of another', () => {
  const eventually = within(20_000);

  test('ends walks by relevance in words, and lets those by date go on', async () => {
    const told = Array.from({ length: 9 }, (_, i) => anArticle(`x:${i}`, '무지개 소식'));
    await fill(told.map(isPublic));
    const pages = async (sort: string) => {
      const first = await answerTo({ q: '무지개', sort, limit: '3' });
      return answerTo({ q: '무지개', sort, limit: '3', cursor: first.page.next ?? '' });
    };
    const [relevance, newest] = [await pages('relevance'), await pages('newest')];
    const indices = Object.keys(
      (await (await fetch(`${engineUrl}/${env['SEARCH_INDEX_PREFIX']}-articles-write/_alias`)).json()) as object,
    );
    for (const index of indices) await fetch(`${engineUrl}/${index}`, { method: 'DELETE' });
    const cursor = relevance.page.next ?? '';
    const { status, body } = await ask<Problem>({ q: '무지개', limit: '3', cursor });
    expect([status, body.errors?.[0]]).toEqual([
      400,
      { parameter: 'cursor', code: 'invalid_cursor', message: 'has expired: ask the question again without it' },
    ]);
    await ask({ q: '무지개' });
    await eventually(async () => expect((await ask({ q: '방탄소년단' })).status).toBe(200));
    await fill(told.map(isPublic));
    const rest = await answerTo({ q: '무지개', sort: 'newest', limit: '3', cursor: newest.page.next ?? '' });
    expect(rest.data).toHaveLength(3);
  });
});

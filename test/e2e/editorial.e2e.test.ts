import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type AlertAnswer,
  type ArticleCard,
  type DecisionRow,
  type EventStatus,
  encodeViews,
  type KeyMade,
  type PopularAnswer,
  topics,
} from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { anArticle, anEvent, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { NamingStore } from '../../apps/content/src/naming.store.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';

const KEY = 'live_ofTheEditorsOfThisNewsroom26';
/** More than a rename asks for at once, so that there is something to overtake. */
const BEARERS = 200;
const eventually = within(20_000);

let newsroom: Newsroom;
beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], {
    env: { INGEST_ADMIN_KEY: KEY },
  });
});
afterAll(() => newsroom?.stop());

async function post(events: object | object[], query = ''): Promise<{ status: number; body: object }> {
  const type = Array.isArray(events) ? 'cloudevents-batch' : 'cloudevents';
  const response = await fetch(`${newsroom.url('ingest')}/v1/events${query}`, {
    method: 'POST',
    headers: { 'content-type': `application/${type}+json`, authorization: `Bearer ${KEY}` },
    body: JSON.stringify(events),
  });
  return { status: response.status, body: (await response.json()) as object };
}

let count = 0;
const said = (type: string, data: object) => ({
  ...{ specversion: '1.0', source: '/desk', id: `${type} ${count++}`, type },
  data,
});

/** Says it, and waits until every service has applied it. */
async function say(type: string, data: object, wait = 'visible'): Promise<string> {
  const { status, body } = await post(said(type, data), `?wait=${wait}&timeout=20s`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as { outcome: string }).outcome;
}

type Published = ReturnType<typeof anArticle>;
async function publish(changes: Partial<Published>, wait = 'visible'): Promise<string> {
  const article = anArticle({ section: 'society', tags: [], by: [], ...changes });
  const { status, body } = await post(anEvent('article.published', article), `?wait=${wait}&timeout=20s`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (body as { url: string }).url;
}
const english = (uri: string, headline: string, more: Partial<Published> = {}) =>
  publish({ uri, language: 'en', headline, body: `<p>${headline}, says ${uri}.</p>`, ...more });
const withdraw = (uri: string) => say('article.withdrawn', { uri, reason: '오보' }, 'gone');

async function json<T>(path: string): Promise<T> {
  return JSON.parse((await newsroom.get(path)).body) as T;
}
async function page(path: string): Promise<string> {
  return (await newsroom.get(path)).body;
}
async function lead(lang = 'en'): Promise<string | undefined> {
  const { data } = await json<{ data: { lead?: ArticleCard } }>(`/api/v1/front?lang=${lang}`);
  const body = await page(lang === 'en' ? '/' : '/ko');
  const shown = /<section class="lead">.*?<h2><a [^>]*>(.*?)<\/a>/.exec(body)?.[1];
  expect(shown).toBe(data.lead?.headline);
  return data.lead?.uri;
}

describe('a front', () => {
  const slots = (...uris: string[]) =>
    uris.map((uri, at) => ({ slot: at === 0 ? 'lead' : `stack-${at}`, uri }));

  test('shows what editors have placed at once, and what it chooses where that leaves', async () => {
    await english('front:a', 'Bridge at dawn is closed');
    await english('front:b', 'Market halls open late');
    await english('front:c', 'Orchard prizes are given');
    expect(await lead()).toBe('front:c');
    expect(
      await say('front.curated', { edition: 'en', version: 2, slots: slots('front:a', 'front:b') }),
    ).toBe('public');
    expect(await lead()).toBe('front:a');
    expect(await say('front.curated', { edition: 'en', version: 1, slots: slots('front:b') })).toBe('stale');
    expect(await lead()).toBe('front:a');
    await withdraw('front:a');
    expect(await lead()).toBe('front:c');
    const { data } = await json<{ data: { stack: ArticleCard[] } }>('/api/v1/front');
    expect(data.stack[0]?.uri).toBe('front:b');
    expect(await say('front.curated', { edition: 'en', version: 3, slots: [] })).toBe('public');
    expect(await lead()).toBe('front:c');
  });

  test('shows nothing of an article that is placed under embargo, and the article when its time has come', async () => {
    await publish({ uri: 'front:dawn', language: 'ko', headline: '새벽 시장이 문을 연다' });
    const embargoedUntil = new Date(Date.now() + 6_000).toISOString();
    const secret = { uri: 'front:secret', language: 'ko', headline: '통근 열차 요금 개편안' };
    await post(anEvent('article.published', anArticle({ ...secret, section: 'society', embargoedUntil })));
    await say('front.curated', { edition: 'ko', version: 1, slots: slots('front:secret') });
    expect(await lead('ko')).toBe('front:dawn');
    await eventually(async () => expect(await lead('ko')).toBe('front:secret'));
  });

  test.each<[string, string, object, object]>([
    [
      'names a slot twice',
      'front.curated',
      { edition: 'en', version: 9, slots: [...slots('a'), ...slots('b')] },
      { pointer: '/data/slots' },
    ],
    [
      'names a slot that no front has',
      'front.curated',
      { edition: 'en', version: 9, slots: [{ slot: 'cellar', uri: 'a' }] },
      { pointer: '/data/slots/0/slot' },
    ],
    [
      'has nothing that can be printed',
      'breaking.raised',
      { id: 'a', headline: '\u200b', language: 'ko' },
      { pointer: '/data/headline' },
    ],
    ['has no name', 'tag.renamed', { slug: 'a' }, { pointer: '/data/name' }],
    [
      'is an article under the key of a front',
      'article.published',
      anArticle({ uri: 'front:en', section: 'society' }),
      { pointer: '/data/uri', code: 'reserved' },
    ],
  ])('or another event of editors that %s is refused, with the place', async (_, type, data, fault) => {
    expect(await post(said(type, data))).toMatchObject({ status: 422, body: { errors: [fault] } });
  });
});

describe('an alert', () => {
  const alerts = async (lang: string) =>
    (await json<{ data: AlertAnswer[] }>(`/api/v1/breaking?lang=${lang}`)).data;
  const bar = async (path: string) => /<aside class="breaking".*?<\/aside>/.exec(await page(path))?.[0] ?? '';

  test('stands on fronts and articles of its edition, changes its words, and is gone everywhere when cleared', async () => {
    const url = await english('alert:page', 'Slow train rides through hills');
    const places = ['/', '/breaking', url];
    for (const path of [...places, '/ko']) expect(await bar(path)).toBe('');
    const headline = 'Storm & flood warning for the south coast';
    expect(await say('breaking.raised', { id: 'storm', headline, language: 'en' })).toBe('public');
    const korean = { id: 'storm', headline: '남해안 호우 경보'.normalize('NFD'), language: 'ko' };
    await say('breaking.raised', korean);
    for (const path of places) expect(await page(path)).toContain('Storm &amp; flood warning');
    expect(await bar('/')).not.toContain('호우');
    expect(await bar('/ko')).toContain('남해안 호우 경보');
    await say('breaking.raised', { id: 'storm', headline: 'Storm moves east', language: 'en' });
    for (const path of places) {
      expect(await page(path)).toContain('Storm moves east');
      expect(await page(path)).not.toContain('flood warning');
    }
    expect(await alerts('en')).toMatchObject([{ id: 'storm', updated: expect.any(String) }]);
    expect(await say('breaking.cleared', { id: 'storm' })).toBe('gone');
    for (const path of [...places, '/ko', '/ko/breaking']) {
      expect(await page(path)).not.toMatch(/Storm moves east|남해안 호우/);
    }
    expect([await alerts('en'), await alerts('ko')]).toEqual([[], []]);
  });

  test('leads to its article as long as that is public, and names no other', async () => {
    const other = await english('alert:other', 'Library lends out telescopes');
    const held = { uri: 'alert:held', headline: 'Merger of two ports', language: 'en' };
    const event = anArticle({ ...held, section: 'society', embargoedUntil: '2999-01-01T00:00:00Z' });
    await post(anEvent('article.published', event), '?wait=stored&timeout=20s');
    await say('breaking.raised', {
      id: 'port',
      headline: 'Ports to speak at noon',
      language: 'en',
      uri: held.uri,
    });
    for (const path of ['/', other, '/breaking']) {
      const body = await page(path);
      expect(body).toContain('Ports to speak at noon');
      expect(body).not.toMatch(/Merger|alert:held/);
    }
    expect(await bar(other)).not.toContain('<li><a');
    expect((await newsroom.get('/api/v1/breaking')).body).not.toMatch(/Merger|alert:held|article/);

    await say('breaking.raised', {
      id: 'quake',
      headline: 'Small quake felt',
      language: 'en',
      uri: 'alert:quake',
    });
    expect(await bar(other)).not.toContain('<li><a');
    const url = await english('alert:quake', 'Quake of magnitude three felt');
    for (const path of ['/', other, '/breaking'])
      expect(await page(path)).toContain(`href="${url}">Small quake`);
    await withdraw('alert:quake');
    for (const path of ['/', other, '/breaking']) {
      expect(await page(path)).toContain('Small quake felt');
      expect(await page(path)).not.toContain(url);
    }
  });
});

describe('a rename', () => {
  const old = '울릉도 뱃길';
  const bearer = (index: number) =>
    anArticle({
      uri: `rename:${index}`,
      version: 1,
      language: index % 2 === 0 ? 'ko' : 'en',
      headline: index % 2 === 0 ? `${index}번째 배` : `Boat no. ${index}`,
      body: `<p>${'배 boat '.repeat((index % 7) + 3)}${index}</p>`,
      section: 'society',
      tags: [{ name: old, slug: '울릉도-뱃길' }],
      by: [{ name: 'Mina Harlow' }],
    });
  const card = async (index: number) => {
    const path = `/api/v1/articles/${publicId(`rename:${index}`)}`;
    return (await json<{ data: ArticleCard }>(path)).data;
  };

  test('reaches every article that bears the name, while news goes on; old addresses lead to the new one', async () => {
    for (let from = 0; from < BEARERS; from += 40) {
      const events = Array.from({ length: 40 }, (_, i) => anEvent('article.published', bearer(from + i)));
      expect(await post(events)).toMatchObject({ status: 202 });
    }
    await newsroom.settled();
    const path = (slug: string) => `/tag/${encodeURIComponent(slug)}`;
    expect(await page(path('울릉도-뱃길'))).toContain(`<h1>${old}</h1>`);
    const before = await card(1);

    const renamed = { slug: '울릉도-뱃길'.normalize('NFD'), name: 'Island route', newSlug: 'island-route' };
    expect(await say('tag.renamed', renamed, 'stored')).toBe('public');
    // It still says the old name, and overtakes those that are told again.
    const tags = [{ name: old, slug: '울릉도-뱃길' }];
    const live = { uri: 'rename:live', language: 'en', headline: 'Night boat is back', tags };
    const url = await publish(live, 'stored');
    expect(newsroom.app('content').get(NamingStore).unfinished).toBe(true);
    await newsroom.settled();
    expect(await page(url)).toContain('href="/tag/island-route">Island route</a>');

    const after = await json<{ data: ArticleCard[]; page: { next?: string } }>(
      '/api/v1/articles?limit=100&tag=island-route',
    );
    expect(after.data).toHaveLength(100);
    expect(after.page.next).toBeDefined();
    const now = await card(1);
    expect(now).toMatchObject({ revision: before.revision, modified: before.modified });
    expect(now.seq).toBeGreaterThan(before.seq);
    expect(now.tags).toEqual([{ name: 'Island route', slug: 'island-route' }]);

    await say('tag.renamed', { slug: 'island-route', name: 'Sea route', newSlug: 'sea-route' });
    await newsroom.settled();
    for (const [from, to] of [
      [path('울릉도-뱃길'), '/tag/sea-route'],
      [`/ko${path('울릉도-뱃길')}`, '/ko/tag/sea-route'],
      ['/tag/island-route', '/tag/sea-route'],
      ['/api/v1/tags/island-route?lang=en', '/api/v1/tags/sea-route?lang=en'],
      ['/api/v1/articles?tag=island-route&limit=2', '/api/v1/articles?tag=sea-route&limit=2'],
    ]) {
      const { status, headers } = await newsroom.get(from ?? '');
      expect({ from, status, to: headers.get('location') }).toEqual({ from, status: 301, to });
    }
    for (const index of [0, 7, BEARERS - 1]) {
      expect((await card(index)).tags).toEqual([{ name: 'Sea route', slug: 'sea-route' }]);
    }
    expect(await page('/tag/sea-route')).toContain('Sea route</h1>');
  }, 60_000);

  test('of an author to a name that is there already makes the two one', async () => {
    await english('author:a', 'Kites over the river', { by: [{ name: 'M. Seo', slug: 'm-seo' }] });
    await english('author:b', 'Snow on the ridge', { by: [{ name: 'Haram Seo', slug: 'haram-seo' }] });
    await say('author.renamed', { slug: 'm-seo', name: '서하람', newSlug: 'haram-seo' });
    await newsroom.settled();
    const body = await page('/author/haram-seo');
    expect(body).toContain('Kites over the river');
    expect(body).toContain('Snow on the ridge');
    expect(body).toContain('서하람</h1>');
    const { status, headers } = await newsroom.get('/author/m-seo');
    expect([status, headers.get('location')]).toEqual([301, '/author/haram-seo']);
  });
});

test('of each event of editors the gate says where it is, and content tells fronts and alerts again when asked', async () => {
  const event = said('breaking.raised', { id: 'where', headline: '속보입니다', language: 'ko' });
  await post(event, '?wait=visible&timeout=20s');
  const response = await fetch(`${newsroom.url('ingest')}/v1/events/${encodeURIComponent(event.id)}`, {
    headers: { authorization: `Bearer ${KEY}` },
  });
  expect((await response.json()) as EventStatus).toMatchObject({
    state: 'applied',
    outcome: 'public',
    uri: 'breaking',
  });
  for (const [uri, status] of [
    ['breaking', 202],
    ['front:en', 202],
    ['front:none', 404],
  ]) {
    const retold = await fetch(`${newsroom.url('content')}/internal/retell`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ uri }),
    });
    expect({ uri, status: retold.status }).toEqual({ uri, status });
  }
  await newsroom.settled();
  expect(await page('/ko')).toContain('속보입니다');
});

describe('what is read most', () => {
  const [first, second] = ['섬마을 등대 다시 켜져', '새벽 시장에 첫 대게'];
  const gate = async (path: string, init: RequestInit = {}, key = KEY) => {
    const type = init.body === undefined ? {} : { 'content-type': 'application/json' };
    const headers = { authorization: `Bearer ${key}`, ...type };
    const response = await fetch(`${newsroom.url('ingest')}/v1/${path}`, { ...init, headers });
    const body = response.status === 204 ? {} : ((await response.json()) as object);
    return { status: response.status, body };
  };
  const decide = (decision: object, key?: string) =>
    gate('decisions', { method: 'POST', body: JSON.stringify(decision) }, key);
  const exclusion = { kind: 'exclude', article: publicId('most:1'), hours: 1, reason: '오래된 사건' };

  /** The Korean list for programs, on its page, and beside the front. */
  async function shown(): Promise<string[][]> {
    const { data } = await json<PopularAnswer>('/api/v1/popular?lang=ko&section=society');
    const pages = await Promise.all(['/ko/popular?section=society', '/ko/society'].map(page));
    const ranked = pages.map((html) => {
      const list = /<ol class="ranking[^"]*">(.*?)<\/ol>/s.exec(html)?.[1] ?? '';
      return [...list.matchAll(/<a [^>]*>(.*?)<\/a>/g)].map(([, headline = '']) => headline);
    });
    return [data.map(({ headline }) => headline), ...ranked];
  }
  const everywhere = (...headlines: string[]) => [headlines, headlines, headlines];

  beforeAll(async () => {
    for (const [at, headline] of [first, second].entries())
      await publish({ uri: `most:${at + 1}`, language: 'ko', headline, body: `<p>${headline}.</p>` });
    const at = Date.now();
    const views = [1, 1, 2].flatMap((n) =>
      Array.from({ length: 6 }, () => ({ id: publicId(`most:${n}`), at })),
    );
    const record = encodeViews({ gateway: '시험', n: 0, views });
    await newsroom.app('popularity').get(Sender).send(topics.views.name, record, 0);
    await newsroom.settled();
  });

  test('stands on its page and beside others, and what editors decide holds until it is lifted', async () => {
    await eventually(async () => expect(await shown()).toEqual(everywhere(first, second)));
    const { status, body } = await decide(exclusion);
    expect({ status, body }).toMatchObject({ status: 201, body: { state: 'holds', reason: '오래된 사건' } });
    await eventually(async () => expect(await shown()).toEqual(everywhere(second)));
    const { id } = body as DecisionRow;
    expect(await gate(`decisions/${id}`, { method: 'DELETE' })).toMatchObject({ status: 204 });
    await eventually(async () => expect(await shown()).toEqual(everywhere(first, second)));
    expect((await gate('decisions')).body).toMatchObject({
      data: [{ id, state: 'lifted', by: expect.any(String), lifted: { by: expect.any(String) } }],
    });
    await decide({ kind: 'pin', article: publicId('most:2'), hours: 1, reason: '독자 안내' });
    await eventually(async () => expect(await shown()).toEqual(everywhere(second, first)));
    expect(await page('/ko/popular?section=society')).toContain('편집자 고정');
  });

  test('is decided on by keys that may curate, and speak of all articles', async () => {
    const key = async (more: object) => {
      const wish = { name: '데스크', mode: 'live', ...more };
      return ((await gate('keys', { method: 'POST', body: JSON.stringify(wish) })).body as KeyMade).secret;
    };
    const refused = { status: 403, body: { code: 'forbidden' } };
    expect(await decide(exclusion, await key({ scopes: ['publish'] }))).toMatchObject(refused);
    expect(await decide(exclusion, await key({ scopes: ['curate'], prefixes: ['most:'] }))).toMatchObject(
      refused,
    );
    expect(await decide({ ...exclusion, hours: 9_999 })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/hours' }] },
    });
  });

  test('shows no article that was withdrawn, though it is pinned', async () => {
    await withdraw('most:2');
    expect(await shown()).toEqual(everywhere(first));
  });
});

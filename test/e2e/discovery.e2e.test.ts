import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ArticleCard, SearchAnswer } from '#libs/contracts';
import { anArticle, anEvent, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId, seoulDate } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { ReadyStore } from '../../apps/gateway/src/cache/ready.store.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import {
  alternatesIn,
  dataIn,
  elements,
  type ReadItem,
  readFeed,
  textsOf,
  tombstonesIn,
  toTheSecond,
} from './discovery/reader.ts';

const ORIGIN = 'https://hangang.example';
const FAR = '2999-01-01T00:00:00Z';
const ferry = [{ name: 'Ferry', slug: 'ferry' }];
const boats = [{ name: '여객선', slug: '여객선' }];
const boatsPath = `/ko/tag/${encodeURIComponent('여객선')}`;
const harlow = [{ name: 'Mina Harlow', slug: 'mina-harlow' }];

let newsroom: Newsroom;
const says = async (type: string, data: object) => {
  const { status, body } = await newsroom.send(anEvent(type, data as { uri: string; version?: number }));
  expect({ status, errors: body.problem?.errors }).toEqual({ status: 202, errors: undefined });
};
/** A state of an article; its text is its headline, so that no two are alike by chance. */
const state = (uri: string, headline: string, changes: object = {}) =>
  anArticle({
    ...{ uri, headline, language: 'en', section: 'society', tags: ferry, by: harlow },
    ...{ standfirst: headline, body: `<p>${`${headline}. `.repeat(12)}</p>` },
    ...changes,
  });
const publish = (uri: string, headline: string, changes: object = {}) =>
  says('article.published', state(uri, headline, changes));
const withdraw = (uri: string) => says('article.withdrawn', { uri, reason: '오보' });

const read = async (path: string): Promise<string> => {
  const { status, body } = await newsroom.get(path);
  expect({ path, status }).toEqual({ path, status: 200 });
  return body;
};
const listed = async (query: string): Promise<ArticleCard[]> =>
  (JSON.parse(await read(`/api/v1/articles?limit=100&${query}`)) as { data: ArticleCard[] }).data;
const cardOf = async (uri: string): Promise<ArticleCard> =>
  (JSON.parse(await read(`/api/v1/articles/${publicId(uri)}`)) as { data: ArticleCard }).data;
/** Asks for pages until they are kept, so that what follows is told to what was there before. */
async function kept(...paths: string[]): Promise<void> {
  const ready = newsroom.app('gateway').get(ReadyStore);
  await within(10_000)(async () => {
    await Promise.all(paths.map((path) => newsroom.get(path)));
    expect(paths.filter((path) => !ready.get(path))).toEqual([]);
  });
}

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], {
    env: { PUBLIC_URL: ORIGIN },
  });
  await publish('disc:en', 'Ferry <Nadri> & its "crew" return');
  await publish('disc:ko', '나드리호와 선원들 "돌아오다"', {
    ...{ language: 'ko', translationOf: 'disc:en', tags: boats, by: [{ name: '서하람', slug: 'haram-seo' }] },
  });
  await publish('disc:old', 'Lighthouse keeps its keeper', {
    ...{ section: 'culture', tags: [], contentCreated: '2019-12-31T15:00:00Z' },
  });
  await publish('disc:leaves', 'Harbour crane to be painted red');
  await publish('disc:leaves-ko', '항구 크레인 붉게 칠한다', { language: 'ko', tags: boats });
  await publish('disc:moves', 'Signal kites fly at noon', { slug: 'kites' });
  await newsroom.settled();
});
afterAll(() => newsroom?.stop());

describe('a feed read back by independent parsers', () => {
  test.each([
    ['', 'lang=en'],
    ['/society', 'lang=en&section=society'],
    ['/tag/ferry', 'lang=en&tag=ferry'],
    ['/author/mina-harlow', 'lang=en&author=mina-harlow'],
    ['/ko', 'lang=ko'],
    ['/ko/society', 'lang=ko&section=society'],
    [boatsPath, `lang=ko&tag=${encodeURIComponent('여객선')}`],
  ])('of %s holds what the API answers', async (page, query) => {
    const expected = (await listed(query)).map(itemIn);
    expect(expected.length).toBeGreaterThan(1);
    for (const format of ['xml', 'atom', 'json']) {
      const text = await read(`${page}/feed.${format}`);
      for (const items of await readFeed(text))
        expect({ format, items }).toEqual({ format, items: expected });
    }
  });

  test('of a search holds what the search answers, newest first', async () => {
    const q = encodeURIComponent('크레인');
    const answer = JSON.parse(await read(`/api/v1/search?q=${q}&lang=ko&sort=newest`)) as SearchAnswer;
    expect(answer.data).toHaveLength(1);
    for (const format of ['xml', 'atom', 'json']) {
      const readings = await readFeed(await read(`/ko/search/feed.${format}?q=${q}&section=society`));
      for (const items of readings) expect(items).toEqual(answer.data.map(itemIn));
    }
    expect((await newsroom.get('/search/feed.atom')).status).toBe(404);
  });

  test('is asked for again for nothing as long as nothing has changed, and stands still for what is held', async () => {
    const paths = ['/feed.xml', '/feed.atom', '/society/feed.json'];
    const etags = async () =>
      Promise.all(paths.map(async (path) => (await newsroom.get(path)).headers.get('etag')));
    const before = await etags();
    const conditional = await fetch(`${newsroom.url('gateway')}/feed.atom`, {
      headers: { 'if-none-match': before[1] ?? '' },
    });
    expect(conditional.status).toBe(304);
    await publish('disc:held', 'Nobody knows of this yet', { embargoedUntil: FAR });
    await newsroom.settled();
    expect(await etags()).toEqual(before);
  });

  test('of a name that nobody bears, or a section that there is not, is not there', async () => {
    for (const path of ['/tag/nobody/feed.xml', '/ko/author/nobody/feed.atom', '/nowhere/feed.json'])
      expect((await newsroom.get(path)).status).toBe(404);
  });
});

describe('an article in a feed', () => {
  test('keeps its name when it gets another title, slug and section', async () => {
    const id = `urn:sosik:${publicId('disc:moves')}`;
    const paths = ['/feed.xml', '/feed.atom', '/feed.json'];
    const seen = async () => {
      const readings = await Promise.all(paths.map(async (path) => readFeed(await read(path))));
      return readings.flat().map((items) => items.find((item) => item.id === id)?.url.split('/')[3]);
    };
    expect(await seen()).toEqual(['society', 'society', 'society', 'society', 'society']);
    await says(
      'article.updated',
      state('disc:moves', 'Kites of another kind', { version: 2, slug: 'other-kites', section: 'culture' }),
    );
    await newsroom.settled();
    expect(await seen()).toEqual(['culture', 'culture', 'culture', 'culture', 'culture']);
  });

  test('that is withdrawn is in none any more, and Atom says so', async () => {
    const pages = { en: ['', '/society', '/tag/ferry', '/author/mina-harlow'], ko: ['/ko', boatsPath] };
    const uris = { en: 'disc:leaves', ko: 'disc:leaves-ko' };
    const paths = Object.values(pages)
      .flat()
      .flatMap((page) => ['xml', 'atom', 'json'].map((format) => `${page}/feed.${format}`));
    await kept(...paths);
    await Promise.all(Object.values(uris).map(withdraw));
    await newsroom.settled();
    for (const edition of ['en', 'ko'] as const) {
      const id = `urn:sosik:${publicId(uris[edition])}`;
      for (const page of pages[edition]) {
        const atom = await read(`${page}/feed.atom`);
        expect({ page, tombstones: tombstonesIn(atom) }).toEqual({ page, tombstones: [id] });
        for (const format of ['xml', 'atom', 'json']) {
          const readings = await readFeed(await read(`${page}/feed.${format}`));
          expect(readings.flat().filter((item) => item.id === id)).toEqual([]);
        }
      }
    }
    expect(tombstonesIn(await read('/culture/feed.atom'))).toEqual([]);
  });

  test('that goes back under embargo is gone without a word', async () => {
    await publish('disc:again', 'Minutes of a closed meeting');
    await newsroom.settled();
    await kept('/feed.atom', '/tag/ferry/feed.atom');
    await says(
      'article.updated',
      state('disc:again', 'Minutes of a closed meeting', { version: 2, embargoedUntil: FAR }),
    );
    await newsroom.settled();
    for (const path of ['/feed.atom', '/tag/ferry/feed.atom'])
      expect(await read(path)).not.toContain(publicId('disc:again'));
  });

  test('that was corrected says so there, on the page of corrections, and to search engines', async () => {
    const note = '선원은 열두 명이 아니라 아홉 명입니다.';
    await kept('/ko/corrections', '/ko/feed.json');
    await says(
      'article.corrected',
      state('disc:ko', '나드리호와 선원들 "돌아오다"', {
        ...{ version: 2, language: 'ko', translationOf: 'disc:en', tags: boats, changeNote: note },
        changeType: 'correction',
      }),
    );
    await newsroom.settled();
    expect(await read('/ko/feed.json')).toContain(`바로잡습니다: ${note}`);
    const page = await read('/ko/corrections');
    expect(page).toContain(note);
    expect(await read('/corrections')).not.toContain(note);
    const history = elements(page, 'a').find(({ attribs }) => attribs['href']?.endsWith('/revisions'));
    expect(await read(history?.attribs['href'] ?? '')).toContain(note);
    const { url } = await cardOf('disc:ko');
    await within(10_000)(async () => {
      const [article] = dataIn(await read(url));
      expect(article).toMatchObject({ correction: [{ '@type': 'CorrectionComment', text: note }] });
    });
  });
});

test('the sitemap names exactly the public articles', async () => {
  const publicOnes = async () => (await listed('')).map(({ url }) => ORIGIN + url).toSorted(byName);
  const named = async () => {
    const parts = textsOf(await read('/sitemap.xml'), 'loc').filter((part) => !part.endsWith('/pages.xml'));
    const texts = await Promise.all(parts.map((part) => read(part.slice(ORIGIN.length))));
    return texts.flatMap((text) => textsOf(text, 'loc')).toSorted(byName);
  };
  const expected = await publicOnes();
  expect(expected.length).toBeGreaterThan(3);
  expect(await named()).toEqual(expected);
  const news = await read('/sitemap-news.xml');
  const old = ORIGIN + (await cardOf('disc:old')).url;
  expect(textsOf(news, 'loc').toSorted(byName)).toEqual(expected.filter((url) => url !== old));
  expect(textsOf(news, 'news:title')).toContain('Ferry <Nadri> & its "crew" return');
  await publish('disc:late', 'A late bell', { contentCreated: '2020-06-01T00:00:00Z' });
  await newsroom.settled();
  expect(await named()).toEqual(await publicOnes());
  expect((await newsroom.get('/sitemap/2001-01.xml')).status).toBe(404);
  const robots = await read('/robots.txt');
  for (const sitemap of robots.match(/(?<=Sitemap: ).+/g) ?? []) await read(sitemap.slice(ORIGIN.length));
});

describe('the head of a page', () => {
  test('names the other side, which names it in turn', async () => {
    const [en, ko] = [await cardOf('disc:en'), await cardOf('disc:ko')];
    const sides = { en: ORIGIN + en.url, ko: ORIGIN + ko.url, 'x-default': ORIGIN + en.url };
    await within(10_000)(async () => {
      expect(alternatesIn(await read(en.url))).toEqual(sides);
      expect(alternatesIn(await read(ko.url))).toEqual(sides);
    });
    expect(alternatesIn(await read((await cardOf('disc:old')).url))).toEqual({});
    for (const [path, other] of [
      ['/', '/ko'],
      ['/culture', '/ko/culture'],
      ['/corrections', '/ko/corrections'],
    ] as const) {
      const both = { en: ORIGIN + path, ko: ORIGIN + other, 'x-default': ORIGIN + path };
      expect([alternatesIn(await read(path)), alternatesIn(await read(other))]).toEqual([both, both]);
    }
  });

  test('says to search engines what the API says to programs', async () => {
    const card = await cardOf('disc:en');
    const [article, crumbs] = dataIn(await read(card.url));
    expect(article).toMatchObject({
      ...{ '@type': 'NewsArticle', headline: card.headline, url: ORIGIN + card.url },
      ...{ datePublished: card.firstPublished, dateModified: card.modified },
      author: [{ name: 'Mina Harlow' }],
    });
    expect(crumbs).toMatchObject({ '@type': 'BreadcrumbList', itemListElement: [{}, {}, {}] });
  });

  test('leads to feeds, a manifest and a description of the search that are there', async () => {
    const paths = ['/', '/ko/society', '/tag/ferry', `/ko/search?q=${encodeURIComponent('선원')}`];
    for (const path of paths) {
      const links = elements(await read(path), 'link').filter(
        ({ attribs }) => attribs['type']?.includes('xml') || /feed|manifest/.test(attribs['href'] ?? ''),
      );
      expect(links.length).toBeGreaterThan(3);
      for (const { attribs } of links) {
        const { status, headers } = await newsroom.get(attribs['href'] ?? '');
        expect([attribs['href'], status]).toEqual([attribs['href'], 200]);
        if (attribs['type']) expect(headers.get('content-type')).toContain(attribs['type']);
      }
    }
  });
});

describe('the archive', () => {
  test('leads from today to a month, from a month to its days, and to the nearest month that has articles', async () => {
    const now = seoulDate(new Date().toISOString());
    const { status, headers } = await newsroom.get('/ko/archive');
    const month = `/ko/archive/${now.year}/${now.month}`;
    expect([status, headers.get('location')]).toEqual([302, month]);
    const ko = await cardOf('disc:ko');
    const day = `/ko/archive/${Object.values(seoulDate(ko.firstPublished)).join('/')}`;
    expect(hrefs(await read(month))).toContain(day);
    expect(hrefs(await read(day))).toContain(ko.url);
    expect(hrefs(await read(day.slice('/ko'.length)))).not.toContain(ko.url);
    // 31 December in Greenwich is New Year in Seoul.
    const old = await read('/archive/2020/01/01');
    expect(hrefs(old)).toEqual(expect.arrayContaining([(await cardOf('disc:old')).url, '/archive/2020/01']));
    expect(hrefs(await read('/archive/2019/06'))).toContain('/archive/2020/01');
    await kept('/archive/2020/01/01');
    await read('/archive/1019/06/01');
    expect(newsroom.app('gateway').get(ReadyStore).get('/archive/1019/06/01')).toBeUndefined();
  });

  test.each([
    '/archive/2019/02/30',
    '/archive/2019/13',
    '/archive/x/y',
    '/archive/2998/01',
    '/archive/2020/1/1',
  ])('%s is no page', async (path) => {
    expect((await newsroom.get(path)).status).toBe(404);
  });

  test('does not show what is withdrawn, nor its corrections', async () => {
    const { firstPublished } = await cardOf('disc:ko');
    const day = `/ko/archive/${Object.values(seoulDate(firstPublished)).join('/')}`;
    await kept(day, '/ko/corrections');
    await withdraw('disc:ko');
    await newsroom.settled();
    for (const path of [day, '/ko/corrections']) expect(await read(path)).not.toContain(publicId('disc:ko'));
  });
});

test('the page of feeds leads to feeds', async () => {
  const feeds = hrefs(await read('/ko/feeds')).filter((href) => /feed\.(xml|atom|json)$/.test(href));
  expect(feeds.length).toBeGreaterThan(20);
  const answers = await Promise.all(feeds.map(async (href) => (await newsroom.get(href)).status));
  expect(new Set(answers)).toEqual(new Set([200]));
});

const byName = (a: string, b: string) => (a < b ? -1 : 1);

function hrefs(html: string): string[] {
  return elements(html, 'a').map(({ attribs }) => attribs['href'] ?? '');
}

/** An answer of the API as a feed has it. */
function itemIn({
  id,
  headline,
  url,
  firstPublished,
}: Pick<ArticleCard, 'id' | 'headline' | 'url' | 'firstPublished'>): ReadItem {
  return {
    ...{ id: `urn:sosik:${id}`, title: headline, url: ORIGIN + url },
    published: toTheSecond(firstPublished),
  };
}

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import type {
  ArticleCard,
  Problem,
  RelatedArticle,
  SearchAnswer,
  SuggestAnswer,
  TagAnswer,
  TagCount,
} from '#libs/contracts';
import { anArticle, anEvent, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { ReadyStore } from '../../apps/gateway/src/cache/ready.store.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';

const tags = {
  en: {
    seon: { slug: 'seon-mal-rye', name: 'Seon Mal-rye', type: 'person' },
    line: { slug: 'byeolbada-line', name: 'Byeolbada Line', type: 'organisation' },
    islands: { slug: '섬-교통', name: 'Island transport', type: 'topic' },
    mail: { slug: 'mail', name: 'Mail', type: 'topic' },
  },
  ko: {
    seon: { slug: 'seon-mal-rye', name: '선말례', type: 'person' },
    line: { slug: 'byeolbada-line', name: '별바다해운', type: 'organisation' },
    islands: { slug: '섬-교통', name: '섬 교통', type: 'topic' },
    mail: { slug: 'mail', name: '우편', type: 'topic' },
  },
} as const;
const { en, ko } = tags;
const by = { en: [{ slug: 'haram-seo', name: 'Haram Seo' }], ko: [{ slug: 'haram-seo', name: '서하람' }] };

let newsroom: Newsroom;
const urls = new Map<string, string>();

/** Publishes an article whose text is its headline over and over, so that no two are alike by chance. */
async function publish(uri: string, headline: string, changes: object = {}): Promise<void> {
  const data = anArticle({
    uri,
    headline,
    language: 'en',
    section: 'society',
    tags: [],
    by: [],
    standfirst: headline,
    body: `<p>${`${headline}. `.repeat(20)}</p>`,
    ...changes,
  });
  const { status, body } = await newsroom.send(anEvent('article.published', data));
  expect({ status, errors: body.problem?.errors }).toEqual({ status: 202, errors: undefined });
  urls.set(uri, body.url ?? '');
}
const withdraw = (uri: string) =>
  newsroom.send(anEvent('article.withdrawn', { uri, reason: '오보' } as never));

async function ask<T>(path: string): Promise<T> {
  const { status, body } = await newsroom.get(path);
  expect({ path, status }).toEqual({ path, status: 200 });
  return JSON.parse(body) as T;
}
const uris = async (path: string) => (await ask<{ data: ArticleCard[] }>(path)).data.map(({ uri }) => uri);
const related = async (uri: string, query = '') =>
  (await ask<{ data: RelatedArticle[] }>(`/api/v1/articles/${publicId(uri)}/related${query}`)).data.map(
    (each) => [each.uri, each.reason.kind, ...each.reason.tags.map(({ name }) => name)].join(' '),
  );

const page = async (path: string) => parseDocument((await newsroom.get(path)).body);
const textsOf = async (path: string, name: string) =>
  DomUtils.getElementsByTagName(name, await page(path), true).map((each) => DomUtils.textContent(each));
/** What an article's page says one should read next. */
async function next(uri: string): Promise<string[]> {
  const sections = DomUtils.getElementsByTagName('section', await page(urls.get(uri) ?? ''), true);
  const block = sections.find(({ attribs }) => attribs['class'] === 'more rail');
  return block
    ? DomUtils.getElementsByTagName('li', block, true).map((each) => DomUtils.textContent(each))
    : [];
}
async function otherEdition(uri: string): Promise<string | undefined> {
  const links = DomUtils.getElementsByTagName('a', await page(urls.get(uri) ?? ''), true);
  return links.find(({ attribs }) => attribs['hreflang'])?.attribs['href'];
}
/** What search adds to a page is awaited for a moment only; where it was late, a later making of the page has it. */
const eventually = within(25_000);
/** Asks for pages until they are kept: a gateway keeps nothing before it is told of changes. */
async function kept(...paths: string[]): Promise<void> {
  const ready = newsroom.app('gateway').get(ReadyStore);
  await within(5_000)(async () => {
    await Promise.all(paths.map((path) => newsroom.get(path)));
    expect(paths.filter((path) => !ready.get(path))).toEqual([]);
  });
}

const islandsPath = `tag/${encodeURIComponent('섬-교통')}`;

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway]);
  const subject = { tags: [en.islands, en.line, en.seon], by: by.en, related: ['read:pick', 'read:late'] };
  await publish('read:subject', 'The night ferry has a captain again', subject);
  await publish('read:ko', '야간 여객선에 다시 선장이 섰다', {
    language: 'ko',
    translationOf: 'read:subject',
    tags: [ko.islands, ko.line, ko.seon],
    by: by.ko,
  });
  await publish('read:pick', 'Persimmons dry on every roof of the valley');
  await publish('read:topic', 'Eleven bridges wait for their budget', { tags: [en.islands, en.mail] });
  await publish('read:person', 'She has signed four thousand letters', {
    tags: [en.seon, en.mail],
    by: by.en,
  });
  await publish('read:line', 'Shipyard lays a keel for an electric boat', { tags: [en.line, en.islands] });
  await publish('read:twin', 'The night ferry has a captain again', { tags: [en.seon] });
  await publish('read:ko-person', '편지 사천 통에 서명한 사람', {
    language: 'ko',
    tags: [ko.seon, ko.mail],
    by: by.ko,
  });
  await newsroom.settled();
});
afterAll(() => newsroom?.stop());

describe('the page of an article leads on', () => {
  test('to what the editors picked, then to what shares people, organisations and tags, with the reason', async () => {
    await eventually(async () => {
      expect(await next('read:subject')).toEqual([
        'Persimmons dry on every roof of the valley Picked by our editors',
        'Shipyard lays a keel for an electric boat Same organisation: Byeolbada Line',
        'She has signed four thousand letters Same person: Seon Mal-rye',
        'Eleven bridges wait for their budget Same tag: Island transport',
      ]);
      expect(await next('read:ko')).toEqual(['편지 사천 통에 서명한 사람 같은 인물: 선말례']);
    });
  });

  test('to the other edition and back', async () => {
    expect(await otherEdition('read:subject')).toBe(urls.get('read:ko'));
    expect(await otherEdition('read:ko')).toBe(urls.get('read:subject'));
    expect(await otherEdition('read:pick')).toBeUndefined();
  });

  test('to those before and after it in its section, also as text only', async () => {
    const path = urls.get('read:topic') ?? '';
    const beside = async (rel: string) => {
      const links = DomUtils.getElementsByTagName('a', await page(path), true);
      return links.find(({ attribs }) => attribs['rel'] === rel)?.attribs['href'] ?? '';
    };
    const [older, newer] = [await beside('prev'), await beside('next')];
    expect([older, newer].map((url) => [...urls.values()].includes(url))).toEqual([true, true]);
    const { body } = await newsroom.get(`/lite${path}`);
    expect(body).toContain(`href="/lite${newer}" rel="next"`);
    expect(body).toContain('Eleven bridges wait for their budget');
  });

  test('to tags that it does not carry itself', async () => {
    const sections = DomUtils.getElementsByTagName(
      'section',
      await page(urls.get('read:subject') ?? ''),
      true,
    );
    const [strip] = sections.filter(({ attribs }) => attribs['class'] === 'tags');
    expect(strip && DomUtils.textContent(strip)).toBe('Check out other tagsMail');
  });

  test('to nothing where there is nothing', async () => {
    expect((await newsroom.get(urls.get('read:pick') ?? '')).body).not.toContain('Check out');
  });
});

describe('the page of a tag or an author', () => {
  test.each([
    ['/tag/seon-mal-rye', 'Seon Mal-rye', ['read:subject', 'read:person', 'read:twin']],
    ['/ko/tag/seon-mal-rye', '선말례', ['read:ko', 'read:ko-person']],
    [`/${islandsPath}`, 'Island transport', ['read:subject', 'read:topic', 'read:line']],
    [`/ko/${islandsPath}`, '섬 교통', ['read:ko']],
    ['/author/haram-seo', 'Haram Seo', ['read:subject', 'read:person']],
    ['/ko/author/haram-seo', '서하람', ['read:ko', 'read:ko-person']],
  ])('%s is called %s and lists its articles', async (path, name, expected) => {
    expect(await textsOf(path, 'h1')).toEqual([name]);
    const { body } = await newsroom.get(path);
    const listed = [...urls].filter(([, url]) => body.includes(`href="${url}"`)).map(([uri]) => uri);
    expect(new Set(listed)).toEqual(new Set(expected));
  });

  test.each([
    ['/tag/nobody', '/0'],
    ['/author/nobody', '/0'],
    ['/tag/a%20b', '/0'],
    ['/ko/tag/없는-태그', '/ko/0'],
  ])('%s is the page that no address has, to the byte', async (path, unknown) => {
    const [answer, other] = await Promise.all(
      [path, unknown].map((each) => newsroom.get(encodeURI(decodeURI(each)))),
    );
    expect([answer?.status, answer?.body]).toEqual([404, other?.body]);
  });

  test('is read on page by page', async () => {
    const moments = Array.from(
      { length: 23 },
      (_, day) => `2026-01-${String(day + 1).padStart(2, '0')}T09:00:00Z`,
    );
    const kites = { tags: [{ slug: 'kites', name: 'Kites' }] };
    await Promise.all(
      moments.map((contentCreated, day) =>
        publish(`kite:${day}`, `Kite ${day} is up`, { ...kites, contentCreated }),
      ),
    );
    await newsroom.settled();
    expect(await textsOf('/tag/kites', 'h2')).toHaveLength(20);
    const [older] = DomUtils.getElementsByTagName('a', await page('/tag/kites'), true).filter(
      ({ attribs }) => attribs['rel'] === 'next',
    );
    const second = older?.attribs['href'] ?? '';
    expect(await textsOf(second, 'h2')).toEqual(['Kite 2 is up', 'Kite 1 is up', 'Kite 0 is up']);
    // The last ones leave: the page behind the cursor is empty, and still that of the tag.
    await kept(second);
    await Promise.all([0, 1, 2].map((day) => withdraw(`kite:${day}`)));
    await newsroom.settled();
    expect([await textsOf(second, 'h1'), await textsOf(second, 'h2')]).toEqual([['Kites'], []]);
  });
});

describe('the interface', () => {
  test('answers what is related, with the reasons', async () => {
    await eventually(async () =>
      expect(await related('read:subject')).toEqual([
        'read:pick editor',
        'read:line organisations Byeolbada Line',
        'read:person people Seon Mal-rye',
        'read:topic tags Island transport',
      ]),
    );
    expect(await related('read:subject', '?limit=2')).toHaveLength(2);
    expect(await related('read:pick')).toEqual([]);
  });

  test('answers the tags of the paper, one tag, and one author', async () => {
    const listed = await ask<{ data: TagCount[]; page: { next?: string } }>('/api/v1/tags?lang=en&limit=2');
    expect(listed.data.map(({ slug }) => slug)).toEqual(['byeolbada-line', 'kites']);
    const rest = await ask<{ data: TagCount[] }>(`/api/v1/tags?lang=en&cursor=${listed.page.next}`);
    expect(rest.data[1]).toEqual({ ...en.seon, articles: 3 });
    expect((await ask<{ data: TagCount[] }>('/api/v1/tags?q=%EC%84%A0%EB%A7%90')).data).toHaveLength(1);
    const { data: seon } = await ask<{ data: TagAnswer }>('/api/v1/tags/seon-mal-rye?lang=ko');
    const together = [ko.line, ko.mail, ko.islands].map((each) => ({ ...each, articles: 1 }));
    expect({ ...seon, tags: new Set(seon.tags) }).toEqual({ ...ko.seon, tags: new Set(together) });
    expect(await ask<{ data: object }>('/api/v1/authors/haram-seo?lang=ko')).toMatchObject({
      data: { ...by.ko[0], tags: [{ ...ko.seon, articles: 2 }, {}, {}, {}] },
    });
  });

  test.each([
    ['tag=seon-mal-rye&lang=ko', ['read:ko', 'read:ko-person']],
    [`tag=seon-mal-rye&tag=${encodeURIComponent('섬-교통')}`, ['read:ko', 'read:subject']],
    ['author=haram-seo&lang=en', ['read:person', 'read:subject']],
    ['author=haram-seo&tag=mail', ['read:ko-person', 'read:person']],
    ['tag=nobody', []],
  ])('lists the articles of %s', async (query, expected) => {
    expect(new Set(await uris(`/api/v1/articles?${query}`))).toEqual(new Set(expected));
  });

  test.each([
    ['/api/v1/tags/nobody', 404, 'not_found'],
    ['/api/v1/tags/a%20b', 404, 'not_found'],
    ['/api/v1/authors/nobody', 404, 'not_found'],
    ['/api/v1/articles/aaaaaaaaaa/related', 404, 'not_found'],
    ['/api/v1/articles/aaaaaaaaaa/related?foo=1', 400, 'unknown_parameter'],
    ['/api/v1/articles/aaaaaaaaaa/related?limit=21', 400, 'invalid_parameter'],
    ['/api/v1/tags?foo=1', 400, 'unknown_parameter'],
    ['/api/v1/tags?lang=fr', 400, 'invalid_parameter'],
    ['/api/v1/tags/mail?q=x', 400, 'unknown_parameter'],
    ['/api/v1/authors/haram-seo?limit=1', 400, 'unknown_parameter'],
  ])('answers %s with %i %s', async (path, status, code) => {
    const answer = await newsroom.get(path);
    expect(JSON.parse(answer.body) as Problem).toMatchObject({ status, code });
    expect(answer.status).toBe(status);
  });

  test('describes them', async () => {
    const { paths } = await ask<{ paths: object }>('/api/v1/openapi.json');
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(
        ['articles/{id}/related', 'tags', 'tags/{slug}', 'authors/{slug}'].map((path) => `/api/v1/${path}`),
      ),
    );
  });
});

describe('who looks for something', () => {
  const completed = async (q: string, lang = 'en') =>
    (await ask<SuggestAnswer>(`/api/v1/suggest?lang=${lang}&q=${encodeURIComponent(q)}`)).data.map(
      ({ kind, text, url }) => `${kind} ${text} ${url}`,
    );
  const seon = ['person Seon Mal-rye /tag/seon-mal-rye', 'person 선말례 /ko/tag/seon-mal-rye'] as const;

  test('is helped with typing, in either script', async () => {
    expect(await completed('seon')).toEqual([seon[0]]);
    for (const q of ['ㅅㅁㄹ', '선말ㄹ', '선말'.normalize('NFD'), 'tjsakf']) {
      expect(await completed(q, 'ko')).toEqual([seon[1]]);
    }
    expect(await completed('persim')).toEqual([
      `article Persimmons dry on every roof of the valley ${urls.get('read:pick')}`,
    ]);
    expect(await completed('k-p')).toEqual(['section K-pop /k-pop']);
    expect((await newsroom.get('/api/v1/suggest?q=a&foo=1')).status).toBe(400);
  });

  test('is shown one of two copies, and the way to both', async () => {
    const found = await ask<SearchAnswer>('/api/v1/search?q=ferry%20captain&lang=en');
    expect(found.data.map(({ moreVersions }) => moreVersions)).toEqual([1]);
    const both = await ask<SearchAnswer>(`/api/v1/search?q=captain&cluster=${found.data[0]?.cluster}`);
    expect(new Set(both.data.map(({ uri }) => uri))).toEqual(new Set(['read:subject', 'read:twin']));
    expect((await newsroom.get('/search?q=ferry%20captain')).body).toContain('1 more version</a>');
  });

  test('is told what was meant, and can follow the question', async () => {
    const { meta } = await ask<SearchAnswer>('/api/v1/search?q=ship%20yard&lang=en');
    expect(meta.didYouMean).toBe('shipyard');
    const { body } = await newsroom.get('/search?q=ship%20yard');
    expect(body).toContain('Did you mean <a href="/search?q=shipyard">shipyard</a>');
    const feed = await newsroom.get(`/ko/search/feed.xml?q=${encodeURIComponent('편지')}`);
    expect(feed.body).toContain('<title>편지 사천 통에 서명한 사람</title>');
    expect((await newsroom.get('/search/feed.xml')).status).toBe(404);
  });
});

describe('what was kept is not shown any more', () => {
  const api = `/api/v1/articles/${publicId('read:subject')}/related`;
  const paths = () => ['/tag/seon-mal-rye', '/author/haram-seo', urls.get('read:subject') ?? '', api];
  const shown = async (words: string) => {
    const bodies = await Promise.all(paths().map(async (path) => (await newsroom.get(path)).body));
    return bodies.map((body) => body.includes(words));
  };

  test('under an old title', async () => {
    await kept(...paths());
    await publish('read:person', 'She has signed five thousand letters', {
      version: 2,
      tags: [en.seon, en.mail],
      by: by.en,
    });
    await newsroom.settled();
    expect(await shown('four thousand')).toEqual([false, false, false, false]);
    await eventually(async () => expect(await shown('five thousand')).toEqual([true, true, true, true]));
  });

  test('when a new one comes that belongs there', async () => {
    await kept(...paths(), urls.get('read:pick') ?? '');
    await publish('read:late', 'Lanterns are lit for the late mail boat', { tags: [en.seon], by: by.en });
    await publish('read:pick-ko', '골짜기 지붕마다 감이 마른다', {
      language: 'ko',
      translationOf: 'read:pick',
    });
    await newsroom.settled();
    // The editors have named it beforehand, so that it stands among the related at once as well.
    expect((await shown('Lanterns are lit')).slice(0, 3)).toEqual([true, true, true]);
    expect(await otherEdition('read:pick')).toBe(urls.get('read:pick-ko'));
  });

  test('when it is withdrawn, and neither is what it was in the other edition', async () => {
    await kept(...paths(), '/ko/tag/seon-mal-rye', '/api/v1/tags');
    await Promise.all(['read:person', 'read:ko'].map(withdraw));
    await newsroom.settled();
    expect(await shown('thousand letters')).toEqual([false, false, false, false]);
    expect(await otherEdition('read:subject')).toBeUndefined();
    expect((await newsroom.get('/ko/tag/seon-mal-rye')).body).not.toContain('선장');
    expect((await newsroom.get(`/ko/${islandsPath}`)).status).toBe(404);
    const suggested = await ask<SuggestAnswer>(`/api/v1/suggest?lang=ko&q=${encodeURIComponent('섬 교')}`);
    expect(suggested.data).toEqual([]);
    expect((await newsroom.get(`/api/v1/articles/${publicId('read:ko')}/related`)).status).toBe(410);
  });
});

import { describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import { cardOf, demoSite, type PublicArticle, type SearchAnswer } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import type { Edition } from '../edition.ts';
import type { SearchForm } from './finding.ts';
import { searchPage } from './search.page.tsx';

const frame = (edition: Edition) => ({ site: demoSite, edition, now: Date.parse('2026-02-28T23:30:00Z') });
const named = (html: string, name: string) => DomUtils.getElementsByTagName(name, parseDocument(html), true);
const texts = (html: string, name: string) => named(html, name).map((each) => DomUtils.textContent(each));

const korean = aPublicArticle({ uri: 'ko', language: 'ko', headline: '울릉도 여객선' });
const english = aPublicArticle({ uri: 'en', headline: 'Ferry sails' });

function form(q: string): SearchForm {
  return { q, sort: 'relevance' };
}

function hits(articles: readonly PublicArticle[], changes: Partial<SearchAnswer['meta']> = {}): SearchAnswer {
  const highlights = { headline: '<mark>A &amp; B</mark> &lt;b&gt;', body: ['x <mark>가</mark> &quot;'] };
  const data = articles.map((article) => ({ ...cardOf(article), highlights }));
  return {
    data,
    page: { limit: 10 },
    meta: { total: data.length, totalRelation: 'eq', took: 1, asOf: '', ...changes },
  };
}

describe('the page of a search', () => {
  test.each<[Edition, string]>([
    ['en', 'Search can’t answer right now.'],
    ['ko', '지금은 검색할 수 없습니다.'],
  ])(
    'says that nobody can search now, keeps the words, and leads to sections and what is read most: %s',
    (edition, words) => {
      const language = edition;
      const { id, url, headline } = edition === 'ko' ? korean : english;
      const item = { ...{ rank: 1, id, url, headline, language, section: 'society' }, views: 7 };
      const meta = { asOf: '2026-03-01T00:00:00Z', window: '1h', state: 'live', sample: 99 } as const;
      const popular = { data: [item], meta };
      const html = searchPage(frame(edition), form('배 & 비'), undefined, { unavailable: true, popular });
      expect(texts(html, 'p').join('\n')).toContain(words);
      expect(named(html, 'input').map(({ attribs }) => attribs['value'])).toContain('배 & 비');
      const [main] = named(html, 'main').map((each) => DomUtils.getElementsByTagName('a', each, true));
      const links = (main ?? []).map(({ attribs }) => attribs['href']);
      const begin = edition === 'ko' ? '/ko' : '';
      expect(links).toEqual(
        expect.arrayContaining([...demoSite.sections.map(({ slug }) => `${begin}/${slug}`), url]),
      );
      const bare = searchPage(frame(edition), form('배'), undefined, { unavailable: true });
      expect(texts(bare, 'p').join('\n')).toContain(words);
    },
  );

  const linked = (edition: Edition, answer: ReturnType<typeof hits>) =>
    named(searchPage(frame(edition), { q: '배 & 비', sort: 'relevance' }, answer), 'a').map(
      (a) => `${DomUtils.textContent(a)} ${decodeURIComponent(a.attribs['href'] ?? '')}`,
    );

  test.each<[Edition, string[]]>([
    ['en', ['배 비 /search?q=배 비', '2 more versions /search?q=배 & 비&cluster=aaaaaaaaaa']],
    ['ko', ['배 비 /ko/search?q=배 비', '같은 기사 2건 더 보기 /ko/search?q=배 & 비&cluster=aaaaaaaaaa']],
  ])('leads to what may have been meant, to more versions, and to its feed: %s', (edition, expected) => {
    const { data, meta, ...answer } = hits([english]);
    const found = data.map((hit) => ({ ...hit, cluster: 'aaaaaaaaaa', moreVersions: 2 }));
    const links = linked(edition, { ...answer, data: found, meta: { ...meta, didYouMean: '배 비' } });
    for (const each of expected) expect(links).toContain(each);
    expect(links.some((each) => each.endsWith('/search/feed.xml?q=배 & 비'))).toBe(true);
    const plain = linked(edition, hits([english])).join();
    expect(plain).not.toMatch(/version|같은 기사|배 비 /);
  });

  test('repeats the words in the form and marks them in the hits, as text', () => {
    const page = searchPage(frame('ko'), form('"A & B" <b>'), hits([english]));
    expect(named(page, 'input').map(({ attribs }) => attribs['value'])).toContain('"A & B" <b>');
    expect(texts(page, 'mark')).toEqual(['A & B', '가']);
    expect(texts(page, 'h2')).toEqual(['A & B <b>']);
  });

  test.each([
    [hits([]), '‘배’에 대한 기사를 찾지 못했습니다.'],
    [hits([korean]), '‘배’ 검색 결과 1건'],
    [hits([korean], { total: 1_000, totalRelation: 'gte' }), '‘배’ 검색 결과 1,000건 이상'],
  ])('says how many there are', (answer, words) => {
    expect(searchPage(frame('ko'), form('배'), answer)).toContain(words);
  });

  test('leads to the next page with the same words', () => {
    const answer = { ...hits([korean]), page: { limit: 10, next: 'abc' } };
    const next = named(searchPage(frame('ko'), form('배 & 바다'), answer), 'a').find(
      ({ attribs }) => attribs['rel'] === 'next',
    );
    expect(new URL(next?.attribs['href'] ?? '', 'http://a').searchParams.get('q')).toBe('배 & 바다');
    expect(next?.attribs['href']).toMatch(/^\/ko\/search\?.*&cursor=abc$/);
  });

  const narrowed = {
    ...form('배'),
    section: 'society',
    tag: ['울릉도'],
    author: '서하람',
    from: '2026',
    to: '2026',
    sort: 'newest' as const,
  };
  const facets = {
    section: [{ value: 'society', count: 3 }],
    tag: [
      { value: '울릉도', name: '울릉도', count: 2 },
      { value: '포항', name: '포항', count: 1 },
    ],
    author: [{ value: '서하람', name: '서하람', count: 2 }],
    year: [{ value: '2026', count: 3 }],
  };
  const hrefs = (page: string) =>
    named(page, 'a')
      .map(({ attribs }) => new URL(attribs['href'] ?? '', 'http://a'))
      .filter(({ pathname }) => pathname.endsWith('/search'))
      .map(({ searchParams }) => searchParams);

  test('keeps what narrows it in its form and in every link of it', () => {
    const answer = { ...hits([korean]), facets, page: { limit: 10, next: 'abc' } };
    const page = searchPage(frame('ko'), narrowed, answer);
    const fields = named(page, 'input').map(({ attribs }) => [attribs['name'], attribs['value']]);
    for (const field of [
      ['section', 'society'],
      ['tag', '울릉도'],
      ['author', '서하람'],
      ['from', '2026'],
      ['sort', 'newest'],
    ]) {
      expect(fields).toContainEqual(field);
    }
    const next = hrefs(page).find((each) => each.get('cursor') === 'abc');
    expect([next?.get('section'), next?.getAll('tag'), next?.get('sort')]).toEqual([
      'society',
      ['울릉도'],
      'newest',
    ]);
    expect(hrefs(page).some((each) => each.getAll('tag').join() === '울릉도,포항')).toBe(true);
    expect(texts(page, 'li')).toContain('사회 (3)');
  });

  test.each(['section', 'tag', 'author', 'from'])('lets go of one condition by a link: %s', (name) => {
    const links = hrefs(searchPage(frame('ko'), narrowed, hits([korean])));
    const others = ['section', 'tag', 'author', 'from'].filter((each) => each !== name);
    expect(links.some((each) => !each.has(name) && others.every((other) => each.has(other)))).toBe(true);
  });

  test('helps whoever finds nothing: without conditions, in both languages, with what may be written', () => {
    const page = searchPage(frame('en'), narrowed, hits([]));
    expect(texts(page, 'h2')).toContain('What may help');
    expect(hrefs(page).some((each) => each.get('lang') === 'all')).toBe(true);
    expect(hrefs(page).some((each) => !each.has('section') && each.get('q') === '배')).toBe(true);
  });

  test('says of a question that may not be asked what its limits are', () => {
    expect(searchPage(frame('en'), form('a '.repeat(40)))).toContain('at most 32 words');
  });
});

import { describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import {
  cardOf,
  demoSite,
  type PopularAnswer,
  type PublicArticle,
  type RelatedArticle,
  type SearchAnswer,
} from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import type { Edition } from '../edition.ts';
import { composeFront } from '../front.ts';
import { articlePage, type Beside } from './article.page.tsx';
import type { SearchForm } from './finding.ts';
import { frontPage } from './front.page.tsx';
import { noticePage } from './notice.page.tsx';
import { popularPage } from './popular.page.tsx';
import { problemCodes, problemPage } from './problem.page.tsx';
import { searchPage } from './search.page.tsx';
import { sectionPage } from './section.page.tsx';
import { authorPage, tagPage } from './tag.page.tsx';

const now = Date.parse('2026-02-28T23:30:00Z');
const frame = (edition: Edition) => ({ site: demoSite, edition, now });
const evil = '</title><script>alert(1)</script><img src=x onerror=alert(1)>"\'';
const [section] = demoSite.sections;
if (!section) throw new Error('the demo paper has a section');

function ranking(
  articles: readonly PublicArticle[],
  state: PopularAnswer['meta']['state'] = 'live',
): PopularAnswer {
  const data = articles.map(({ id, url, headline, language, section: slug }, index) => {
    return { rank: index + 1, id, url, headline, language, section: slug, views: 1_234 - index };
  });
  return { data, meta: { asOf: '2026-03-01T00:00:00.000Z', window: '1h', state } };
}

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

function relatedOf(
  article: PublicArticle,
  reason: RelatedArticle['reason'] = { kind: 'tags', tags: article.tags },
): RelatedArticle {
  return { ...cardOf(article), reason };
}

/** What the page of a tag or an author is made of. */
function listing(edition: Edition, articles: PublicArticle[]) {
  const [newest = aPublicArticle()] = articles;
  const list = { articles: articles.map(cardOf), next: 'abc' };
  return { frame: frame(edition), slug: '', newest: cardOf(newest), list, first: true };
}

/** Every page of an edition, with these articles on it. */
function every(edition: Edition, articles: PublicArticle[]): Record<string, string> {
  const [article = aPublicArticle()] = articles;
  const cards = articles.map(cardOf);
  const gone = {
    uri: 'a',
    id: 'a',
    seq: 1,
    kind: 'withdrawn' as const,
    section: 'society',
    language: article.language,
    notice: { headline: article.headline, text: article.headline },
  };
  return {
    article: articlePage(frame(edition), article, {
      related: articles.map((each) => relatedOf(each)),
      popular: ranking(articles),
    }),
    front: frontPage(
      frame(edition),
      composeFront(cards, [{ section: section as never, articles: cards }]),
      ranking(articles),
    ),
    section: sectionPage({
      frame: frame(edition),
      section: section as never,
      list: { articles: cards, next: 'abc', tags: article.tags.map((tag) => ({ ...tag, articles: 1 })) },
      popular: ranking(articles),
      first: true,
    }),
    tag: tagPage({ ...listing(edition, articles), slug: article.tags[0]?.slug ?? '' }),
    author: authorPage({ ...listing(edition, articles), slug: article.by[0]?.slug ?? '' }),
    popular: popularPage(frame(edition), ranking(articles)),
    search: searchPage(frame(edition), form(article.headline), hits(articles)),
    form: searchPage(frame(edition)),
    gone: noticePage(frame(edition), 'gone', gone),
    missing: noticePage(frame(edition), 'notFound'),
    unavailable: noticePage(frame(edition), 'unavailable'),
  };
}

const elements = (html: string) => DomUtils.getElementsByTagName('*', parseDocument(html), true);
const named = (html: string, name: string) => elements(html).filter((each) => each.name === name);
const texts = (html: string, name: string) => named(html, name).map((each) => DomUtils.textContent(each));
const languages = (html: string) =>
  elements(html)
    .filter(({ attribs }) => attribs['lang'] !== undefined)
    .map(({ name, attribs }) => `${name} ${attribs['lang']}`);

const korean = aPublicArticle({
  uri: 'ko',
  language: 'ko',
  headline: '울릉도 여객선',
  slug: '울릉도-여객선',
  excerpt: '다시 뜬다.',
});
const english = aPublicArticle({ uri: 'en', headline: 'Ferry sails' });
const pageNames = Object.keys(every('en', [english]));

describe.each(['en', 'ko'] as const)('in the edition %s', (edition) => {
  const texting = {
    kicker: evil,
    standfirst: evil,
    excerpt: evil,
    located: evil,
    copyrightNotice: evil,
    lastChange: {
      changeType: 'correction' as const,
      changeNote: evil,
      version: 1,
      at: '2026-03-01T00:00:00Z',
    },
  };
  const hostile = aPublicArticle({
    uri: 'evil',
    headline: evil,
    tags: [{ name: evil, slug: 'a' }],
    by: [{ name: evil, slug: 'a' }],
    ...texting,
  });

  test.each(pageNames)('the page %s is a whole document in its language', (name) => {
    const html = every(edition, [english])[name] ?? '';
    expect(html).toMatch(/^<!doctype html><html lang="(en|ko)"><head><meta charset="utf-8"\/>/);
    expect(named(html, 'html')[0]?.attribs['lang']).toBe(edition);
    expect(named(html, 'h1')).toHaveLength(1);
    expect(named(html, 'main')).toHaveLength(1);
    expect(texts(html, 'title')[0]).toContain(demoSite.title[edition]);
    const ids = elements(html).flatMap(({ attribs }) => attribs['id'] ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(html).not.toMatch(/undefined|\[object|NaN/);
  });

  test.each(pageNames)('the page %s holds no code, whatever an article says', (name) => {
    const html = every(edition, [hostile])[name] ?? '';
    const found = elements(html);
    expect(
      found.filter((each) => ['script', 'style', 'img', 'iframe', 'object', 'base'].includes(each.name)),
    ).toEqual([]);
    const attributes = found.flatMap(({ attribs }) => Object.entries(attribs));
    expect(attributes.filter(([attribute]) => /^(on|style|src|srcdoc)/.test(attribute))).toEqual([]);
    expect(
      attributes.filter(
        ([attribute, value]) => /^(href|action)$/.test(attribute) && !/^(\/|#|https:)/.test(value),
      ),
    ).toEqual([]);
    expect(DomUtils.textContent(parseDocument(html)).includes('<script>alert(1)</script>')).toBe(
      !['popular', 'form', 'missing', 'unavailable'].includes(name) || html.includes('&lt;script'),
    );
  });

  test('the date is that of Seoul, where the day is another one already', () => {
    const meta = texts(every(edition, [english])['front'] ?? '', 'p')[0];
    expect(meta).toContain(edition === 'en' ? 'Sunday, March 1, 2026' : '2026년 3월 1일 일요일');
  });

  test('the other edition is one link away, named in its own language', () => {
    const html = every(edition, [english])['front'] ?? '';
    const other = edition === 'en' ? 'ko' : 'en';
    const link = named(html, 'a').find(({ attribs }) => attribs['lang'] === other);
    expect(link?.attribs['href']).toBe(other === 'ko' ? '/ko' : '/');
  });
});

describe('the language of a fragment is named exactly where it is another', () => {
  test.each([
    ['article', 'en', english, []],
    ['article', 'ko', korean, []],
    ['article', 'en', aPublicArticle({ language: 'fr' }), ['article fr', 'li fr', 'span en', 'a fr']],
    [
      'article',
      'ko',
      aPublicArticle({ language: 'ko-KR' }),
      ['article ko-KR', 'li ko-KR', 'span ko', 'a ko-KR'],
    ],
    ['section', 'en', aPublicArticle({ language: 'en-GB' }), ['article en-GB', 'a en-GB']],
    ['tag', 'en', aPublicArticle({ language: 'fr' }), ['h1 fr', 'article fr']],
    ['author', 'ko', korean, []],
    ['search', 'en', korean, ['article ko']],
    ['popular', 'ko', english, ['a en']],
    ['gone', 'en', korean, ['div ko']],
    ['gone', 'ko', korean, []],
  ] as const)('%s in %s', (name, edition, article, expected) => {
    const found = languages(every(edition, [article])[name] ?? '');
    expect(found.slice(2)).toEqual(expected);
  });
});

describe('the page of an article', () => {
  const html = (changes: Partial<PublicArticle>, beside: Partial<Beside> = {}, edition: Edition = 'en') =>
    articlePage(frame(edition), aPublicArticle(changes), { related: [], ...beside });

  test('names its canonical address, its section and its authors', () => {
    const page = html({
      section: 'north-korea',
      by: [
        { name: 'Mina Harlow', slug: 'm' },
        { name: '서하람', slug: 's' },
      ],
    });
    expect(
      named(page, 'link').find(({ attribs }) => attribs['rel'] === 'canonical')?.attribs['href'],
    ).toMatch(/^\/north-korea\/2026\/03\/01\//);
    expect(named(page, 'a').some(({ attribs }) => attribs['href'] === '/north-korea')).toBe(true);
    expect(DomUtils.textContent(parseDocument(page))).toContain('By Mina Harlow, 서하람 · ');
  });

  test('of a section the paper does not have any more is still a page', () => {
    expect(texts(html({ section: 'gone-section' }), 'h1')).toEqual(['Ferry to Ulleung returns']);
  });

  test('says when it was changed, if it was', () => {
    expect(html({})).not.toContain('Updated');
    expect(html({ modified: '2026-03-01T05:06:00.000Z' })).toMatch(
      /Updated <time dateTime="2026-03-01T05:06:00.000Z"|Updated <time datetime="2026-03-01T05:06:00.000Z"/,
    );
  });

  const corrected = (changes: object = {}) => ({
    lastChange: { changeType: 'correction' as const, version: 2, at: '2026-03-02T00:00:00Z', ...changes },
  });

  test('tells of the newest change of substance, also after a typo, and not what a smaller change was', () => {
    const note = 'The ferry has two decks.';
    expect(html({ changeType: 'typo', ...corrected({ changeNote: note }) })).toContain(note);
    expect(html({ changeType: 'minor', changeNote: note })).not.toContain(note);
    expect(html(corrected())).not.toContain('Correction');
  });

  test('leads to its versions once there is more than one', () => {
    const path = '/revisions"';
    expect(html({})).not.toContain(path);
    expect(html({ revision: 2 })).toContain(path);
    expect(html({ revision: 2 }, {}, 'ko')).toMatch(/href="\/ko\/a\/[a-z2-7]{10}\/revisions">수정 이력/);
  });

  test.each([
    ['en', 'The Korean edition has been corrected since; this version may not reflect it.'],
    ['ko', '영어판 기사가 이후 정정되었습니다. 이 기사에는 반영되지 않았을 수 있습니다.'],
  ] as const)('says when the other edition knows better (%s)', (edition, words) => {
    const translation = cardOf({ ...(edition === 'en' ? korean : english), ...corrected() });
    expect(html({}, { translation }, edition)).toContain(words);
    expect(html({ modified: '2026-03-03T00:00:00Z' }, { translation }, edition)).not.toContain(words);
  });

  test.each([
    ['en', 'scheduled', 'Preview This version is not public before Jan 2, 2999, 12:00 AM KST.'],
    ['ko', 'withheld', '미리보기 보류: 이 기사는 어떤 내용도 공개되지 않습니다.'],
  ] as const)('says that it is a preview, and is no address of its own (%s, %s)', (edition, state, words) => {
    const times = { until: '2999-01-01T15:00:00Z', expires: '2026-03-03T00:00:00Z' };
    const page = html({}, { preview: { article: english, state, ...times } }, edition);
    expect(texts(page, 'aside')[0]?.replaceAll(/\s/g, ' ')).toContain(words);
    expect(page).not.toContain('rel="canonical"');
  });

  test('calls a correction another thing than a change of substance', () => {
    const told = (changeType: 'correction' | 'material', edition: Edition) =>
      texts(html(corrected({ changeType, changeNote: 'x' }), {}, edition), 'aside')[0];
    expect([told('correction', 'en'), told('material', 'en')]).toEqual([
      'Correction x',
      'What has changed x',
    ]);
    expect([told('correction', 'ko'), told('material', 'ko')]).toEqual(['바로잡습니다 x', '달라진 내용 x']);
  });

  test('has no ranking where there is none', () => {
    expect(html({})).not.toContain('most-popular');
    expect(html({}, { popular: ranking([]) })).not.toContain('most-popular');
    expect(html({}, { popular: ranking([korean], 'stale') })).toContain('not up to date');
  });
});

describe('the page of a search', () => {
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

test.each(problemCodes)(
  'the page of the error code %s says what to do, with names marked as code',
  (code) => {
    const html = problemPage(frame('en'), code);
    expect(html).toContain(`<code>${code}</code>`);
    expect(html).not.toContain('`');
  },
);

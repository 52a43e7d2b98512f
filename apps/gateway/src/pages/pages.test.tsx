import { describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import {
  cardOf,
  demoSite,
  type PopularAnswer,
  type PublicArticle,
  type RelatedArticle,
} from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { shelf } from '../assets/shelf.store.ts';
import type { Edition } from '../edition.ts';
import { composeFront } from '../front.ts';
import { articlePage, type Beside } from './article.page.tsx';
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
  return { data, meta: { asOf: '2026-03-01T00:00:00.000Z', window: '1h', state, sample: 999 } };
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
    popular: popularPage(frame(edition), ranking(articles), { kind: 'most-viewed', window: '1h' }),
    search: searchPage(
      frame(edition),
      { q: article.headline, sort: 'relevance' },
      {
        data: cards.map((card) => ({ ...card, highlights: { body: ['x <mark>가</mark> &quot;'] } })),
        page: { limit: 10 },
        meta: { total: cards.length, totalRelation: 'eq', took: 1, asOf: '' },
      },
    ),
    form: searchPage(frame(edition)),
    gone: noticePage(frame(edition), 'gone', { gone }),
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

  test.each(pageNames)('the page %s holds no code but its one script, whatever an article says', (name) => {
    const html = every(edition, [hostile])[name] ?? '';
    const all = elements(html).filter(({ attribs }) => attribs['type'] !== 'application/ld+json');
    const found = all.filter(({ attribs }) => attribs['src'] !== shelf.script);
    expect(all.length - found.length).toBe(1);
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

  test.each([
    ['front', edition === 'en' ? '/' : '/ko', 'page'],
    ['section', edition === 'en' ? '/politics' : '/ko/politics', 'page'],
    ['article', edition === 'en' ? '/society' : '/ko/society', 'true'],
    ['popular', edition === 'en' ? '/popular' : '/ko/popular', 'page'],
    ['missing', undefined, undefined],
  ])('the masthead of the page %s marks where the reader is', (name, href, mark) => {
    const [bar] = named(every(edition, [english])[name] ?? '', 'nav');
    const marked = bar ? named(DomUtils.getOuterHTML(bar), 'a').filter((a) => a.attribs['aria-current']) : [];
    expect(marked.map(({ attribs }) => [attribs['href'], attribs['aria-current']])).toEqual(
      href === undefined ? [] : [[href, mark]],
    );
  });

  test.each(['front', 'article'])(
    'the page %s has one picture to wait for, and a way to itself as text',
    (name) => {
      const mediaId = '0123456789abcdef0123456789abcdef';
      const pictured = aPublicArticle({ uri: 'p', lead: { mediaId, width: 1_600, height: 1_067 } });
      const html = every(edition, [pictured])[name] ?? '';
      const first = named(html, 'img').filter(({ attribs }) => attribs['fetchpriority'] === 'high');
      expect(first).toHaveLength(1);
      const links = named(html, 'link').map(({ attribs }) => attribs);
      expect(links.filter(({ as }) => as === 'image')).toHaveLength(1);
      expect(links.some(({ type, href }) => type === 'text/html' && href?.includes('/lite'))).toBe(true);
    },
  );

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
    [
      'article',
      'en',
      aPublicArticle({ language: 'fr' }),
      ['article fr', 'a en', 'div en', 'p en', 'section en', 'li fr', 'span en', 'a fr'],
    ],
    [
      'article',
      'ko',
      aPublicArticle({ language: 'ko-KR' }),
      ['article ko-KR', 'a ko', 'div ko', 'p ko', 'section ko', 'li ko-KR', 'span ko', 'a ko-KR'],
    ],
    ['section', 'en', aPublicArticle({ language: 'en-GB' }), ['article en-GB', 'p en', 'a en-GB']],
    ['tag', 'en', aPublicArticle({ language: 'fr' }), ['h1 fr', 'article fr', 'p en', 'p en']],
    ['author', 'ko', korean, []],
    ['search', 'en', korean, ['article ko', 'p en', 'p en']],
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
    expect(DomUtils.textContent(parseDocument(page))).toContain('By Mina Harlow, 서하람');
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
    expect(html(corrected())).not.toContain('<aside');
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
      expect.stringMatching(/^Correction x\s*Mar 2, 2026, 9:00\sAM KST$/),
      expect.stringMatching(/^What has changed x\s*Mar 2, 2026, 9:00\sAM KST$/),
    ]);
    expect([told('correction', 'ko'), told('material', 'ko')]).toEqual([
      expect.stringMatching(/^바로잡습니다 x\s*2026\. 3\. 2\. 오전 9:00 KST$/),
      expect.stringMatching(/^달라진 내용 x\s*2026\. 3\. 2\. 오전 9:00 KST$/),
    ]);
  });

  test('tells of it before the text begins', () => {
    const [, page = ''] = html(corrected({ changeNote: 'Two decks.' })).split('<main');
    expect(page.indexOf('Two decks.')).toBeLessThan(page.indexOf('class="body"'));
    expect(page.indexOf('Two decks.')).toBeGreaterThan(page.indexOf('<h1>'));
  });

  test('has no ranking where there is none', () => {
    expect(html({})).not.toContain('most-popular');
    expect(html({}, { popular: ranking([]) })).not.toContain('most-popular');
    expect(html({}, { popular: ranking([korean], 'stale') })).toContain('not up to date');
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

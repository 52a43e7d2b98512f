import { describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import { cardOf, demoSite, type PublicArticle, type RelatedArticle } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import type { Edition } from '../edition.ts';
import { composeFront } from '../front.ts';
import { articlePage, type Beside } from './article.page.tsx';
import { frontPage } from './front.page.tsx';
import { sectionPage } from './section.page.tsx';
import { authorPage, tagPage } from './tag.page.tsx';

const frame = (edition: Edition) => ({ site: demoSite, edition, now: 0 });
const named = (html: string, name: string) => DomUtils.getElementsByTagName(name, parseDocument(html), true);
const texts = (html: string, name: string) => named(html, name).map((each) => DomUtils.textContent(each));
/** Each link of a page as its words and where it leads. */
const links = (html: string) =>
  named(html, 'a').map((link) => `${DomUtils.textContent(link)} → ${link.attribs['href']}`);

const korean = aPublicArticle({ uri: 'ko', language: 'ko', headline: '울릉도 여객선' });
const english = aPublicArticle({ uri: 'en', headline: 'Ferry sails' });
const relatedOf = (article: PublicArticle, reason: RelatedArticle['reason']): RelatedArticle => ({
  ...cardOf(article),
  reason,
});

/** What the page of a tag or an author is made of. */
const listing = (edition: Edition, newest: PublicArticle, first = true) => ({
  frame: frame(edition),
  newest: cardOf(newest),
  list: { articles: [cardOf(newest)], next: 'abc' },
  first,
});

describe('an article leads on', () => {
  const html = (changes: Partial<PublicArticle>, beside: Partial<Beside> = {}, edition: Edition = 'en') =>
    articlePage(frame(edition), aPublicArticle(changes), { related: [], ...beside });

  test('to its tags and authors, in its own edition', () => {
    const tags = [
      { name: '울릉도', slug: '울릉도' },
      { name: 'Ferries', slug: 'ferries' },
    ];
    const by = [{ name: '서하람', slug: 'haram-seo' }];
    expect(links(html({ tags, by }, {}, 'ko'))).toEqual(
      expect.arrayContaining([
        `울릉도 → /ko/tag/${encodeURIComponent('울릉도')}`,
        'Ferries → /ko/tag/ferries',
        '서하람 → /ko/author/haram-seo',
      ]),
    );
    expect(html({ tags: [] })).not.toContain('/tag/');
  });

  test('to the other edition in words of that edition', () => {
    const found = (edition: Edition, translation: PublicArticle) =>
      named(html({}, { translation: cardOf(translation) }, edition), 'a').find(
        ({ attribs }) => attribs['hreflang'] !== undefined,
      );
    const there = found('en', korean);
    expect([there?.attribs['lang'], there?.attribs['href']]).toEqual(['ko', korean.url]);
    expect(there && DomUtils.textContent(there)).toBe('이 기사를 한국어로 읽기');
    expect(found('ko', english)?.attribs['lang']).toBe('en');
    expect(html({})).not.toContain('hreflang');
  });
});

describe('what to read next', () => {
  const seon = { name: 'Seon Mal-rye', slug: 'seon', type: 'person' as const };
  const seo = { name: '서하람', slug: 'seo', type: 'person' as const };
  test.each<[Edition, RelatedArticle['reason'], string]>([
    ['en', { kind: 'editor', tags: [] }, 'Picked by our editors'],
    ['en', { kind: 'people', tags: [seon] }, 'Same person: Seon Mal-rye'],
    ['en', { kind: 'people', tags: [seon, seo] }, 'Same people: Seon Mal-rye, 서하람'],
    ['en', { kind: 'organisations', tags: [seon] }, 'Same organisation: Seon Mal-rye'],
    ['en', { kind: 'tags', tags: [seon, seo] }, 'Same tags: Seon Mal-rye, 서하람'],
    ['en', { kind: 'words', tags: [] }, 'Also about this'],
    ['ko', { kind: 'words', tags: [] }, '비슷한 내용'],
    ['ko', { kind: 'editor', tags: [] }, '편집자 추천'],
    ['ko', { kind: 'people', tags: [seo] }, '같은 인물: 서하람'],
    ['ko', { kind: 'organisations', tags: [seo] }, '같은 기관: 서하람'],
    ['ko', { kind: 'tags', tags: [seo] }, '같은 태그: 서하람'],
  ])('says why, in %s: %p', (edition, reason, expected) => {
    const page = articlePage(frame(edition), english, { related: [relatedOf(korean, reason)] });
    const [rail] = named(page, 'section').filter(({ attribs }) => attribs['class'] === 'more rail');
    expect(rail && texts(DomUtils.getOuterHTML(rail), 'span')).toEqual([expected]);
    expect(links(page)).toContain(`울릉도 여객선 → ${korean.url}`);
  });

  test('offers the tags of those that the article has not, the most used first', () => {
    const tagged = (...slugs: string[]) => {
      const tags = slugs.map((slug) => ({ slug, name: slug.toUpperCase() }));
      return relatedOf(aPublicArticle({ tags }), { kind: 'tags', tags });
    };
    const page = articlePage(frame('en'), english, {
      related: [tagged('ulleung', 'squid'), tagged('mail', 'ulleung'), tagged('mail')],
    });
    const [strip] = named(page, 'section').filter(({ attribs }) => attribs['class'] === 'tags');
    expect(strip && texts(DomUtils.getOuterHTML(strip), 'li')).toEqual(['MAIL', 'SQUID']);
  });

  test('is not spoken of where there is nothing', () => {
    const page = articlePage(frame('en'), english, { related: [] });
    expect(page).not.toMatch(/Check out/);
  });
});

describe('a list', () => {
  const many = ['a', 'b', 'c'].map((uri) => aPublicArticle({ uri, headline: uri }));
  const section = (first: boolean, next?: string) =>
    sectionPage({
      frame: frame('ko'),
      section: demoSite.sections[0] as never,
      list: { articles: many.map(cardOf), ...(next ? { next } : {}) },
      popular: undefined,
      first,
    });

  test.each([
    [true, undefined, []],
    [true, 'abc', ['지난 기사 → /ko/politics?cursor=abc']],
    [false, 'abc', ['최신 기사 → /ko/politics', '지난 기사 → /ko/politics?cursor=abc']],
    [false, undefined, ['최신 기사 → /ko/politics']],
  ])('whose first page this is (%p), with the rest behind %p, has the links %p', (first, next, expected) => {
    expect(links(section(first, next)).filter((link) => /^(최신|지난) 기사/.test(link))).toEqual(expected);
  });

  test('of a section is led by its newest article, on its first page', () => {
    const leads = (html: string) =>
      named(html, 'section').filter(({ attribs }) => attribs['class'] === 'lead').length;
    expect([section(true), section(false)].map(leads)).toEqual([1, 0]);
    expect(texts(section(true), 'h2')).toEqual(['a', 'b', 'c']);
  });

  test('of a tag is named in the words of its newest article, and offers what stands beside the tag', () => {
    const tags = [
      { name: '울릉도', slug: 'ulleung' },
      { name: '오징어', slug: 'squid' },
    ];
    const newest = aPublicArticle({ language: 'ko', tags });
    const page = tagPage({ ...listing('ko', newest, false), slug: 'ulleung' });
    expect(texts(page, 'h1')).toEqual(['울릉도']);
    expect(texts(page, 'title')).toEqual(['울릉도 — 한강일보']);
    expect(links(page)).toEqual(
      expect.arrayContaining(['최신 기사 → /ko/tag/ulleung', '오징어 → /ko/tag/squid']),
    );
    expect(links(page).some((link) => link.startsWith('울릉도 →'))).toBe(false);
  });

  test('of an author says who that is', () => {
    const by = [{ name: '서하람', slug: 'haram-seo', role: '편집위원' }];
    const html = (changes: Partial<PublicArticle>) =>
      authorPage({ ...listing('ko', aPublicArticle(changes)), slug: 'haram-seo' });
    expect([texts(html({ by }), 'h1'), html({ by }).includes('편집위원')]).toEqual([['서하람'], true]);
    expect(texts(html({ by: [{ name: '서하람', slug: 'haram-seo' }] }), 'p')).toContain('필자');
  });
});

test('opinion stands last on the front, with its names', () => {
  const [politics, opinion] = ['politics', 'opinion'].map((slug) =>
    demoSite.sections.find((each) => each.slug === slug),
  ) as [never, never];
  const band = (uri: string, section: never) => ({
    section,
    articles: [cardOf(aPublicArticle({ uri, by: [{ name: `By ${uri}`, slug: uri }] }))],
  });
  const front = composeFront([], [band('opinion', opinion), band('politics', politics)]);
  const page = frontPage(frame('en'), front, undefined);
  expect(texts(page, 'h2')).toEqual(['Politics', 'Opinion']);
  expect(links(page).filter((link) => link.includes('/author/'))).toEqual(['By opinion → /author/opinion']);
});

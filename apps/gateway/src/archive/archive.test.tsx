import { describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import { demoSite, seoulSpan } from '#libs/contracts';
import { aPublicArticle } from '#libs/testing';
import { dayPage, monthPage } from './archive.page.tsx';
import { archivePath, weeksOf } from './archive.ts';
import { correctionsPage } from './corrections.page.tsx';

const now = Date.parse('2026-03-02T00:00:00Z');
const frame = (edition: 'en' | 'ko') => ({ site: demoSite, edition, now });
const links = (html: string) =>
  DomUtils.getElementsByTagName('a', parseDocument(html), true).map(({ attribs }) => attribs['href'] ?? '');
const text = (html: string) => DomUtils.textContent(parseDocument(html));

describe('a month as a calendar', () => {
  test.each([
    ['2026-02', 4, [0, 28]],
    ['2026-03', 5, [0, 31]],
    ['2024-02', 5, [4, 29]],
    ['2026-08', 6, [6, 31]],
  ] as const)('%s has %i weeks from Sunday on', (month, weeks, [before, days]) => {
    const squares = weeksOf(month, []);
    expect(squares.map((week) => week.length)).toEqual(Array.from({ length: weeks }, () => 7));
    const flat = squares.flat();
    expect(flat.findIndex((square) => square?.day === 1)).toBe(before);
    expect(flat.filter((square) => square).length).toBe(days);
  });

  test.each([
    ['2026-03', '2026-02-28T15:00:00.000Z', '2026-03-31T15:00:00.000Z'],
    ['2025-12', '2025-11-30T15:00:00.000Z', '2025-12-31T15:00:00.000Z'],
    ['2024-02-29', '2024-02-28T15:00:00.000Z', '2024-02-29T15:00:00.000Z'],
  ])('%s begins and ends in Seoul', (name, from, to) => {
    expect(seoulSpan(name)).toEqual({ from, to });
  });

  test.each(['2026-02-30', '2026-13', '2026-3', '26-03', 'now', '2026-03-01T00:00:00Z', ''])(
    '%s is no day and no month',
    (name) => {
      expect(seoulSpan(name)).toBeUndefined();
    },
  );

  test.each([
    ['en', 'Archive: March 2026', '1 article'],
    ['ko', '지난 신문: 2026년 3월', '기사 1건'],
  ] as const)('leads to days that have articles, and to no other (%s)', (edition, title, count) => {
    const calendar = { days: [{ name: '2026-03-01', articles: 1 }], before: '2025-12' };
    const html = monthPage({ frame: frame(edition), month: '2026-03', calendar });
    expect(text(html)).toContain(title);
    expect(html).toContain(`>1<span class="visually-hidden">, ${count}</span></a>`);
    const archive = links(html).filter((href) => /^(\/ko)?\/archive\//.test(href));
    expect(archive).toEqual(['2026-03-01', '2025-12'].map((name) => archivePath(edition, name)));
  });
});

test('a day lists its articles in the language of each, and the way to the rest of them', () => {
  const article = aPublicArticle({ headline: '<b>여객선</b>', language: 'ko' });
  const list = { articles: [article], total: 401 };
  const calendar = { days: [] };
  const html = dayPage({
    ...{ frame: frame('en'), month: '2026-03', day: '2026-03-01', calendar, list },
    ...{ page: 2, pages: 3 },
  });
  expect(html).toContain(`<li lang="ko"><a href="${article.url}">&lt;b>여객선&lt;/b></a>`);
  expect(links(html)).toEqual(expect.arrayContaining(['/archive/2026/03/01', '/archive/2026/03/01?page=3']));
  expect(text(html)).toContain('Sunday, March 1, 2026');
  const none = dayPage({
    ...{ frame: frame('ko'), month: '2026-03', day: '2026-03-01', calendar },
    ...{ list: { articles: [], total: 0 }, page: 1, pages: 0 },
  });
  expect(text(none)).toContain('이날 나온 기사가 없습니다.');
});

test('the page of corrections says what was put right, and leads to what stood there', () => {
  const article = aPublicArticle({ headline: 'Ferry', language: 'en' });
  const correction = { article, version: 2, at: '2026-03-02T00:00:00.000Z', note: 'Two <decks>.' };
  const answer = { corrections: [correction], next: 'abc' };
  const html = correctionsPage({ frame: frame('ko'), answer, first: true });
  expect(html).toContain('Two &lt;decks>.');
  expect(links(html)).toEqual(
    expect.arrayContaining([article.url, `/ko/a/${article.id}/revisions`, '/ko/corrections?cursor=abc']),
  );
  const none = correctionsPage({ frame: frame('ko'), answer: { corrections: [] }, first: true });
  expect(text(none)).toContain('바로잡은 기사가 없습니다.');
});

import { describe, expect, test } from '@jest/globals';
import { DomUtils, parseDocument } from 'htmlparser2';
import { demoSite, type PopularAnswer } from '#libs/contracts';
import type { Edition } from '../edition.ts';
import { type Chosen, popularPage } from './popular.page.tsx';

type Item = PopularAnswer['data'][number];
type Meta = PopularAnswer['meta'];

function page(
  edition: Edition,
  items: Partial<Item>[],
  meta: Partial<Meta> = {},
  chosen: Partial<Chosen> = {},
) {
  const data = items.map((more, index) => {
    const shown = { url: '/a', headline: '여객선', language: edition, section: 'society', views: 40 };
    return { rank: index + 1, id: `a${index}`, ...shown, ...more };
  });
  const usual: Meta = { asOf: '2026-03-01T00:00:00Z', window: '1h', state: 'live', sample: 99 };
  const frame = { site: demoSite, edition, now: Date.parse(usual.asOf) };
  const list: Chosen = { kind: 'most-viewed', window: '1h', ...chosen };
  return parseDocument(popularPage(frame, { data, meta: { ...usual, ...meta } }, list));
}
const main = (document: ReturnType<typeof page>) =>
  DomUtils.textContent(DomUtils.getElementsByTagName('main', document, true)).replaceAll(/\s+/g, ' ');

describe('a place in a list says', () => {
  test.each<[Partial<Item>, string, string]>([
    [{ movement: 'up', before: 3 }, '▲2up 2 places · 40 views', '▲22계단 상승 · 조회 40회'],
    [{ movement: 'same', before: 1 }, '–no change · 40', '–변동 없음 · 조회'],
    [{ movement: 'new' }, 'Newnew in the list · 40', '신규새로 진입 · 조회'],
    [{}, '여객선 40 views', '여객선 조회 40회'],
    [{ pinned: true, movement: 'up', before: 3 }, 'placed by our editors · 40', '편집자 고정 · 조회'],
    [{ age: { days: 1_900, published: '2020-12-31T15:00:00Z' } }, 'from 2021 · 40', '2021년 기사 · 조회'],
    [{ distinct: 31 }, '40 views · about 31 readers', '조회 40회 · 독자 약 31명'],
  ])('%j', (item, en, ko) => {
    expect(main(page('en', [item]))).toContain(en);
    expect(main(page('ko', [item]))).toContain(ko);
  });

  test('that it fell by one', () => {
    expect(main(page('en', [{}, { movement: 'down', before: 1 }]))).toContain('▼1down 1 place');
  });
});

test.each<[Partial<Meta>, Partial<Item>[], string, string]>([
  [{ state: 'stale' }, [{}], 'not up to date', '최신 상태가 아닙니다'],
  [{ state: 'fallback', sample: 3 }, [{}], 'Only 3 views in this time', '조회가 3회뿐이어서'],
  [{ state: 'fallback', sample: 0 }, [], 'Too few articles have been read', '읽힌 기사가 적어'],
])('a list that is %j says so in words', (meta, items, en, ko) => {
  expect(main(page('en', items, meta))).toContain(en);
  expect(main(page('ko', items, meta))).toContain(ko);
});

test('windows, trending and sections are links, of which one is where the reader is', () => {
  const document = page('ko', [{}], {}, { kind: 'trending', section: 'society' });
  const links = DomUtils.getElementsByTagName('a', document, true);
  const hrefs = links.map(({ attribs }) => attribs['href']);
  for (const href of [
    '/ko/popular?section=society',
    '/ko/popular?window=7d&section=society',
    '/ko/popular?kind=trending',
    '/ko/popular?kind=trending&section=k-pop',
  ])
    expect(hrefs).toContain(href);
  const here = links.filter(({ attribs }) => attribs['aria-current'] === 'page');
  expect(here.map((link) => DomUtils.textContent(link))).toEqual(['급상승', '사회']);
});

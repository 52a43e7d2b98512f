import { describe, expect, test } from '@jest/globals';
import type { WireItem } from '../formats/wire.ts';
import { type Known, remembered, type Sifted, sift } from './known.ts';

const DATE = '2026-11-30T09:00:00Z';
const MS = Date.parse(DATE);

function anItem(uri: string, changes: Partial<WireItem> = {}, data: WireItem['data'] = {}): WireItem {
  return {
    type: 'article.published',
    pointer: `/items/${uri}`,
    data: { uri, headline: '울릉도 여객선 결항', language: 'ko', ...data },
    notes: [],
    versionCreated: DATE,
    ...changes,
  };
}

const first = (items: WireItem[], known: Known = []) => sift(items, known, { atMost: 10 });
const seenOf = ({ news, same }: Sifted) => [...same, ...news.map(({ entry }) => entry)];
const versions = ({ news }: Sifted) => news.map(({ item }) => item.data.version);

describe('an item', () => {
  const known = remembered([], seenOf(first([anItem('a')])));
  const again = (changes: Partial<WireItem>, data: WireItem['data'] = {}) =>
    first([anItem('a', changes, data)], known);

  test('that nobody has seen is new, by its date', () => {
    const { news } = first([anItem('a')]);
    expect(news).toMatchObject([{ item: { data: { uri: 'a', version: MS }, notes: [] } }]);
  });

  test.each<[string, Partial<WireItem>, WireItem['data']]>([
    ['as it was', {}, {}],
    ['at another place of the feed', { pointer: '/items/7' }, {}],
    ['with nothing but another date', { versionCreated: '2026-11-30T10:00:00Z' }, { contentCreated: DATE }],
  ])('%s says nothing new', (_, changes, data) => {
    expect(again(changes, data)).toMatchObject({ news: [], same: known });
  });

  test('that has changed and says when gets the version of its date', () => {
    const found = again({ versionCreated: '2026-11-30T10:00:00Z' }, { headline: '재개' });
    expect(versions(found)).toEqual([MS + 3_600_000]);
    expect(found.news[0]?.item.notes).toEqual([]);
  });

  test.each([DATE, '2026-11-30T08:00:00Z', 'soon', ''])(
    'that has changed and is dated %j gets one above, and it is said to be guessed',
    (versionCreated) => {
      const found = again({ versionCreated }, { headline: '재개' });
      expect(versions(found)).toEqual([MS + 1]);
      // Whichever of both its source counts by, it is the same.
      expect(Date.parse(found.news[0]?.item.versionCreated ?? '')).toBe(MS + 1);
      expect(found.news[0]?.item.notes).toMatchObject([{ code: 'guessed', pointer: '/items/a' }]);
    },
  );

  test('without a date begins at 1', () => {
    const { versionCreated: _, ...undated } = anItem('b');
    expect(first([undated]).news).toMatchObject([
      { item: { data: { version: 1 }, notes: [{ code: 'guessed' }] } },
    ]);
  });

  test('with a number of its own keeps it, unless its source goes by dates', () => {
    const numbered = anItem('b', {}, { version: 7 });
    expect(versions(first([numbered]))).toEqual([7]);
    expect(versions(sift([numbered], [], { atMost: 1, rule: 'versionCreated' }))).toEqual([MS]);
    const { data: _, ...unnumbered } = anItem('b');
    expect(
      versions(sift([{ ...unnumbered, data: { uri: 'b' } }], [], { atMost: 1, rule: 'integer' })),
    ).toEqual([1]);
  });

  test('that is withdrawn is said once, and is news again when it is back', () => {
    const withdrawal = anItem('a', { type: 'article.withdrawn' });
    const gone = first([withdrawal], known);
    expect(gone.news).toMatchObject([{ item: { type: 'article.withdrawn' } }]);
    const then = remembered(known, seenOf(gone));
    expect(first([withdrawal], then).news).toEqual([]);
    expect(versions(first([anItem('a')], then))).toEqual([MS + 1]);
  });
});

describe('a feed', () => {
  test('that has an item twice has its newer state, wherever it stands', () => {
    const newer = anItem('a', { versionCreated: '2026-11-30T10:00:00Z' }, { headline: '재개' });
    for (const items of [
      [anItem('a'), newer],
      [newer, anItem('a')],
    ])
      expect(versions(first(items))).toEqual([MS + 3_600_000]);
  });

  test('with more that is new than is taken at once leaves the rest for the next time', () => {
    const items = ['a', 'b', 'c'].map((uri) => anItem(uri));
    const found = sift(items, [], { atMost: 2 });
    expect(found).toMatchObject({ rest: 1 });
    const next = sift(items, remembered([], seenOf(found)), { atMost: 2 });
    expect(next.news.map(({ item }) => item.data.uri)).toEqual(['c']);
    expect(next).toMatchObject({ rest: 0 });
  });

  test('of any size is remembered in little, and what was in it last is remembered longest', () => {
    let known: Known = [];
    for (let round = 0; round < 5; round++) {
      const others = Array.from({ length: 999 }, (_, n) => anItem(`${round}-${n}`));
      known = remembered(known, seenOf(sift([anItem('a'), ...others], known, { atMost: 1_000 })));
    }
    expect(known.length).toBe(4_000);
    expect(first([anItem('a'), anItem('4-1')], known).news).toEqual([]);
    expect(first([anItem('0-1')], known).news).toHaveLength(1);
    expect(JSON.stringify(known).length).toBeLessThan(300_000);
  });
});

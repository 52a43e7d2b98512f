import { describe, expect, test } from '@jest/globals';
import type { PopularListsAnswer } from '#libs/contracts';
import { listAt, packed, placeOf, placesBefore, STEP_MS } from './past.ts';

const NINE = Date.parse('2026-11-24T09:00:00+09:00');
type List = PopularListsAnswer['lists'][number];

function aList(changes: Partial<List>, ids: readonly string[]): List {
  const data = ids.map((id, index) => {
    const card = { url: `/${id}`, headline: `제목 ${id}`, language: 'ko', section: 'society' };
    return { rank: index + 1, id, ...card, views: 90 - index };
  });
  return { kind: 'most-viewed', window: '1h', lang: 'ko', data, sample: 179, ...changes };
}

const hour = aList({}, ['aaaaaaaaaa', 'bbbbbbbbbb']);
const question = { kind: 'most-viewed', window: '1h', lang: 'ko' } as const;

describe('a list as it stood', () => {
  test.each<[string, number, boolean]>([
    ['is known from when it was made', 0, true],
    ['and until the next one should have come', 2 * STEP_MS, true],
    ['not before it was made', -1, false],
    ['not when the counter was away after it', 2 * STEP_MS + 1, false],
  ])('%s', (_, later, known) => {
    const { state } = listAt([null, packed([hour], NINE)], question, NINE + later);
    expect(state).toBe(known ? 'known' : 'unknown');
  });

  test('has the articles, their views and what editors placed, and no word of them', () => {
    const placed = {
      ...hour,
      data: hour.data.map((each, at) => (at === 0 ? { ...each, pinned: true as const } : each)),
    };
    const bytes = packed([placed], NINE);
    expect(listAt([bytes], question, NINE)).toEqual({
      state: 'known',
      asOf: '2026-11-24T00:00:00.000Z',
      sample: 179,
      data: [
        { id: 'aaaaaaaaaa', views: 90, pinned: true },
        { id: 'bbbbbbbbbb', views: 89 },
      ],
    });
  });

  test('is that of the wanted kind, window and edition; one that was empty is known to have been', () => {
    const trending = aList({ kind: 'trending', window: '10m' }, ['cccccccccc']);
    const english = aList({ lang: 'en' }, ['dddddddddd']);
    const ofSection = aList({ section: 'society' }, ['eeeeeeeeee']);
    const kept = [packed([hour, trending, english, ofSection], NINE)];
    const ids = (asked: Parameters<typeof listAt>[1]) => {
      const found = listAt(kept, asked, NINE);
      return found.state === 'known' ? found.data.map(({ id }) => id) : undefined;
    };
    expect(ids(question)).toEqual(['aaaaaaaaaa', 'bbbbbbbbbb']);
    expect(ids({ ...question, lang: 'en' })).toEqual(['dddddddddd']);
    expect(ids({ ...question, kind: 'trending' })).toEqual(['cccccccccc']);
    expect(ids({ ...question, window: '7d' })).toEqual([]);
  });

  test('is the newest of those that were made by then', () => {
    const kept = [
      packed([hour], NINE + 30_000),
      packed([hour], NINE - 30_000),
      packed([hour], NINE - 90_000),
    ];
    expect(listAt(kept, question, NINE)).toMatchObject({ asOf: new Date(NINE - 30_000).toISOString() });
  });
});

test('the lists of a moment lie in its minute, or in one of the two before, also across the hour', () => {
  const { hour: nine } = placeOf(NINE);
  expect(placesBefore(NINE + 30_000)).toEqual([
    { hour: nine, step: '0' },
    { hour: nine - 1, step: '59' },
    { hour: nine - 1, step: '58' },
  ]);
});

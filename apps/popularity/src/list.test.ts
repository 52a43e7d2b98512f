import { describe, expect, test } from '@jest/globals';
import { type DecisionRow, HIDDEN_SECTION } from '#libs/contracts';
import { type Card, Gathering, pinsOf } from './list.ts';

const now = Date.parse('2026-03-01T00:00:00Z');
const card = (id: string, changes: Partial<Card> = {}): Card => {
  const published = '2026-02-28T00:00:00Z';
  return { url: `/${id}`, headline: `${id} 소식`, section: 'society', language: 'ko', published, ...changes };
};

let decided = 0;
function aDecision(kind: DecisionRow['kind'], article: string, more: Partial<DecisionRow> = {}): DecisionRow {
  const held = { until: '2026-03-02T00:00:00Z', reason: '검증', by: 'k', at: '2026-03-01T00:00:00Z' };
  return { id: `d${decided++}`, kind, article, state: 'holds', ...held, ...more };
}

interface Given {
  views: Record<string, [views: number, card: Card]>;
  /** The newest first. */
  decisions?: DecisionRow[];
}

/** The lists by name, as places, ids and what is said of them. */
function listsOf({ views, decisions = [] }: Given): Record<string, string> {
  const gathering = new Gathering({ now, decisions });
  for (const [id, [count, shown]] of Object.entries(views)) gathering.take(id, count, shown);
  for (const pin of pinsOf(decisions)) {
    const [count = 0, shown] = views[pin.article] ?? [];
    if (shown) gathering.pin(pin, count, shown);
  }
  return Object.fromEntries(
    [...gathering.made].map(([name, list]) => {
      expect(list.map(({ rank }) => rank)).toEqual(list.map((_, index) => index + 1));
      return [name, list.map(({ id, pinned }) => id + (pinned ? '!' : '')).join(' ')];
    }),
  );
}

const three: Given['views'] = {
  a: [9, card('a')],
  b: [8, card('b', { language: 'en' })],
  c: [7, card('c', { section: 'culture' })],
};

test('an article stands in the lists of its section and its language, and in those of all', () => {
  expect(listsOf({ views: three })).toEqual({
    '/': 'a b c',
    '/ko': 'a c',
    '/en': 'b',
    'society/': 'a b',
    'society/ko': 'a',
    'society/en': 'b',
    'culture/': 'c',
    'culture/ko': 'c',
  });
});

test('an article that is hidden stands in none, also where somebody pins it', () => {
  const views: Given['views'] = { ...three, a: [9, card('a', { section: HIDDEN_SECTION })] };
  const lists = listsOf({ views, decisions: [aDecision('pin', 'a', { rank: 1 })] });
  expect(Object.values(lists).join(' ')).not.toContain('a');
  expect(lists['/']).toBe('b c');
});

describe.each<[string, DecisionRow[], string, string]>([
  ['an exclusion', [aDecision('exclude', 'a')], 'b c', 'b'],
  ['an exclusion from a section', [aDecision('exclude', 'a', { list: 'society' })], 'a b c', 'b'],
  ['an exclusion from another section', [aDecision('exclude', 'a', { list: 'culture' })], 'a b c', 'a b'],
  ['an exclusion from the lists of all', [aDecision('exclude', 'a', { list: 'front' })], 'b c', 'a b'],
  ['a pin', [aDecision('pin', 'b')], 'b! a c', 'b! a'],
  ['a pin in a place', [aDecision('pin', 'a', { rank: 2 })], 'b a! c', 'b a!'],
  ['a pin below the end', [aDecision('pin', 'a', { rank: 9 })], 'b c a!', 'b a!'],
  ['a pin in a section', [aDecision('pin', 'b', { list: 'society' })], 'a b c', 'b! a'],
  [
    'two pins for one place, of which the newer has it',
    [aDecision('pin', 'c'), aDecision('pin', 'b')],
    'c! b! a',
    'b! a',
  ],
  ['two pins', [aDecision('pin', 'a', { rank: 3 }), aDecision('pin', 'c', { rank: 1 })], 'c! b a!', 'b a!'],
  ['a pin of what is excluded', [aDecision('exclude', 'b'), aDecision('pin', 'b')], 'a c', 'a'],
  ['a pin of what nobody knows', [aDecision('pin', 'x')], 'a b c', 'a b'],
  ['an overruling', [aDecision('overrule', 'a')], 'a b c', 'a b'],
])('%s', (_, decisions, all, society) => {
  test(`leaves ${all}, and ${society} in its section`, () => {
    expect(listsOf({ views: three, decisions })).toMatchObject({ '/': all, 'society/': society });
  });
});

test('what is pinned stands in a list, though nobody has viewed it', () => {
  const gathering = new Gathering({ now, decisions: [] });
  gathering.pin(aDecision('pin', 'a'), 0, card('a'));
  expect(gathering.made.get('/ko')).toEqual([
    expect.objectContaining({ rank: 1, id: 'a', views: 0, pinned: true }),
  ]);
});

describe('an article of long ago', () => {
  const old = (published: string | undefined, views: number) => {
    const gathering = new Gathering({ now, decisions: [] });
    const shown = card('a');
    if (published === undefined) delete shown.published;
    gathering.take('a', views, published === undefined ? shown : { ...shown, published });
    return gathering.made.get('/')?.[0];
  };

  test.each<[string | undefined, number, number | undefined]>([
    ['2025-03-02T00:00:00Z', 1, undefined],
    ['2025-03-01T00:00:00Z', 20, 365],
    ['2019-12-31T15:00:00Z', 20, 2_251],
    [undefined, 1, undefined],
  ])('that was first published at %s says its age with %d views: %j days', (published, views, days) => {
    expect(old(published, views)?.age?.days).toBe(days);
    expect(old(published, views)).toBeDefined();
  });

  test('needs more readers than a handful', () => {
    expect(old('2025-03-01T00:00:00Z', 19)).toBeUndefined();
  });
});

test('one list that is wanted is full with so many, and the others are not made', () => {
  const gathering = new Gathering({ now, decisions: [], only: { name: '/ko', limit: 1 } });
  gathering.take('b', 9, card('b', { language: 'en' }));
  expect(gathering.full).toBe(false);
  gathering.take('a', 8, card('a'));
  gathering.take('a', 8, card('a'));
  expect(gathering.full).toBe(true);
  expect([...gathering.made.keys()]).toEqual(['/ko']);
});

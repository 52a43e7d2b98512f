import { describe, expect, test } from '@jest/globals';
import type { Request } from './asked.ts';
import { scaled, weightsIn, without, withoutFilter, withoutFloor, withStandard } from './damage.ts';
import { answered, fallen, figuresOf, longFound, meantFound, moved } from './figures.ts';

const request = {
  size: 11,
  query: {
    function_score: {
      query: {
        bool: {
          filter: [{ bool: { should: [{ multi_match: { query: '북한', fields: ['headline_ko^9'] } }] } }],
          should: [
            { multi_match: { query: '북한', tie_breaker: 0.3, fields: ['headline_ko^1.5', 'body_ko'] } },
            { match: { all_ko: { query: '북한', boost: 0.7 } } },
          ],
        },
      },
      functions: [{ gauss: { publishedAt: { origin: 'now', scale: '7d' } }, weight: 1 }, { weight: 0.4 }],
    },
  },
} as unknown as Request;
const text = (value: unknown): string => JSON.stringify(value);

describe('a weight of a request', () => {
  test('has the name of its field or of its place, and what only counts as a hit has none', () => {
    expect(weightsIn(request)).toEqual([
      'multi_match.tie_breaker',
      'headline_ko',
      'body_ko',
      'match.all_ko.boost',
      'function 0.weight',
      'function 1.weight',
    ]);
  });

  test.each<[RegExp, number, string]>([
    [/^headline/, 2, '["headline_ko^3","body_ko"]'],
    [/^body_ko$/, 2, '["headline_ko^1.5","body_ko^2"]'],
    [/boost$/, 0.5, '"boost":0.35'],
    [/^function 1/, 2, '{"weight":0.8}'],
  ])('is multiplied by its name alone: %s × %d', (name, factor, expected) => {
    const changed = text(scaled(request, name, factor));
    expect(changed).toContain(expected);
    expect(changed).toContain('headline_ko^9');
  });
});

test('a clause, or the floor of recency, is taken out and nothing else', () => {
  expect(text(without(request, /^all_ko/))).toBe(text(request).replace(/,\{"match":\{"all_ko.*?\}\}\}/, ''));
  expect(text(withoutFloor(request))).toBe(text(request).replace(',{"weight":0.4}', ''));
});

test('a filter leaves every analyzer, and an analyzer becomes the one that knows no language', () => {
  const settings = {
    analysis: {
      filter: { stem: { type: 'stemmer' } },
      analyzer: { ko: { tokenizer: 'nori', filter: ['stem'] }, ko_pairs: { filter: ['pairs', 'stem'] } },
    },
  } as unknown as Parameters<typeof withoutFilter>[0];
  expect(withoutFilter(settings, 'stem').analysis).toMatchObject({
    filter: { stem: {} },
    analyzer: { ko: { filter: [] }, ko_pairs: { filter: ['pairs'] } },
  });
  expect(withStandard(settings, /^ko$/).analysis?.analyzer).toEqual({
    ko: { type: 'standard' },
    ko_pairs: { filter: ['pairs', 'stem'] },
  });
});

describe('figures', () => {
  const long = { q: 'who', kind: 'long' as const, relevant: { a: 3, b: 1 } };

  test('are means of all questions and of each kind', () => {
    const name = { q: 'Busan', kind: 'name' as const, relevant: { c: 2 } };
    const figures = figuresOf(answered([long, name], [['a', 'b'], ['x']]));
    expect(figures).toEqual({ nDCG: 0.5, recall: 0.5, MRR: 0.5, long: 1, 'nDCG name': 0, 'nDCG long': 1 });
  });

  test.each([
    ['on the first place', ['a'], 1],
    ['on the fifth place', ['x', 'x', 'x', 'x', 'a'], 1],
    ['on the sixth place', ['x', 'x', 'x', 'x', 'x', 'a'], 0],
    ['only another that touches it', ['b'], 0],
  ])('count a long question with its article %s', (_, found, expected) => {
    expect(longFound(answered([long], [found]))).toBe(expected);
  });

  test('count slips whose article is among the first three', () => {
    const typos = ['a', 'b', 'c'].map((id) => ({ q: id, id }));
    expect(meantFound(typos, [['a'], ['x', 'x', 'b'], ['x', 'x', 'x', 'c']])).toBe(0.6667);
  });

  test('move when they differ by more than the tolerance, up or down, or are new', () => {
    const accepted = { same: 0.5, near: 0.5, worse: 0.5, better: 0.5 };
    const now = { same: 0.5, near: 0.504, worse: 0.4, better: 0.6, fresh: 1 };
    expect(moved(now, accepted, 0.005)).toEqual(['worse: 0.5 → 0.4', 'better: 0.5 → 0.6', 'fresh: none → 1']);
    expect(fallen(now, accepted, 0.005)).toEqual(['worse: 0.5 → 0.4']);
  });
});

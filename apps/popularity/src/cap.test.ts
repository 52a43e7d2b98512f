import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CappedCount, capped, capRule } from './cap.ts';

const rule = { oneIn: 10, floor: 5, groups: 64 };

/** Network `n` as its hash is told; those below the number of groups share none. */
const net = (n: number) => n.toString(16).padStart(16, '0');

function countOf(networks: readonly number[], order = networks.flatMap((n, i) => Array<number>(n).fill(i))) {
  const count = new CappedCount(rule);
  return order.map((network) => count.add(net(network)));
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

describe('of the views of an article in an hour there count', () => {
  test.each<[name: string, networks: number[], expected: number]>([
    ['none of none', [], 0],
    ['all, where each network has few', [1, 5, 3, 2], 11],
    ['the floor of one network alone', [900], 5],
    ['a share of all that counts from one that has very many', [...Array<number>(300).fill(3), 5_000], 909],
    ['the floor of each of fifty addresses', Array<number>(50).fill(1_000), 250],
    ['more from a network the more others read', [...Array<number>(2_000).fill(1), 15], 2_015],
  ])('%s', (_, networks, expected) => {
    expect(capped(networks)).toBe(expected);
  });

  test('as many, view by view and in whatever order they come, as there are by the rule', () => {
    const networks = fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 60 });
    fc.assert(
      fc.property(networks, fc.infiniteStream(fc.nat()), (views, chance) => {
        const inARow = views.flatMap((n, i) => Array<number>(n).fill(i));
        const order = inARow
          .map((network) => [network, chance.next().value as number] as const)
          .toSorted(([, a], [, b]) => a - b)
          .map(([network]) => network);
        const gains = countOf(views, order);
        expect(sum(gains)).toBe(capped(views, rule));
        expect(gains.every((gain) => gain >= 0)).toBe(true);
        for (const at of [1, 7, 40].filter((each) => each < order.length)) {
          const sofar = views.map(
            (_, network) => order.slice(0, at).filter((each) => each === network).length,
          );
          expect(sum(gains.slice(0, at))).toBe(capped(sofar, rule));
        }
      }),
    );
  });

  test('never fewer when there are more', () => {
    const networks = fc.array(fc.nat(400), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(networks, fc.nat(), fc.nat(50), (views, at, more) => {
        const grown = views.with(at % views.length, (views[at % views.length] ?? 0) + more);
        expect(capped(grown)).toBeGreaterThanOrEqual(capped(views));
        expect(capped([...views, more])).toBeGreaterThanOrEqual(capped(views));
      }),
    );
  });

  test('all of which no network is told', () => {
    const count = new CappedCount(rule);
    expect(sum(Array.from({ length: 100 }, () => count.add(undefined)))).toBe(100);
  });

  test('those that had to wait as well, when others have come', () => {
    const count = new CappedCount(rule);
    for (let i = 0; i < 20; i++) count.add(net(1));
    const gains = Array.from({ length: 100 }, () => count.add(undefined));
    expect(sum(gains)).toBe(100 + 6);
    expect(Math.max(...gains)).toBe(2);
  });
});

test('readers of a small article who share a group of networks by chance lose next to nothing', () => {
  let seed = 7;
  const chance = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed;
  };
  for (const readers of [100, 400, 1_000, 5_000]) {
    const count = new CappedCount(capRule);
    const counted = sum(
      Array.from({ length: readers }, () => count.add(`00000000${chance().toString(16).padStart(8, '0')}`)),
    );
    expect(counted / readers).toBeGreaterThan(0.995);
  }
});

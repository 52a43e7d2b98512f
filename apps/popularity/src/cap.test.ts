import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CappedCount, capped, capRule, Networks } from './cap.ts';

const rule = { ...capRule, oneIn: 10, floor: 5, groups: 64 };

const of = (networks: readonly number[]) => networks.map((views) => ({ views }));

/** Network `n` as its hash is told; those below the number of groups share none. */
const net = (n: number) => n.toString(16).padStart(16, '0');

function countOf(networks: readonly number[], order = networks.flatMap((n, i) => Array<number>(n).fill(i))) {
  const count = new CappedCount(new Networks(rule));
  return order.map((network) => count.add(net(network)));
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

describe('of the views of an article in a day there count', () => {
  test.each<[name: string, networks: number[], expected: number]>([
    ['none of none', [], 0],
    ['all, where each network has few', [1, 5, 3, 2], 11],
    ['the floor of one network alone', [900], 5],
    ['a share of all that counts from one that has very many', [...Array<number>(300).fill(3), 5_000], 909],
    ['the floor of each of fifty addresses', Array<number>(50).fill(1_000), 250],
    ['more from a network the more others read', [...Array<number>(2_000).fill(1), 15], 2_015],
  ])('%s', (_, networks, expected) => {
    expect(capped(of(networks), { oneIn: 100, floor: 5 })).toBe(expected);
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
        expect(sum(gains)).toBe(capped(of(views), rule));
        expect(gains.every((gain) => gain >= 0)).toBe(true);
        for (const at of [1, 7, 40].filter((each) => each < order.length)) {
          const sofar = views.map(
            (_, network) => order.slice(0, at).filter((each) => each === network).length,
          );
          expect(sum(gains.slice(0, at))).toBe(capped(of(sofar), rule));
        }
      }),
    );
  });

  test('never fewer when there are more', () => {
    const networks = fc.array(fc.nat(400), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(networks, fc.nat(), fc.nat(50), (views, at, more) => {
        const grown = views.with(at % views.length, (views[at % views.length] ?? 0) + more);
        expect(capped(of(grown))).toBeGreaterThanOrEqual(capped(of(views)));
        expect(capped(of([...views, more]))).toBeGreaterThanOrEqual(capped(of(views)));
      }),
    );
  });

  test('all of which no network is told', () => {
    const count = new CappedCount(new Networks(rule));
    expect(sum(Array.from({ length: 100 }, () => count.add(undefined)))).toBe(100);
  });

  test('those that had to wait as well, when others have come', () => {
    const count = new CappedCount(new Networks(rule));
    for (let i = 0; i < 20; i++) count.add(net(1));
    const gains = Array.from({ length: 100 }, () => count.add(undefined));
    expect(sum(gains)).toBe(100 + 6);
    expect(Math.max(...gains)).toBe(2);
  });
});

describe('a network through which many read', () => {
  /** Of what counts for other articles a tenth each has come through `large` networks, the rest from all over. */
  function networks(large: readonly number[]): Networks {
    const made = new Networks(rule);
    for (const group of large) made.add(group, 100);
    made.add(undefined, 1_000 - 100 * large.length);
    made.look();
    return made;
  }

  /** So many views of one network, and then as many as were there from all over. */
  function read(count: CappedCount, views: number): number {
    return sum(Array.from({ length: views }, () => count.add(net(1))));
  }

  test('stands for as many as its readers would be elsewhere, and three times as much', () => {
    const known = networks([1]);
    expect(known.sizeOf(1, { views: 0, total: 0 })).toBe(3);
    expect(known.sizeOf(2, { views: 0, total: 0 })).toBe(1);
  });

  test('is large by what is read through it elsewhere, not by the article itself', () => {
    expect(networks([1]).sizeOf(1, { views: 100, total: 100 })).toBe(1);
  });

  test('has more that counts from the next look on, also of what has waited', () => {
    const known = networks([]);
    const count = new CappedCount(known);
    expect(read(count, 40)).toBe(5);
    known.add(1, 300);
    expect(read(count, 1)).toBe(0);
    known.look();
    expect(read(count, 1)).toBeGreaterThan(15);
    expect(count.held).toBeLessThan(25);
  });

  test('never has less again', () => {
    const known = networks([1]);
    const count = new CappedCount(known);
    known.look();
    read(count, 100);
    known.look();
    read(count, 1);
    const before = count.total;
    known.add(undefined, 1_000_000);
    known.look();
    read(count, 1);
    expect(count.total).toBe(before);
  });

  test('counts as the rule says, whatever the order', () => {
    const views = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 400 });
    fc.assert(
      fc.property(views, (order) => {
        const known = networks([1, 2]);
        const count = new CappedCount(known);
        // The look sizes those that wait; what comes before it is in each order the same.
        for (let i = 0; i < 20; i++) for (const each of [1, 2]) count.add(net(each));
        known.look();
        for (const each of order) count.add(net(each));
        const all = [0, 1, 2, 3, 4, 5].map((each) => ({
          views: order.filter((other) => other === each).length + (each === 1 || each === 2 ? 20 : 0),
          size: order.length > 0 && (each === 1 || each === 2) ? 3 : 1,
        }));
        expect(count.total).toBe(capped(all, rule));
      }),
    );
  });
});

test('an editor lets all count that has waited, and all that comes', () => {
  const count = new CappedCount(new Networks(rule));
  for (let i = 0; i < 40; i++) count.add(net(1));
  expect(count.heldBack(3)).toEqual([{ group: 1, views: 40, held: 35 }]);
  expect(count.release()).toBe(35);
  expect([count.add(net(1)), count.total, count.held]).toEqual([1, 41, 0]);
});

test('readers of a small article who share a group of networks by chance lose next to nothing', () => {
  let seed = 7;
  const chance = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed;
  };
  for (const readers of [100, 400, 1_000, 5_000]) {
    const count = new CappedCount(new Networks(capRule));
    const counted = sum(
      Array.from({ length: readers }, () => count.add(`00000000${chance().toString(16).padStart(8, '0')}`)),
    );
    expect(counted / readers).toBeGreaterThan(0.995);
  }
});

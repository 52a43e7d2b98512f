import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alike, bandsOf, clustersOf, type Member, neighboursRequest } from './cluster.ts';

const HOUR = 3_600_000;
const zero = 0x0f0f_0f0f_0f0f_0f0fn;
/** The fingerprint with these bits turned over. */
const turned = (...bits: number[]): string =>
  bits
    .reduce((value, bit) => value ^ (1n << BigInt(bit)), zero)
    .toString(16)
    .padStart(16, '0');
const aMember = (id: string, bits: number[] = [], hours = 0): Member => ({
  id,
  fingerprint: turned(...bits),
  at: hours * HOUR,
});
const idsOf = (members: readonly Member[]) => clustersOf(members).map((each) => each.map(({ id }) => id));

describe('versions of a story', () => {
  test.each<[string, Member, Member, boolean]>([
    ['the same text', aMember('a'), aMember('b'), true],
    ['six bits apart', aMember('a'), aMember('b', [0, 11, 22, 33, 44, 55]), true],
    ['seven bits apart', aMember('a'), aMember('b', [0, 11, 22, 33, 44, 55, 60]), false],
    ['three days apart', aMember('a'), aMember('b', [], 72), true],
    ['more than three days apart', aMember('a', [], 73), aMember('b'), false],
    [
      'texts that say nothing',
      { ...aMember('a'), fingerprint: '0'.repeat(16) },
      { ...aMember('b'), fingerprint: '0'.repeat(16) },
      false,
    ],
    [
      'without a fingerprint',
      { ...aMember('a'), fingerprint: '' },
      { ...aMember('b'), fingerprint: '' },
      false,
    ],
  ])('%s', (_, a, b, expected) => {
    expect([alike(a, b), alike(b, a)]).toEqual([expected, expected]);
  });

  test('are found by two equal bands of eight, whichever bits differ', () => {
    const bits = fc.uniqueArray(fc.integer({ min: 0, max: 63 }), { maxLength: 6 });
    fc.assert(
      fc.property(bits, (changed) => {
        const bands = new Set(bandsOf(turned(...changed)));
        expect(bandsOf(turned()).filter((band) => bands.has(band)).length).toBeGreaterThanOrEqual(2);
      }),
    );
    expect(bandsOf(turned())).toHaveLength(8);
    expect(bandsOf('0'.repeat(16))).toEqual([]);
    expect(neighboursRequest([{ ...aMember('a'), fingerprint: '0'.repeat(16) }])).toBeUndefined();
  });
});

describe('clusters', () => {
  test.each<[string, Member[], string[][]]>([
    ['none of nothing', [], []],
    [
      'each its own where nothing is alike',
      [aMember('b', [0, 1, 2, 3, 4, 5, 6]), aMember('a')],
      [['b'], ['a']],
    ],
    ['by the lowest id first', [aMember('c'), aMember('a', [1]), aMember('b', [2])], [['a', 'b', 'c']]],
    [
      'what is alike to one of them belongs to all',
      [aMember('a'), aMember('c', [0, 1, 2, 3, 4, 5, 6, 7]), aMember('b', [0, 1, 2, 3])],
      [['a', 'b', 'c']],
    ],
    [
      'no chain is without its middle',
      [aMember('a'), aMember('c', [0, 1, 2, 3, 4, 5, 6, 7])],
      [['a'], ['c']],
    ],
    [
      'a form that is filled in again and again is no story',
      Array.from({ length: 21 }, (_, at) => aMember(String.fromCharCode(97 + at))),
      Array.from({ length: 21 }, (_, at) => [String.fromCharCode(97 + at)]),
    ],
  ])('%s', (_, members, expected) => {
    expect(idsOf(members)).toEqual(expected);
  });

  test('are the same in whatever order their articles have come', () => {
    const bits = fc.uniqueArray(fc.integer({ min: 0, max: 12 }), { maxLength: 8 });
    const members = fc
      .array(fc.tuple(bits, fc.integer({ min: 0, max: 100 })), { maxLength: 9 })
      .map((all) => all.map(([changed, hours], at) => aMember(String.fromCharCode(97 + at), changed, hours)));
    const orders = members.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    const storiesOf = (all: readonly Member[]) => new Set(idsOf(all).map((each) => each.join()));
    fc.assert(
      fc.property(orders, ([all, shuffled]) => {
        expect(storiesOf(shuffled)).toEqual(storiesOf(all));
      }),
    );
  });
});

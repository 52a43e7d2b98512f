import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { JsonPlaces } from './place.ts';

const text = '{\n  "제목": "기사",\n  "a/b": [1, {"~": [true, null]}],\n  "": -1.5e3\n}';

test.each([
  ['', { line: 1, column: 1 }],
  ['/제목', { line: 2, column: 9 }],
  ['/a~1b', { line: 3, column: 10 }],
  ['/a~1b/1/~0/1', { line: 3, column: 27 }],
  ['/', { line: 4, column: 7 }],
])('the value at %j stands at %j', (pointer, spot) => {
  expect(new JsonPlaces(text).find(pointer)).toEqual(spot);
});

test('of a value that is not there, what it would be in is named', () => {
  const places = new JsonPlaces(text);
  expect(places.find('/a~1b/1/missing')).toEqual({ line: 3, column: 14 });
  expect(places.find('/nothing')).toEqual({ line: 1, column: 1 });
});

describe('the first place that is not JSON', () => {
  test.each([
    ['', 1, 1],
    ['{"a": 1,}', 1, 9],
    ['{\n"a" 1}', 2, 5],
    ['[1 2]', 1, 4],
    ['[1]\n]', 2, 1],
    ['"줄\n바꿈"', 1, 1],
    ['{"a": tru}', 1, 7],
    ['[01]', 1, 2],
    ["{'a': 1}", 1, 2],
  ])('of %j is line %i, column %i', (bad, line, column) => {
    expect(new JsonPlaces(bad).fault).toEqual({ line, column });
  });
});

test('whatever JSON.parse reads is read, and nothing else', () => {
  const reads = (json: string): boolean => {
    try {
      JSON.parse(json);
      return true;
    } catch {
      return false;
    }
  };
  const broken = fc
    .tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '}', '가', '0', '\\', '\n'))
    .map(
      ([json, at, put]) =>
        json.slice(0, at % (json.length + 1)) + put + json.slice((at % (json.length + 1)) + 1),
    );
  fc.assert(
    fc.property(fc.oneof(fc.json(), broken), (json) => {
      expect(new JsonPlaces(json).fault === undefined).toBe(reads(json));
    }),
  );
});

test('a text of a mebibyte is no deep matter', () => {
  expect(new JsonPlaces(`["${'가\\n'.repeat(300_000)}"]`).fault).toBeUndefined();
});

test('a text without an end is told at once, however long it is', () => {
  const fault = { line: 1, column: 2 };
  expect(new JsonPlaces(`["${'가나 '.repeat(100_000)}`).fault).toEqual(fault);
  expect(new JsonPlaces(`["${'가\\n'.repeat(100_000)}`).fault).toEqual(fault);
});

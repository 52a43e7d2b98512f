import { expect, test } from '@jest/globals';
import { Again } from './again.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');

test('a view is told once in five seconds, however often its page is asked for', () => {
  const again = new Again();
  const told = [0, 1, 2_000, 4_999, 5_000, 6_000, 10_001].filter(
    (after) => !again.soon('203.0.113.7 a browser', 'a', NOON + after),
  );
  expect(told).toEqual([0, 5_000, 10_001]);
});

test.each([
  ['another reader', '203.0.113.8 a browser', 'a'],
  ['another browser at the same address', '203.0.113.7 another', 'a'],
  ['another article', '203.0.113.7 a browser', 'b'],
])('%s is told at once', (_, reader, article) => {
  const again = new Again();
  expect(again.soon('203.0.113.7 a browser', 'a', NOON)).toBe(false);
  expect(again.soon(reader, article, NOON)).toBe(false);
});

test('a clock that is put back keeps nobody from being told', () => {
  const again = new Again();
  again.soon('203.0.113.7', 'a', NOON);
  expect(again.soon('203.0.113.7', 'a', NOON - 60_000)).toBe(false);
});

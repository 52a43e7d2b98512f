import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bitsOf, Clicks, wordOf } from './clicks.ts';

const BEGIN = Date.parse('2026-03-01T09:00:00+09:00');
const hex = fc.stringMatching(/^[0-9a-f]{16}$/);

test('every visitor of every article is known by the time that was noted last, however many there are', () => {
  const click = fc.record({
    article: fc.constantFrom('aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'),
    visitor: fc.oneof(hex, fc.constantFrom('0000000000000000', 'ffffffffffffffff', '00000000ffffffff')),
    after: fc.integer({ min: -60_000, max: 30_000 }),
  });
  fc.assert(
    fc.property(fc.array(click, { maxLength: 200 }), (clicks) => {
      const [kept, oracle] = [new Clicks(BEGIN), new Map<string, number>()];
      for (const { article, visitor, after } of clicks) {
        const word = wordOf(article);
        const name = `${article} ${visitor}`;
        expect(kept.last(word, visitor)).toBe(oracle.get(name));
        expect(kept.note(word, visitor, BEGIN + after)).toBe(oracle.get(name));
        oracle.set(name, BEGIN + after);
      }
      expect(kept.size).toBe(oracle.size);
    }),
  );
});

test('a table that has grown knows all that it knew', () => {
  const kept = new Clicks(BEGIN);
  const visitor = (n: number) => Math.imul(n, 0x9e3779b1).toString(16).replace('-', 'f').padStart(16, '0');
  for (let n = 0; n < 20_000; n++) kept.note(n % 7, visitor(n), BEGIN + n);
  expect(kept.size).toBe(20_000);
  for (let n = 0; n < 20_000; n++) expect(kept.last(n % 7, visitor(n))).toBe(BEGIN + n);
  expect(kept.last(8, visitor(1))).toBeUndefined();
});

test.each([
  ['00000000000000ff', 16, 255],
  ['ffffffff00000000', 8, 4_294_967_295],
  ['0123456789abcdef', 16, 0x89abcdef],
])('of %s the 32 bits that end at %i are %i', (hash, end, bits) => {
  expect(bitsOf(hash, end)).toBe(bits);
});

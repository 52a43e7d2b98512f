import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SearchQuery } from '#libs/contracts';
import { type Cursor, decodeCursor, encodeCursor } from './cursor.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const SECRET = 'a secret of this installation';
const relevance = SearchQuery.parse({ q: '눈' });
const newest = SearchQuery.parse({ q: '눈', sort: 'newest' });

const moment = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const id = fc.stringMatching(/^[a-z2-7]{10,12}$/);
const begun = {
  asOf: moment,
  since: moment,
  total: fc.nat(),
  relation: fc.constantFrom('eq' as const, 'gte' as const),
  shown: fc.array(id, { minLength: 1, maxLength: 50 }),
};
const score = fc.double({ min: 0, max: 3e38, noNaN: true }).filter((value) => !Object.is(value, -0));
const first = fc.record({ kind: fc.constant('first' as const), ...begun });
const walk = fc.record({
  kind: fc.constant('walk' as const),
  ...begun,
  snapshot: fc.base64String({ minLength: 1, maxLength: 300 }),
  after: fc.tuple(score, moment, id, fc.nat()).map((values) => [...values]),
});
const byDate = fc.record({ kind: fc.constant('newest' as const), asOf: moment, after: fc.tuple(moment, id) });

const walking: Cursor = {
  kind: 'walk',
  asOf: NOON,
  since: NOON,
  total: 3,
  relation: 'eq',
  shown: ['abcdefghij'],
  snapshot: 'abc',
  after: [1.5, NOON, 'abcdefghij', 7],
};
const letters = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const inside = (text: string) => JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];

describe('a cursor', () => {
  test.each([
    ['of the newest', byDate, newest],
    ['of a first page', first, relevance],
    ['of a walk', walk, relevance],
  ] as const)('%s comes back as it was, in letters that fit an address', (_, cursors, question) => {
    fc.assert(
      fc.property(cursors as fc.Arbitrary<Cursor>, (cursor) => {
        const text = encodeCursor(cursor, question, SECRET);
        expect(text).toMatch(/^[\w-]{1,2500}$/);
        expect(decodeCursor(text, question, SECRET)).toEqual(cursor);
      }),
    );
  });

  test.each([
    ['other words', { q: '비' }],
    ['another order', { sort: 'newest' }],
    ['another section', { section: 'society' }],
    ['another day', { from: '2026' }],
    ['another tag', { tag: 'snow' }],
  ])('of one question is refused by one with %s', (_, changes) => {
    const other = SearchQuery.parse({ q: '눈', ...changes });
    for (const cursor of [walking, { ...walking, kind: 'first' } as Cursor]) {
      expect(decodeCursor(encodeCursor(cursor, relevance, SECRET), other, SECRET)).toBeUndefined();
    }
  });

  test('is one of the same question with more on a page, or with facets', () => {
    const text = encodeCursor(walking, relevance, SECRET);
    const other = SearchQuery.parse({ q: '눈', limit: '50', facets: 'true', explain: 'true' });
    expect(decodeCursor(text, other, SECRET)).toEqual(walking);
  });

  test.each([
    ['another secret', (text: string) => text, 'a secret of another installation'],
    ['another snapshot', (text: string) => letters(inside(text).with(8, 'abd')), SECRET],
    ['another place', (text: string) => letters(inside(text).with(7, [9, NOON, 'abcdefghij', 7])), SECRET],
    ['no signature', (text: string) => letters(inside(text).slice(0, -1)), SECRET],
    ['an empty signature', (text: string) => letters(inside(text).with(9, '')), SECRET],
    ['a signature that is none', (text: string) => letters(inside(text).with(9, { length: 43 })), SECRET],
  ])('into a snapshot is refused with %s', (_, forged, secret) => {
    const text = forged(encodeCursor(walking, relevance, SECRET));
    expect(decodeCursor(text, relevance, secret)).toBeUndefined();
  });

  const [, of] = inside(encodeCursor(walking, relevance, SECRET));
  const forged: [string, unknown][] = [
    ['nothing', ''],
    ['a text', 'abc'],
    ['too little', ['f', of, NOON]],
    ['too much', ['f', of, NOON, NOON, 1, 'eq', 'abcdefghij', 1]],
    ['an object', { asOf: NOON }],
    ['a moment after the end of time', ['f', of, 8.7e15, NOON, 1, 'eq', 'abcdefghij']],
    ['a moment without end', `["f", "${of}", 1e999, ${NOON}, 1, "eq", "abcdefghij"]`],
    ['half a millisecond', ['f', of, NOON + 0.5, NOON, 1, 'eq', 'abcdefghij']],
    ['fewer than none', ['f', of, NOON, NOON, -1, 'eq', 'abcdefghij']],
    ['a relation that is none', ['f', of, NOON, NOON, 1, 'lt', 'abcdefghij']],
    ['an id that is no id', ['f', of, NOON, NOON, 1, 'eq', 'x'.repeat(10_000)]],
    ['more ids than a page has', ['f', of, NOON, NOON, 1, 'eq', 'abcdefghij '.repeat(51).trim()]],
    ['ids that are an object', ['f', of, NOON, NOON, 1, 'eq', { $gt: '' }]],
  ];
  test.each(forged)('of others is refused: %s', (_, value) => {
    expect(decodeCursor(letters(value), relevance, SECRET)).toBeUndefined();
  });

  test('of any bytes never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.json(), (bytes, json) => {
        for (const text of [bytes, letters(json)]) {
          for (const question of [relevance, newest]) {
            expect(decodeCursor(text, question, SECRET)).toBeUndefined();
          }
        }
      }),
    );
  });
});

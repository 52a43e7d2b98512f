import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeViews, topics, UndecodableRecord } from './topic.ts';
import type { View } from './view.ts';

const NOON = Date.parse('2026-03-01T12:00:00+09:00');
const hash = fc.stringMatching(/^[0-9a-f]{16}$/).filter((made) => made !== '0'.repeat(16));
const view: fc.Arbitrary<View> = fc.record(
  {
    id: fc.constantFrom('aaaaaaaaaa', 'bbbbbbbbbb', '가', '가'.normalize('NFD')),
    at: fc.integer({ min: NOON - 10_000, max: NOON + 10_000 }),
    visitor: hash,
    net: hash,
    app: fc.constant<true>(true),
  },
  { requiredKeys: ['id', 'at'] },
);

test('a batch is read as it was written, whatever of a view is known', () => {
  fc.assert(
    fc.property(fc.array(view, { minLength: 1, maxLength: 30 }), fc.nat(), (views, n) => {
      const batch = { gateway: 'g', n, views };
      expect(topics.views.decode(encodeViews(batch))).toEqual(batch);
    }),
  );
});

const record = (value: unknown) => ({
  key: undefined,
  value: Buffer.from(JSON.stringify(value)),
  headers: {},
});

test('a batch as it was written before, view by view, is read as ever', () => {
  const batch = { gateway: 'g', n: 7, views: [{ id: 'aaaaaaaaaa', at: NOON }] };
  expect(topics.views.decode(record(batch))).toEqual(batch);
});

const packed = {
  ...{ gateway: 'g', n: 0, at: NOON, ids: ['aaaaaaaaaa', 'bbbbbbbbbb'], after: [0, 1] },
  ...{ visitors: '0123456789abcdef'.repeat(2), nets: '0'.repeat(32) },
};

test.each<[name: string, changes: object]>([
  ['a column is too short', { after: [0] }],
  ['a column is too long', { visitors: '0123456789abcdef'.repeat(3) }],
  ['a hash is cut off', { nets: '0'.repeat(31) }],
  ['a hash is none', { nets: 'g'.repeat(32) }],
  ['nothing was viewed', { ids: [], after: [], visitors: '', nets: '' }],
  ['a batch has no number', { n: -1 }],
  ['a time is none', { after: [0, 0.5] }],
])('nothing is read where %s', (_, changes) => {
  expect(topics.views.decode(record(packed)).views).toHaveLength(2);
  expect(() => topics.views.decode(record({ ...packed, ...changes }))).toThrow(UndecodableRecord);
});

test('a view takes half the bytes that it took view by view', () => {
  const views = Array.from({ length: 100 }, (_, at) => ({
    ...{ id: 'aaaaaaaaaa', at: NOON + at, visitor: '0123456789abcdef', net: 'fedcba9876543210' },
  }));
  const batch = { gateway: '0123456789abcdef', n: 1, views };
  const bytes = encodeViews(batch).value?.length ?? 0;
  expect(bytes).toBeLessThan(0.55 * JSON.stringify(batch).length);
});

import { expect, test } from '@jest/globals';
import { type DriftState, differenceOf } from './drift.ts';

const card = {
  ...{ url: '/society/a', headline: '등대', section: 'society', language: 'ko' },
  firstPublished: '2026-03-01T00:00:00Z',
};
const open: DriftState = { id: 'a', seq: 7, card };
const gone: DriftState = { id: 'a', seq: 7 };

test.each([
  ['the same', open, { seq: 7, gone: false, same: true }, undefined],
  ['nothing', open, undefined, 'missing'],
  ['an older state', open, { seq: 6, gone: false, same: true }, 'stale'],
  ['an older one in which it was gone', open, { seq: 6, gone: true, same: false }, 'stale'],
  ['other words', open, { seq: 7, gone: false, same: false }, 'wrong'],
  ['that it is gone, by the same number', open, { seq: 7, gone: true, same: false }, 'wrong'],
  ['a newer state', open, { seq: 8, gone: false, same: true }, 'ahead'],
  ['that it is gone', gone, { seq: 7, gone: true, same: true }, undefined],
  ['nothing of one that is gone', gone, undefined, 'missing'],
  ['one that is gone', gone, { seq: 6, gone: false, same: false }, 'ghost'],
  ['one that is gone, by the same number', gone, { seq: 7, gone: false, same: false }, 'ghost'],
  ['one that is gone, by a newer number', gone, { seq: 8, gone: false, same: false }, 'ahead'],
  ['words of one that is gone', gone, { seq: 7, gone: true, same: false }, 'wrong'],
] as const)('a view that holds %s', (_, state, held, is) => {
  expect(differenceOf(state, held)).toBe(is);
});

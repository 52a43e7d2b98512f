import { expect, test } from '@jest/globals';
import type { SurfaceProbe, TakedownReceipt } from './takedown.ts';
import { takedownInWords } from './takedown.ts';

const probe = (kind: SurfaceProbe['class'], gone: SurfaceProbe['gone']): SurfaceProbe => ({
  class: kind,
  looked: ['id'],
  gone,
});
const all = [probe('front', true), probe('search', true)];

test.each<[string, Partial<TakedownReceipt>, string]>([
  ['all is proved', { gone: true }, 'gone from all 2 kinds of surfaces 0.9 s after it was asked for'],
  [
    'a surface still shows it',
    { gone: false, surfaces: [probe('front', false), probe('search', true)] },
    'still seen 0.9 s after it was asked for: front',
  ],
  [
    'a surface does not answer',
    { gone: 'unknown', surfaces: [probe('front', true), probe('search', 'unknown')] },
    'not proved, since nothing could be seen: search',
  ],
  [
    'somebody is behind',
    { gone: 'unknown', applied: [{ group: 'popularity', applied: false }] },
    'not applied yet by popularity',
  ],
  [
    'all of that',
    {
      gone: false,
      applied: [{ group: 'gateway.1', applied: false }],
      surfaces: [probe('front', false), probe('search', 'unknown')],
    },
    'still seen 0.9 s after it was asked for: front; not proved, since nothing could be seen: search; not applied yet by gateway.1',
  ],
])('a receipt in words: %s', (_, change, words) => {
  const receipt = { surfaces: all, applied: [{ group: 'content', applied: true }], ms: 912, ...change };
  expect(takedownInWords(receipt as TakedownReceipt)).toBe(words);
});

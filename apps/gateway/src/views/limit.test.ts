import { expect, test } from '@jest/globals';
import { Limit } from './limit.ts';

const NOON = Date.parse('2026-03-01T12:00:00Z');

test('a place has so many in a minute by the clock, is told when the next begins, and takes none of another’s', () => {
  const limit = new Limit('views', 2);
  expect(limit.take('192.0.2.7/32', NOON)).toEqual({
    fields: { 'ratelimit-policy': '"views";q=2;w=60', ratelimit: '"views";r=1;t=60' },
  });
  expect(limit.take('192.0.2.7/32', NOON + 1_000)).not.toHaveProperty('retryAfter');
  expect(limit.take('192.0.2.7/32', NOON + 20_500)).toEqual({
    retryAfter: 40,
    fields: { 'ratelimit-policy': '"views";q=2;w=60', ratelimit: '"views";r=0;t=40' },
  });
  expect(limit.take('192.0.2.8/32', NOON + 20_500)).not.toHaveProperty('retryAfter');
  expect(limit.take('192.0.2.7/32', NOON + 60_000)).not.toHaveProperty('retryAfter');
});

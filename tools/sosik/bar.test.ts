import { expect, test } from '@jest/globals';
import { bar } from './bar.ts';

test.each([
  [{ applied: 0, total: 0 }, 'search [..............................]   0 %  0 of 0'],
  [
    { applied: 500, total: 1_000, ms: 2_000 },
    'search [###############...............]  50 %  500 of 1000, 250/s',
  ],
  [
    { applied: 999, total: 1_000, pace: { bulk: 25, pausedMs: 40 } },
    'search [##############################]  99 %  999 of 1000, 25 at a time so that readers do not wait',
  ],
])('a bar says how far it is, how fast, and what holds it: %j', (answer, line) => {
  expect(bar('search', { state: 'running', ...answer })).toBe(line);
});

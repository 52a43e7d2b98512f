import { describe, expect, test } from '@jest/globals';
import { topics } from '#libs/contracts';
import { linesOf, summaryOf } from '../doctor.ts';
import {
  certificateFinding,
  clockFinding,
  diskFinding,
  lagFindings,
  strangers,
  topicFault,
} from './finding.ts';

const GIB = 2 ** 30;
const DAY = 86_400_000;

test.each([
  [{ free: 200 * GIB, all: 400 * GIB }, 'ok', '200.0 GiB free, 50 % used'],
  [{ free: 40 * GIB, all: 400 * GIB }, 'warn', '40.0 GiB free, 90 % used'],
  [{ free: 10 * GIB, all: 400 * GIB }, 'fail', '10.0 GiB free, 98 % used'],
  [{ free: 4 * GIB, all: 10 * GIB }, 'warn', '4.0 GiB free, 60 % used'],
  [{ free: GIB / 2, all: 2 * GIB }, 'fail', '0.5 GiB free, 75 % used'],
])('a disk with %j is %s', (room, state, detail) => {
  expect(diskFinding('disk', room)).toMatchObject({ state, detail });
});

test('clocks are as far apart as the worst of them', () => {
  const near = { app: 'search', ms: 480 };
  expect(clockFinding([])).toEqual([]);
  expect(clockFinding([near])).toMatchObject([{ state: 'ok' }]);
  expect(clockFinding([near, { app: 'content', ms: -4_000 }])).toMatchObject([
    { state: 'warn', detail: 'content is 4 s behind' },
  ]);
  expect(clockFinding([{ app: 'gateway', ms: 90_000 }, near])).toMatchObject([
    { state: 'fail', detail: 'gateway is 90 s ahead' },
  ]);
});

test.each([
  [90, 'ok', 'good for 90 days'],
  [20, 'warn', 'good for 20 days'],
  [1, 'fail', 'good for 1 days'],
  [-3, 'fail', 'ended 3 days ago'],
])('a certificate of %d more days is %s', (days, state, words) => {
  const now = Date.UTC(2026, 2, 1);
  const finding = certificateFinding('TLS daily.example:443', now + days * DAY, now);
  expect(finding).toMatchObject({ state, detail: expect.stringContaining(words) });
});

test('a reader of the log is behind, or nobody reads for it', () => {
  const wanted = [
    { group: 'search', topic: 'content.changes.v1' },
    { group: 'gateway', topic: 'content.changes.v1' },
    { group: 'content', topic: 'ingest.events.v1' },
  ];
  const lags = [
    { group: 'search', topic: 'content.changes.v1', records: 1 },
    { group: 'gateway.a1', topic: 'content.changes.v1', records: 0 },
    { group: 'gateway.b2', topic: 'content.changes.v1', records: 4_000 },
  ];
  expect(lagFindings(wanted, lags)).toMatchObject([
    { what: 'reader search', state: 'ok', detail: '1 record behind in content.changes.v1' },
    { what: 'reader gateway', state: 'warn', detail: '4000 records behind in content.changes.v1' },
    { what: 'reader content', state: 'fail', detail: 'nobody reads ingest.events.v1 for it' },
  ]);
});

describe('a topic', () => {
  const found = (changes: object = {}, partitions = 6) => ({
    partitions,
    settings: new Map(Object.entries({ ...topics.changes.config, ...changes })),
  });

  test('is as the platform relies on it, or its fault is told', () => {
    expect(topicFault(topics.changes, found())).toBeUndefined();
    expect(topicFault(topics.changes, undefined)).toBe('content.changes.v1 is missing');
    expect(topicFault(topics.changes, found({ 'cleanup.policy': 'delete' }, 3))).toBe(
      'content.changes.v1 has 3 partitions instead of 6, cleanup.policy=delete instead of compact',
    );
  });
});

test('a name that begins like a setting of an app, and is none, is told', () => {
  const env = { OPS_TOKN: 'x', OPS_TOKEN: 'y', OPS_URL: 'z', HTTP_PROXY: 'p', GATEWAY_CACHE: '1', HOME: '/' };
  const known = new Set(['OPS_TOKEN', 'HTTP_AT_ONCE']);
  expect(strangers(env, { apps: ['ops', 'gateway'], known })).toEqual(['GATEWAY_CACHE', 'OPS_TOKN']);
});

test('a fault stands with what to do, and the last line counts', () => {
  const ok = { what: 'disk', state: 'ok', detail: '8 GiB free', mend: 'free some space' } as const;
  const fail = { what: 'search', state: 'fail', detail: 'does not answer', mend: 'start it' } as const;
  expect(linesOf(ok)).toEqual(['ok    disk                    8 GiB free']);
  expect(linesOf(fail)).toEqual([
    'FAIL  search                  does not answer',
    '                              do: start it',
  ]);
  expect(linesOf({ ...fail, detail: '검색이 멈췄다' }, true)[0]).toContain('\u001b[31mFAIL\u001b[0m');
  expect(summaryOf([ok])).toBe('All 1 are well.');
  expect(summaryOf([ok, fail])).toBe('2 looked at: 1 fault, 0 warnings.');
});

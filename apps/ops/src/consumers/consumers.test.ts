import { describe, expect, test } from '@jest/globals';
import type { ConsumerStanding } from '#libs/contracts';
import type { GroupStanding } from '#libs/kafka';
import { PauseForm, rowsOf, secondsOf, type Told } from './consumers.ts';

const group = (changes: Partial<GroupStanding> = {}): GroupStanding => ({
  ...{ group: 'search', service: 'search', topics: ['content.changes.v1'], shows: true, state: 'Stable' },
  members: [{ id: 'm1', host: '127.0.0.1', partitions: 6 }],
  lags: [{ topic: 'content.changes.v1', records: 0, ms: 0 }],
  ...changes,
});
const says = (changes: Partial<ConsumerStanding> = {}): Told => ({
  service: 'search',
  url: 'http://127.0.0.1:4003',
  standing: { group: 'search', state: 'reading', partitions: 6, joins: 2, ...changes },
});
const pause = {
  by: '한서윤',
  at: '2026-03-01T03:00:00.000Z',
  until: '2026-03-01T04:00:00.000Z',
  note: '점검',
};

describe('a consumer group', () => {
  test.each<[string, Partial<GroupStanding>, Told, object]>([
    ['that is where the log ends', {}, says(), { state: 'reading', words: '', joins: 2 }],
    [
      'with records on their way',
      { lags: [{ topic: 'x', records: 3, ms: 800 }] },
      says(),
      { state: 'reading' },
    ],
    [
      'whose oldest record waits',
      { lags: [{ topic: 'x', records: 3, ms: 90_000 }] },
      says(),
      { state: 'behind', words: 'the oldest record has waited for 90 s' },
    ],
    [
      'that is paused',
      {},
      says({ state: 'paused', pause }),
      { state: 'paused', words: 'by 한서윤 since 03:00:00 UTC, until 04:00:00 UTC: 점검' },
    ],
    [
      'without members',
      { members: [], state: 'Empty' },
      { ...says(), standing: undefined },
      { state: 'away', words: 'nobody reads for it', joins: undefined },
    ],
    ['that is being divided', { state: 'PreparingRebalance' }, says(), { state: 'joining' }],
    [
      'that does not move',
      {},
      says({ stuck: 'x/0 is in hand and has not moved for 30 s' }),
      { state: 'stuck', words: expect.stringContaining('30 s') },
    ],
    [
      'whose process does not answer',
      {},
      { ...says(), standing: undefined },
      { state: 'reading', joins: undefined },
    ],
  ])('%s is told so', (_, changes, told, expected) => {
    expect(rowsOf([group(changes)], [told])).toMatchObject([{ group: 'search', ...expected }]);
  });

  test('stands in the order of the way, each gateway for itself', () => {
    const groups = ['gateway.b', 'search', 'gateway.a', 'content'].map((name) =>
      group({ group: name, service: name.split('.')[0] ?? '' }),
    );
    expect(rowsOf(groups, []).map((row) => row.group)).toEqual([
      'content',
      'search',
      'gateway.b',
      'gateway.a',
    ]);
  });
});

test('a time that has passed is told as people say it', () => {
  expect([0, 400, 1_000, 90_000, 600_000, 9_000_000].map(secondsOf)).toEqual([
    '0 s',
    '< 1 s',
    '1 s',
    '90 s',
    '10 min',
    '3 h',
  ]);
});

test('a pause has a service, an end and a reason of one line', () => {
  const form = { service: 'search', minutes: '15', note: ' 색인을 새로 ', form: 'x' };
  expect(PauseForm.parse(form)).toMatchObject({ service: 'search', minutes: 15, note: '색인을 새로' });
  for (const wrong of [
    { service: 'ingest' },
    { minutes: '0' },
    { minutes: '1441' },
    { note: ' ' },
    { note: 'a\nb' },
  ])
    expect(PauseForm.safeParse({ ...form, ...wrong }).success).toBe(false);
});

import { describe, expect, test } from '@jest/globals';
import { decodeToken, EventStatus, seqOf, type Verdict } from '#libs/contracts';
import type { Passage, Way } from '#libs/kafka';
import { endingOf, statusOf, statusPath, tokenOf } from './status.ts';

const token = { epoch: 2, partition: 3, offset: 41 };
const verdict: Verdict = {
  id: '기사#1',
  source: '/편집국',
  uri: 'hanul:1',
  outcome: 'public',
  reason: 'version 1 is public',
  n: seqOf(2, 41),
  partition: 3,
  seq: seqOf(2, 41),
  at: '2026-03-01T00:00:00.000Z',
};

const passage = (group: string, lag: number, more: Partial<Passage> = {}): Passage => ({
  service: group.split('.')[0] ?? group,
  group,
  applied: lag === 0,
  lag,
  ...more,
});
const wayTo = (far: Way['far'], content: number, readers: Passage[] = []): Way => ({
  far,
  content: passage('content', content),
  readers,
});

test('the number of a record leads back to its place in the log', () => {
  expect(tokenOf(verdict)).toEqual(token);
  expect(tokenOf({ ...verdict, n: 1, partition: 0 })).toEqual({ epoch: 0, partition: 0, offset: 0 });
});

test.each([
  ['/cms', 'a#1'],
  ['/편집국?a=1&b', '기사 #1/2'],
  ['urn:x', '%2F&id=../..'],
])('the path of a status leads to the event, whatever its names hold: %s %s', (source, id) => {
  const url = new URL(statusPath({ source, id }, token), 'http://gate.example');
  expect(decodeURIComponent(url.pathname.slice('/v1/events/'.length))).toBe(id);
  expect(url.pathname.split('/')).toHaveLength(4);
  expect(url.searchParams.get('source')).toBe(source);
  expect(decodeToken(url.searchParams.get('token') ?? '')).toEqual(token);
});

describe('an event has ended as', () => {
  test.each<[string, Partial<Verdict>, string]>([
    ['what was decided on its record', {}, 'public'],
    ['what was decided on a later record of it, as after a replay', { n: seqOf(2, 99) }, 'public'],
    ['a duplicate, if an earlier record of it was decided on', { n: seqOf(2, 7) }, 'duplicate'],
    ['a duplicate, if one was decided on in an earlier log', { n: seqOf(1, 99) }, 'duplicate'],
    ['a duplicate, if one of another article was decided on', { n: seqOf(2, 99), partition: 1 }, 'duplicate'],
  ])('%s', (_, changes, outcome) => {
    expect(endingOf(token, { ...verdict, ...changes })).toMatchObject({ outcome });
  });

  test('a dead letter, if content went past it without a verdict', () => {
    expect(endingOf(token, undefined)).toMatchObject({
      outcome: 'dead',
      reason: expect.stringContaining('replayed'),
    });
  });
});

describe('where an event is', () => {
  const event = { id: verdict.id, source: verdict.source, token };

  test.each<[string, Parameters<typeof statusOf>[0], object]>([
    [
      'before content has decided',
      { ...event, way: wayTo('accepted', 12) },
      {
        state: 'accepted',
        reason: 'accepted, and safe in the log; content has 12 records to decide on up to it',
      },
    ],
    [
      'although a verdict is kept already: it may not have been told',
      { ...event, way: wayTo('accepted', 1), verdict },
      { state: 'accepted', reason: expect.stringContaining('1 record to decide on') },
    ],
    [
      'while readers have work before it',
      {
        ...event,
        verdict,
        way: wayTo('decided', 0, [passage('search', 3), passage('popularity', 0), passage('gateway.5f', 1)]),
      },
      {
        state: 'decided',
        outcome: 'public',
        reason: 'version 1 is public; waiting for search (3 records behind), gateway.5f (1 record behind)',
      },
    ],
    [
      'when all have applied it',
      { ...event, verdict, way: wayTo('applied', 0, [passage('search', 0)]) },
      {
        state: 'applied',
        outcome: 'public',
        reason: 'version 1 is public; applied by every service that reads',
      },
    ],
    [
      'when content can not be asked',
      { ...event, way: wayTo('applied', 0), silent: true },
      { state: 'applied', reason: 'decided, but content does not answer, so the outcome is not known' },
    ],
  ])('%s', (_, findings, expected) => {
    const status = EventStatus.parse(statusOf(findings));
    expect(status).toMatchObject({ id: '기사#1', source: '/편집국', ...expected });
    expect('outcome' in status).toBe('outcome' in expected);
  });

  test('is told hop by hop, with the times that are known', () => {
    const at = Date.parse('2026-03-01T00:00:01Z');
    const readers = [
      passage('search', 2),
      passage('gateway.5f', 0, { at, ms: 40 }),
      passage('popularity', 0),
    ];
    expect(statusOf({ ...event, verdict, way: wayTo('decided', 0, readers) }).hops).toEqual([
      { service: 'content', state: 'applied', lag: 0, at: '2026-03-01T00:00:00.000Z' },
      { service: 'search', state: 'waiting', lag: 2 },
      {
        service: 'gateway',
        instance: '5f',
        state: 'applied',
        lag: 0,
        at: '2026-03-01T00:00:01.000Z',
        ms: 40,
      },
      { service: 'popularity', state: 'applied', lag: 0 },
    ]);
  });
});

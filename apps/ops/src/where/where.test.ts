import { describe, expect, test } from '@jest/globals';
import type { PublicArticle, TraceAnswer, Verdict } from '#libs/contracts';
import type { LetterRow, Way } from '#libs/kafka';
import { aPublicArticle } from '#libs/testing';
import type { ReaderName, ReaderSight, Sight } from './sight.ts';
import { whereOf } from './where.ts';

const now = Date.parse('2026-03-01T03:10:00.000Z');
const uri = 'desk:ferry';
const shown = aPublicArticle({ uri, version: 3, seq: 42, headline: '여객선 다시 뜬다', language: 'ko' });

const verdict = (changes: Partial<Verdict> = {}): Verdict => ({
  ...{ id: 'desk:ferry#3', source: '/desk', uri, outcome: 'public', reason: 'version 3 is public' },
  ...{ n: 42, partition: 1, seq: 42, version: 3 },
  accepted: '2026-03-01T03:03:04.000Z',
  at: '2026-03-01T03:03:04.120Z',
  ...changes,
});
const standing = (changes: Partial<NonNullable<TraceAnswer['standing']>> = {}) => ({
  ...{ uri, id: shown.id, state: 'public' as const, version: 3, newest: 3, url: shown.url },
  ...changes,
});
const trace = (changes: Partial<TraceAnswer> = {}, told: PublicArticle = shown): TraceAnswer => ({
  ...{ verdicts: [verdict()], uri, standing: standing(), last: verdict() },
  told: { change: { type: 'article.public', article: told } },
  ...changes,
});
const goneTrace = (
  kind: 'withdrawn' | 'expired' | 'embargoed-again',
  held?: { version: number; at: string },
): TraceAnswer => ({
  ...trace(),
  standing: standing({ state: kind === 'withdrawn' ? 'withdrawn' : 'gone', ...(held ? { held } : {}) }),
  told: {
    change: {
      type: 'article.gone',
      article: { uri, id: shown.id, seq: 50, kind, section: 'society', language: 'ko' },
    },
  },
});

const calm: ReaderSight = { members: 1, lag: 0, ms: 0 };
const readers = (
  changes: Partial<Record<ReaderName, Partial<ReaderSight>>> = {},
): NonNullable<Sight['readers']> => ({
  content: { ...calm, ...changes.content },
  search: { ...calm, ...changes.search },
  popularity: { ...calm, ...changes.popularity },
  gateway: { ...calm, ...changes.gateway },
});
const pause = {
  by: '한서윤',
  at: '2026-03-01T03:00:00.000Z',
  until: '2026-03-01T04:00:00.000Z',
  note: '점검',
};

const passage = (service: string, at?: number) => ({
  ...{ service, group: service, applied: true, lag: 0 },
  ...(at === undefined ? {} : { at, ms: 5 }),
});
const passed: Way = {
  far: 'applied',
  content: passage('content'),
  readers: [
    passage('search', Date.parse('2026-03-01T03:03:04.500Z')),
    passage('popularity'),
    passage('gateway'),
  ],
};
const waiting: Way = {
  far: 'accepted',
  content: { service: 'content', group: 'content', applied: false, lag: 7 },
  readers: [],
};
const pending = {
  ...{ id: 'desk:ferry#4', source: '/desk', uri, version: 4 },
  token: { epoch: 0, partition: 1, offset: 99 },
  at: Date.parse('2026-03-01T03:09:58.000Z'),
};

const sight = (changes: Partial<Sight> = {}): Sight => ({
  ...{ name: 'desk:ferry#3', now, asksEvent: true, trace: trace(), way: passed, readers: readers() },
  ...{ refusals: [], letters: [], indexed: 'same', counted: 'same' },
  page: { status: 200, version: 3, seq: 42 },
  ...changes,
});
const letter = (group: string, changes: Partial<LetterRow> = {}): LetterRow => ({
  place: `x.${group}.dead/0/1`,
  ...{ topic: 'x', partition: 0, offset: 4, group, reason: 'undecodable', error: 'the value is not JSON' },
  ...{
    attempts: 3,
    at: '2026-03-01T03:05:00.000Z',
    key: uri,
    type: 'x',
    event: 'desk:ferry#3',
    source: '/desk',
  },
  deaths: 0,
  ...changes,
});
const nothing: TraceAnswer = { verdicts: [] };
const refusal = {
  ...{ id: 'desk:ferry#3', at: '2026-03-01T03:01:00.000Z', code: 'invalid_event' },
  faults: [{ pointer: '/data/headline', code: 'required', message: 'is needed' }],
};

/** The first thing that is missing, in short. */
function first(changes: Partial<Sight>): string {
  const [missing] = whereOf(sight(changes)).missing;
  return missing ? `${missing.hop}: ${missing.reason}` : 'nothing';
}

describe('the hop and the reason of what is missing', () => {
  test.each<[string, Partial<Sight>, string]>([
    ['nothing, when all is well', {}, 'nothing'],
    ['of what nobody knows', { trace: nothing, way: undefined }, 'accepted: unknown'],
    [
      'of what the gate has refused',
      { trace: nothing, way: undefined, refusals: [refusal] },
      'accepted: refused',
    ],
    ['of what nobody can ask about', { trace: undefined, way: undefined }, 'accepted: silent'],
    ['of what was refused once and taken later', { refusals: [refusal] }, 'nothing'],
    [
      'before content has read it',
      { trace: nothing, pending, way: waiting, readers: readers({ content: { lag: 7 } }) },
      'decided: unread',
    ],
    [
      'while content is paused',
      { trace: nothing, pending, way: waiting, readers: readers({ content: { lag: 7, pause } }) },
      'decided: paused',
    ],
    [
      'while nobody reads for content',
      { trace: nothing, pending, way: waiting, readers: readers({ content: { members: 0, lag: 7 } }) },
      'decided: away',
    ],
    [
      'while the log is away',
      { trace: nothing, pending, way: undefined, readers: undefined },
      'decided: silent',
    ],
    ['while content does not answer', { trace: undefined, way: passed }, 'decided: silent'],
    ...(['stale', 'conflict', 'duplicate', 'withdrawn', 'not due'] as const).map(
      (outcome): [string, Partial<Sight>, string] => [
        `of an event that was ${outcome}`,
        { trace: trace({ verdicts: [verdict({ outcome })] }) },
        `decided: ${outcome}`,
      ],
    ),
    [
      'of a version that waits for its time',
      {
        trace: trace({
          verdicts: [verdict({ outcome: 'held' })],
          standing: standing({ held: { version: 3, at: '2026-03-01T05:00:00+09:00' } }),
        }),
      },
      'decided: held',
    ],
    [
      'of a version that is withheld',
      {
        trace: trace({
          verdicts: [verdict({ outcome: 'held' })],
          standing: standing({ held: { version: 3 } }),
        }),
      },
      'decided: withheld',
    ],
    [
      'of a version that waited, and in whose place a newer one waits',
      {
        trace: trace({
          verdicts: [verdict({ outcome: 'held', version: 2 })],
          standing: standing({ held: { version: 3, at: '2026-03-01T05:00:00Z' } }),
        }),
      },
      'decided: stale',
    ],
    [
      'of a version that waited until its time had come',
      { trace: trace({ verdicts: [verdict({ outcome: 'held' })] }) },
      'nothing',
    ],
    [
      'of a version that waited when its article was withdrawn',
      {
        trace: { ...goneTrace('withdrawn'), verdicts: [verdict({ outcome: 'held' })] },
        page: { status: 410 },
      },
      'decided: withdrawn',
    ],
    [
      'of a record that content can not use',
      { trace: nothing, letters: [letter('content')] },
      'decided: dead',
    ],
    ['of an event that was dead, and was replayed', { letters: [letter('content')] }, 'nothing'],
    [
      'where search is paused',
      { indexed: 'missing', readers: readers({ search: { lag: 2, pause } }) },
      'indexed: paused',
    ],
    [
      'where nobody reads for search',
      { indexed: undefined, readers: readers({ search: { members: 0, lag: 2 } }) },
      'indexed: away',
    ],
    [
      'where search is behind',
      { indexed: 'stale', readers: readers({ search: { lag: 2, ms: 9_000 } }) },
      'indexed: unread',
    ],
    ['where a record for search is dead', { indexed: 'stale', letters: [letter('search')] }, 'indexed: dead'],
    ['where search has lost it', { indexed: 'missing' }, 'indexed: differs'],
    ['where search has other words', { indexed: 'wrong' }, 'indexed: differs'],
    ['where search does not answer', { indexed: undefined }, 'indexed: silent'],
    ['where search is behind with others only', { readers: readers({ search: { lag: 90 } }) }, 'nothing'],
    [
      'where popularity is behind',
      { counted: 'stale', readers: readers({ popularity: { lag: 1 } }) },
      'counted: unread',
    ],
    [
      'where a record for popularity is dead',
      { counted: 'missing', letters: [letter('popularity')] },
      'counted: dead',
    ],
    [
      'where the site shows an older version and is paused',
      { page: { status: 200, version: 2, seq: 30 }, readers: readers({ gateway: { lag: 1, pause } }) },
      'shown: paused',
    ],
    [
      'where the site is paused and shows it all the same',
      { readers: readers({ gateway: { pause } }) },
      'shown: paused',
    ],
    [
      'where the site shows an older version and is behind',
      { page: { status: 200, version: 2, seq: 30 }, readers: readers({ gateway: { lag: 1 } }) },
      'shown: unread',
    ],
    [
      'where the site shows an older version for no reason',
      { page: { status: 200, version: 2, seq: 30 } },
      'shown: differs',
    ],
    ['where readers get nothing', { page: { status: 404 } }, 'shown: differs'],
    [
      'where a record for the gateway is dead',
      { page: { status: 404 }, letters: [letter('gateway')] },
      'shown: dead',
    ],
    [
      'where no gateway runs',
      { page: undefined, readers: readers({ gateway: { members: 0 } }) },
      'shown: away',
    ],
    ['where no gateway answers', { page: undefined }, 'shown: silent'],
    ['of what was withdrawn', { trace: goneTrace('withdrawn'), page: { status: 410 } }, 'shown: withdrawn'],
    ['of what has expired', { trace: goneTrace('expired'), page: { status: 410 } }, 'shown: expired'],
    [
      'of what is under embargo again',
      {
        trace: goneTrace('embargoed-again', { version: 4, at: '2026-03-01T05:00:00Z' }),
        page: { status: 404 },
      },
      'shown: embargoed',
    ],
    ['of what was withdrawn and is seen', { trace: goneTrace('withdrawn') }, 'shown: differs'],
    [
      'of a picture that is yet to come',
      {
        trace: trace({
          verdicts: [
            verdict({
              pictures: [
                {
                  href: 'https://x.example/a.jpg',
                  state: 'waiting',
                  tries: 1,
                  next: '2026-03-01T03:11:00.000Z',
                },
              ],
            }),
          ],
        }),
      },
      'shown: picture',
    ],
  ])('%s', (_, changes, expected) => {
    expect(first(changes)).toBe(expected);
  });

  test('the first one is that of the earliest hop, and all are told', () => {
    const { missing, sentence } = whereOf(sight({ indexed: 'missing', page: undefined, counted: 'wrong' }));
    expect(missing.map(({ hop, reason }) => `${hop} ${reason}`)).toEqual([
      'indexed differs',
      'counted differs',
      'shown silent',
    ]);
    expect(sentence).toMatch(/; search has nothing of it.*\. Besides, counted: .*; shown: .*\.$/);
  });
});

describe('what is said of an article that is asked for by its name', () => {
  const asked = (changes: Partial<Sight> = {}) => whereOf(sight({ name: uri, asksEvent: false, ...changes }));

  test('is about the last event that moved it', () => {
    expect(asked({ trace: trace({ verdicts: [] }) })).toMatchObject({
      missing: [],
      event: { id: 'desk:ferry#3' },
      article: { uri, state: 'public', version: 3, headline: '여객선 다시 뜬다', language: 'ko' },
    });
  });

  test('is about an event that waits before content, where one does', () => {
    const { event, hops, missing } = asked({ pending, way: waiting });
    expect(event).toEqual({ id: 'desk:ferry#4', source: '/desk' });
    expect(hops[0]).toMatchObject({ state: 'passed', at: '2026-03-01T03:09:58.000Z', version: 4 });
    expect(missing[0]).toMatchObject({ hop: 'decided', reason: 'unread' });
    expect(hops[1]).toMatchObject({ lag: 7 });
  });

  test('is about a dead letter that came after it, and about none that came before', () => {
    expect(asked({ letters: [letter('content')] }).missing[0]).toMatchObject({ reason: 'dead' });
    expect(asked({ letters: [letter('content', { at: '2026-03-01T03:00:00.000Z' })] }).missing).toEqual([]);
  });

  test('is little, where nobody keeps what was decided so long ago', () => {
    const { hops, missing } = asked({
      trace: {
        verdicts: [],
        uri,
        standing: standing(),
        told: { change: { type: 'article.public', article: shown } },
      },
    });
    expect(missing).toEqual([]);
    expect(hops[1]).toMatchObject({ state: 'passed', words: expect.stringContaining('long ago') });
  });
});

describe('times', () => {
  test('are those of each hop, in milliseconds after it was accepted', () => {
    const { hops } = whereOf(sight());
    expect(hops.map(({ hop, ms }) => [hop, ms])).toEqual([
      ['accepted', 0],
      ['decided', 120],
      ['told', 120],
      ['indexed', 500],
      ['counted', undefined],
      ['shown', undefined],
    ]);
  });

  test('are never before it was accepted, though two clocks differ', () => {
    const { hops } = whereOf(
      sight({ trace: trace({ verdicts: [verdict({ at: '2026-03-01T03:03:03.990Z' })] }) }),
    );
    expect(hops[1]?.ms).toBe(0);
  });
});

describe('what can be done', () => {
  test('a dead letter is replayed, or its article told again', () => {
    const { actions } = whereOf(
      sight({ indexed: 'missing', letters: [letter('search'), letter('popularity')] }),
    );
    expect(actions).toEqual([
      { act: 'replay', place: 'x.search.dead/0/1' },
      { act: 'retell', uri },
    ]);
  });

  test('nothing, where it only has to be waited for or ends as it should', () => {
    expect(whereOf(sight({ indexed: 'missing', readers: readers({ search: { lag: 2 } }) })).actions).toEqual(
      [],
    );
    expect(whereOf(sight({ trace: goneTrace('expired'), page: { status: 410 } })).actions).toEqual([]);
    expect(whereOf(sight({ trace: nothing, way: undefined })).actions).toEqual([]);
  });

  test('other sources with an event of the same id are named', () => {
    const both = [verdict(), verdict({ source: '/other' })];
    expect(whereOf(sight({ trace: trace({ verdicts: both }) })).event).toEqual({
      ...{ id: 'desk:ferry#3', source: '/desk' },
      others: ['/other'],
    });
  });
});

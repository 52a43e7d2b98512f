import { describe, expect, test } from '@jest/globals';
import type { ProblemError } from '#libs/service';
import { anArticle, anEvent } from '#libs/testing';
import {
  answered,
  type Claim,
  differing,
  idempotencyKeyOf,
  nameOf,
  printOf,
  printOfBatch,
} from './idempotency.ts';

const data = anArticle({ uri: 'print:1', headline: '울릉도 여객선', language: 'ko' });
const event = anEvent('article.published', data, { time: '2026-03-01T00:00:00Z', lane: 'live', sequence: 7 });
const print = printOf(event);

describe('what was received is the same', () => {
  test.each<[string, object]>([
    ['at another time', { ...event, time: '2026-03-01T00:00:09+09:00' }],
    ['in another trace', { ...event, traceparent: '00-a-b-01', tracestate: 'x=y' }],
    ['with its content type named', { ...event, datacontenttype: 'application/json' }],
    ['with its members in another order', Object.fromEntries(Object.entries(event).toReversed())],
    ['with the members of its data in another order', { ...event, data: reversed(data) }],
    ['with an integer as text, as headers have it', { ...event, sequence: '7' }],
  ])('%s', (_, again) => {
    expect(differing(print, printOf(again))).toEqual([]);
  });
});

describe('what was received differs', () => {
  test.each<[string, object, string[]]>([
    ['in its headline', { ...event, data: { ...data, headline: '독도 여객선' } }, ['data/headline']],
    ['in how its Hangul is written', nfd(), ['data/headline']],
    ['in a member of a member', { ...event, data: { ...data, tags: [{ name: '독도' }] } }, ['data/tags']],
    ['in the order of a list', { ...event, data: { ...data, by: [...(data.by ?? []), {}] } }, ['data/by']],
    ['by a default that is said', { ...event, data: { ...data, slug: 'ferry' } }, ['data/slug']],
    ['by a member that is missing', { ...event, data: { uri: 'print:1' } }, missing()],
    ['in its type', { ...event, type: 'article.updated' }, ['type']],
    ['in an extension', { ...event, lane: 'backfill' }, ['lane']],
    ['in a version as text', { ...event, data: { ...data, version: '1' } }, ['data/version']],
    ['in a member with a slash', { ...event, data: { ...data, 'a/b': 1 } }, ['data/a/b']],
  ])('%s', (_, again, names) => {
    expect(new Set(differing(print, printOf(again)))).toEqual(new Set(names));
  });

  test('although the checksum of no member says so', () => {
    expect(differing(print, { ...print, '': 'another' })).toEqual(['']);
  });

  test('in events of a batch, by their places', () => {
    const later = { ...event, time: '2027-01-01T00:00:00Z' };
    const other = { ...event, id: '다른 것' };
    expect(differing(printOfBatch([event, event, 7]), printOfBatch([later, other, 8, null]))).toEqual([
      '1',
      '2',
      '3',
    ]);
  });
});

describe('by what is known of its names, a request', () => {
  const kept = { print: { ...print }, status: 202, body: { id: 'a', status: 'accepted' as const } };
  const known: Claim = { state: 'answered', kept };
  const other: Claim = {
    state: 'answered',
    kept: {
      ...kept,
      print: printOf({ ...event, lane: 'z', data: { ...data, headline: '독도 여객선', 'a/b': 1 } }),
    },
  };
  const code = (claims: Claim[]): string => {
    try {
      return answered(claims, print) ? 'replayed' : 'done now';
    } catch (error) {
      return (error as ProblemError).code;
    }
  };

  test.each<[string, Claim[]]>([
    ['done now', []],
    ['done now', [{ state: 'taken' }]],
    ['done now', [{ state: 'unavailable' }, { state: 'taken' }]],
    ['replayed', [known]],
    ['replayed', [{ state: 'taken' }, known]],
    ['replayed', [known, { state: 'underway' }]],
    ['idempotency_in_progress', [{ state: 'underway' }]],
    ['idempotency_in_progress', [{ state: 'taken' }, { state: 'underway' }]],
    ['idempotency_mismatch', [other]],
    ['idempotency_mismatch', [known, other]],
  ])('is %s: %j', (expected, claims) => {
    expect(code(claims)).toBe(expected);
  });

  test('that differs is told in which members, by pointers', () => {
    const errors = (() => {
      try {
        return answered([other], print);
      } catch (error) {
        return (error as ProblemError).details.errors?.map(({ pointer }) => pointer);
      }
    })();
    expect(errors).toEqual(expect.arrayContaining(['/data/headline', '/data/a~1b', '/lane']));
  });
});

test('a name is that of one owner, one kind and all of its parts, and of a length that stays', () => {
  const names = [
    nameOf('k1', 'event', '/a', 'b'),
    nameOf('k2', 'event', '/a', 'b'),
    nameOf('k1', 'key', '/a', 'b'),
    nameOf('k1', 'event', '/ab', ''),
    nameOf('k1', 'event', '/a', '나'.repeat(200)),
  ];
  expect(new Set(names).size).toBe(names.length);
  expect(Math.max(...names.map((name) => name.length))).toBeLessThan(48);
});

test.each([
  ['8e03978e-40d5-43dd', '8e03978e-40d5-43dd'],
  ['"8e03978e"', '8e03978e'],
  ['', 'invalid_parameter'],
  ['""', 'invalid_parameter'],
  ['열쇠', 'invalid_parameter'],
  ['k'.repeat(256), 'invalid_parameter'],
])('the key %j of a request is %s', (value, expected) => {
  const asked = { headers: { 'idempotency-key': value }, rawHeaders: ['Idempotency-Key', value] };
  const read = () => {
    try {
      return idempotencyKeyOf(asked);
    } catch (error) {
      return (error as ProblemError).code;
    }
  };
  expect(read()).toBe(expected);
});

function reversed(value: object): object {
  return Object.fromEntries(Object.entries(value).toReversed());
}

function nfd(): object {
  return { ...event, data: { ...data, headline: data.headline.normalize('NFD') } };
}

function missing(): string[] {
  const names = Object.keys(data).filter((name) => name !== 'uri');
  return names.map((name) => `data/${name}`);
}

import { describe, expect, test } from '@jest/globals';
import { ProblemError } from '#libs/service';
import { anArticle } from '#libs/testing';
import { conditionOf, conflict, inBody, ofBody, putOf, withdrawalOf } from './article.ts';

const uri = 'plain:ulleung';
const body = { ...anArticle({ uri, version: 2 }) };
const asking = { uri, body, owner: 'k1', nonce: 'n1', idempotencyKey: undefined };
const head = (...rows: [string, string][]) => ({
  headers: Object.fromEntries(rows.map(([name, value]) => [name.toLowerCase(), value])),
  rawHeaders: rows.flat(),
});
const code = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    const { code: name, details } = error as ProblemError;
    return [name, ...(details.errors ?? []).map(({ pointer, parameter }) => pointer ?? parameter)];
  }
};

describe('a condition', () => {
  test.each<[string, [string, string][], unknown]>([
    ['none', [], undefined],
    ['a version', [['If-Match', '"3"']], { header: 'If-Match', version: 3 }],
    ['nothing public', [['If-None-Match', '*']], { header: 'If-None-Match', version: 0 }],
    ['without quotes', [['If-Match', '3']], ['invalid_parameter', 'If-Match']],
    ['a weak tag', [['If-Match', 'W/"3"']], ['invalid_parameter', 'If-Match']],
    ['several', [['If-Match', '"3", "4"']], ['invalid_parameter', 'If-Match']],
    ['anything', [['If-Match', '*']], ['invalid_parameter', 'If-Match']],
    ['of one version not', [['If-None-Match', '"3"']], ['invalid_parameter', 'If-None-Match']],
    [
      'two of them',
      [
        ['If-Match', '"3"'],
        ['If-None-Match', '*'],
      ],
      ['invalid_parameter', 'If-None-Match'],
    ],
  ])('that says %s', (_, rows, expected) => {
    expect(code(() => conditionOf(head(...rows)))).toEqual(expected);
  });
});

describe('a whole article', () => {
  test.each<[string, object, Parameters<typeof putOf>[1], string]>([
    ['of version 1', { version: 1 }, {}, 'article.published'],
    ['of a later version', { version: 2 }, {}, 'article.updated'],
    ['without a version', { version: undefined }, {}, 'article.published'],
    ['that brings it back', { version: 9 }, { type: 'reinstated' }, 'article.reinstated'],
  ])('%s is the event %4$s', (_, changes, query, type) => {
    const { event } = putOf({ ...asking, body: { ...body, ...changes } }, query);
    expect(event).toMatchObject({ type, source: '/keys/k1', data: { uri } });
  });

  test('is the same event when it comes again, whatever the order of its members, and another when it differs', () => {
    const first = putOf(asking, {});
    const again = { ...asking, nonce: 'n2', body: Object.fromEntries(Object.entries(body).toReversed()) };
    expect(putOf(again, {})).toMatchObject({ event: { id: first.event.id }, identity: first.identity });
    const other = putOf({ ...asking, body: { ...body, headline: '다른 제목' } }, {});
    expect(other.event.id).not.toBe(first.event.id);
    expect(other.identity.names).not.toEqual(first.identity.names);
  });

  test('with a condition is known by its words, but each attempt is an event of its own', () => {
    const condition = { header: 'If-Match', version: 1 } as const;
    const [one, two] = ['n1', 'n2'].map((nonce) => putOf({ ...asking, nonce }, {}, condition));
    expect(one?.event).toMatchObject({ expectedversion: 1 });
    expect(one?.event.id).not.toBe(two?.event.id);
    expect(one?.identity).toEqual(two?.identity);
    expect(one?.identity.names).not.toEqual(putOf(asking, {}).identity.names);
  });

  test('goes by the key of its request, if that has one', () => {
    expect(putOf({ ...asking, idempotencyKey: 'a' }, {}).identity.names).toEqual([]);
  });

  test.each<[unknown, unknown]>([
    [[], ['invalid_event', '']],
    [null, ['invalid_event', '']],
    ['소식', ['invalid_event', '']],
    [{ ...body, uri: 'plain:dokdo' }, ['invalid_event', '/uri']],
    [{ ...body, uri: 7 }, ['invalid_event', '/uri']],
  ])('that is %j is refused', (value, expected) => {
    expect(code(() => putOf({ ...asking, body: value }, {}))).toEqual(expected);
  });
});

describe('a withdrawal', () => {
  const said = { ...asking, body: { reason: '오보' } };

  test('is an event of its own each time, unless its request has a key', () => {
    const ids = [
      withdrawalOf(said),
      withdrawalOf({ ...said, nonce: 'n2' }),
      withdrawalOf({ ...said, idempotencyKey: 'a' }),
      withdrawalOf({ ...said, nonce: 'n2', idempotencyKey: 'a' }),
    ].map(({ event }) => event.id);
    expect(new Set(ids).size).toBe(3);
    expect(ids[2]).toBe(ids[3]);
  });
});

test('faults are told of the body that was sent, not of the event it became', () => {
  const faults = ['/data/headline', '/data', '/data/body/0', '/database', undefined].map((pointer) => ({
    code: 'x',
    message: 'y',
    ...(pointer === undefined ? {} : { pointer }),
  }));
  expect(inBody(faults).map(({ pointer }) => pointer)).toEqual([
    '/headline',
    '',
    '/body/0',
    '/database',
    undefined,
  ]);
  const error = ofBody(new ProblemError('invalid_event', { errors: faults.slice(0, 1) })) as ProblemError;
  expect(error.details.errors).toMatchObject([{ pointer: '/headline' }]);
});

test('a conflict names the version that is public, as a tag too, if it is known', () => {
  const condition = { header: 'If-Match', version: 1 } as const;
  expect(conflict('because', condition, 2)).toMatchObject({
    code: 'conflict_version',
    details: { errors: [{ parameter: 'If-Match', allowed: [2] }], headers: { etag: '"2"' } },
  });
  expect(conflict('because', condition, undefined).details).not.toHaveProperty('headers');
});

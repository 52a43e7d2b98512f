import { describe, expect, test } from '@jest/globals';
import { HttpException, NotFoundException } from '@nestjs/common';
import { Problem, type ProblemCode, problems } from '#libs/contracts';
import { DependencyUnavailable, ProblemError, pointerTo, problemOf } from './problem.ts';

const request = { id: 'r-1', url: '/v1/events?dryRun=true' };
const codes = Object.keys(problems) as ProblemCode[];

/** What must never leave: each of these errors carries one. */
const inside = 'mongodb://app:hunter2@10.0.0.7/sosik';

describe('every code of the closed list', () => {
  test.each(codes)('%s has its status and sentence, and is the shape that is published', (code) => {
    const problem = problemOf(new ProblemError(code), request);
    expect(problem).toEqual({
      type: `/docs/errors/${code}`,
      title: problems[code].title,
      status: problems[code].status,
      instance: request.url,
      code,
      requestId: 'r-1',
    });
    expect(Problem.parse(problem)).toEqual(problem);
  });

  test.each(codes)('%s carries what the client needs, and not what caused it', (code) => {
    const cause = new Error(inside);
    const errors = [{ pointer: '/data/headline', code: 'required', message: '제목이 없습니다' }];
    const notice = { headline: '철회된 기사', text: '수치가 잘못되었습니다.' };
    const details = { detail: 'in words', errors, notice, retryAfter: 2, cause, headers: { 'x-a': inside } };
    const error = new ProblemError(code, details);
    const problem = problemOf(error, request);
    expect(problem).toMatchObject({ detail: 'in words', errors, notice, retryAfter: 2 });
    expect(JSON.stringify(problem)).not.toContain('hunter2');
    expect(error.cause).toBe(cause);
  });

  test('is worth another try exactly if the fault is ours', () => {
    const retriable = codes.filter((code) => new ProblemError(code).retriable);
    expect(retriable).toEqual(['internal', 'overloaded', 'dependency_unavailable', 'timeout']);
  });
});

/** An error as drivers of stores throw it: its status is what the store answered to us. */
const driverError = (statusCode: number) =>
  Object.assign(new Error(`parse_exception at ${inside}`), { statusCode, meta: { body: inside } });
const fastifyError = (statusCode: unknown, code: string) =>
  Object.assign(new Error(inside), { statusCode, code });

describe('any other error', () => {
  test.each([
    ['of nobody’s foresight', new TypeError(inside), 'internal', 500],
    ['that is a text', inside, 'internal', 500],
    ['that is nothing', undefined, 'internal', 500],
    ['of a store that did not like our question', driverError(400), 'internal', 500],
    ['of a store that found nothing', driverError(404), 'internal', 500],
    [
      'of a store with a code of its own',
      Object.assign(driverError(404), { code: 'ENOENT' }),
      'internal',
      500,
    ],
    ['of Fastify: too large', fastifyError(413, 'FST_ERR_CTP_BODY_TOO_LARGE'), 'payload_too_large', 413],
    [
      'of Fastify: content type',
      fastifyError(415, 'FST_ERR_CTP_INVALID_MEDIA_TYPE'),
      'unsupported_media_type',
      415,
    ],
    ['of Fastify: broken address', fastifyError(400, 'FST_ERR_BAD_URL'), 'invalid_parameter', 400],
    ['of Fastify, with a status of no meaning', fastifyError('400', 'FST_ERR_X'), 'internal', 500],
    ['of Nest: nothing there', new NotFoundException(inside), 'not_found', 404],
    ['of Nest, with a status outside the list', new HttpException(inside, 418), 'internal', 500],
    [
      'of a lost dependency',
      new DependencyUnavailable('redis', new Error(inside)),
      'dependency_unavailable',
      503,
    ],
  ])('%s leaves as %3$s and says nothing of the inside', (_, error, code, status) => {
    const problem = problemOf(error, request);
    expect(problem).toMatchObject({ code, status });
    expect(JSON.stringify(problem)).not.toMatch(/hunter2|10\.0\.0\.7|parse_exception|\.ts:\d/);
  });

  test('of a lost dependency says which, and when to come again', () => {
    const problem = problemOf(new DependencyUnavailable('kafka', new Error(inside)), request);
    expect(problem).toMatchObject({ detail: 'kafka is not available', retryAfter: 2 });
    const busy = problemOf(new DependencyUnavailable('search', new Error(inside), 4), request);
    expect(busy).toMatchObject({ code: 'dependency_unavailable', retryAfter: 4 });
  });
});

test.each([
  [[], ''],
  [['data', 0, 'name'], '/data/0/name'],
  [['a/b', 'c~d', '~1'], '/a~1b/c~0d/~01'],
  [['제목', ''], '/제목/'],
])('a JSON Pointer to %j is %j', (path, pointer) => {
  expect(pointerTo(...path)).toBe(pointer);
});

import { describe, expect, test } from '@jest/globals';
import { Refusal } from '#libs/contracts';
import { DependencyUnavailable, ProblemError } from '#libs/service';
import { refusalOf } from './refusal.ts';

const at = '2026-03-01T00:00:00.000Z';
const event = {
  ...{ id: 'desk:ferry#1', source: '/desk', type: 'article.published', subject: 'desk:ferry' },
  data: { uri: 'desk:ferry', headline: '', body: '<p>아직 비밀</p>' },
};
const invalid = new ProblemError('invalid_event', {
  errors: [{ pointer: '/data/headline', code: 'too_small', message: 'is needed', allowed: ['x'] }],
});

describe('what is remembered of a refusal', () => {
  test('is who said it, of what, and where it was wrong; of what was said nothing', () => {
    const refusal = refusalOf({ value: event, key: 'k1', idempotencyKey: 'mine', at }, invalid);
    expect(refusal).toEqual({
      ...{ id: 'desk:ferry#1', source: '/desk', uri: 'desk:ferry', type: 'article.published' },
      ...{ key: 'k1', idempotencyKey: 'mine', at, code: 'invalid_event' },
      faults: [{ pointer: '/data/headline', code: 'too_small', message: 'is needed' }],
    });
    expect(Refusal.parse(refusal)).toEqual(refusal);
    expect(JSON.stringify(refusal)).not.toContain('비밀');
  });

  test.each<[string, unknown]>([
    ['no object', 7],
    ['nothing', null],
    ['members that are no texts', { id: 7, source: {}, data: { uri: [] } }],
    ['names that are too long', { id: 'x'.repeat(400), source: 'y'.repeat(600) }],
  ])('is little of %s, and has its form', (_, value) => {
    const refusal = refusalOf({ value, key: 'k1', at }, invalid);
    expect(Refusal.parse(refusal)).toEqual(refusal);
    expect(refusal).toMatchObject({ id: '' });
  });

  test.each([
    ['the log was away', new DependencyUnavailable('kafka')],
    ['too much was asked', new ProblemError('rate_limited')],
    ['nobody was recognised', new ProblemError('unauthorized')],
    ['somebody else works on it', new ProblemError('idempotency_in_progress')],
    ['nobody has foreseen it', new TypeError('x')],
    ['there was none', false],
  ])('is nothing where %s', (_, error) => {
    expect(refusalOf({ value: event, key: 'k1', at }, error)).toBeUndefined();
  });
});

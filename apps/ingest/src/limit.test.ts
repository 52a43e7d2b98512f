import { describe, expect, test } from '@jest/globals';
import { ProblemError } from '#libs/service';
import { Bucket, isBackfill, isLimited, networkOf } from './limit.ts';

const policy = { name: 'default', burst: 4, perSecond: 2 };

/** Takes at each of these moments; answers 1 for what was taken, 0 for what was refused. */
function takes(bucket: Bucket, moments: readonly number[]): number[] {
  return moments.map((now) => {
    try {
      bucket.take(now);
      return 1;
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'rate_limited') return 0;
      throw error;
    }
  });
}

function thrownBy(work: () => void): unknown {
  try {
    return void work();
  } catch (error) {
    return error;
  }
}

describe('a bucket', () => {
  test.each<[string, number[], number[]]>([
    ['gives as many at once as it holds', [0, 0, 0, 0, 0], [1, 1, 1, 1, 0]],
    ['gives one more after the time of one', [0, 0, 0, 0, 499, 500, 501], [1, 1, 1, 1, 0, 1, 0]],
    ['gives without end what comes at its pace', [0, 500, 1_000, 1_500, 2_000, 2_500], [1, 1, 1, 1, 1, 1]],
    ['holds no more after a long rest', [0, 9e9, 9e9, 9e9, 9e9, 9e9], [1, 1, 1, 1, 1, 0]],
    ['gives nothing for a clock that is put back', [5_000, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 0]],
    ['goes on after a clock was put back', [5_000, 0, 0, 0, 0, 500], [1, 1, 1, 1, 0, 1]],
  ])('%s', (_, moments, expected) => {
    expect(takes(new Bucket(policy, 0), moments)).toEqual(expected);
  });

  test('tells what is left and when it is full again, in whole numbers', () => {
    const bucket = new Bucket(policy, 0);
    expect(bucket.quota(0)).toEqual({ limit: 4, remaining: 4, reset: 0 });
    takes(bucket, [0, 0, 0]);
    expect(bucket.quota(0)).toEqual({ limit: 4, remaining: 1, reset: 2 });
    expect(bucket.fields(250)).toEqual({
      'ratelimit-policy': '"default";q=4;w=2',
      ratelimit: '"default";r=1;t=2',
    });
  });

  test.each([
    [{ name: 'default', burst: 1, perSecond: 1_000 }, 1, 'more than 1000 a second (default)'],
    [{ name: 'unauthenticated', burst: 1, perSecond: 0.5 }, 2, 'more than 30 a minute (unauthenticated)'],
    [{ name: 'slow', burst: 1, perSecond: 1 / 60 }, 60, 'more than 1 a minute (slow)'],
  ])('that is empty says so: %j', (given, retryAfter, detail) => {
    const bucket = new Bucket(given, 0);
    bucket.take(0);
    expect(thrownBy(() => bucket.take(0))).toMatchObject({
      code: 'rate_limited',
      details: { detail, retryAfter, headers: { ratelimit: `"${given.name}";r=0;t=${retryAfter}` } },
    });
  });
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
  ['2001:0DB8:0000:0001::9', '2001:db8:0:1::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:db8:1:2::', '2001:db8:1:2::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
])('%s is counted with all of %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test.each<[unknown, boolean, boolean]>([
  [{ type: 'article.published' }, true, false],
  [{ type: 'article.withdrawn' }, false, false],
  [{ type: 'article.published', lane: 'backfill' }, true, true],
  [{ type: 'article.published', lane: 'live' }, true, false],
  [null, true, false],
  ['article.withdrawn', true, false],
  [Object.create({ type: 'article.withdrawn', lane: 'backfill' }), true, false],
])('of %j it is known that it is limited: %s, and old news: %s', (event, limited, backfill) => {
  expect([isLimited(event), isBackfill(event)]).toEqual([limited, backfill]);
});

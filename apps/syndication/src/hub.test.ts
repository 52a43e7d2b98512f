import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { callbackWith, feedPathOf, followerId, hubSignature, leaseOf } from './hub.ts';

const ORIGIN = 'https://hangang.example';

test.each<[string, string | undefined]>([
  ['/feed.xml', '/feed.xml'],
  ['/ko/feed.atom', '/ko/feed.atom'],
  ['/society/feed.json', '/society/feed.json'],
  ['/ko/tag/%EC%97%AC%EA%B0%9D%EC%84%A0/feed.xml', '/ko/tag/%EC%97%AC%EA%B0%9D%EC%84%A0/feed.xml'],
  ['/author/seo-haram/feed.xml', '/author/seo-haram/feed.xml'],
  ['/search/feed.xml', undefined],
  ['/ko/search/feed.xml', undefined],
  ['/search/feed.xml?q=ferry', undefined],
  ['/feed.xml?x=1', undefined],
  ['/society', undefined],
  ['/api/v1/articles', undefined],
  ['/internal/feed.xml/../..', undefined],
  ['.evil.example/feed.xml', undefined],
])('a topic is a feed of the paper: %s', (path, expected) => {
  expect(feedPathOf(ORIGIN + path, ORIGIN)).toBe(expected);
});

test.each([
  [undefined, 604_800],
  [0, 300],
  [86_400, 86_400],
  [99_999_999, 864_000],
])('a lease of %s seconds that is asked for is one of %d', (asked, expected) => {
  expect(leaseOf(asked)).toBe(expected);
});

describe('a follower', () => {
  test('is asked at its address, with what that has of its own', () => {
    const url = callbackWith('https://reader.example/in?user=7', { mode: 'subscribe', challenge: 'a b' });
    expect(url).toBe('https://reader.example/in?user=7&hub.mode=subscribe&hub.challenge=a+b');
  });

  test('is the same for the same feed and address', () => {
    expect(followerId('a', 'b')).toBe(followerId('a', 'b'));
    expect(followerId('a', 'b')).not.toBe(followerId('b', 'a'));
  });

  test('can tell by its secret from whom a feed is', () => {
    const body = Buffer.from('<rss>소식</rss>');
    const expected = createHmac('sha256', 'a secret').update(body).digest('hex');
    expect(hubSignature('a secret', body)).toBe(`sha256=${expected}`);
  });
});

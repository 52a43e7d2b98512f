import { expect, test } from '@jest/globals';
import { keyOf } from './address.ts';

test.each([
  ['/politics', '/politics'],
  ['/politics?', '/politics'],
  ['/politics?utm_source=mail&utm_medium=email', '/politics'],
  ['/ko/politics?fbclid=IwAR0x', '/ko/politics'],
  ['/search?q=%EB%B6%80%EC%82%B0&utm_campaign=x', '/search?q=%EB%B6%80%EC%82%B0'],
  ['/search?gclid=1&q=a&n_media=2&sort=newest', '/search?q=a&sort=newest'],
  ['/politics?cursor=abc', '/politics?cursor=abc'],
  ['/search?q=utm_source', '/search?q=utm_source'],
  ['/search?q=a&UTM_Source=b', '/search?q=a'],
])('%s is kept as %s', (url, key) => {
  expect(keyOf(url)).toBe(key);
});

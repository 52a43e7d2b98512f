import { expect, test } from '@jest/globals';
import { asideOf } from './request.ts';

test.each([
  [{}, undefined],
  [{ 'if-none-match': '"a"' }, undefined],
  [{ 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate' }, undefined],
  [{ 'sec-purpose': 'prefetch' }, 'prefetch'],
  [{ 'sec-purpose': 'prefetch;prerender' }, 'prefetch'],
  [{ 'sec-purpose': 'prefetch;anonymous-client-ip' }, 'prefetch'],
  [{ purpose: 'prefetch' }, 'prefetch'],
  [{ 'x-purpose': 'preview' }, 'prefetch'],
  [{ 'x-moz': 'Prefetch' }, 'prefetch'],
  [{ range: 'bytes=0-' }, undefined],
  [{ range: 'bytes=0-1023' }, undefined],
  [{ range: 'bytes=1024-' }, 'part'],
  [{ range: 'bytes=-500' }, 'part'],
  [{ 'sec-fetch-dest': 'image' }, 'embedded'],
  [{ 'sec-fetch-dest': 'iframe', 'sec-fetch-mode': 'navigate' }, 'embedded'],
  [{ 'sec-fetch-dest': 'empty' }, 'embedded'],
])('a request with %j is put aside as %j', (headers, aside) => {
  expect(asideOf(headers)).toBe(aside);
});

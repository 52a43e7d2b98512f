import { expect, test } from '@jest/globals';
import { wordsOf } from './lost.ts';

test.each([
  ['/society/2026/03/01/ferry-to-ulleung-returns-aaaaaaaaaa', 'ferry to ulleung returns'],
  ['/ko/lite/society/2026/03/01/%EC%97%AC%EA%B0%9D%EC%84%A0-aaaaaaaaaa?utm_source=a', '여객선'],
  [`/ko/${encodeURIComponent('배'.normalize('NFD'))}`, '배'],
  ['/ferries.html', 'ferries'],
  ['/a-b-c-d-e-f-ferry-h-i-j', 'a b c d e f ferry h'],
  ['/', undefined],
  ['/ko', undefined],
  ['/2026/03', undefined],
  ['/x-aaaaaaaaaa', undefined],
  ['/%E0%A4%A', undefined],
])('of %s the words are %p', (url, words) => {
  expect(wordsOf(url)).toBe(words);
});

import { expect, test } from '@jest/globals';
import { publicId } from '#libs/text';
import { actOf, keptUnder, keyIn } from './purge.ts';

const id = publicId('desk:ferry');

test.each([
  [`article:${id}`, `article:${id}`],
  ['list:ko', 'list:ko'],
  ['tag:ko:울릉도'.normalize('NFD'), 'tag:ko:울릉도'],
  ['named:list:en', 'named:list:en'],
  ['desk:ferry', `article:${id}`],
  [`http://127.0.0.1:4000/society/2026/03/01/ferry-${id}`, `article:${id}`],
  [`/ko/society/2026/03/01/배-${id}`, `article:${id}`],
])('%s is the key %s', (typed, key) => {
  expect(keyIn(typed)).toBe(key);
});

test.each(['', 'front', '두 낱말', 'list:', 'article:a b', '<script>'])('%j is no key', (typed) => {
  expect(keyIn(typed)).toBeUndefined();
});

test('says what is kept under it, and how much that is at each gateway', () => {
  const act = actOf('list:ko', [
    { url: 'http://a', said: { is: { entries: 12 } } },
    { url: 'http://b', said: { missing: 'gateway is not available' } },
  ]);
  expect(act.facts).toEqual([
    ['Key', 'list:ko'],
    ['That is', keptUnder('list:ko')],
    ['At http://a', '12 answers carry it'],
    ['At http://b', 'does not answer: nothing is removed there'],
  ]);
  expect(act.fields).toEqual({ key: 'list:ko' });
});

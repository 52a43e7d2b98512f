import { expect, test } from '@jest/globals';
import { masked } from './log.ts';

test.each([
  [
    { authorization: 'Bearer live_1', articleUri: '기사:1' },
    { authorization: '******', articleUri: '기사:1' },
  ],
  [
    { headers: { authorization: 'Bearer live_1', host: 'a' } },
    { headers: { authorization: '******', host: 'a' } },
  ],
  [
    { key: 'k', secret: 's', password: 'p' },
    { key: '******', secret: '******', password: '******' },
  ],
  [{ eventId: 'a#1', offset: 7, place: { partition: 1 }, none: null, unset: undefined }, undefined],
])('of a line %j nobody reads a secret, and the rest as it is', (fields, shown) => {
  expect(masked(fields)).toEqual(shown ?? fields);
});

test('a line does not change what it was made of', () => {
  const headers = { authorization: 'Bearer live_1' };
  masked({ headers });
  expect(headers).toEqual({ authorization: 'Bearer live_1' });
});

import { describe, expect, test } from '@jest/globals';
import { differences, MASK, masked, maskedText, unmasked } from './mask.ts';

const key = `live_${'aB3'.repeat(8)}`;

describe('a secret', () => {
  test.each<[string, unknown, unknown]>([
    [
      'by the name of its member',
      { password: 'x', apiKey: 'y', 'x-api-key': 'z', signing_key: 'w', tokens: ['a'] },
      { password: MASK, apiKey: MASK, 'x-api-key': MASK, signing_key: MASK, tokens: [MASK] },
    ],
    ['that is no text', { secret: 7, token: null }, { secret: MASK, token: null }],
    ['of a newsroom, within a text', { note: `열쇠는 ${key} 입니다` }, { note: `열쇠는 ${MASK} 입니다` }],
    ['of a webhook', [`whsec_${'a'.repeat(24)}`], [MASK]],
    ['that is carried as a bearer', { header: `Bearer ${'t'.repeat(20)}` }, { header: MASK }],
    ['that is a private key', { pem: '-----BEGIN PRIVATE KEY-----\nMIIE\n' }, { pem: MASK }],
    [
      'deep inside',
      { a: [{ b: { clientSecret: 'x', 'client-secret': 'y' } }] },
      { a: [{ b: { clientSecret: MASK, 'client-secret': MASK } }] },
    ],
    [
      'is none of these',
      { headline: '비밀번호를 바꾸세요: password tips', key: 'desk:ferry', keyword: 'x' },
      { headline: '비밀번호를 바꾸세요: password tips', key: 'desk:ferry', keyword: 'x' },
    ],
  ])('%s is masked', (_, value, expected) => {
    expect(masked(value)).toEqual(expected);
  });

  test('in a header is masked by the name of the header', () => {
    expect(maskedText('x', 'Authorization')).toBe(MASK);
    expect(maskedText('desk:ferry#1', 'ce_id')).toBe('desk:ferry#1');
    expect(maskedText('', 'token')).toBe('');
  });
});

describe('what somebody has made of a masked value', () => {
  const original = { token: 's1', list: [{ secret: 's2' }], note: `a ${key} b`, headline: '옛 제목' };

  test('has its secrets back where they stood', () => {
    const edited = { ...(masked(original) as typeof original), headline: '새 제목' };
    expect(unmasked(edited, original)).toEqual({ ...original, headline: '새 제목' });
  });

  test('may do without them, or with others', () => {
    const { token: _, ...rest } = masked(original) as typeof original;
    expect(unmasked({ ...rest, note: '' }, original)).toEqual({
      list: [{ secret: 's2' }],
      note: '',
      headline: '옛 제목',
    });
    expect(unmasked({ token: 's3' }, original)).toEqual({ token: 's3' });
  });

  test('is nothing if a mask was moved', () => {
    expect(unmasked({ headline: MASK }, original)).toBeUndefined();
    expect(unmasked({ list: [{}, { secret: MASK }] }, original)).toBeUndefined();
    expect(unmasked({ note: `${MASK} a b` }, original)).toBeUndefined();
  });
});

test('differences are the smallest parts that differ, by pointer', () => {
  const one = { a: 1, b: { c: [1, 2], 'd/e': 'x' }, gone: 1 };
  const other = { a: 1, b: { c: [1, 3], 'd/e': 'y' }, come: 1 };
  expect(differences(one, other)).toEqual(['/b/c/1', '/b/d~1e', '/gone', '/come']);
  expect(differences(one, structuredClone(one))).toEqual([]);
  expect(differences([1], { 0: 1 })).toEqual(['']);
  expect(differences(undefined, 1)).toEqual(['']);
});

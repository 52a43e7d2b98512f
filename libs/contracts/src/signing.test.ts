import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { canonical } from './canonical.ts';
import { isSignedBy, jwkOf, signed, signingKey } from './signing.ts';

describe('canonical JSON', () => {
  test.each([
    [{ b: 1, a: { d: null, c: [true, false] } }, '{"a":{"c":[true,false],"d":null},"b":1}'],
    // By UTF-16 code units: a letter beyond U+FFFF is written with surrogates, which come before U+FB33.
    [
      { '\ufb33': 1, '\u{1f600}': 2, ö: 3, '1': 4, '\r': 5, 가: 6 },
      '{"\\r":5,"1":4,"ö":3,"가":6,"😀":2,"\ufb33":1}',
    ],
    [[1e21, 1e-7, 0.1 + 0.2, -0, 1e2], '[1e+21,1e-7,0.30000000000000004,0,100]'],
    ['"\\\u0007\n', '"\\"\\\\\\u0007\\n"'],
    [{ left: undefined, out: [undefined] }, '{"out":[null]}'],
    [[], '[]'],
  ])('%j', (value, text) => {
    expect(canonical(value)).toBe(text);
    expect(canonical(JSON.parse(text))).toBe(text);
  });
});

describe('a signature', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  const key = signingKey(der);
  const jwk = jwkOf(key);
  const value = signed({ uri: 'desk:ferry', gone: true as boolean, ms: 900, 제목: '여객선' }, key);

  test('is of the key that is read from PEM and from DER alike', () => {
    const pem = signingKey(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    expect(jwkOf(pem)).toEqual(jwk);
    expect(signed({ a: 1 }, pem)).toEqual(signed({ a: 1 }, key));
  });

  test('holds over another order of members, and over a way through JSON', () => {
    const { signature, ...rest } = value;
    const turned = Object.fromEntries(Object.entries(rest).toReversed()) as typeof rest;
    expect(isSignedBy({ ...turned, signature }, jwk)).toBe(true);
    expect(isSignedBy(JSON.parse(JSON.stringify(value)), jwk)).toBe(true);
  });

  test.each([
    ['another word', { gone: false }],
    ['another form of Unicode', { 제목: '여객선'.normalize('NFD') }],
    ['a member more', { note: 'x' }],
    ['a member less', { ms: undefined }],
    ['another name of the key', { key: 'x' }],
    ['another signature', { signature: Buffer.alloc(64).toString('base64url') }],
    ['no signature', { signature: '' }],
  ])('does not hold over %s', (_, change) => {
    expect(isSignedBy({ ...value, ...change } as typeof value, jwk)).toBe(false);
  });

  test('does not hold for another key, nor for one that borrows the name', () => {
    const other = jwkOf(generateKeyPairSync('ed25519').privateKey);
    expect(isSignedBy(value, other)).toBe(false);
    expect(isSignedBy(value, { ...other, kid: jwk.kid })).toBe(false);
  });

  test.each([
    'none',
    Buffer.from('none').toString('base64'),
    generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  ])('is made with no other kind of key', (text) => {
    expect(() => signingKey(text)).toThrow('must be a private Ed25519 key');
  });
});

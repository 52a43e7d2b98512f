import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { seal, unseal } from './sealing.ts';

const secret = randomBytes(32);

describe('a sealed secret', () => {
  const key = randomBytes(32);
  const sealed = () => seal(secret, 'wire', { key, iv: randomBytes(12) });

  test('is opened by who sealed it, and is never sealed the same way twice', () => {
    expect(unseal(sealed(), 'wire', key)).toEqual(secret);
    expect(sealed()).not.toBe(sealed());
  });

  test('is opened by nobody else, for nobody else, and not if it was changed', () => {
    const text = sealed();
    expect(unseal(text, 'wire', randomBytes(32))).toBeUndefined();
    expect(unseal(text, 'desk', key)).toBeUndefined();
    for (let at = 0; at < text.length - 1; at += 7) {
      const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
      expect(unseal(changed, 'wire', key)).toBeUndefined();
    }
    for (const broken of ['', 'A', text.slice(0, 30)]) expect(unseal(broken, 'wire', key)).toBeUndefined();
  });
});

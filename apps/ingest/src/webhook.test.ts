import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { written } from '#libs/contracts';
import { isSignedBy, isTimely, signedOf } from './webhook.ts';

const secret = randomBytes(32);
const body = JSON.stringify({ headline: '여객선이 다시 뜬다', nfd: '한글'.normalize('NFD') });
const NOW = Date.now();
const id = 'msg_2026.1';

/** As a sender does that knows nothing of us. */
const headersOf = (changes: { id?: string; at?: number; body?: string; secret?: Buffer } = {}) => {
  const at = new Date(changes.at ?? NOW);
  const signer = new Webhook(written(changes.secret ?? secret));
  return {
    'webhook-id': changes.id ?? id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': signer.sign(changes.id ?? id, at, changes.body ?? body),
  };
};

/** Whether we take a message, and whether the library of Standard Webhooks does. */
function both(headers: Record<string, string>, sent = body, known = secret): [boolean, boolean] {
  const signed = signedOf(headers);
  const ours =
    signed !== undefined && isTimely(signed, Date.now()) && isSignedBy(known, signed, Buffer.from(sent));
  try {
    new Webhook(written(known)).verify(sent, headers);
    return [ours, true];
  } catch {
    return [ours, false];
  }
}

describe('a signed message is judged as the library of Standard Webhooks judges it', () => {
  const good = headersOf();
  const signature = good['webhook-signature'];
  const other = headersOf({ secret: randomBytes(32) })['webhook-signature'];

  test.each<[string, Record<string, string>, string, boolean]>([
    ['as it was signed', good, body, true],
    ['by one of two secrets', { ...good, 'webhook-signature': `${other} ${signature}` }, body, true],
    ['by a version that nobody knows', { ...good, 'webhook-signature': `v2,x ${signature}` }, body, true],
    ['with another body', good, `${body} `, false],
    ['with the letters of its body in another form', good, body.normalize('NFC'), false],
    ['under another id', { ...good, 'webhook-id': 'msg_2' }, body, false],
    [
      'at another time',
      { ...good, 'webhook-timestamp': String(Number(good['webhook-timestamp']) + 1) },
      body,
      false,
    ],
    ['by another secret', { ...good, 'webhook-signature': other }, body, false],
    ['without version', { ...good, 'webhook-signature': signature.slice(3) }, body, false],
    ['as another version', { ...good, 'webhook-signature': `v1a${signature.slice(2)}` }, body, false],
    ['with half of it', { ...good, 'webhook-signature': signature.slice(0, -4) }, body, false],
    ['with more than it', { ...good, 'webhook-signature': `${signature}=` }, body, false],
    ['with nothing', { ...good, 'webhook-signature': '' }, body, false],
    ['without time', { ...good, 'webhook-timestamp': '' }, body, false],
    ['at no time', { ...good, 'webhook-timestamp': 'soon' }, body, false],
    ['without id', { ...good, 'webhook-id': '' }, body, false],
    ['four minutes ago', headersOf({ at: NOW - 240_000 }), body, true],
    ['four minutes ahead', headersOf({ at: NOW + 240_000 }), body, true],
    ['six minutes ago', headersOf({ at: NOW - 360_000 }), body, false],
    ['six minutes ahead', headersOf({ at: NOW + 360_000 }), body, false],
    ['of an empty body', headersOf({ body: '' }), '', true],
  ])('%s', (_, headers, sent, expected) => {
    expect(both(headers, sent)).toEqual([expected, expected]);
  });
});

test.each([
  [-300_001, false],
  [-300_000, true],
  [300_000, true],
  [300_001, false],
])('a message of %d ms from now is timely: %s', (ms, expected) => {
  expect(isTimely({ id, timestamp: '1772000000', signatures: [] }, 1_772_000_000_000 + ms)).toBe(expected);
});

describe('a request', () => {
  test('that names a key is not looked at for signatures', () => {
    expect(signedOf({ ...headersOf(), authorization: 'Bearer x' })).toBeUndefined();
  });

  test('is compared with eight signatures and no more', () => {
    const many = `${'v1,x '.repeat(8)}${headersOf()['webhook-signature']}`;
    expect(signedOf({ ...headersOf(), 'webhook-signature': many })?.signatures).toHaveLength(8);
  });
});

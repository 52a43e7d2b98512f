import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { signWebhook, verifyWebhook } from './client.ts';

const SECRET = `whsec_${Buffer.from('한강 나루의 열쇠, 열쇠').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('another key of the ferry').toString('base64')}`;
const at = new Date('2026-03-01T00:00:00Z');
const body = '{"headline":"울릉도 여객선 다시 뜬다"}';
const signed = (secrets: string | string[] = SECRET) => signWebhook({ id: 'msg_1', body, at }, secrets);
const minutes = (count: number) => ({ now: new Date(at.getTime() + count * 60_000) });

test('a message is signed as the standard says', async () => {
  const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
  const mac = createHmac('sha256', key).update(`msg_1.1772323200.${body}`).digest('base64');
  expect(await signed()).toEqual({
    'webhook-id': 'msg_1',
    'webhook-timestamp': '1772323200',
    'webhook-signature': `v1,${mac}`,
  });
});

test('what is signed is verified, as text and as bytes, from any kind of headers', async () => {
  const headers = await signed();
  const told = { id: 'msg_1', at };
  expect(await verifyWebhook(headers, body, SECRET, minutes(0))).toEqual(told);
  expect(await verifyWebhook(new Headers({ ...headers }), Buffer.from(body), SECRET, minutes(0))).toEqual(
    told,
  );
  const spelled = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]),
  );
  expect(await verifyWebhook(spelled, body, SECRET, minutes(0))).toEqual(told);
});

test('while one secret takes the place of another, either side may be first', async () => {
  expect(await verifyWebhook(await signed([OTHER, SECRET]), body, SECRET, minutes(0))).toMatchObject({
    id: 'msg_1',
  });
  expect(await verifyWebhook(await signed(SECRET), body, [OTHER, SECRET], minutes(0))).toMatchObject({
    id: 'msg_1',
  });
});

describe('a message is refused', () => {
  const bad = { code: 'invalid_signature', retriable: false };
  interface Changes {
    headers?: Record<string, string>;
    received?: string;
    secret?: string;
    late?: number;
  }
  const changes: [string, Changes][] = [
    ['with another body', { received: body.replace('다시', '못') }],
    ['with the body in another normal form', { received: body.normalize('NFD') }],
    ['by another secret', { secret: OTHER }],
    ['under another id', { headers: { 'webhook-id': 'msg_2' } }],
    ['with a time of its own', { headers: { 'webhook-timestamp': '1772323201' } }],
    ['after more than five minutes', { late: 5.1 }],
    ['from more than five minutes ahead', { late: -5.1 }],
    ['with a time that is none', { headers: { 'webhook-timestamp': '1e9' } }],
    ['without an id', { headers: { 'webhook-id': '' } }],
    ['with a signature of another kind', { headers: { 'webhook-signature': 'v1a,abcd' } }],
    ['with a signature that is not base64', { headers: { 'webhook-signature': 'v1,%%%' } }],
  ];
  test.each(changes)('%s', async (_, { headers = {}, received = body, secret = SECRET, late = 0 }) => {
    const sent = { ...(await signed()), ...headers };
    await expect(verifyWebhook(sent, received, secret, minutes(late))).rejects.toMatchObject(bad);
  });

  test('just in time it is taken', async () => {
    expect(await verifyWebhook(await signed(), body, SECRET, minutes(5))).toMatchObject({ id: 'msg_1' });
  });

  test('a secret that is none is a fault of ours, not of the message', async () => {
    await expect(verifyWebhook(await signed(), body, 'whsec_', minutes(0))).rejects.toThrow(TypeError);
  });
});

import { SosikError } from './failure.ts';
import { webCrypto } from './webcrypto.ts';

/** Headers of a signed message (Standard Webhooks). */
export interface Signed {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
}

export interface Verified {
  /** The same message has the same one, however often it comes. */
  id: string;
  /** When it was signed. */
  at: Date;
}

type Secrets = string | readonly string[];
type Body = string | Uint8Array;
type HeaderSource = Headers | Signed | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A message is good for so long, and may be so much ahead of our clock. */
const TOLERANCE_SECONDS = 300;
const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' };

/**
 * Headers to send with a body, so that whoever has the secret knows from whom it is. With several secrets, as while
 * one takes the place of another, there is a signature by each.
 */
export async function signWebhook(
  { id, body, at = new Date() }: { id: string; body: Body; at?: Date },
  secrets: Secrets,
): Promise<Signed> {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const message = messageOf(id, timestamp, body);
  const { subtle } = await webCrypto();
  const signatures = await Promise.all(
    [secrets].flat().map(async (secret) => {
      const signature = await subtle.sign('HMAC', await keyOf(secret, 'sign'), message);
      return `v1,${btoa(String.fromCharCode(...new Uint8Array(signature)))}`;
    }),
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

/**
 * Whether a body is as somebody with one of the secrets has signed it, at most five minutes ago. Give the body as it
 * came, byte by byte. Rejects with `invalid_signature`.
 */
export async function verifyWebhook(
  headers: HeaderSource,
  body: Body,
  secrets: Secrets,
  { now = new Date() }: { now?: Date } = {},
): Promise<Verified> {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
    headerOf(headers, name),
  );
  if (!id || !timestamp || !signature) throw bad('is not signed');
  const at = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(now.getTime() / 1_000 - at) <= TOLERANCE_SECONDS)) throw bad('is too old, or from tomorrow');
  const message = messageOf(id, timestamp, body);
  const signatures = signature
    .split(' ')
    .filter((each) => each.startsWith('v1,'))
    .map((each) => bytesOf(each.slice(3)));
  const { subtle } = await webCrypto();
  for (const secret of [secrets].flat()) {
    const key = await keyOf(secret, 'verify');
    for (const each of signatures) {
      // Compared by the runtime, which takes the same time whatever is in it.
      if (each && (await subtle.verify('HMAC', key, each, message))) return { id, at: new Date(at * 1_000) };
    }
  }
  throw bad('has no signature by any of the secrets');
}

function bad(words: string): SosikError {
  return new SosikError('invalid_signature', `the message ${words}`);
}

function headerOf(headers: HeaderSource, name: string): string | undefined {
  if (headers instanceof Headers) return headers.get(name) ?? undefined;
  const [, value] = Object.entries(headers).find(([each]) => each.toLowerCase() === name) ?? [];
  return typeof value === 'string' ? value : value?.[0];
}

function messageOf(id: string, timestamp: string, body: Body): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`${id}.${timestamp}.`);
  const rest = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const message = new Uint8Array(head.length + rest.length);
  message.set(head);
  message.set(rest, head.length);
  return message;
}

async function keyOf(secret: string, use: 'sign' | 'verify'): Promise<CryptoKey> {
  const bytes = bytesOf(secret.trim().replace(/^whsec_/, ''));
  if (!bytes?.length) throw new TypeError('a webhook secret is whsec_ and base64');
  return (await webCrypto()).subtle.importKey('raw', bytes, ALGORITHM, false, [use]);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

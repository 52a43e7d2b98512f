import { createCipheriv, createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A request by Standard Webhooks: who signed it is found by trying. */
export interface Signed {
  id: string;
  /** Seconds since 1970, as it was signed. */
  timestamp: string;
  /** Of the form `v1,<base64>`; a sender that rotates its secret brings one of each. */
  signatures: string[];
}

/** A message is taken within these minutes before and after it was signed, milliseconds. */
const TOLERANCE_MS = 5 * 60_000;
/** Nobody rotates more; each is compared with each secret. */
const MOST_SIGNATURES = 8;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = 'whsec_';

/** What a request says of its signature, if it names no key and brings all three headers. */
export function signedOf(headers: Headers): Signed | undefined {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers;
  if (headers['authorization'] !== undefined) return undefined;
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string')
    return undefined;
  if (id.length === 0 || id.length > 200 || !/^\d{1,12}$/.test(timestamp)) return undefined;
  return { id, timestamp, signatures: signature.split(' ').slice(0, MOST_SIGNATURES) };
}

export function isTimely({ timestamp }: Signed, now: number): boolean {
  return Math.abs(now - Number(timestamp) * 1_000) <= TOLERANCE_MS;
}

/** Whether one of the signatures was made with this secret over these very bytes. */
export function isSignedBy(secret: Buffer, { id, timestamp, signatures }: Signed, body: Buffer): boolean {
  const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64');
  const expected = Buffer.from(`v1,${mac}`);
  return signatures.some((each) => {
    const given = Buffer.from(each);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** A secret as its owner sees it. */
export function written(secret: Buffer): string {
  return PREFIX + secret.toString('base64');
}

/** Bytes of a key for sealing, from 64 hexadecimal digits; throws on anything else. */
export function sealingKey(text: string): Buffer {
  if (!/^[\da-f]{64}$/i.test(text)) throw new Error('must be 64 hexadecimal digits');
  return Buffer.from(text, 'hex');
}

/** Encrypts a webhook secret (AES-256-GCM) for the key with this id, and for no other. `iv`: 12 bytes of chance, never again. */
export function seal(secret: Buffer, id: string, { key, iv }: { key: Buffer; iv: Buffer }): string {
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id));
  const text = Buffer.concat([cipher.update(secret), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url');
}

/** The secret; nothing if it was sealed with another key, for another id, or was changed. */
export function unseal(sealed: string, id: string, key: Buffer): Buffer | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  const tagEnd = IV_BYTES + TAG_BYTES;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(id)).setAuthTag(bytes.subarray(IV_BYTES, tagEnd));
    return Buffer.concat([decipher.update(bytes.subarray(tagEnd)), decipher.final()]);
  } catch {
    return undefined;
  }
}

import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/** How secrets of webhooks are written, kept and used; whoever takes and whoever sends has the same. */

const IV_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = 'whsec_';

/** A secret as its owner sees it. */
export function written(secret: Buffer): string {
  return PREFIX + secret.toString('base64');
}

/** Bytes of a key for sealing, from 64 hexadecimal digits; throws on anything else. */
export function sealingKey(text: string): Buffer {
  if (!/^[\da-f]{64}$/i.test(text)) throw new Error('must be 64 hexadecimal digits');
  return Buffer.from(text, 'hex');
}

/** Encrypts a webhook secret (AES-256-GCM) for what has this id, and for nothing else. `iv`: 12 bytes of chance, never again. */
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

/** Signature of a message by Standard Webhooks, `v1,<base64>`; `timestamp` in seconds since 1970, as it is sent. */
export function webhookSignature(
  secret: Buffer,
  { id, timestamp, body }: { id: string; timestamp: string; body: Buffer | string },
): string {
  const mac = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return `v1,${mac}`;
}

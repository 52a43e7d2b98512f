import { timingSafeEqual } from 'node:crypto';
import { webhookSignature } from '#libs/contracts';

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
  const expected = Buffer.from(webhookSignature(secret, { id, timestamp, body }));
  return signatures.some((each) => {
    const given = Buffer.from(each);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

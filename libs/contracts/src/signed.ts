import { createHmac, timingSafeEqual } from 'node:crypto';

/** With fewer letters somebody might guess the secret from a link. */
export const SECRET_LENGTH = 32;

/** What links are signed with; a link for one purpose is none for another. */
export interface Seal {
  secret: string;
  purpose: string;
}

const FORM = /^([A-Za-z0-9_-]{1,540})\.([A-Za-z0-9_-]{43})$/;

/** A claim as a word for an address, signed (HMAC-SHA-256): whoever has no secret can make none and change none. */
export function signed(claim: object, seal: Seal): string {
  const payload = Buffer.from(JSON.stringify(claim)).toString('base64url');
  return `${payload}.${signatureOf(payload, seal)}`;
}

/** What was signed, or nothing if it was not with this secret and for this purpose; compared in equal time. */
export function unsigned(token: string, seal: Seal): unknown {
  const [, payload = '', signature = ''] = FORM.exec(token) ?? [];
  const right = signatureOf(payload, seal);
  if (seal.secret.length < SECRET_LENGTH || signature.length !== right.length) return undefined;
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(right))) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

function signatureOf(payload: string, { secret, purpose }: Seal): string {
  return createHmac('sha256', secret)
    .update(purpose + payload)
    .digest('base64url');
}

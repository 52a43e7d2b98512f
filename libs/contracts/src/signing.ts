import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { canonical } from './canonical.ts';

/** The public half of a key that signs, as a JWK (RFC 8037). */
export const SigningJwk = z
  .object({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string().regex(/^[\w-]{43}$/),
    kid: z.string().describe('Thumbprint of the key (RFC 7638); receipts name it'),
    use: z.literal('sig').optional(),
    alg: z.literal('EdDSA').optional(),
  })
  .meta({ id: 'SigningJwk', description: 'The public key that receipts are signed with' });
export type SigningJwk = z.infer<typeof SigningJwk>;

/** What carries its own signature. */
interface Signed {
  key: string;
  signature: string;
}

/** A private Ed25519 key: PKCS #8 as PEM, or its DER in base64; throws in words on anything else. */
export function signingKey(text: string): KeyObject {
  const key = text.includes('-----BEGIN') ? read(text) : read({ key: Buffer.from(text, 'base64') });
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new Error('must be a private Ed25519 key: PKCS #8 as PEM, or its DER in base64');
}

function read(form: string | { key: Buffer }): KeyObject | undefined {
  try {
    return createPrivateKey(typeof form === 'string' ? form : { ...form, format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  }
}

/** The public half of a private key. */
export function jwkOf(key: KeyObject): SigningJwk {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return { kty: 'OKP', crv: 'Ed25519', x, kid: thumbprint(x), use: 'sig', alg: 'EdDSA' };
}

/** What is to be signed, with the name of the key and its signature over everything else (canonical JSON). */
export function signed<T extends object>(value: T, key: KeyObject): T & Signed {
  const named = { ...value, key: jwkOf(key).kid };
  return { ...named, signature: sign(null, Buffer.from(canonical(named)), key).toString('base64url') };
}

/** Whether this key has signed exactly this. */
export function isSignedBy({ signature, ...value }: Signed, { x, kid }: SigningJwk): boolean {
  if (kid !== thumbprint(x) || value.key !== kid) return false;
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return verify(null, Buffer.from(canonical(value)), key, Buffer.from(signature, 'base64url'));
}

function thumbprint(x: string): string {
  return createHash('sha256')
    .update(canonical({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}

import { hash } from 'node:crypto';
import { networkOf } from './address.ts';

/** 64 bits in hexadecimal: of a million readers a day two are taken for one with a chance of 1 in 37 million. */
const DIGITS = 16;
/** Says nothing, and is what the record has for what is not told. */
const NOT_TOLD = '0'.repeat(DIGITS);

export interface Reader {
  address: string;
  agent: string;
}

/** Who reads, as far as a day and a site; nobody without the salt finds the address to it, not by trying all. */
export function visitorOf(salt: Buffer, site: string, { address, agent }: Reader): string {
  return hashed(salt, `visitor\n${site}\n${address}\n${agent}`);
}

/** The network somebody reads from, as far as a day. */
export function netOf(salt: Buffer, address: string): string {
  return hashed(salt, `net\n${networkOf(address)}`);
}

/**
 * SHA-256 with the salt, of fixed length, in front. A quarter of its bits are told, to which nothing can be appended
 * as to a whole one; an HMAC would be as safe, and costs twenty times as much for its two objects.
 */
function hashed(salt: Buffer, text: string): string {
  const digits = hash('sha256', `${salt.toString('hex')}\n${text}`, 'hex').slice(0, DIGITS);
  return digits === NOT_TOLD ? '1'.padStart(DIGITS, '0') : digits;
}

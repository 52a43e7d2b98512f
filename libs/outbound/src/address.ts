import ipaddr from 'ipaddr.js';
import { kinds } from '#libs/service';
import { Refused } from './failure.ts';

/** A network: its address and how many bits of it count. */
export type Network = ReturnType<typeof ipaddr.parseCIDR>;

export const outboundSettings = {
  OUTBOUND_ALLOW: {
    ...kinds.text(
      'Networks that are asked though they are not public, such as 10.1.0.0/16, 127.0.0.1/32; separated by commas',
      { default: '' },
    ),
    read(text: string): string {
      networksOf(text);
      return text;
    },
  },
};

/** Throws an Error whose message completes "OUTBOUND_ALLOW …". */
export function networksOf(text: string): Network[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '').map(networkOf);
}

function networkOf(part: string): Network {
  if (!ipaddr.isValidCIDR(part)) throw new Error(`has ${part}, which is no network such as 10.1.0.0/16`);
  return ipaddr.parseCIDR(part);
}

/** Of IPv6 nothing else is given out (RFC 4291); below it lies IPv4 written in an older way: `::7f00:1`. */
const GLOBAL = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an address, as text, may be connected to: public ones, and those of the networks named. What is written in
 * one kind of address and means one of the other is judged as what it means; ways around (NAT64, 6to4, Teredo)
 * are not public.
 */
export function mayBeAsked(address: string, allowed: readonly Network[]): boolean {
  if (!ipaddr.isValid(address)) return false;
  const meant = ipaddr.process(address);
  const given = meant.kind() === 'ipv4' || meant.match(...GLOBAL);
  if (given && meant.range() === 'unicast') return true;
  return allowed.some(([network, bits]) => meant.kind() === network.kind() && meant.match(network, bits));
}

/**
 * The address of a request; throws `Refused` on one that is not of the web, or that names a user. A host that is an
 * address by itself is judged here, since no name is looked up for it.
 */
export function askable(url: string, allowed: readonly Network[]): URL {
  const read = URL.parse(url);
  if (!read) throw new Refused('is no address');
  if (read.protocol !== 'https:' && read.protocol !== 'http:')
    throw new Refused(`${read.protocol} is not http or https`);
  if (read.username !== '' || read.password !== '') throw new Refused('an address may name no user');
  const host = read.hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(host) && !mayBeAsked(host, allowed)) throw refusal(host);
  read.hash = '';
  return read;
}

export function refusal(host: string, address?: string): Refused {
  return new Refused(
    `${host} ${address === undefined ? '' : `is ${address}, which `}is not a public address`,
  );
}

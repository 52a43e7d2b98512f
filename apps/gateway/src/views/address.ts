import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** Where proxies write whom they speak for. One of them: what a proxy does not write itself, its client may have. */
export const proxyHeaders = ['x-forwarded-for', 'forwarded'] as const;
export type ProxyHeader = (typeof proxyHeaders)[number];

/** A reader's address comes again with each page, and reading and writing it anew costs as much as both hashes. */
const known = new LRUCache<string, Known>({ max: 20_000 });
interface Known {
  address: Address | undefined;
  text: string | undefined;
}

/** Networks in CIDR notation or single addresses, separated by commas; throws at what is neither. */
export function networksIn(text: string): Network[] {
  const words = text.split(',').map((word) => word.trim());
  return words
    .filter((word) => word !== '')
    .map((word) => {
      const address = word.includes('/') ? undefined : parsed(word);
      if (address) return [address, address.kind() === 'ipv4' ? 32 : 128];
      if (!ipaddr.isValidCIDR(word))
        throw new Error(`${word} is no network such as 10.0.0.0/8 or 2001:db8::/32`);
      return ipaddr.parseCIDR(word);
    });
}

/** Says which address a reader has: that of the connection, unless a proxy that is trusted speaks for another. */
export class Proxies {
  private readonly trusted: readonly Network[];

  /** @param networks as `networksIn` reads them */
  constructor(
    networks: string,
    private readonly header: ProxyHeader,
  ) {
    this.trusted = networksIn(networks);
  }

  /**
   * The last address that is not of a trusted proxy, from the connection on. Where a proxy tells none that can be
   * read, it is the proxy’s own: whoever hides behind it shares it.
   */
  reader(peer: string | undefined, headers: Readonly<Record<string, unknown>>): string | undefined {
    let last = read(peer ?? '');
    for (const each of this.told(headers).toReversed()) {
      if (!last.address || !this.trusts(last.address)) break;
      const next = read(each);
      if (!next.address) break;
      last = next;
    }
    return last.text;
  }

  private told(headers: Readonly<Record<string, unknown>>): string[] {
    if (this.trusted.length === 0) return [];
    const value = headers[this.header];
    if (value === undefined) return [];
    const text = String(value);
    return this.header === 'forwarded' ? forwardedFor(text) : text.split(',');
  }

  private trusts(address: Address): boolean {
    return this.trusted.some(
      ([network, bits]) => network.kind() === address.kind() && address.match(network, bits),
    );
  }
}

/** Who is limited together: a line or a phone. */
export const PLACE = { ipv4: 32, ipv6: 64 };

/** How an address is told from its neighbours’: IPv4 by 24 bits, IPv6 by 48, what a provider hands out at once. */
export function networkOf(
  address: string,
  bits: { ipv4: number; ipv6: number } = { ipv4: 24, ipv6: 48 },
): string {
  const found = parsed(address);
  if (!found) return address;
  const length = bits[found.kind()];
  const bytes = found.toByteArray().map((byte, place) => {
    const kept = Math.min(8, Math.max(0, length - 8 * place));
    return byte & (0xff << (8 - kept));
  });
  return `${ipaddr.fromByteArray(bytes).toString()}/${length}`;
}

function parsed(text: string): Address | undefined {
  return read(text).address;
}

function read(text: string): Known {
  const before = known.get(text);
  if (before) return before;
  const address = parse(text);
  const fresh = { address, text: address?.toString() };
  // Longer ones are no addresses, and would fill the memory.
  if (text.length <= 64) known.set(text, fresh);
  return fresh;
}

/** An address as it stands in a header: perhaps with a port, in brackets, or an IPv4 one in the dress of IPv6. */
function parse(text: string): Address | undefined {
  const [, bracketed, plain] =
    /^\s*(?:\[([^\]]*)\](?::\d+)?|(\d+(?:\.\d+){3})(?::\d+)?)\s*$/.exec(text) ?? [];
  const word = (bracketed ?? plain ?? text).trim().split('%', 1)[0] ?? '';
  // Shorter forms (`10.1`, `0x7f.1`) are addresses to some readers and none to others.
  if (!word.includes(':') && !ipaddr.IPv4.isValidFourPartDecimal(word)) return undefined;
  return ipaddr.isValid(word) ? ipaddr.process(word) : undefined;
}

/** RFC 7239: the `for` of each element; an element without one tells nothing, and is kept as that. */
function forwardedFor(header: string): string[] {
  const elements = header.match(/(?:"(?:\\.|[^"\\])*"|[^",])+/g) ?? [];
  return elements.map((element) => {
    const [, quoted, token = ''] = /(?:^|;)\s*for\s*=\s*(?:"([^"]*)"|([^;\s]*))/i.exec(element) ?? [];
    return quoted ?? token;
  });
}

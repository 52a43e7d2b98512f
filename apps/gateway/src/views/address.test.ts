import { describe, expect, test } from '@jest/globals';
import { networkOf, networksIn, Proxies, type ProxyHeader } from './address.ts';

describe('without a trusted proxy', () => {
  test('the connection says who reads, whatever stands in the headers', () => {
    const headers = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
    for (const header of ['x-forwarded-for', 'forwarded'] as const)
      expect(new Proxies('', header).reader('192.0.2.7', headers)).toBe('192.0.2.7');
  });

  test.each([
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['2001:DB8:0:0::1', '2001:db8::1'],
    ['fe80::1%eth0', 'fe80::1'],
    [undefined, undefined],
    ['', undefined],
  ])('a connection from %j is one from %j', (peer, address) => {
    expect(new Proxies('', 'x-forwarded-for').reader(peer, {})).toBe(address);
  });
});

describe('behind trusted proxies', () => {
  const proxies = (header: ProxyHeader) => new Proxies('10.0.0.0/8, 2001:db8:ffff::/48, 127.0.0.1', header);

  test.each([
    ['one hop', '203.0.113.9', '203.0.113.9'],
    ['two hops', '203.0.113.9, 10.1.1.1', '203.0.113.9'],
    ['what the reader wrote itself', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    ['what the reader wrote in front of two hops', '198.51.100.1, 203.0.113.9, 10.1.1.1', '203.0.113.9'],
    ['a trusted address that the reader wrote', '10.9.9.9, 203.0.113.9', '203.0.113.9'],
    ['all of them trusted', '10.1.1.1, 10.1.1.2', '10.1.1.1'],
    ['a port', '203.0.113.9:4711', '203.0.113.9'],
    ['IPv6', '2001:db8:1::9', '2001:db8:1::9'],
    ['IPv6 with a port', '[2001:db8:1::9]:4711', '2001:db8:1::9'],
    ['IPv4 in the dress of IPv6', '::ffff:203.0.113.9', '203.0.113.9'],
    ['a trusted proxy in IPv6', '203.0.113.9, 2001:db8:ffff::2', '203.0.113.9'],
    ['nothing that can be read', 'unknown', '10.0.0.1'],
    ['a number of old', '10.1', '10.0.0.1'],
    ['an empty list', '', '10.0.0.1'],
    ['something unreadable behind a hop', '203.0.113.9, _hidden, 10.1.1.1', '10.1.1.1'],
  ])('%s: %j is from %s', (_, told, address) => {
    expect(proxies('x-forwarded-for').reader('10.0.0.1', { 'x-forwarded-for': told })).toBe(address);
  });

  test.each([
    ['for=203.0.113.9', '203.0.113.9'],
    ['For="203.0.113.9:80";proto=https;by=10.0.0.1', '203.0.113.9'],
    ['proto=https;for="[2001:db8:1::9]:4711"', '2001:db8:1::9'],
    ['for=198.51.100.1, for=203.0.113.9;by="a, b", for=10.2.2.2', '203.0.113.9'],
    ['for=198.51.100.1, proto=https', '10.0.0.1'],
    ['for=unknown', '10.0.0.1'],
    ['', '10.0.0.1'],
  ])('Forwarded: %s is from %s', (told, address) => {
    expect(proxies('forwarded').reader('10.0.0.1', { forwarded: told })).toBe(address);
  });

  test('only the field that they write is read, since a reader may have written the other', () => {
    const headers = { 'x-forwarded-for': '198.51.100.1', forwarded: 'for=203.0.113.9' };
    expect(proxies('forwarded').reader('10.0.0.1', headers)).toBe('203.0.113.9');
    expect(proxies('x-forwarded-for').reader('10.0.0.1', headers)).toBe('198.51.100.1');
  });

  test('whoever is none speaks for nobody', () => {
    const headers = { 'x-forwarded-for': '203.0.113.9' };
    expect(proxies('x-forwarded-for').reader('192.0.2.7', headers)).toBe('192.0.2.7');
    expect(proxies('x-forwarded-for').reader('::ffff:10.0.0.1', headers)).toBe('203.0.113.9');
  });
});

test.each(['10.0.0.0/33', 'loopback', '10.0', '2001:db8::/129', '10.0.0.0/8 127.0.0.1'])(
  '%s is no network to trust',
  (text) => {
    expect(() => networksIn(text)).toThrow('is no network');
  },
);

test.each([
  ['192.0.2.200', '192.0.2.0/24'],
  ['::ffff:192.0.2.200', '192.0.2.0/24'],
  ['2001:db8:1:2:3::4', '2001:db8:1::/48'],
  ['2001:db8:1:ffff::', '2001:db8:1::/48'],
  ['2001:db8:2::', '2001:db8:2::/48'],
])('%s is told to be of %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('a place is as narrow as one asks for', () => {
  expect(networkOf('192.0.2.200', { ipv4: 32, ipv6: 64 })).toBe('192.0.2.200/32');
  expect(networkOf('2001:db8:1:2:3::4', { ipv4: 32, ipv6: 64 })).toBe('2001:db8:1:2::/64');
});

import { describe, expect, test } from '@jest/globals';
import { askable, mayBeAsked, networksOf } from './address.ts';
import { Refused } from './failure.ts';

const none = networksOf('');

describe('an address that is connected to', () => {
  test.each(['93.184.215.14', '203.0.112.9', '2a00:1450:4001:82a::200e', '::ffff:93.184.215.14'])(
    'may be %s',
    (address) => {
      expect(mayBeAsked(address, none)).toBe(true);
    },
  );

  test.each([
    ['this machine', '127.0.0.1'],
    ['this machine, as any other of its kind', '127.8.8.8'],
    ['this machine', '::1'],
    ['this machine, written in the other kind', '::ffff:127.0.0.1'],
    ['every address of this machine', '0.0.0.0'],
    ['every address of this machine', '::'],
    ['a private network', '10.0.0.5'],
    ['a private network', '172.16.3.4'],
    ['a private network', '192.168.1.1'],
    ['a private network', 'fd12:3456::1'],
    ['what clouds tell of themselves', '169.254.169.254'],
    ['the neighbours', 'fe80::1'],
    ['the neighbours of a carrier', '100.64.0.1'],
    ['many at once', '224.0.0.1'],
    ['many at once', '255.255.255.255'],
    ['many at once', 'ff02::1'],
    ['the other kind behind NAT64', '64:ff9b::7f00:1'],
    ['the other kind by 6to4', '2002:7f00:1::'],
    ['the other kind by Teredo', '2001:0:7f00:1::'],
    ['the other kind as it was once written in this one', '::7f00:1'],
    ['what is given to nobody', '::2'],
    ['what is given to nobody', 'fec0::1'],
    ['the neighbours, of one of our lines', 'fe80::1%eth0'],
    ['an example', '192.0.2.1'],
    ['an example', '2001:db8::1'],
    ['no address', 'localhost'],
  ])('is not %s: %s', (_, address) => {
    expect(mayBeAsked(address, none)).toBe(false);
  });

  test('may be of a network that is named, and of no other', () => {
    const allowed = networksOf(' 10.1.0.0/16, ::1/128 ');
    expect(mayBeAsked('10.1.255.9', allowed)).toBe(true);
    expect(mayBeAsked('::ffff:10.1.0.9', allowed)).toBe(true);
    expect(mayBeAsked('::1', allowed)).toBe(true);
    expect(mayBeAsked('10.2.0.1', allowed)).toBe(false);
  });
});

describe('an address that is asked', () => {
  test('is of the web, and keeps its path and query', () => {
    expect(askable('https://Feeds.Example.com/ko?x=1#top', none).href).toBe(
      'https://feeds.example.com/ko?x=1',
    );
  });

  test.each([
    'ftp://example.com/a',
    'file:///etc/passwd',
    'data:text/plain,a',
    'https://user:secret@example.com/',
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://017700000001/',
    'http://127.1/',
    'http://[::1]:8080/',
    'http://[::ffff:7f00:1]/',
    'http://[::127.0.0.1]/',
    'http://127.0.0.1./',
    'http://①②⑦.⓪.⓪.①/',
    'http://127。0。0。1/',
    'http:\\\\127.0.0.1\\',
    'http://169.254.169.254.:80/latest/meta-data',
    'http://127.0.0.1%2f@example.com/',
    '//example.com',
    '뉴스',
  ])('is not %s', (url) => {
    expect(() => askable(url, none)).toThrow(Refused);
  });
});

test.each(['10.0.0.0', 'ten/8', '10.0.0.0/33'])('%s is no network', (text) => {
  expect(() => networksOf(text)).toThrow(`has ${text}, which is no network`);
});

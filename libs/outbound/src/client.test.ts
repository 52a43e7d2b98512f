import type { LookupAddress, LookupOptions } from 'node:dns';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Outbound } from './client.ts';
import { Refused, TooLarge, Unreachable } from './failure.ts';

const routes: Readonly<Record<string, RequestListener>> = {
  '/plain': (request, response) =>
    response.end(`${request.method} ${request.headers['cookie'] ?? 'without'}`),
  '/gzip': (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('소식')),
  '/br': (_, response) => response.setHeader('content-encoding', 'br').end(brotliCompressSync('소식')),
  '/bomb': (_, response) =>
    response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(20 * 2 ** 20))),
  '/broken': (_, response) => response.setHeader('content-encoding', 'gzip').end('no gzip'),
  '/endless': (_, response) => {
    const write = (): void => {
      while (response.write('x'.repeat(65_536)));
    };
    response.on('drain', write);
    write();
  },
  '/silent': () => undefined,
  '/cut': (_, response) => {
    response.setHeader('content-length', '100').write('half');
    response.destroy();
  },
  '/moved': (_, response) => response.writeHead(301, { location: '/moved-again' }).end(),
  '/moved-again': (_, response) => response.writeHead(308, { location: '/for-now' }).end(),
  '/for-now': (_, response) => response.writeHead(302, { location: '/plain' }).end(),
  '/round': (_, response) => response.writeHead(302, { location: '/round' }).end(),
  '/inside': (_, response) => response.writeHead(302, { location: 'http://127.0.0.2/secret' }).end(),
  '/inside-by-name': (_, response) =>
    response.writeHead(302, { location: 'http://metadata.example/latest/meta-data' }).end(),
  '/once': (_, response) => response.setHeader('connection', 'close').end('once'),
};

let server: Server;
let at: string;
const outbound = new Outbound({ OUTBOUND_ALLOW: '127.0.0.1/32' });

beforeAll(async () => {
  server = createServer((request, response) => routes[request.url ?? '']?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await outbound.onApplicationShutdown();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('an answer', () => {
  test('is told with its status and fields, whatever they are', async () => {
    const { status, headers, bytes, url } = await outbound.fetch(`${at}/plain`);
    expect({ status, text: bytes.toString(), url }).toEqual({
      status: 200,
      text: 'GET without',
      url: `${at}/plain`,
    });
    expect(headers['date']).toBeDefined();
    expect(await outbound.fetch(`${at}/moved`)).toMatchObject({
      status: 301,
      headers: { location: '/moved-again' },
    });
  });

  test.each(['/gzip', '/br'])('is inflated: %s', async (path) => {
    expect((await outbound.fetch(at + path)).bytes.toString()).toBe('소식');
  });

  test('has no more bytes than are taken, sent or inflated', async () => {
    await expect(outbound.fetch(`${at}/bomb`, { most: 2 ** 20 })).rejects.toBeInstanceOf(TooLarge);
    await expect(outbound.fetch(`${at}/endless`, { most: 2 ** 20 })).rejects.toBeInstanceOf(TooLarge);
  });

  test.each(['/cut', '/broken', '/silent'])('that is not whole is none: %s', async (path) => {
    await expect(outbound.fetch(at + path, { timeoutMs: 500 })).rejects.toBeInstanceOf(Unreachable);
  });
});

describe('a redirect', () => {
  test('is followed as often as the caller says, and tells how far it was for good', async () => {
    expect(await outbound.fetch(`${at}/moved`, { redirects: 3 })).toMatchObject({
      status: 200,
      url: `${at}/plain`,
      moved: `${at}/for-now`,
    });
    expect(await outbound.fetch(`${at}/round`, { redirects: 3 })).toMatchObject({ status: 302 });
  });

  test('is not followed with what was sent', async () => {
    const sent = { method: 'POST', body: 'x', redirects: 3 } as const;
    expect(await outbound.fetch(`${at}/moved`, sent)).toMatchObject({ status: 301 });
  });

  test('leads nowhere inside', async () => {
    await expect(outbound.fetch(`${at}/inside`, { redirects: 3 })).rejects.toBeInstanceOf(Refused);
  });
});

test('a name that stands for this machine is refused when it is looked up', async () => {
  const wary = new Outbound({ OUTBOUND_ALLOW: '' });
  await expect(wary.fetch(at.replace('127.0.0.1', 'localhost'))).rejects.toBeInstanceOf(Refused);
  await wary.onApplicationShutdown();
});

test('what does not listen is unreachable', async () => {
  await expect(outbound.fetch('http://127.0.0.1:1/')).rejects.toBeInstanceOf(Unreachable);
});

/** Names as somebody outside may have them resolved: each time to something else. */
class Resolved extends Outbound {
  readonly asked: string[] = [];
  answers: string[][] = [];

  protected override resolve(
    host: string,
    _options: LookupOptions,
    callback: (error: Error | null, found: LookupAddress[]) => void,
  ): void {
    this.asked.push(host);
    const found = this.answers.shift() ?? [];
    process.nextTick(
      callback,
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }
}

describe('a name', () => {
  let named: Resolved;
  const port = () => new URL(at).port;
  beforeAll(() => {
    // What listens on this machine is the public net of this test, and nothing else is.
    named = new Resolved({ OUTBOUND_ALLOW: '127.0.0.1/32' });
  });
  afterAll(() => named.onApplicationShutdown());

  test('is looked up once for a connection, and what was judged is what is connected to', async () => {
    named.answers = [['127.0.0.1'], ['127.0.0.2']];
    const url = `http://rebinding.example:${port()}/once`;
    expect((await named.fetch(url)).bytes.toString()).toBe('once');
    expect(named.asked).toEqual(['rebinding.example']);
    await expect(named.fetch(url)).rejects.toBeInstanceOf(Refused);
    expect(named.asked).toHaveLength(2);
  });

  test.each([
    ['this machine', ['127.0.0.2']],
    ['a private network', ['10.0.0.5']],
    ['what clouds tell of themselves', ['169.254.169.254']],
    ['this machine in the other kind', ['::1']],
    ['this machine, written in the other kind', ['::ffff:127.0.0.2']],
    ['a public address and another beside it', ['127.0.0.1', '192.168.0.7']],
  ])('that stands for %s is not asked', async (_, found) => {
    named.answers = [found];
    await expect(named.fetch(`http://feeds.example:${port()}/plain`)).rejects.toBeInstanceOf(Refused);
  });

  test.each(['localhost.', 'LOCALHOST', '서버.example'])(
    'is judged by what it stands for: %s',
    async (host) => {
      named.answers = [['127.0.0.2']];
      await expect(named.fetch(`http://${host}:${port()}/plain`)).rejects.toBeInstanceOf(Refused);
    },
  );

  test('that a redirect leads to is judged as the first one was', async () => {
    named.answers = [['127.0.0.1'], ['169.254.169.254']];
    const url = `http://redirecting.example:${port()}/inside-by-name`;
    await expect(named.fetch(url, { redirects: 3 })).rejects.toBeInstanceOf(Refused);
  });
});

import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Controller, Get, Module, Post, Res } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { createService, serviceSettings } from './service.ts';

const MOST = 20;
/** More than the system takes for a reader who does not read. */
const picture = Buffer.alloc(16 * 2 ** 20);
const held = new Set<() => void>();

@Controller()
class PageController {
  @Get('page')
  page(): string {
    return '기사';
  }

  @Post('page')
  said(): string {
    return '들었다';
  }

  @Get('picture')
  picture(@Res() reply: FastifyReply): void {
    reply.send(picture);
  }

  @Get('held')
  async held(): Promise<string> {
    await new Promise<void>((resolve) => held.add(resolve));
    return 'at last';
  }
}

@Module({ controllers: [PageController] })
class PageModule {}

/** Fields of which the head has not come to its end. */
const SLOW_HEAD = 'GET /page HTTP/1.1\r\nhost: x\r\nx-slow: ';
const SLOW_BODY =
  'POST /page HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{';
const PICTURE = 'GET /picture HTTP/1.1\r\nhost: x\r\n\r\n';

let app: NestFastifyApplication | undefined;
let port = 0;
async function start(settings: Record<string, string>): Promise<void> {
  const service = { name: 'pages', settings: serviceSettings(0), module: PageModule };
  app = await createService(service, { env: { LOG_LEVEL: 'silent', ...settings } });
  await app.listen(0, '127.0.0.1');
  port = Number(new URL(await app.getUrl()).port);
}
async function stop(): Promise<void> {
  await app?.close();
}

const opened = new Set<Socket>();
/** Somebody at the other end: says the words and then nothing, and reads nothing unless `reads`. */
async function line(words: string, reads = true): Promise<{ socket: Socket; ended: Promise<string> }> {
  const socket = connect(port, '127.0.0.1');
  opened.add(socket);
  let text = '';
  socket.on('error', () => undefined);
  if (reads) socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  else socket.pause();
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(text)));
  // Whoever finds no room is sent away at once.
  await Promise.race([ended, new Promise((resolve) => socket.once('connect', resolve))]);
  socket.write(words);
  return { socket, ended };
}
const lines = (count: number, words: string, reads = true) =>
  Promise.all(Array.from({ length: count }, () => line(words, reads)));
async function leave(): Promise<void> {
  for (const socket of opened) socket.destroy();
  opened.clear();
  while ((await open()) > 0) await new Promise(setImmediate);
}
const open = (): Promise<number> =>
  new Promise((resolve) =>
    app?.getHttpServer().getConnections((_: unknown, count: number) => resolve(count)),
  );

/** What others are told meanwhile, on connections of their own. */
async function others(): Promise<Record<string, number>> {
  const paths = ['/page', '/livez', '/readyz', '/metrics'];
  const asked = paths.map(async (path) => {
    const answer = await line(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    return [path, Number((await answer.ended).slice(9, 12))] as const;
  });
  return Object.fromEntries(await Promise.all(asked));
}
const allAnswered = { '/page': 200, '/livez': 200, '/readyz': 200, '/metrics': 200 };

describe('who is slow loses the connection in time', () => {
  beforeAll(() =>
    start({ HTTP_HEAD_MS: '1000', HTTP_REQUEST_MS: '1500', HTTP_IDLE_MS: '1000', HTTP_READ_MS: '1000' }),
  );
  afterAll(stop);

  test.each([
    ['whose head does not come to its end', SLOW_HEAD, true, 'HTTP/1.1 408 Request Timeout'],
    ['whose body does not', SLOW_BODY, true, 'HTTP/1.1 408 Request Timeout'],
    ['who says nothing', '', true, 'HTTP/1.1 408 Request Timeout'],
    [
      'who has asked once and then nothing more',
      'GET /page HTTP/1.1\r\nhost: x\r\n\r\n',
      true,
      'HTTP/1.1 200 OK',
    ],
    ['who does not read', PICTURE, false, ''],
  ])('%s, while others are answered', async (_, words, reads, said) => {
    const slow = await lines(10, words, reads);
    expect(await others()).toEqual(allAnswered);
    for (const { socket } of reads ? [] : slow) await untilClosedUnread(socket);
    for (const { ended } of reads ? slow : []) expect(await ended).toContain(said);
    await leave();
  });

  test('is told why, as a problem', async () => {
    const { ended } = await line(SLOW_HEAD);
    const [head = '', body = ''] = (await ended).split('\r\n\r\n');
    expect(head).toMatch(/content-type: application\/problem\+json; charset=utf-8\r\n/);
    expect(JSON.parse(body)).toMatchObject({ code: 'request_timeout', status: 408 });
  });
});

/** A reader who does not read learns that the connection is gone only when he goes on. */
async function untilClosedUnread(socket: Socket): Promise<void> {
  while ((await open()) > 0) await new Promise(setImmediate);
  let bytes = 0;
  socket.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume();
  await new Promise((resolve) => (socket.closed ? resolve(true) : socket.once('close', resolve)));
  expect(bytes).toBeLessThan(picture.length);
}

describe('when there are as many connections as may be', () => {
  beforeAll(() => start({ HTTP_CONNECTIONS: String(MOST) }));
  afterAll(stop);

  test.each([
    ['that ask for nothing', '', true],
    ['whose heads come slowly', SLOW_HEAD, true],
    ['whose bodies come slowly', SLOW_BODY, true],
    ['that have been answered', 'GET /page HTTP/1.1\r\nhost: x\r\n\r\n', true],
    ['that do not read', PICTURE, false],
  ])('those make room %s', async (_, words, reads) => {
    await lines(3 * MOST, words, reads);
    for (let again = 0; again < 3; again++) expect(await others()).toEqual(allAnswered);
    expect(await open()).toBeLessThanOrEqual(MOST);
    await leave();
  });

  test('who waits for an answer keeps the connection until it is there', async () => {
    const waiting = await lines(MOST / 2, 'GET /held HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    while (held.size < MOST / 2) await new Promise(setImmediate);
    await lines(2 * MOST, SLOW_HEAD);
    expect(await others()).toEqual(allAnswered);
    for (const release of held) release();
    for (const { ended } of waiting) expect(await ended).toContain('at last');
    await leave();
  });

  test('one that has said something lately stays before one that has not', async () => {
    const silent = await lines(MOST / 2, '');
    const reading = await lines(MOST / 2, 'GET /page HTTP/1.1\r\nhost: x\r\n\r\n');
    const gone = Promise.all(silent.map(({ ended }) => ended));
    await lines(MOST / 2, '');
    await gone;
    expect(reading.map(({ socket }) => socket.closed)).toEqual(Array(MOST / 2).fill(false));
    await leave();
  });
});

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { Doors } from './doors.ts';

let app: FastifyInstance | undefined;
const sockets: Socket[] = [];
const held = new Set<() => void>();
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await app?.close();
});

async function open(port = 0, own = 0): Promise<number> {
  app = fastify();
  const doors = new Doors(app.server);
  app.addHook('preClose', () => doors.close());
  app.get('/page', async () => '기사');
  app.get('/held', () => new Promise((resolve) => held.add(() => resolve('at last'))));
  await doors.open(app, { port, host: '127.0.0.1', own });
  const address = app.server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function come(port: number, count: number): Promise<void> {
  const coming = Array.from({ length: count }, () => connect(port, '127.0.0.1'));
  sockets.push(...coming);
  await Promise.all(coming.map((each) => once(each, 'connect')));
}

const severalDoors = process.platform === 'linux';
if (!severalDoors) process.stdout.write('skipped: only Linux shares out connections among listeners\n');
(severalDoors ? test : test.skip)('many who wait are let in in few turns of the loop', async () => {
  const port = await open();
  let came = 0;
  app?.server.on('connection', () => came++);
  // To the system they are connected before anybody here has looked.
  const coming = Array.from({ length: 128 }, () => connect(port, '127.0.0.1'));
  sockets.push(...coming);
  for (let turn = 0; turn < 24; turn++) await new Promise(setImmediate);
  expect(came).toBeGreaterThan(48);
});

test('whoever comes in by any of them is answered by the one server', async () => {
  const port = await open();
  await come(port, 64);
  const answers = sockets.map(async (socket) => {
    socket.write('GET /page HTTP/1.1\r\nhost: x\r\n\r\n');
    return String((await once(socket, 'data'))[0]);
  });
  expect((await Promise.all(answers)).filter((each) => each.endsWith('기사'))).toHaveLength(64);
});

test('a port that somebody else listens at is not taken from him', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  await expect(open(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  other.close();
});

test('nor is one of ours taken by another process of ours', async () => {
  const port = await open();
  const first = app;
  await expect(open(port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await app?.close();
  app = first;
});

test('a stop waits for those who have asked, by whichever they came', async () => {
  const port = await open();
  await come(port, 32);
  const answers = sockets.map(async (socket) => {
    socket.write('GET /held HTTP/1.1\r\nhost: x\r\n\r\n');
    return String((await once(socket, 'data'))[0]);
  });
  while (held.size < 32) await new Promise(setImmediate);
  const stopped = app?.close();
  for (const release of held) release();
  expect((await Promise.all(answers)).filter((each) => each.endsWith('at last'))).toHaveLength(32);
  for (const socket of sockets) socket.end();
  await stopped;
});

/** A port that nobody listens at. */
async function aFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

(severalDoors ? describe : describe.skip)('a server with a port of its own', () => {
  test('shares the other, and is the only one that answers at its own', async () => {
    const owns = [await aFreePort(), await aFreePort()];
    const port = await open(0, owns[0]);
    const first = app;
    await open(port, owns[1]);
    const second = app;
    const came = { first: 0, second: 0 };
    first?.server.on('connection', () => came.first++);
    second?.server.on('connection', () => came.second++);
    try {
      await come(port, 64);
      // Both have seen all who came when each has answered one who came behind them.
      for (const each of [...sockets]) each.write('GET /page HTTP/1.1\r\nhost: x\r\n\r\n');
      await Promise.all(sockets.map((each) => once(each, 'data')));
      expect(came.first + came.second).toBe(64);
      expect(Math.min(came.first, came.second)).toBeGreaterThan(0);
      const before = came.second;
      await fetch(`http://127.0.0.1:${owns[1]}/page`);
      expect(came.second).toBe(before + 1);
    } finally {
      for (const socket of sockets.splice(0)) socket.destroy();
      await first?.close();
    }
  });

  test('takes no port from one that does not share it, and none that is another’s own', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    await expect(open(taken, await aFreePort())).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await app?.close();
    await expect(open(0, taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
  });
});

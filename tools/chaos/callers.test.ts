import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Callers } from './callers.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** What becomes of callers of a server that has heard so many of them. */
async function called(listener: RequestListener, requests: number): Promise<Callers> {
  const over = new AbortController();
  let heard = 0;
  const server = createServer((request, response) => {
    if (++heard >= requests) over.abort();
    listener(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const callers = new Callers(() => ({ path: '/', right: [200] }));
  await callers.ask(() => `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 200, over.signal);
  return callers;
}

describe('who asks a process', () => {
  test('asks once more where a connection that is kept was closed in the moment of the question', async () => {
    const asked = new WeakSet<object>();
    let closed = false;
    const callers = await called((request, response) => {
      const { socket } = request;
      if (asked.has(socket) && !closed) {
        closed = true;
        socket.resetAndDestroy();
        return;
      }
      asked.add(socket);
      response.end('ok');
    }, 8);
    expect(callers.failed).toEqual([]);
    expect(callers.again).toBe(1);
    expect(callers.answered).toBeGreaterThanOrEqual(7);
  });

  test('was not accepted where the answer is that there is too much to do, and has a fault to tell of any other', async () => {
    const codes = ['overloaded', 'dependency_unavailable'];
    const callers = await called((_, response) => {
      response.statusCode = 503;
      response.end(JSON.stringify({ code: codes.shift() ?? 'overloaded' }));
    }, 4);
    expect(callers.failed).toEqual([expect.stringMatching(/^\d{4}-.*Z \/: 503$/)]);
    expect(callers.refused).toBeGreaterThanOrEqual(3);
    expect(callers.answered).toBe(0);
  });
});

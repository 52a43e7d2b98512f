import { once } from 'node:events';
import { type Agent, Agent as HttpAgent, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fastify, { type FastifyInstance } from 'fastify';
import { Problem } from '#libs/contracts';
import { Admission, type Rank } from './admission.ts';
import { Lines } from './lines.ts';
import { Load } from './load.ts';
import { registry } from './metrics.ts';
import { Runtime } from './runtime.ts';

const AT_ONCE = 4;
const ranks: readonly Rank[] = [
  { urgency: 'vital', method: 'POST', path: /^\/withdraw$/ },
  { urgency: 'patient', method: 'GET', path: /^\/quick$/, query: /[?&]page=/ },
  { urgency: 'urgent', method: 'POST', path: /^\/say$/, isVital: (_, body) => body.includes('철회') },
];

/** Lines of the log, as they come. */
const lines: object[] = [];
const quiet = (): void => undefined;
const log = {
  ...{ debug: quiet, info: quiet, error: quiet, fatal: quiet, isLevelEnabled: () => false },
  warn: (line: object) => void lines.push(line),
};
const load = new Load({ least: AT_ONCE, most: AT_ONCE, targetMs: 500 });
/** How many were in hand a moment after each connection was closed. */
const left: number[] = [];
/** Whose answers are held back. */
const held = new Set<() => void>();

let app: FastifyInstance;
let port: number;
let agent: Agent;
beforeAll(async () => {
  app = fastify({ forceCloseConnections: true });
  const connections = new Lines(app.server, { most: 1_000, readMs: 60_000 });
  new Admission(new Runtime('things', log as never), {
    load,
    lines: connections,
    ranks,
    bodyBytes: 1_000,
  }).open(app);
  app.addHook('preClose', async () => connections.close());
  app.server.on('connection', (socket) =>
    socket.once('close', () => setImmediate(() => void left.push(load.inHand))),
  );
  const hold = () => new Promise<void>((resolve) => held.add(resolve));
  app.get('/held', async () => hold().then(() => 'read'));
  app.post('/held', async () => hold().then(() => 'written'));
  app.get('/waits', async (req) => {
    req.waits();
    await hold();
    return 'waited';
  });
  app.get('/large', async () => Buffer.alloc(32 * 2 ** 20));
  app.get('/quick', async () => 'quick');
  app.post('/withdraw', async () => 'gone');
  app.post('/say', async (req) => ({ heard: req.body }));
  app.get('/livez', async () => 'live');
  port = Number(new URL(await app.listen({ port: 0, host: '127.0.0.1' })).port);
});
afterAll(() => app.close());
beforeEach(async () => {
  for (const release of held) release();
  held.clear();
  await until(() => load.inHand === 0);
  agent?.destroy();
  agent = new HttpAgent({ keepAlive: true });
});

async function until(isSo: () => boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !isSo(); await new Promise(setImmediate))
    if (performance.now() > end) throw new Error('it does not come to that');
}

interface Answer {
  status: number;
  headers: Record<string, unknown>;
  body: string;
}

function ask(method: string, path: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const asked = request({ port, host: '127.0.0.1', method, path, agent, headers }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('utf8')) text += chunk;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    asked.once('error', reject).end(body);
  });
}
const status = async (method: string, path: string, body?: string) => (await ask(method, path, body)).status;

/** Has so many requests in hand that are not answered before the end of the test. */
async function fill(places: number): Promise<{ answers: Promise<Answer[]> }> {
  const before = load.inHand;
  const answers = Promise.all(Array.from({ length: places }, () => ask('POST', '/held')));
  answers.catch(() => undefined);
  await until(() => load.inHand === before + places);
  return { answers };
}

describe('a process that has enough to do', () => {
  test('refuses what is patient before what is read, that before what is said, and nothing that is vital', async () => {
    const looks = async () => ({
      patient: await status('GET', '/quick?page=1'),
      read: await status('GET', '/quick'),
      said: await status('POST', '/say', '"기사"'),
      vital: await status('POST', '/withdraw'),
      health: await status('GET', '/livez'),
    });
    await fill(1);
    expect(await looks()).toEqual({ patient: 200, read: 200, said: 200, vital: 200, health: 200 });
    await fill(1);
    expect(await looks()).toEqual({ patient: 503, read: 200, said: 200, vital: 200, health: 200 });
    await fill(1);
    expect(await looks()).toEqual({ patient: 503, read: 503, said: 200, vital: 200, health: 200 });
    await fill(1);
    expect(await looks()).toEqual({ patient: 503, read: 503, said: 503, vital: 200, health: 200 });
  });

  test('goes on with those it has, and lets others in when they are answered', async () => {
    const { answers } = await fill(AT_ONCE);
    expect(await status('GET', '/quick')).toBe(503);
    for (const release of held) release();
    expect((await answers).map((each) => each.status)).toEqual(Array(AT_ONCE).fill(200));
    expect(await status('GET', '/quick')).toBe(200);
  });

  test('says so at once, as a problem, when to come again, and that nobody shall keep it', async () => {
    await fill(AT_ONCE);
    const { headers, body, ...answer } = await ask('GET', `/held?q=${encodeURIComponent('울릉도')}`);
    const problem = Problem.parse(JSON.parse(body));
    expect(answer.status).toBe(503);
    expect(problem).toMatchObject({ code: 'overloaded', requestId: headers['x-request-id'] });
    expect(headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': String(problem.retryAfter),
      connection: 'keep-alive',
    });
  });

  test('gives an answer that costs nothing, where it has one, rather than a refusal', async () => {
    app.ratherThanRefuse(({ url }, response) => {
      if (url === '/quick?known') response.end('as it was');
      return url === '/quick?known';
    });
    expect(await ask('GET', '/quick?known')).toMatchObject({ status: 200, body: 'quick' });
    await fill(AT_ONCE);
    expect(await ask('GET', '/quick?known')).toMatchObject({ status: 200, body: 'as it was' });
    expect(await status('GET', '/quick?other')).toBe(503);
  });

  test('spreads those it sends away over some seconds', async () => {
    await fill(AT_ONCE);
    const answers = await Promise.all(Array.from({ length: 60 }, () => ask('GET', '/quick')));
    const seconds = new Set(answers.map(({ headers }) => Number(headers['retry-after'])));
    expect([...seconds].sort()).toEqual([1, 2, 3, 4]);
  });

  test('tells who asks for a head no more than that', async () => {
    await fill(AT_ONCE);
    expect(await ask('HEAD', '/quick')).toMatchObject({ status: 503, body: '' });
    expect(await ask('GET', '/quick')).toMatchObject({ status: 503 });
  });

  test('counts each, and has one line in its log for all of a second', async () => {
    const counted = async () => {
      const { values = [] } = (await registry.getSingleMetric('sosik_http_shed_total')?.get()) ?? {};
      return Object.fromEntries(values.map((each) => [each.labels['class'], each.value]));
    };
    await fill(AT_ONCE);
    lines.length = 0;
    // The line of all before.
    await ask('GET', '/quick');
    await until(() => lines.length > 0);
    const before = await counted();
    lines.length = 0;
    await Promise.all(Array.from({ length: 20 }, () => ask('GET', '/quick')));
    await ask('POST', '/held');
    const after = await counted();
    expect(after).toMatchObject({ usual: (before['usual'] ?? 0) + 20, urgent: (before['urgent'] ?? 0) + 1 });
    await until(() => lines.length > 0);
    expect(lines).toEqual([{ refused: { usual: 20, urgent: 1 }, inHand: AT_ONCE, limit: AT_ONCE }]);
  });
});

describe('what only its body tells to be vital', () => {
  test('is looked at first, and gets in whole; the others are refused', async () => {
    await fill(AT_ONCE);
    const words = JSON.stringify({ 기사: '철회', text: '가'.repeat(200) });
    expect(await ask('POST', '/say', words)).toMatchObject({ status: 200, body: `{"heard":${words}}` });
    expect(await status('POST', '/say', '{"기사":"발행"}')).toBe(503);
    expect(await status('POST', '/say', '')).toBe(503);
  });

  test('and comes in pieces', async () => {
    await fill(AT_ONCE);
    const body = Buffer.from('{"기사":"철회"}');
    const socket = connect(port, '127.0.0.1');
    const head = `POST /say HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n`;
    socket.write(`${head}content-length: ${body.length}\r\n\r\n`);
    for (const byte of body) {
      socket.write(Buffer.of(byte));
      await new Promise(setImmediate);
    }
    let text = '';
    for await (const chunk of socket as AsyncIterable<Buffer>) text += chunk.toString();
    expect(text).toContain('HTTP/1.1 200 OK');
  });

  test('is not listened to beyond what its route would read', async () => {
    await fill(AT_ONCE);
    expect(await status('POST', '/say', `"${'x'.repeat(2_000)} 철회"`)).toBe(503);
  });
});

describe('a place', () => {
  test('is not taken by who only waits for something', async () => {
    const waiting = Array.from({ length: 3 * AT_ONCE }, () => ask('GET', '/waits'));
    await until(() => held.size === 3 * AT_ONCE);
    expect(await status('GET', '/quick')).toBe(200);
    for (const release of held) release();
    expect((await Promise.all(waiting)).every((each) => each.status === 200)).toBe(true);
  });

  test('is not taken by a body that comes slowly', async () => {
    const slow = Array.from({ length: 3 * AT_ONCE }, () => connect(port, '127.0.0.1'));
    await Promise.all(slow.map((each) => once(each, 'connect')));
    const head =
      'POST /say HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n"';
    for (const each of slow) each.write(head);
    await Promise.all(Array.from({ length: 20 }, () => status('GET', '/livez')));
    expect(await status('POST', '/say', '1')).toBe(200);
    for (const each of slow) each.destroy();
  });

  test('is not taken by a reader who does not read', async () => {
    const slow = Array.from({ length: 2 * AT_ONCE }, () => connect(port, '127.0.0.1'));
    for (const each of slow) {
      each.pause().write('GET /large HTTP/1.1\r\nhost: x\r\n\r\n');
      await until(() => load.inHand === 0);
    }
    expect(await status('GET', '/quick')).toBe(200);
    for (const each of slow) each.destroy();
  });

  test('of who leaves early is free after as long as others take, and not before', async () => {
    const leaving = Array.from({ length: AT_ONCE }, () => connect(port, '127.0.0.1'));
    for (const each of leaving) each.write('POST /held HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => load.inHand === AT_ONCE);
    left.length = 0;
    // Others here take no longer than a turn.
    const others = jest.spyOn(load, 'usualMs', 'get').mockReturnValue(500);
    for (const each of leaving) each.destroy();
    await until(() => left.length === AT_ONCE);
    expect(left).toEqual(Array(AT_ONCE).fill(AT_ONCE));
    expect(others).toHaveBeenCalledTimes(AT_ONCE);
    others.mockRestore();
    await until(() => load.inHand === 0);
  });

  test('is given back once, whatever becomes of a request', async () => {
    for (let n = 0; n < 3; n++) {
      await Promise.all([status('GET', '/quick'), status('POST', '/say', '{'), status('GET', '/nothing')]);
      const gone = connect(port, '127.0.0.1');
      gone.write('POST /say HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n{');
      gone.destroy();
    }
    await until(() => load.inHand === 0);
    await fill(AT_ONCE);
    expect(load.inHand).toBe(AT_ONCE);
  });
});

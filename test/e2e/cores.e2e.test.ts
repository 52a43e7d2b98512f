// Two gateways that are processes of their own and share one port, as on a machine with several cores.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { Callers } from '../../tools/chaos/callers.ts';
import { freePort } from '../../tools/local/installation.ts';
import { asReader } from '../../tools/local/reader.client.ts';

const KEY = 'test_newsroomKeyForTheTests2026';
const CONNECTIONS = 64;
const READS_PER_SECOND = 60;
const URI = 'cores:1';
const env = installation();
const eventually = within(30_000);

const severalDoors = process.platform === 'linux';
if (!severalDoors) process.stdout.write('skipped: only Linux shares a port among processes\n');

/** One process of the gateway; what is asked at `own` is answered by it alone. */
interface Process {
  child: ChildProcess;
  own: string;
}

let newsroom: Newsroom;
let shared = '';
const processes: Process[] = [];

async function start(port: number): Promise<Process> {
  const own = await freePort(0);
  const asked = ['content', 'search', 'popularity'].map((app) => [
    `${app.toUpperCase()}_URL`,
    newsroom.url(app),
  ]);
  const ports = { PORT: String(port), OWN_PORT: String(own) };
  const settings = { ...Object.fromEntries(asked), ...ports, GATEWAY_TRUSTED_PROXIES: '127.0.0.1' };
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', './tools/source.mjs', 'apps/gateway/src/main.ts'],
    { env: { ...process.env, ...env, ...settings }, stdio: 'inherit' },
  );
  return { child, own: `http://127.0.0.1:${own}` };
}

async function readinessOf({ own }: Process): Promise<{ status: number; said: string }> {
  const answer = await fetch(`${own}/readyz`);
  return { status: answer.status, said: ((await answer.json()) as { status: string }).status };
}

async function publish(version: number, headline: string): Promise<void> {
  const event = anEvent('article.published', anArticle({ uri: URI, version, headline, language: 'ko' }));
  const answer = await fetch(`${newsroom.url('ingest')}/v1/events?wait=visible&timeout=20s`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
  expect(answer.status).toBe(200);
}

/** How often a process has been asked whether it lives. */
async function livesOf({ own }: Process): Promise<number> {
  const told = await (await fetch(`${own}/metrics`)).text();
  const line = /^http_server_request_duration_seconds_count\{[^}]*route="\/livez"[^}]*\} (\d+)/m.exec(told);
  return Number(line?.[1] ?? 0);
}

/** Over a connection of its own. */
async function asksAnew(url: string): Promise<number | undefined> {
  const [answer] = await once(get(url, { agent: new Agent({ keepAlive: false }) }), 'response');
  answer.resume();
  return answer.statusCode;
}

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest], { env });
  if (!severalDoors) return;
  const port = await freePort(0);
  shared = `http://127.0.0.1:${port}`;
  processes.push(...(await Promise.all([start(port), start(port)])));
  await eventually(async () => {
    const all = await Promise.all(processes.map(readinessOf));
    expect(all.map(({ said }) => said)).toEqual(['ready', 'ready']);
  });
}, 120_000);
afterAll(async () => {
  for (const { child } of processes) child.kill('SIGKILL');
  await newsroom?.stop();
});

(severalDoors ? describe : describe.skip)('two gateways on one port', () => {
  test('each hear every change: what is said to be visible is shown by both at the first look', async () => {
    await publish(1, '두 창구의 첫 기사');
    const id = publicId(URI);
    const article = await fetch(`${shared}/api/v1/articles/${id}`, { headers: asReader(1) });
    const { url } = ((await article.json()) as { data: { url: string } }).data;
    const look = async (n: number, headline: string) => {
      const pages = processes.map(({ own }, i) => fetch(own + url, { headers: asReader(n + i) }));
      for (const page of await Promise.all(pages)) expect(await page.text()).toContain(headline);
    };
    await look(2, '두 창구의 첫 기사');
    await publish(2, '두 창구의 고친 기사');
    await look(4, '두 창구의 고친 기사');
  });

  test('share out who comes, and each tells of its own in its metrics', async () => {
    const asked = Array.from({ length: CONNECTIONS }, () => asksAnew(`${shared}/livez`));
    expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
    const counts = await Promise.all(processes.map(livesOf));
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(CONNECTIONS);
    for (const count of counts) expect(count).toBeGreaterThan(0);
  });

  test('one that is told to stop goes without a failed request, and the other takes all', async () => {
    const [first, second] = processes as [Process, Process];
    const id = publicId(URI);
    const readers = new Callers((nth) => ({
      path: `/api/v1/articles/${id}`,
      headers: asReader(10 + nth),
      right: [200],
    }));
    const over = new AbortController();
    const asking = readers.ask(() => shared, READS_PER_SECOND, over.signal);
    await eventually(async () => expect(readers.answered).toBeGreaterThan(READS_PER_SECOND / 2));
    const ended = once(first.child, 'exit');
    first.child.kill('SIGTERM');
    await eventually(async () =>
      expect(await readinessOf(first)).toEqual({ status: 503, said: 'stopping' }),
    );
    expect(await readinessOf(second)).toEqual({ status: 200, said: 'ready' });
    expect((await ended)[0]).toBe(0);
    const until = readers.answered + READS_PER_SECOND / 2;
    await eventually(async () => expect(readers.answered).toBeGreaterThan(until));
    over.abort();
    await asking;
    expect({ failed: readers.failed, turnedAway: readers.turnedAway }).toEqual({ failed: [], turnedAway: 0 });
  });
});

// Two gateways that share one port, as on a machine with several cores: one is a process of its own, the other is in the
// process of this test.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createService, type Service } from '#libs/service';
import { anArticle, anEvent, installation, type Newsroom, startNewsroom, within } from '#libs/testing';
import { publicId } from '#libs/text';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
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

let newsroom: Newsroom;
let shared = '';
let here: NestFastifyApplication | undefined;
let child: ChildProcess | undefined;
/** Where each of the two answers alone: the one in this process, and the other. */
const owns: string[] = [];

function settingsOf(ports: { port: number; own: number }): Record<string, string> {
  const asked = ['content', 'search', 'popularity'].map((app) => [
    `${app.toUpperCase()}_URL`,
    newsroom.url(app),
  ]);
  return {
    ...{ ...env, ...Object.fromEntries(asked), GATEWAY_TRUSTED_PROXIES: '127.0.0.1' },
    ...{ PORT: String(ports.port), OWN_PORT: String(ports.own), HTTP_AT_ONCE_LEAST: '256' },
  };
}

async function start(): Promise<void> {
  const port = await freePort(0);
  const ports = [await freePort(0), await freePort(0)].map((own) => ({ port, own }));
  const [first, second] = ports as [(typeof ports)[0], (typeof ports)[0]];
  shared = `http://127.0.0.1:${port}`;
  owns.push(...ports.map(({ own }) => `http://127.0.0.1:${own}`));
  child = spawn(
    process.execPath,
    ['--conditions=source', '--import', './tools/source.mjs', 'apps/gateway/src/main.ts'],
    { env: { ...process.env, ...settingsOf(second) }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  here = await createService(gateway as Service, { env: settingsOf(first) });
  const fastify: FastifyInstance = here.getHttpAdapter().getInstance();
  await fastify.opens({ port, host: '127.0.0.1', own: first.own });
  await eventually(async () => {
    expect((await Promise.all(owns.map(readinessOf))).map(({ said }) => said)).toEqual(['ready', 'ready']);
  });
}

async function readinessOf(own: string): Promise<{ status: number; said: string }> {
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
async function livesOf(own: string): Promise<number> {
  const told = await (await fetch(`${own}/metrics`)).text();
  const line =
    /^http_server_request_duration_seconds_count\{service="gateway",[^}]*route="\/livez"[^}]*\} (\d+)/m.exec(
      told,
    );
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
  if (severalDoors) await start();
}, 120_000);
afterAll(async () => {
  if (child && child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  await here?.close();
  await newsroom?.stop();
});

(severalDoors ? describe : describe.skip)('two gateways on one port', () => {
  test('each hear every change: what is said to be visible is shown by both at the first look', async () => {
    await publish(1, '두 창구의 첫 기사');
    const id = publicId(URI);
    const article = await fetch(`${shared}/api/v1/articles/${id}`, { headers: asReader(1) });
    const { url } = ((await article.json()) as { data: { url: string } }).data;
    const look = async (n: number, headline: string) => {
      const pages = owns.map((own, i) => fetch(own + url, { headers: asReader(n + i) }));
      for (const page of await Promise.all(pages)) expect(await page.text()).toContain(headline);
    };
    await look(2, '두 창구의 첫 기사');
    await publish(2, '두 창구의 고친 기사');
    await look(4, '두 창구의 고친 기사');
  });

  test('share out who comes, and each tells of its own in its metrics', async () => {
    const asked = Array.from({ length: CONNECTIONS }, () => asksAnew(`${shared}/livez`));
    expect(new Set(await Promise.all(asked))).toEqual(new Set([200]));
    const counts = await Promise.all(owns.map(livesOf));
    expect(counts.reduce((sum, each) => sum + each, 0)).toBe(CONNECTIONS);
    for (const count of counts) expect(count).toBeGreaterThan(0);
  });

  test('one that is told to stop goes without a failed request, and the other takes all', async () => {
    const [stays = '', goes = ''] = owns;
    const leaving = child as ChildProcess;
    const id = publicId(URI);
    const readers = new Callers((nth) => ({
      path: `/api/v1/articles/${id}`,
      headers: asReader(10 + nth),
      right: [200],
    }));
    const over = new AbortController();
    const asking = readers.ask(() => shared, READS_PER_SECOND, over.signal);
    await eventually(async () => expect(readers.answered).toBeGreaterThan(READS_PER_SECOND / 2));
    const ended = once(leaving, 'exit');
    leaving.kill('SIGTERM');
    await eventually(async () => expect(await readinessOf(goes)).toEqual({ status: 503, said: 'stopping' }));
    expect(await readinessOf(stays)).toEqual({ status: 200, said: 'ready' });
    expect((await ended)[0]).toBe(0);
    const until = readers.answered + READS_PER_SECOND / 2;
    await eventually(async () => expect(readers.answered).toBeGreaterThan(until));
    over.abort();
    await asking;
    expect({ failed: readers.failed, turnedAway: readers.turnedAway }).toEqual({ failed: [], turnedAway: 0 });
  });
});

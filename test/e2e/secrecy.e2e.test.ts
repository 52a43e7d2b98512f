import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engine, installation, within } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { freePort, urls } from '../../tools/local/installation.ts';
import { type AppName, appNames } from '../../tools/local/ports.ts';
import { isLoopback, listeningAt, whoListensAt } from './secrecy/sockets.ts';

const services = [content, search, popularity, gateway, syndication, ingest, ops];
/** A process of its own begins with compiling all sources. */
const started = within(80_000);

const word = (): string => randomBytes(16).toString('hex');
const { privateKey } = generateKeyPairSync('ed25519');
/** Every setting that is secret. */
const secrets: Readonly<Record<string, string>> = {
  INGEST_ADMIN_KEY: `live_${word()}`,
  OPS_INGEST_KEY: `live_${word()}`,
  INGEST_SECRETS_KEY: word() + word(),
  PREVIEW_SECRET: word() + word(),
  SEARCH_CURSOR_SECRET: word(),
  OPS_TOKEN: word(),
  OPS_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
  KAFKA_SASL_PASSWORD: word(),
  ELASTICSEARCH_API_KEY: Buffer.from(`id:${word()}`).toString('base64'),
  CONTENT_MEDIA_S3_KEY: word(),
  CONTENT_MEDIA_S3_SECRET: word(),
};
/** Passwords in addresses. */
const passwords = { MONGODB_URL: word(), REDIS_URL: word(), ELASTICSEARCH_URL: word() };
/** Whole, and the part of each that says it all. */
const planted = [...Object.values(secrets), ...Object.values(passwords)].flatMap((each) => [
  each,
  each.replace(/^live_/, ''),
]);
const found = (text: string): string[] => planted.filter((each) => text.includes(each));

/** Addresses that no other paper of this machine has. */
async function addresses(): Promise<Record<string, string>> {
  const ports = await Promise.all(appNames.map(async (name) => [name, await freePort(0)] as const));
  return urls(Object.fromEntries(ports) as Record<AppName, number>);
}

class Paper {
  said = '';
  private readonly child: ChildProcess;

  constructor(env: Record<string, string>, ...args: string[]) {
    this.child = spawn(
      process.execPath,
      [
        ...['--conditions=source', '--import', './tools/source.mjs', '--disable-warning=ExperimentalWarning'],
        ...['test/e2e/secrecy/paper.ts', ...args],
      ],
      { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  async ended(): Promise<void> {
    if (this.child.exitCode === null) await once(this.child, 'exit');
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}

/** What goes wrong for who asks wrongly, and everything that anybody may ask for. */
async function provoke(at: Record<string, string>): Promise<string> {
  const [gate, desk] = [at['INGEST_URL'] ?? '', at['OPS_URL'] ?? ''];
  const json = { 'content-type': 'application/json' };
  const key = { authorization: `Bearer ${secrets['INGEST_ADMIN_KEY']}` };
  const asked: [string, RequestInit?][] = [
    ...services.flatMap(({ name }) =>
      ['/metrics', '/readyz', '/livez', '/internal/idle', '/nothing', '/%'].map((path): [string] => [
        `${at[`${name.toUpperCase()}_URL`]}${path}`,
      ]),
    ),
    [`${gate}/v1/whoami`, { headers: key }],
    [`${gate}/v1/keys`, { headers: key }],
    [`${gate}/v1/whoami`, { headers: { authorization: `Basic ${secrets['INGEST_ADMIN_KEY']}` } }],
    [`${gate}/v1/keys`, { method: 'POST', headers: { ...key, ...json }, body: '{"name":' }],
    [`${gate}/v1/events`, { method: 'POST', headers: { ...key, ...json }, body: '[]' }],
    [`${gate}/v1/articles/x/previews`, { method: 'POST', headers: key }],
    [`${desk}/login`, { method: 'POST', body: new URLSearchParams({ token: 'wrong', name: '한서윤' }) }],
    [
      `${desk}/login`,
      {
        method: 'POST',
        redirect: 'manual',
        body: new URLSearchParams({ token: secrets['OPS_TOKEN'] ?? '', name: 'a' }),
      },
    ],
    [`${desk}/receipts/key`],
    [`${at['SEARCH_URL']}/internal/search?q=a&cursor=broken`],
    [`${at['GATEWAY_URL']}/preview/a.b`],
    [`${at['GATEWAY_URL']}/past/a.b`],
  ];
  let told = '';
  for (const [url, init] of asked) {
    const signal = AbortSignal.timeout(20_000);
    // One that could not start answers nothing.
    const answer = await fetch(url, { redirect: 'manual', ...init, signal }).catch(() => undefined);
    if (!answer) continue;
    // The cookie is signed with the token, and is none of it.
    told += `${url} ${answer.status} ${[...answer.headers].flat().join(' ')}\n${await answer.text()}\n`;
  }
  return told;
}

/** A request as bytes, which no client would send. */
async function raw(url: string, lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  socket.on('error', () => undefined);
  socket.end(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`));
  await once(socket, 'close');
  return answer;
}

const hostile = ['a%0a{"level":"fatal"}', '%1b%5b2J', '%c2%9b31m', '%e2%80%ae%ea%b0%80', '%e2%80%a8', '%00'];

describe('a paper with all its secrets', () => {
  const env: Record<string, string> = { ...installation(), ...secrets, LOG_LEVEL: 'debug' };
  let at: Record<string, string> = {};
  let paper: Paper;
  beforeAll(async () => {
    at = await addresses();
    paper = new Paper({ ...env, ...at }, '--migrate');
    await started(() => expect(paper.said).toContain('"all listen"'));
    await started(async () => {
      for (const { name } of services)
        expect((await fetch(`${at[`${name.toUpperCase()}_URL`]}/readyz`)).status).toBe(200);
    });
  }, 170_000);
  afterAll(() => paper?.kill());

  test('has one of every secret setting that there is', () => {
    const declared = services.flatMap(({ settings }) =>
      Object.entries(settings).flatMap(([name, { secret }]) => (secret ? [name] : [])),
    );
    expect(new Set(Object.keys(secrets))).toEqual(new Set(declared));
  });

  test('says none of them, to whoever asks, nor in its log', async () => {
    const told = await provoke(at);
    expect(found(told)).toEqual([]);
    expect(found(paper.said)).toEqual([]);
    // Whoever looked at nothing would find nothing either.
    expect(told).toContain('sosik_');
    expect(told).toContain('"code":"unauthorized"');
    expect(paper.said).toContain('"msg":"request"');
  });

  test('writes a line for each thing that happens, whatever others send, and nothing in it is obeyed', async () => {
    const letters = '\u001b[2J\u009b31m\u202e가\u2028';
    for (const path of hostile)
      for (const app of ['GATEWAY_URL', 'INGEST_URL', 'OPS_URL', 'CONTENT_URL'])
        await fetch(`${at[app]}/${path}`);
    await raw(at['INGEST_URL'] ?? '', ['GET /v1/\u001b[2J HTTP/1.1', 'host: a']);
    await raw(at['INGEST_URL'] ?? '', [
      'POST /v1/events HTTP/1.1',
      'host: a',
      `x-request-id: a\u009b${letters}`,
      `traceparent: ${letters}`,
      `idempotency-key: ${letters}`,
      `authorization: Bearer ${secrets['INGEST_ADMIN_KEY']}`,
      'content-length: 0',
      'connection: close',
    ]);
    const event = {
      specversion: '1.0',
      id: `id\n${letters}`,
      source: `/source\r\n${letters}`,
      type: 'article.published',
      data: { uri: `x${letters}`, headline: letters, version: 1 },
    };
    const answer = await fetch(`${at['INGEST_URL']}/v1/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents+json',
        authorization: `Bearer ${secrets['INGEST_ADMIN_KEY']}`,
      },
      body: JSON.stringify(event),
    });
    expect(answer.status).toBe(422);
    const lines = paper.said.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(20);
    const seen = /[\p{Cc}\p{Zl}\p{Zp}\u200b\u202a-\u202e\u2066-\u2069]/u;
    expect(lines.filter((line) => seen.test(line))).toEqual([]);
    const faults = lines.filter((line) => {
      try {
        return typeof (JSON.parse(line) as { msg?: unknown }).msg !== 'string';
      } catch {
        return true;
      }
    });
    expect(faults).toEqual([]);
    expect(lines.filter((line) => line.includes('"level":"fatal"'))).toEqual([]);
  });

  const onLinux = existsSync('/proc/net/tcp') ? test : test.skip;
  onLinux('listens to this machine alone, and so do its engines (only Linux tells)', () => {
    const own = listeningAt(paper.pid);
    expect(own.length).toBeGreaterThanOrEqual(services.length);
    expect(own.filter(({ address }) => !isLoopback(address))).toEqual([]);
    const ports = [
      ...engine('KAFKA_BROKERS')
        .split(',')
        .map((each) => Number(each.split(':')[1])),
      ...[engine('MONGODB_URL'), engine('ELASTICSEARCH_URL'), engine('REDIS_URL')].map((each) =>
        Number(new URL(each).port),
      ),
    ];
    const engines = whoListensAt(ports);
    expect(engines.length).toBeGreaterThan(0);
    const open = engines.flatMap((pid) => listeningAt(pid)).filter(({ address }) => !isLoopback(address));
    expect(open).toEqual([]);
  });

  test.each([
    ['0100007F', true],
    ['00000000', false],
    ['0200000A', false],
    ['00000000000000000000000001000000', true],
    ['0000000000000000FFFF00000100007F', true],
    ['00000000000000000000000000000000', false],
    ['0000000000000000FFFF00000200000A', false],
  ])('an address as the kernel writes it is of this machine or not: %s', (address, own) => {
    expect(isLoopback(address)).toBe(own);
  });
});

describe('a paper whose engines are away', () => {
  const away: Record<string, string> = {
    ...secrets,
    LOG_LEVEL: 'debug',
    KAFKA_BROKERS: '127.0.0.1:1',
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: 'sosik',
    MONGODB_URL: `mongodb://sosik:${passwords.MONGODB_URL}@127.0.0.1:1/sosik`,
    REDIS_URL: `redis://sosik:${passwords.REDIS_URL}@127.0.0.1:1`,
    ELASTICSEARCH_URL: `http://sosik:${passwords.ELASTICSEARCH_URL}@127.0.0.1:1`,
  };

  test('says that they are, and not with which words they would have been asked', async () => {
    const at = await addresses();
    const paper = new Paper({ ...away, ...at });
    try {
      await started(() => expect(paper.said).toContain('"all listen"'));
      const told = await provoke(at);
      expect(told).toContain('dependency_unavailable');
      expect(paper.said).toContain('ECONNREFUSED');
      expect(found(told + paper.said)).toEqual([]);
    } finally {
      paper.kill();
    }
  }, 120_000);

  test('shows its settings without them', async () => {
    const paper = new Paper(away, '--print-config');
    await paper.ended();
    expect(paper.said).toContain('INGEST_ADMIN_KEY=******');
    expect(paper.said).toContain('mongodb://sosik:******@127.0.0.1:1/sosik');
    expect(found(paper.said)).toEqual([]);
  }, 90_000);
});

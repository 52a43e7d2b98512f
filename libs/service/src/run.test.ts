import { type ChildProcess, spawn } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { isOwn } from './run.ts';

const root = new URL('../../../', import.meta.url).pathname;
const main = `
import { Module } from '@nestjs/common';
import { DependencyUnavailable, kinds, run, Runtime, serviceSettings } from ${JSON.stringify(`${root}libs/service/src/service.ts`)};
class Tiny {
  static runtime;
  constructor(runtime) { Tiny.runtime = runtime; }
  onModuleInit() {
    if (process.env.START !== 'ends') return;
    process.exitCode = 1;
    process.emit('SIGTERM', 'SIGTERM');
  }
  onApplicationShutdown() { console.log('closed'); }
}
Reflect.defineMetadata('design:paramtypes', [Runtime], Tiny);
Module({})(Tiny);
const settings = { ...serviceSettings(0), ADMIN_KEY: kinds.text('The first key', { secret: true }) };
let asked = 0;
const migrate = async () => {
  if (process.env.ENGINE === 'refuses') throw new Error('no right to make this');
  if (process.env.ENGINE === 'starts' && ++asked < 3) throw new DependencyUnavailable('engine');
  console.log('made');
};
await run({ name: 'tiny', settings, module: Tiny, migrate });
if (process.env.LATER === 'reject') setTimeout(() => Promise.reject(new Error('nobody caught this')), 1);
`;

/** One app as its own process, from its sources. */
function start(
  env: Record<string, string>,
  ...options: string[]
): { child: ChildProcess; end: Promise<End> } {
  const flags = ['--conditions=source', '--import', './tools/source.mjs', '--input-type=module', '-e', main];
  const child = spawn(process.execPath, [...flags, '--', ...options], {
    cwd: root,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (bytes) => {
    out += String(bytes);
  });
  child.stderr?.on('data', (bytes) => {
    err += String(bytes);
  });
  const end = new Promise<End>((resolve) => {
    child.on('close', (status) => resolve({ status, out, err }));
  });
  return { child, end };
}
interface End {
  status: number | null;
  out: string;
  err: string;
}
const ADMIN_KEY = 'live_secretOfTheNewsroom';

test.concurrent('--print-config shows every setting and no secret, and starts nothing', async () => {
  const { status, out } = await start({ ADMIN_KEY, PORT: '4321' }, '--print-config').end;
  expect(status).toBe(0);
  expect(out.trim().split('\n')).toEqual([
    expect.stringMatching(/^HOST=127\.0\.0\.1 /),
    expect.stringMatching(/^PORT=4321 /),
    expect.stringMatching(/^OWN_PORT=0 /),
    expect.stringMatching(/^STOP_NOTICE_MS=1000 /),
    expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT= /),
    expect.stringMatching(/^LOG_LEVEL=info /),
    ...Array(8).fill(expect.stringMatching(/^HTTP_[A-Z_]+=\d+ /)),
    'ADMIN_KEY=******  # The first key (text)',
  ]);
});

test.concurrent('what an app needs in an engine is made as soon as the engine takes it', async () => {
  const { status, out } = await start({ ADMIN_KEY, ENGINE: 'starts' }, '--migrate').end;
  expect(status).toBe(0);
  expect(out.match(/waits for an engine/g)).toHaveLength(2);
  expect(out).toContain('made');
});

test.concurrent('what an engine refuses is not asked for again', async () => {
  const { status, out, err } = await start({ ADMIN_KEY, ENGINE: 'refuses' }, '--migrate').end;
  expect({ status, waited: out.includes('waits for an engine') }).toEqual({ status: 1, waited: false });
  expect(err).toContain('no right to make this');
});

test.concurrent.each([[[]], [['--print-config']], [['--migrate']]])(
  'settings that can not be used end the start with all faults and no stack: %j',
  async (options) => {
    const { status, out, err } = await start({ PORT: 'four' }, ...options).end;
    expect({ status, out }).toEqual({ status: 1, out: '' });
    expect(err).toBe(
      "tiny can't start. These settings can't be used:\n" +
        '  PORT must be an integer from 0 to 65535\n  ADMIN_KEY is missing\n',
    );
  },
);

test.concurrent.each(['SIGTERM', 'SIGINT'] as const)('%s stops it cleanly', async (signal) => {
  const { child, end } = start({ ADMIN_KEY });
  child.stdout?.on('data', (bytes) => {
    if (String(bytes).includes('"ready"')) child.kill(signal);
  });
  const { status, out, err } = await end;
  expect({ status, err }).toEqual({ status: 0, err: '' });
  expect(out).toMatch(/"port":0.*"ready"/);
  expect(out).toContain('closed');
  expect(out).not.toContain('secretOfTheNewsroom');
});

test.concurrent('what gives up while it starts ends, instead of being there and doing nothing', async () => {
  const { status, out, err } = await start({ ADMIN_KEY, START: 'ends' }).end;
  expect({ status, err, ready: out.includes('"ready"') }).toEqual({ status: 1, err: '', ready: false });
});

test.concurrent('an error nobody caught ends it, with a line that says so', async () => {
  const { status, out } = await start({ ADMIN_KEY, LATER: 'reject' }).end;
  expect(status).toBe(1);
  const line = out.split('\n').find((each) => each.includes('"fatal"'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ service: 'tiny', err: { message: 'nobody caught this' } });
});

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.5', false],
  ['127.0.0.1.example', false],
])('an address is of this machine alone, or it is said that it is not: %s', (host, own) => {
  expect(isOwn(host)).toBe(own);
});

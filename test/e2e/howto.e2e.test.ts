import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { installation, type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { ops } from '../../apps/ops/src/ops.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { syndication } from '../../apps/syndication/src/syndication.module.ts';
import { packClient } from '../../tools/client/pack.ts';
import { freePort } from '../../tools/local/installation.ts';

const root = new URL('../../', import.meta.url).pathname;
const guides = join(root, 'docs/howto');
const KEY = 'test_keyOfTheHowTosOfSosik2026';

const env = installation();
let newsroom: Newsroom;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'howto-'));
  const pack = join(folder, 'node_modules/@sosik/client');
  mkdirSync(pack, { recursive: true });
  packClient(pack);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  const { privateKey } = generateKeyPairSync('ed25519');
  newsroom = await startNewsroom([content, search, popularity, syndication, gateway, ingest, ops], {
    env: {
      ...env,
      INGEST_ADMIN_KEY: KEY,
      INGEST_SECRETS_KEY: randomBytes(32).toString('hex'),
      OUTBOUND_ALLOW: '127.0.0.1/32',
      OPS_URL: `http://127.0.0.1:${await freePort(0)}`,
      OPS_SIGNING_KEY: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    },
  });
});
afterAll(async () => {
  await newsroom?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A snippet that is run, and what its guide says that it shows. */
interface Step {
  language: 'sh' | 'ts';
  code: string;
  shows?: string;
}

/** Fences of `sh` and `ts` are run; one of `text` behind them is what they print, `…` standing for anything. */
function stepsOf(guide: string): Step[] {
  const steps: Step[] = [];
  for (const [, language, code = ''] of guide.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (language === 'sh' || language === 'ts') steps.push({ language, code });
    const last = steps.at(-1);
    if (language === 'text' && last) last.shows = code;
  }
  return steps;
}

/** As a reader of the guide would run it, in a folder where the client is installed. */
async function run({ language, code }: Step, number: number): Promise<string> {
  const script = /^\/\/ (\S+\.ts)\n/.exec(code)?.[1] ?? `step-${number}.ts`;
  if (language === 'ts') writeFileSync(join(folder, script), code);
  const [command, args] =
    language === 'ts' ? [process.execPath, [script]] : ['bash', ['-euo', 'pipefail', '-c', code]];
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...env,
      PATH: [join(root, 'bin'), dirname(process.execPath), process.env['PATH']].join(delimiter),
      HOME: folder,
      NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
      SOSIK_URL: newsroom.url('ingest'),
      SOSIK_KEY: KEY,
      SOSIK_SITE: newsroom.url('gateway'),
      PUBLIC_URL: newsroom.url('gateway'),
      CONTENT_URL: newsroom.url('content'),
      OPS_URL: newsroom.url('ops'),
    },
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  // Only a grep that counts none may fail, and its guide says what it prints.
  if (status !== 0 && !(status === 1 && out.endsWith('0\n')))
    throw new Error(`${code}\nended with ${status}\n${out}${err}`);
  return out;
}

function matching(shows: string): RegExp {
  const parts = shows
    .trim()
    .split('…')
    .map((part) => part.replaceAll(/[$(-+.?[-^{|}]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*?')}$`);
}

const files = readdirSync(guides).filter((name) => name.endsWith('.md'));

test.each(files)('what docs/howto/%s says is so', async (file) => {
  const steps = stepsOf(readFileSync(join(guides, file), 'utf8'));
  expect(steps.length).toBeGreaterThan(0);
  for (const [number, step] of steps.entries()) {
    const out = await run(step, number);
    if (step.shows !== undefined) expect(out.trim()).toMatch(matching(step.shows));
  }
});

test('every guide shows both languages, both ways to send, and what comes of it', () => {
  for (const file of files) {
    const guide = readFileSync(join(guides, file), 'utf8');
    const steps = stepsOf(guide);
    expect({ file, ways: new Set(steps.map(({ language }) => language)) }).toEqual({
      file,
      ways: new Set(['sh', 'ts']),
    });
    expect({ file, shown: steps.filter(({ shows }) => shows !== undefined).length >= 2 }).toEqual({
      file,
      shown: true,
    });
    expect(guide).toMatch(/[가-힣]/);
  }
});

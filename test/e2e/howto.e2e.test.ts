import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
import { follow, matching, type Step, stepsOf } from '../guide.ts';

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

/** As a reader of the guide would run it, in a folder where the client is installed. */
function run(step: Step, number: number): Promise<string> {
  const paper = {
    ...env,
    SOSIK_URL: newsroom.url('ingest'),
    SOSIK_KEY: KEY,
    SOSIK_SITE: newsroom.url('gateway'),
    PUBLIC_URL: newsroom.url('gateway'),
    CONTENT_URL: newsroom.url('content'),
    OPS_URL: newsroom.url('ops'),
  };
  return follow(step, { folder, env: paper, number });
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

import { spawn } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Newsroom, startNewsroom } from '#libs/testing';
import { content } from '../../apps/content/src/content.module.ts';
import { gateway } from '../../apps/gateway/src/gateway.module.ts';
import { ingest } from '../../apps/ingest/src/ingest.module.ts';
import { popularity } from '../../apps/popularity/src/popularity.module.ts';
import { search } from '../../apps/search/src/search.module.ts';
import { HttpDoor } from './door.ts';
import { Simulation } from './simulation.ts';

const KEY = 'live_simulatedNewsroomOfOneTest2026';
let newsroom: Newsroom;

beforeAll(async () => {
  newsroom = await startNewsroom([content, search, popularity, ingest, gateway], {
    env: { INGEST_ADMIN_KEY: KEY },
  });
});
afterAll(() => newsroom?.stop());

test('what a simulated newsroom was acknowledged is what readers get when all has settled', async () => {
  const door = new HttpDoor({ ingest: newsroom.url('ingest'), gateway: newsroom.url('gateway'), key: KEY });
  const rates = { publish: 10, update: 8, correct: 4, withdraw: 2, read: 20, search: 3 };
  const simulation = new Simulation({ rates, seconds: 4, seed: 11, run: 'int', door });
  const report = await simulation.run(new AbortController().signal);
  await newsroom.settled();
  const { ledger } = simulation;
  expect(ledger.count('acknowledged')).toBeGreaterThan(40);
  expect(ledger.count('refused')).toBe(0);
  const faults = await Promise.all(
    ledger.uris().map(async (uri) => ledger.fault(uri, await door.shown(uri))),
  );
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  expect(report.read.statuses.get(200)).toBeGreaterThan(0);
});

/** The command as an operator runs it, led by the environment to this paper. */
async function simulate(args: string[], changes: NodeJS.ProcessEnv = {}) {
  const addresses = {
    INGEST_URL: newsroom.url('ingest'),
    PUBLIC_URL: newsroom.url('gateway'),
    SOSIK_KEY: KEY,
  };
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', './tools/source.mjs', 'tools/newsroom/simulate.ts', ...args],
    { env: { ...process.env, ...addresses, ...changes }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}

test('the command prints what was answered, and ends with 0 when the paper keeps its word', async () => {
  const rates = ['--publish', '4', '--update', '2', '--correct', '0', '--withdraw', '0', '--read', '0'];
  const { code, out, err } = await simulate([...rates, '--search', '0', '--seconds', '3', '--json']);
  expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('all is as acknowledged') });
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { kind: string; due: number; statuses: object });
  expect(rows.map(({ kind }) => kind)).toEqual(['publish', 'update']);
  expect(rows[0]?.statuses).toEqual({ 202: rows[0]?.due });
});

test.each<[string, string[], NodeJS.ProcessEnv, string]>([
  ['another machine', [], { INGEST_URL: 'http://paper.example' }, 'is not on this machine'],
  ['a rate that is no number', ['--read', 'many'], {}, 'the rate of read'],
  ['a word that it does not know', ['--reed', '4'], {}, '--reed'],
])('the command refuses %s as a fault of usage', async (_, args, changes, words) => {
  const { code, err } = await simulate(args, changes);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(words) });
});

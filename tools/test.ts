// npm test [-- <jest arguments>]
//
// Everything that must hold: checks, then pure, integration and whole-system tests on real engines, which
// start while the checks run. With jest arguments only the tests they name are run.
// The last line is "N passed, N failed"; a failed check counts as a failure.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cleanUp, type Engines, startEngines } from '../engines/engines.ts';
import { check, printChecks } from './check.ts';

/** Connections that close by themselves need a moment. */
const LEFT_OPEN_MS = 15_000;

const begun = performance.now();
const jestArguments = process.argv.slice(2);
const pureOnly = jestArguments.join(' ').includes('--selectProjects pure');
const stages: [string, number][] = [];

/** The crash proof runs all apps and engines of its own beside those of the run: with the machine to itself, at the end. */
const ALONE = 'test/e2e/crash\\.e2e';
const runs: [string, string[]][] =
  jestArguments.length > 0
    ? [['tests', jestArguments]]
    : [
        ['tests', ['--testPathIgnorePatterns', ALONE]],
        ['crash proof', [ALONE]],
      ];

const abort = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());

async function stage<T>(name: string, work: () => Promise<T>): Promise<T> {
  const from = performance.now();
  try {
    return await work();
  } finally {
    stages.push([name, (performance.now() - from) / 1000]);
  }
}

async function runChecks(): Promise<number> {
  if (jestArguments.length > 0) return 0;
  const results = await stage('checks', check);
  printChecks(results);
  return results.filter(({ passed }) => !passed).length;
}

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

/** What a test has started by itself and could not end, because it was cut off. */
async function endWhatTestsLeft(own: string): Promise<void> {
  const folders = readdirSync(own, { withFileTypes: true }).filter((each) => each.isDirectory());
  await Promise.all(folders.map(({ name }) => cleanUp(join(own, name), say)));
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

function runJest(
  [name, selection]: [string, string[]],
  engines: Engines | undefined,
  own: string,
): Promise<Counts> {
  return stage(name, async () => {
    const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
    const child = spawn(process.execPath, [...flags, 'node_modules/jest/bin/jest.js', ...selection], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        TEST_STATE: own,
        ...(engines ? { ENGINES_JSON: JSON.stringify(engines.settings()) } : {}),
      },
      // Ctrl-C in a terminal reaches all of a group: the tests end by our word, after which the engines do.
      detached: true,
    });
    let counts: Counts = { passed: 0, failed: 0, skipped: 0 };
    let patience: NodeJS.Timeout | undefined;
    child.on('message', (message) => {
      counts = message as Counts;
      // Whatever a test has left open would keep the run from ending: said, and counted as a failure.
      patience = setTimeout(() => {
        process.stdout.write('The tests are done, but something they left open keeps them from ending.\n');
        child.kill('SIGKILL');
      }, LEFT_OPEN_MS);
    });
    abort.signal.addEventListener('abort', () => child.kill('SIGTERM'));
    const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
    clearTimeout(patience);
    const crashed = code !== 0 && counts.failed === 0 ? 1 : 0;
    return { ...counts, failed: counts.failed + crashed };
  });
}

async function main(): Promise<Counts> {
  const state = `.data/test-${process.pid}`;
  const starting = pureOnly
    ? Promise.resolve(undefined)
    : stage('engines', () =>
        startEngines({
          state,
          durable: false,
          env: process.env,
          abort: abort.signal,
          say,
        }),
      );
  starting.catch(() => undefined);
  const own = join(state, 'own');
  mkdirSync(own, { recursive: true });
  const failedChecks = await runChecks();
  const engines = await starting;
  try {
    const sum = { passed: 0, failed: failedChecks, skipped: 0 };
    for (const run of runs) {
      if (abort.signal.aborted) break;
      const { passed, failed, skipped } = await runJest(run, engines, own);
      sum.passed += passed;
      sum.failed += failed;
      sum.skipped += skipped;
    }
    return sum;
  } finally {
    await endWhatTestsLeft(own);
    await engines?.stop();
  }
}

const { passed, failed, skipped } = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return { passed: 0, failed: 1, skipped: 0 };
});
const install = process.env['SOSIK_INSTALL_SECONDS'];
const times = [
  ...(install ? [`install ${install} s`] : []),
  ...stages.map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`),
];
process.stdout.write(
  `\n${times.join(', ')}; together ${((performance.now() - begun) / 1000).toFixed(1)} s\n`,
);
process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed === 0 ? 0 : 1;

// npm run check [-- --audit]: types, format and lint, arrows between rooms, dead code; with the word also what the
// registry knows against our packages. All faults at once.
import { fileURLToPath } from 'node:url';
import { runToEnd } from './local/build.ts';
import { audit } from './packages/audit.ts';

const bin = (script: string, ...args: string[]) => ({
  command: process.execPath,
  args: [`node_modules/${script}`, ...args],
});

const checks = {
  types: bin('typescript/bin/tsc', '-b'),
  'format and lint': bin('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--reporter=summary'),
  arrows: bin(
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    'apps',
    'libs',
    'engines',
    'tools',
    'test',
    '--config',
    '.dependency-cruiser.mjs',
  ),
  'dead code': bin('knip/bin/knip.js', '--no-progress'),
};

export interface CheckResult {
  name: string;
  passed: boolean;
  seconds: number;
  output: string;
}

/** Runs the four checks, types first since the others are read more easily without faults of type. */
export async function check(): Promise<CheckResult[]> {
  const results = Object.entries(checks).map(async ([name, program]) => {
    const begun = performance.now();
    const { code, output } = await runToEnd(program);
    return { name, passed: code === 0, seconds: (performance.now() - begun) / 1000, output };
  });
  return Promise.all(results);
}

/** Prints a line per check, and what a failed one said. */
export function printChecks(results: readonly CheckResult[]): void {
  for (const { name, passed, seconds, output } of results) {
    process.stdout.write(`${passed ? 'ok    ' : 'FAILED'}  ${name.padEnd(16)} ${seconds.toFixed(1)} s\n`);
    if (!passed) process.stdout.write(`${output}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const results = await check();
  if (process.argv.includes('--audit')) {
    const begun = performance.now();
    const { passed, words } = await audit();
    const seconds = (performance.now() - begun) / 1000;
    results.push({ name: 'vulnerabilities', passed, seconds, output: words });
  }
  printChecks(results);
  process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
}

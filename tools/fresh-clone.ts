// npm run fresh-clone [-- --keep]
//
// What a newcomer does: clones the repository into a folder of its own and runs both commands there, with
// the npm and Node of this machine. Then looks whether anything is left running or listening.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { outsideFolder } from '../engines/shelf.ts';

const keep = process.argv.includes('--keep');
const folder = mkdtempSync(join(tmpdir(), 'sosik-clone-'));
const clone = join(folder, 'sosik');
/** The machine's own commands, without what this run has put before them. */
const PATH = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((each) => !each.includes('node_modules'))
  .join(delimiter);

function run(command: string, ...args: string[]): boolean {
  const begun = performance.now();
  process.stdout.write(`\n$ ${command} ${args.join(' ')}\n`);
  const inClone = command === 'git' ? {} : { cwd: clone };
  const { npm_execpath: _, SOSIK_INSTALL_SECONDS: __, ENGINES_JSON: ___, ...env } = process.env;
  const { status } = spawnSync(command, args, { ...inClone, stdio: 'inherit', env: { ...env, PATH } });
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok' : `FAILED with ${status}`} after ${seconds} s\n`);
  return status === 0;
}

/** Processes whose working folder or program lies in the clone. */
function leftRunning(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ['cwd', 'exe'].some((link) => target(`/proc/${pid}/${link}`).startsWith(folder)));
}

function target(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

const passed =
  run('git', 'clone', '--quiet', process.cwd(), clone) &&
  run('npm', 'start', '--', '--once') &&
  run('npm', 'start', '--', '--once') &&
  run('npm', 'test');
const left = leftRunning();
process.stdout.write(`\nleft running: ${left.length === 0 ? 'nothing' : left.join(', ')}\n`);
if (keep) process.stdout.write(`the clone stays in ${clone}\n`);
else {
  for (const each of [folder, outsideFolder(clone)]) rmSync(each, { recursive: true, force: true });
}
process.stdout.write(
  passed && left.length === 0 ? 'A newcomer gets through.\n' : 'A newcomer would be stuck.\n',
);
process.exitCode = passed && left.length === 0 ? 0 : 1;

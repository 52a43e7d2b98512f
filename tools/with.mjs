// node tools/with.mjs <script> [arguments]
//
// The door of every npm script: makes sure that the packages of package-lock.json are installed, then runs
// the script under the Node that the lock file pins. It needs nothing but npm and any Node from 18 on, so
// this one file has no dependency and no TypeScript.
//
// A script that ends in .ts is run from source (see tools/source.mjs).
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const nodePackage = `node_modules/node-${process.platform}-${process.arch}`;
const lock = join(root, '.install.lock');

function packages(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined;
}

/** npm writes the second file at the end of each complete install, so an aborted one does not count. */
function installed() {
  const wanted = packages('package-lock.json');
  const present = packages('node_modules/.package-lock.json');
  if (!present) return false;
  return Object.entries(wanted).every(([place, { version, optional, devOptional, link }]) => {
    if (place === '' || link) return true;
    const found = present[place];
    if (found) return found.version === version;
    return place !== nodePackage && Boolean(optional || devOptional);
  });
}

function npmCi() {
  process.stderr.write('Installing packages (first run, or package-lock.json changed) …\n');
  const started = Date.now();
  const npm = process.env.npm_execpath;
  const ci = ['ci', '--loglevel=error', '--no-progress'];
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const { status } = npm ? spawnSync(process.execPath, [npm, ...ci], options) : spawnSync('npm', ci, options);
  if (status !== 0) {
    process.stderr.write('Packages could not be installed: see the lines above, then run `npm ci`.\n');
    process.exit(status ?? 1);
  }
  process.env.SOSIK_INSTALL_SECONDS = ((Date.now() - started) / 1000).toFixed(1);
}

/** Two first runs at once must not both write node_modules: the second waits for the first. */
function install() {
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const abandoned = existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 300_000;
      if (abandoned) rmSync(lock, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    }
  }
  try {
    if (!installed()) npmCi();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function pinnedNode() {
  const pinned = join(root, nodePackage, 'bin', 'node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 9)) return process.execPath;
  process.stderr.write(
    `Node 24.9 or newer is needed. This is ${process.version}, and no package carries one for ` +
      `${process.platform}-${process.arch}: install Node 24 and run this again.\n`,
  );
  process.exit(1);
}

if (!installed()) install();
const node = pinnedNode();
const fromSource = process.argv.slice(2).some((argument) => argument.endsWith('.ts'))
  ? ['--conditions=source', '--import', './tools/source.mjs']
  : [];
const child = spawn(node, [...fromSource, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
  },
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (signal === 'SIGINT' ? 2 : 15)));

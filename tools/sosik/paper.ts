import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Command, InvalidArgumentError } from 'commander';
import type { ProcessMark } from '../../engines/processes.ts';
import { Refused } from './ending.ts';
import { gateOf, localState, newsroomKey, siteOf, type Terminal } from './terminal.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const LOG = `${localState}up.log`;
/** Who runs the paper, as the engines note it. */
const LOCK = `${localState}run.lock`;
/** What \`npm start\` says when all of it is there. */
const THERE = 'The paper is out.';
const LOOK_MS = 200;
const GRACE_MS = 30_000;
/** As many as the demo newspaper can make (tools/demo/seed.ts). */
const MOST_ARTICLES = 100_000;

/** `sosik up`, `down`, `seed`: the paper of this machine. */
export function paperCommands(program: Command, terminal: Terminal): void {
  program
    .command('up')
    .description('starts the paper of this machine and leaves it running')
    .action(() => up(terminal));
  program
    .command('down')
    .description('stops it, however it was started')
    .action(() => down(terminal));
  program
    .command('seed')
    .description('publishes the demo newspaper, and reads it; what is there already stays as it is')
    .option('--articles <number>', `generated articles beside it, at most ${MOST_ARTICLES}`, whole, 0)
    .option('--seed <number>', 'which ones: the same number, the same words', whole, 1)
    .action(async (options: { articles: number; seed: number }, command: Command) => {
      const { seed } = await terminal.load(() => import('../demo/seed.ts'));
      const { url, key } = command.optsWithGlobals<{ url?: string; key?: string }>();
      const abort = new AbortController();
      process.once('SIGINT', () => abort.abort());
      const paper = {
        ingest: url ?? gateOf(terminal),
        gateway: siteOf(terminal),
        key: key ?? newsroomKey(terminal),
      };
      terminal.out(JSON.stringify(await seed(paper, { ...options, abort: abort.signal })));
    });
}

async function up(terminal: Terminal): Promise<void> {
  if (await running(terminal)) return terminal.err('The paper is running already; `sosik down` stops it.');
  mkdirSync(localState, { recursive: true });
  const log = openSync(LOG, 'w', 0o600);
  const child = spawn(process.execPath, ['tools/with.mjs', 'tools/start.ts'], {
    cwd: root,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  let told = 0;
  for (let text = ''; !text.includes(THERE); await delay(LOOK_MS)) {
    text = readFileSync(LOG, 'utf8');
    const lines = text.split('\n').slice(0, -1);
    for (const line of lines.slice(told)) terminal.err(line);
    told = lines.length;
    if (ended) throw new Refused(7, 'the paper could not be started', '`sosik doctor` says what is missing');
  }
  child.unref();
  terminal.err('It goes on by itself; `sosik down` stops it.');
}

async function down(terminal: Terminal): Promise<void> {
  const { end, isAlive } = await processes(terminal);
  const mark = await running(terminal);
  if (!mark) return terminal.err('The paper of this machine is not running.');
  terminal.err(`stopping the paper (process ${mark.pid}) …`);
  await end(mark, GRACE_MS);
  terminal.err(isAlive(mark) ? 'It does not end.' : 'Everything is stopped.');
}

/** The process that runs the paper, if one does. */
async function running(terminal: Terminal): Promise<ProcessMark | undefined> {
  const { isAlive } = await processes(terminal);
  try {
    const mark = JSON.parse(readFileSync(LOCK, 'utf8')) as ProcessMark;
    return isAlive(mark) ? mark : undefined;
  } catch {
    return undefined;
  }
}

function processes(terminal: Terminal): Promise<typeof import('../../engines/processes.ts')> {
  return terminal.load(() => import('../../engines/processes.ts'));
}

function whole(text: string): number {
  if (/^\d{1,6}$/.test(text) && Number(text) <= MOST_ARTICLES) return Number(text);
  throw new InvalidArgumentError(`is a whole number of at most ${MOST_ARTICLES}`);
}

// One long-running program that outlives nothing: supervised while the runner lives, found and ended after it died.
// Guarantees: its pid is on disk, with its start time, before anything else happens, so that a run after a
// SIGKILL of the runner can end it and never a stranger; it leads its own process group, so a Ctrl-C in the
// terminal reaches the runner alone, which stops the apps first; a runner that ends without stopping it asks it to
// end as its last act; what it prints goes to a log file.
import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { lastLines } from './command.ts';
import type { Launch } from './definition.ts';
import { EngineError, type Say } from './engine.ts';
import { end, isAlive, type ProcessMark, processMark, signal } from './processes.ts';

export interface DaemonPlace {
  /** Folder of the run: pids and logs are below it. */
  readonly state: string;
  readonly name: string;
  readonly cwd: string;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

const pidFolder = (state: string): string => join(state, 'pids');

/** All that run now, for the last act. */
const living = new Set<Daemon>();

function lastAct(): void {
  for (const daemon of living) daemon.stopWithoutWaiting();
}

export class Daemon {
  private readonly place: DaemonPlace;
  private readonly say: Say;
  private readonly pidFile: string;
  readonly logFile: string;
  private mark: ProcessMark | undefined;
  private child: ChildProcess | undefined;
  /** Settles when the program that was started last is gone: how it ended, in words. */
  ended: Promise<string> = Promise.resolve('not started');
  /** Set when it ended: how, in words. */
  private ending: string | undefined;
  private expected = false;

  constructor(place: DaemonPlace, say: Say) {
    this.place = place;
    this.say = say;
    this.pidFile = join(pidFolder(place.state), `${place.name}.json`);
    this.logFile = join(place.state, 'logs', `${place.name}.log`);
    for (const folder of ['pids', 'logs']) mkdirSync(join(place.state, folder), { recursive: true });
  }

  get running(): boolean {
    return this.child !== undefined && this.ending === undefined;
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.running ? this.mark?.pid : undefined;
  }

  /** How it ended, when it did. */
  get end(): string | undefined {
    return this.ending;
  }

  async start(launch: Launch): Promise<void> {
    if (this.running) return;
    this.expected = false;
    this.ending = undefined;
    const log = this.openLog();
    const { user, cwd } = this.place;
    const child = spawn(launch.command, [...launch.args], {
      cwd,
      detached: true,
      stdio: ['ignore', log, log],
      ...(launch.argv0 ? { argv0: launch.argv0 } : {}),
      ...(launch.env ? { env: launch.env } : {}),
      ...(user ? { uid: user.uid, gid: user.gid } : {}),
    });
    this.child = child;
    if (child.pid !== undefined) this.remember(child.pid);
    this.ended = this.watch(child);
    if (living.size === 0) process.once('exit', lastAct);
    living.add(this);
    closeSync(log);
    child.unref();
  }

  private remember(pid: number): void {
    this.mark = processMark(pid);
    if (this.mark) writeFileSync(this.pidFile, JSON.stringify(this.mark));
  }

  /** One boot back is kept: after a kill its last words are what one wants to read. */
  private openLog(): number {
    try {
      renameSync(this.logFile, this.logFile.replace(/log$/, 'previous.log'));
    } catch {
      // the first boot
    }
    return openSync(this.logFile, 'a');
  }

  private async watch(child: ChildProcess): Promise<string> {
    const ending = await new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, name) => resolve(name ? `ended by ${name}` : `ended with code ${code}`));
    });
    this.ending = ending;
    living.delete(this);
    if (living.size === 0) process.removeListener('exit', lastAct);
    rmSync(this.pidFile, { force: true });
    if (!this.expected) this.say(`${this.place.name} ${ending}; its log: ${this.logFile}`);
    return ending;
  }

  /** SIGTERM, and SIGKILL after the grace. Resolves when it is gone; at once when it does not run. */
  async stop(graceMs: number): Promise<void> {
    this.expected = true;
    if (!this.running) return;
    // Of the one that runs now: who supervises it may have started the next one by the time that it is gone.
    const { ended } = this;
    this.child?.ref();
    if (this.mark) await end(this.mark, graceMs);
    await ended;
  }

  async kill(): Promise<void> {
    await this.stop(0);
  }

  /** Asks it to end and waits for nothing. */
  stopWithoutWaiting(): void {
    this.expected = true;
    if (this.running && this.mark) signal(this.mark, 'SIGTERM');
  }

  /** Its end as an error, with what it said last. */
  failure(): EngineError {
    return new EngineError(
      'ended-early',
      `${this.place.name} ${this.ending ?? 'does not answer'} before it was ready. The end of its log:\n${this.logTail()}`,
      `read ${this.logFile}; a port or folder that another program uses is the usual reason`,
    );
  }

  logTail(lines = 20): string {
    try {
      return lastLines(readFileSync(this.logFile, 'utf8'), lines);
    } catch {
      return '(no log)';
    }
  }
}

/** Ends what an earlier run left running in this state folder. */
export async function endLeftovers(state: string, say: Say): Promise<void> {
  const files = listPidFiles(state);
  await Promise.all(
    files.map(async (file) => {
      const mark = readMark(file);
      if (mark && isAlive(mark)) {
        say(`ending what an earlier run left: ${file.name} (process ${mark.pid})`);
        await end(mark, 5_000);
      }
      rmSync(file.path, { force: true });
    }),
  );
}

interface PidFile {
  readonly name: string;
  readonly path: string;
}

function listPidFiles(state: string): PidFile[] {
  try {
    return readdirSync(pidFolder(state))
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ name: name.replace(/\.json$/, ''), path: join(pidFolder(state), name) }));
  } catch {
    return [];
  }
}

/** The process that runs under this name in a state folder, if one does. */
export function markOf(state: string, name: string): ProcessMark | undefined {
  const mark = readMark({ name, path: join(pidFolder(state), `${name}.json`) });
  return mark && isAlive(mark) ? mark : undefined;
}

function readMark(file: PidFile): ProcessMark | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(file.path, 'utf8'));
    if (typeof read !== 'object' || read === null || !('pid' in read) || !('started' in read))
      return undefined;
    return typeof read.pid === 'number' && typeof read.started === 'string'
      ? { pid: read.pid, started: read.started }
      : undefined;
  } catch {
    return undefined;
  }
}

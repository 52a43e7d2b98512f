// Processes known beyond the life of their parent.
// A pid alone names nobody: after a reboot or 32,768 forks it names a stranger. A mark is the pid with the time
// its process started; whoever does not match it is never signalled.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ProcessMark {
  readonly pid: number;
  /** In clock ticks since boot (Linux) or as `ps` prints it: only equality matters. */
  readonly started: string;
}

/** `undefined` when there is no such process, or only its unburied remains (a zombie). */
export function processMark(pid: number): ProcessMark | undefined {
  const started = process.platform === 'linux' ? startFromProc(pid) : startFromPs(pid);
  return started === undefined ? undefined : { pid, started };
}

function startFromProc(pid: number): string | undefined {
  try {
    return startInStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Field 22 of /proc/<pid>/stat. The name in field 2 may hold spaces and brackets, so fields count from its end. */
export function startInStat(stat: string): string | undefined {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
}

function startFromPs(pid: number): string | undefined {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
  } catch {
    return undefined;
  }
}

export function isAlive(mark: ProcessMark): boolean {
  return processMark(mark.pid)?.started === mark.started;
}

/** Signals the process. One that is gone is no error. */
export function signal(mark: ProcessMark, name: NodeJS.Signals): void {
  if (isAlive(mark)) send(mark.pid, name);
}

/** Signals all of the group that the process leads. */
export function signalGroup(mark: ProcessMark, name: NodeJS.Signals): void {
  if (isAlive(mark)) send(-mark.pid, name);
}

/** Whether the process is there and held still by a signal: it answers nothing, and nothing says that it has ended. */
export function isHeldStill(mark: ProcessMark): boolean {
  if (!isAlive(mark)) return false;
  try {
    if (process.platform !== 'linux')
      return execFileSync('ps', ['-o', 'state=', '-p', String(mark.pid)], { encoding: 'utf8' }).startsWith(
        'T',
      );
    const stat = readFileSync(`/proc/${mark.pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
  } catch {
    return false;
  }
}

function send(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it ended between the question and the signal, or leads no group
  }
}

/** SIGTERM, and after the grace SIGKILL, to all of its group if it leads one. Resolves when it is gone. */
export async function end(mark: ProcessMark, graceMs: number): Promise<void> {
  const deadline = Date.now() + graceMs;
  if (graceMs > 0) signal(mark, 'SIGTERM');
  while (isAlive(mark)) {
    if (Date.now() >= deadline) {
      send(-mark.pid, 'SIGKILL');
      send(mark.pid, 'SIGKILL');
    }
    await sleep(20);
  }
}

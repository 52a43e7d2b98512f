// A lock file that a dead holder cannot keep.
// Guarantees: one living holder at a time; a holder that was killed (also by SIGKILL, also when its pid was given
// to another program since) is found dead by the start time of its process and replaced; the file says who holds it.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessMark, processMark } from './processes.ts';

export interface Holder extends ProcessMark {
  /** What the holder is doing, in words. */
  readonly about: string;
  readonly since: string;
}

export interface Lock {
  release(): void;
}

function holderOf(path: string): Holder | undefined {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isHolder(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isHolder(value: unknown): value is Holder {
  return (
    typeof value === 'object' && value !== null && 'pid' in value && 'started' in value && 'about' in value
  );
}

/**
 * Takes the lock, or returns who holds it.
 * The file appears whole (written aside, then hard-linked, which fails if it exists). A dead holder's file is
 * taken away by a rename, so of two that find it dead only one goes on; should the rename have caught a newer
 * lock, it is put back.
 */
export function tryLock(path: string, about: string): Lock | Holder {
  const own = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const mark = processMark(process.pid) ?? { pid: process.pid, started: '' };
  writeFileSync(own, JSON.stringify({ ...mark, about, since: new Date().toISOString() }));
  try {
    for (;;) {
      try {
        linkSync(own, path);
        return { release: () => rmSync(path, { force: true }) };
      } catch (error) {
        if (!isCode(error, 'EEXIST')) throw error;
      }
      const holder = holderOf(path);
      if (holder && isAlive(holder)) return holder;
      removeDead(path, holder);
    }
  } finally {
    rmSync(own, { force: true });
  }
}

function removeDead(path: string, dead: Holder | undefined): void {
  const aside = `${path}.dead.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return; // another one was quicker
  }
  const taken = holderOf(aside);
  if (taken && taken.since !== dead?.since && isAlive(taken)) {
    try {
      linkSync(aside, path);
    } catch {
      // a third one has the lock by now
    }
  }
  rmSync(aside, { force: true });
}

export function isHeld(result: Lock | Holder): result is Holder {
  return 'pid' in result;
}

/** Waits for the lock as long as its holder lives. `waiting` is called once, with the holder. */
export async function waitForLock(
  path: string,
  about: string,
  waiting: (holder: Holder) => void,
  abort?: AbortSignal,
): Promise<Lock> {
  let told = false;
  for (;;) {
    const result = tryLock(path, about);
    if (!isHeld(result)) return result;
    if (!told) waiting(result);
    told = true;
    await sleep(200, undefined, abort ? { signal: abort } : {});
  }
}

function isCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}

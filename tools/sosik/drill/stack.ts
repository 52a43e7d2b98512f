// The paper that drills are done to: the one that `npm start` runs on this machine, and no other.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Held, holdStill } from '../../../engines/hold.ts';
import { isAlive, type ProcessMark } from '../../../engines/processes.ts';
import { Refused } from '../ending.ts';
import { stateOf, type Terminal } from '../terminal.ts';

const HERE = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::|$|\/)/;
const LOCAL_ONLY = 'drills are for the paper of this machine only';

/** Where its parts are, and the key that its newsroom speaks with. */
export interface Stack {
  state: string;
  addresses: Readonly<Record<string, string>>;
  key: string;
}

/** The paper that runs on this machine; throws `Refused` where none does, or where another one is named. */
export function localStack(terminal: Terminal): Stack {
  const state = stateOf(terminal);
  const runner = read<ProcessMark>(`${state}run.lock`);
  const addresses = read<Record<string, string>>(`${state}addresses.json`);
  if (!runner || !isAlive(runner) || !addresses)
    throw new Refused(7, `no paper runs on this machine: ${LOCAL_ONLY}`, '`sosik up` starts one');
  for (const [name, address] of Object.entries(addresses)) {
    if (address.split(',').some((each) => !HERE.test(hostOf(each))))
      throw new Refused(
        2,
        `${name} leads away from this machine: ${LOCAL_ONLY}`,
        'a paper that `npm start` runs',
      );
    if ((terminal.env[name] ?? address) !== address)
      throw new Refused(2, `${name} names another paper: ${LOCAL_ONLY}`, `the same without ${name}`);
  }
  if ((terminal.env['SOSIK_URL'] ?? addresses['INGEST_URL']) !== addresses['INGEST_URL'])
    throw new Refused(2, `SOSIK_URL names another paper: ${LOCAL_ONLY}`, 'the same without SOSIK_URL');
  const file = `${state}key`;
  return { state, addresses, key: existsSync(file) ? readFileSync(file, 'utf8') : '' };
}

/** Behind the scheme and the user, as far as the next part of an address. */
function hostOf(address: string): string {
  return address.replace(/^[a-z][a-z\d+.-]*:\/\//i, '').replace(/^[^@/]*@/, '');
}

function read<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

/** Works while a program of the paper is held still; it is woken whatever becomes of the work, Ctrl-C included. */
export async function whileHeld(
  { env }: Terminal,
  { stack, name }: { stack: Stack; name: string },
  work: (held: Held, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const held = await holdStill(stack.state, name, env);
  if (!held)
    throw new Refused(
      7,
      `${name} does not run here: there is nothing to hold still`,
      '`sosik doctor` says why',
    );
  const stop = new AbortController();
  const end = (): void => stop.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  try {
    await work(held, stop.signal);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, end);
    await held.wake();
  }
}

/** Waits, until the signal at most. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => undefined);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Daemon, endLeftovers } from './daemon.ts';
import { isHeld, tryLock, waitForLock } from './lock.ts';
import { end, isAlive, type ProcessMark, processMark, startInStat } from './processes.ts';

const folder = mkdtempSync(join(tmpdir(), 'sosik-processes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A real process, since what is at stake is a real kill. */
async function sleeper(): Promise<ProcessMark> {
  const child = spawn('sleep', ['30'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const mark = child.pid === undefined ? undefined : processMark(child.pid);
  if (!mark) throw new Error('sleep did not start');
  return mark;
}

test('the start time is read past a name that holds spaces and brackets', () => {
  const before = '4242 (a) b (c) S 1 4242 4242 0 -1 4194560';
  const fields = Array.from({ length: 30 }, (_, index) => String(100 + index));
  expect(startInStat([before, ...fields].join(' '))).toBe('112');
});

test('a zombie is not alive', () => {
  expect(startInStat('4242 (sleep) Z 1 4242 4242')).toBeUndefined();
});

test('a process is alive by pid and start time, and gone after its end', async () => {
  const mark = await sleeper();
  expect(isAlive(mark)).toBe(true);
  await end(mark, 1_000);
  expect(isAlive(mark)).toBe(false);
});

test('a stranger that has got the pid since is neither alive nor ended', async () => {
  const stranger = await sleeper();
  const formerly = { pid: stranger.pid, started: `${stranger.started}0` };
  expect(isAlive(formerly)).toBe(false);
  await end(formerly, 0);
  expect(isAlive(stranger)).toBe(true);
  await end(stranger, 0);
});

test('a stop waits for the program that it ends, not for the one that takes its place at once', async () => {
  const daemon = new Daemon({ state: join(folder, 'again'), name: 'sleep', cwd: folder }, () => undefined);
  const launch = { command: 'sleep', args: ['30'] };
  await daemon.start(launch);
  const again = daemon.ended.then(() => daemon.start(launch));
  await daemon.kill();
  await again;
  expect(daemon.running).toBe(true);
  await daemon.kill();
  expect(daemon.running).toBe(false);
});

test('what a killed run left is ended; a stranger under a remembered pid is left alone', async () => {
  const state = join(folder, 'leftovers');
  mkdirSync(join(state, 'pids'), { recursive: true });
  const [left, stranger] = [await sleeper(), await sleeper()];
  writeFileSync(join(state, 'pids', 'redis.json'), JSON.stringify(left));
  writeFileSync(join(state, 'pids', 'kafka.json'), JSON.stringify({ pid: stranger.pid, started: '1' }));
  writeFileSync(join(state, 'pids', 'mongodb.json'), '{"pid":');
  const said: string[] = [];
  await endLeftovers(state, (line) => said.push(line));
  expect(isAlive(left)).toBe(false);
  expect(isAlive(stranger)).toBe(true);
  expect(said).toEqual([expect.stringContaining('redis')]);
  expect(readdirSync(join(state, 'pids'))).toEqual([]);
  await end(stranger, 0);
});

test('a daemon that ends by itself tells the last lines of its log', async () => {
  const daemon = new Daemon({ state: folder, name: 'short', cwd: folder }, () => undefined);
  await daemon.start({ command: 'sh', args: ['-c', 'echo the port is taken >&2; exit 3'] });
  while (daemon.running) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(daemon.failure().message).toContain('ended with code 3');
  expect(daemon.failure().message).toContain('the port is taken');
});

test('a daemon that ignores SIGTERM is gone after the grace, with what it started', async () => {
  const daemon = new Daemon({ state: folder, name: 'deaf', cwd: folder }, () => undefined);
  await daemon.start({ command: 'sh', args: ['-c', 'trap "" TERM; sleep 30 & echo $!; wait; sleep 30'] });
  while (!/^\d+$/.test(daemon.logTail().trim())) await new Promise((resolve) => setTimeout(resolve, 5));
  const grandchild = processMark(Number(daemon.logTail()));
  await daemon.stop(100);
  expect(daemon.running).toBe(false);
  expect(grandchild && isAlive(grandchild)).toBe(false);
});

test('a program that is not there is a failure in words', async () => {
  const daemon = new Daemon({ state: folder, name: 'absent', cwd: folder }, () => undefined);
  await daemon.start({ command: '/no/such/program', args: [] });
  while (!daemon.end) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(daemon.failure().message).toContain('ENOENT');
});

test('a lock has one living holder, who is named to others', () => {
  const path = join(folder, 'one.lock');
  const lock = tryLock(path, 'npm start');
  expect(isHeld(lock)).toBe(false);
  expect(tryLock(path, 'npm test')).toMatchObject({ pid: process.pid, about: 'npm start' });
  if (!isHeld(lock)) lock.release();
  expect(isHeld(tryLock(path, 'npm test'))).toBe(false);
});

test.each([
  {
    case: 'a killed holder',
    content: JSON.stringify({ pid: process.pid, started: '1', about: 'x', since: 'y' }),
  },
  { case: 'a file that was cut', content: '{"pid": 12' },
])('the lock of $case is taken over', ({ content }) => {
  const path = join(folder, 'dead.lock');
  writeFileSync(path, content);
  const lock = tryLock(path, 'the next run');
  expect(isHeld(lock)).toBe(false);
  if (!isHeld(lock)) lock.release();
});

test('who waits for a lock gets it when it is released, and waits no longer when the run is broken off', async () => {
  const path = join(folder, 'wait.lock');
  const first = tryLock(path, 'first');
  const waiting = waitForLock(path, 'second', () => {
    if (!isHeld(first)) first.release();
  });
  const second = await waiting;
  await expect(waitForLock(path, 'third', () => undefined, AbortSignal.abort())).rejects.toThrow('abort');
  second.release();
});

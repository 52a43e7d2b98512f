import { spawn } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { registry } from './metrics.ts';
import { step } from './step.ts';

const stepFile = new URL('./step.ts', import.meta.url).href;

/** Failpoints are read once, when a process starts: each of these is one. */
async function inProcess(failpoints: string, env: Record<string, string> = {}): Promise<string> {
  const code = `
    const { step } = await import(${JSON.stringify(stepFile)});
    let worked = 0;
    const started = performance.now();
    const end = await step('content.write', async () => { worked++; return 'done'; }).catch((error) => error.message);
    const late = performance.now() - started >= 45;
    console.log([end, 'worked ' + worked, late ? 'late' : 'at once'].join(', '));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env: { PATH: process.env['PATH'], SOSIK_FAILPOINTS: failpoints, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let complaint = '';
  child.stdout.on('data', (bytes) => (out += String(bytes)));
  child.stderr.on('data', (bytes) => (complaint += String(bytes)));
  return new Promise((resolve) => {
    child.on('close', (status, signal) => {
      const refused = /Error: (SOSIK_FAILPOINTS: .*)/.exec(complaint)?.[1];
      resolve(signal ?? refused ?? (status === 0 ? out.trim() : complaint));
    });
  });
}

describe('a failpoint', () => {
  test.each([
    ['', 'done, worked 1, at once'],
    ['content.write.before:error', 'failpoint content.write.before, worked 0, at once'],
    ['content.write.after:error', 'failpoint content.write.after, worked 1, at once'],
    ['content.write.before:delay=50', 'done, worked 1, late'],
    ['content.write.after:delay', 'done, worked 1, late'],
    ['content.write.before:crash', 'SIGKILL'],
    [
      'content.find.before:crash, content.write.after:error',
      'failpoint content.write.after, worked 1, at once',
    ],
    ['content.find.before:crash', 'done, worked 1, at once'],
    ['content.write:crash', 'SOSIK_FAILPOINTS: content.write:crash is not <step>.<before|after>:<act>'],
    [
      'content.write.before:explode',
      'SOSIK_FAILPOINTS: content.write.before:explode is not <step>.<before|after>:<act>',
    ],
  ])('%j ends as %j', async (failpoints, expected) => {
    expect(await inProcess(failpoints)).toBe(expected);
  });

  test('does nothing in production, not even when it can not be read', async () => {
    const env = { NODE_ENV: 'production' };
    expect(await inProcess('content.write.before:crash', env)).toBe('done, worked 1, at once');
    expect(await inProcess('nonsense', env)).toBe('done, worked 1, at once');
  });
});

test('a step gives back what its work gives, and throws what its work throws', async () => {
  const lost = new Error('연결이 끊어졌다');
  expect(await step('test.find', async () => ['기사'])).toEqual(['기사']);
  await expect(step('test.find', () => Promise.reject(lost))).rejects.toBe(lost);
});

test('the time of each step is kept by its name and by how it ended', async () => {
  await step('test.timed', async () => undefined);
  await step('test.timed', async () => Promise.reject(new Error('no'))).catch(() => undefined);
  const lines = await registry.metrics();
  for (const result of ['ok', 'error']) {
    expect(lines).toContain(`sosik_step_duration_seconds_count{step="test.timed",result="${result}"} 1`);
  }
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { within } from '#libs/testing';
import { isHeldStill, processMark } from '../../engines/processes.ts';
import { appNames } from '../local/ports.ts';
import { wrongIn } from './drill/outage.ts';
import { localStack, whileHeld } from './drill/stack.ts';
import { runAt } from './rehearsal.ts';
import type { Terminal } from './terminal.ts';

const eventually = within(10_000);
const addresses = {
  GATEWAY_URL: 'http://127.0.0.1:4000',
  INGEST_URL: 'http://127.0.0.1:4001',
  KAFKA_BROKERS: '127.0.0.1:29092',
  MONGODB_URL: 'mongodb://127.0.0.1:27018/sosik?directConnection=true',
};
/** Where nothing answers, whatever runs on this machine. */
const nowhere = Object.fromEntries(appNames.map((app) => [`${app.toUpperCase()}_URL`, 'http://127.0.0.1:1']));
let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'drill-'));
  mkdirSync(join(state, 'pids'));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

/** A folder that says what a paper of this machine would. */
function paper(changes: Record<string, string> = {}, pid = process.pid): void {
  writeFileSync(join(state, 'run.lock'), JSON.stringify(processMark(pid) ?? { pid, started: 'never' }));
  writeFileSync(join(state, 'addresses.json'), JSON.stringify({ ...addresses, ...changes }));
}

const drill = (what: string, env: Record<string, string> = {}) =>
  runAt(['drill', ...what.split(' ')], { SOSIK_STATE: state, ...env });

describe('a drill is refused', () => {
  test('where no paper runs on this machine', async () => {
    expect(await drill('redis-down')).toMatchObject({
      code: 7,
      err: [expect.stringContaining('no paper runs'), expect.any(String)],
    });
    paper({}, 2 ** 22 - 1);
    expect((await drill('poison')).code).toBe(7);
  });

  test.each([
    ['GATEWAY_URL', 'https://daily.hangang.example'],
    ['KAFKA_BROKERS', '127.0.0.1:29092,kafka-2.hangang.example:9092'],
    ['MONGODB_URL', 'mongodb://desk:127.0.0.1:1@mongo.hangang.example/sosik'],
    ['REDIS_URL', 'redis://127.0.0.1.hangang.example:6379'],
  ])('where a part of it is elsewhere: %s=%s', async (name, address) => {
    paper({ [name]: address });
    for (const what of ['search-down', 'poison', 'stuck gateway']) {
      const { code, err } = await drill(what);
      expect({ what, code }).toEqual({ what, code: 2 });
      expect(err[0]).toBe(
        `${name} leads away from this machine: drills are for the paper of this machine only`,
      );
    }
  });

  test.each([
    ['GATEWAY_URL', 'http://127.0.0.1:5000'],
    ['SOSIK_URL', 'https://newsroom.hangang.example'],
  ])('where the environment names another paper: %s=%s', async (name, address) => {
    paper();
    expect(await drill('kafka-down', { [name]: address })).toMatchObject({
      code: 2,
      err: [expect.stringContaining(`${name} names another paper`), expect.any(String)],
    });
  });

  test('where what it would hold still does not run', async () => {
    paper();
    expect(await drill('stuck search --seconds 1')).toMatchObject({
      code: 7,
      err: [expect.stringContaining('search does not run here'), expect.any(String)],
    });
  });

  test.each(['disk-full', 'stuck redis', 'mongo-down --seconds soon'])(
    'as a fault of usage: %s',
    async (what) => {
      paper();
      expect((await drill(what)).code).toBe(2);
    },
  );
});

describe('what is held still', () => {
  test('is woken when the work is done, also when it fails, and doctor finds it meanwhile', async () => {
    paper();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1_000)'], {
      detached: true,
      stdio: 'ignore',
    });
    try {
      await once(child, 'spawn');
      const mark = processMark(child.pid ?? 0);
      if (!mark) throw new Error('the child has ended');
      writeFileSync(join(state, 'pids', 'search.json'), JSON.stringify(mark));
      const terminal: Terminal = {
        env: { SOSIK_STATE: state },
        ...{ out: () => undefined, err: () => undefined, exit: () => undefined, load: (module) => module() },
      };
      const stack = localStack(terminal);
      const work = whileHeld(terminal, { stack, name: 'search' }, async (held) => {
        await eventually(() => expect(isHeldStill(mark)).toBe(true));
        expect(held.isHeld()).toBe(true);
        const { out } = await runAt(['doctor', '--json'], { SOSIK_STATE: state, ...nowhere });
        const findings = out.map(
          (line) => JSON.parse(line) as { what: string; state: string; mend?: string },
        );
        expect(findings).toContainEqual(
          expect.objectContaining({ what: 'search', state: 'fail', mend: `kill -CONT -- -${mark.pid}` }),
        );
        throw new Error('the work has failed');
      });
      await expect(work).rejects.toThrow('the work has failed');
      await eventually(() => expect(isHeldStill(mark)).toBe(false));
    } finally {
      child.kill('SIGKILL');
    }
  });
});

test('an answer that is not what is promised is told from one that is', () => {
  const right = { kind: 'front', should: 'served', is: 'served' } as const;
  const wrong = { kind: 'publish', should: 'away', is: 'away / accepted' } as const;
  expect(wrongIn([right, wrong])).toEqual([wrong]);
});

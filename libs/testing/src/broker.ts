import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { installation, ownState } from './engines.ts';

/** An engine that only one test stands on, so that it may be killed, or filled. */
export interface OwnBroker {
  /** Settings of an installation on it; the other engines are those that all tests share. */
  env: Record<string, string>;
  /** SIGKILL: nothing is flushed, nobody is told. */
  kill(): Promise<void>;
  /** At the same address with the same data; resolves when it answers. Five seconds after a kill. */
  start(): Promise<void>;
  /** Ends it and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts one, the broker if no other is named, where the engines of this run come from: native or Docker. It ends with this process, also when
 * that is killed. Rejects where the engines are external.
 */
export async function ownBroker(name: 'kafka' | 'redis' = 'kafka'): Promise<OwnBroker> {
  const state = ownState(`${name}-${randomBytes(3).toString('hex')}`);
  const child = fork('engines/alone.ts', [name, state], {
    execArgv: ['--conditions=source', '--import', './tools/source.mjs'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const address = await answer(child);
  const ask = async (question: 'kill' | 'start' | 'end'): Promise<void> => {
    child.send(question);
    await answer(child);
  };
  return {
    env: {
      ...installation(),
      ...(name === 'redis' ? { REDIS_URL: `redis://${address}` } : { KAFKA_BROKERS: address }),
    },
    kill: () => ask('kill'),
    start: () => ask('start'),
    stop: async () => {
      await ask('end');
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

/** The broker's address, when what was asked is done. */
async function answer(child: ChildProcess): Promise<string> {
  const done = new AbortController();
  const [said] = (await Promise.race([
    once(child, 'message', { signal: done.signal }),
    once(child, 'exit', { signal: done.signal }).then(() => [{ failed: 'its process has ended' }]),
  ]).finally(() => done.abort())) as [{ address?: string; failed?: string }];
  if (said.address === undefined) throw new Error(`the test's own engine: ${said.failed}`);
  return said.address;
}

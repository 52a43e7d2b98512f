import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Controller, Inject, Module } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { topics, type ViewBatch } from '#libs/contracts';
import { type Delivery, done, kafkaSettings, type Outcome, Runner, readsTheLog } from '#libs/kafka';
import { createService, serviceSettings } from '#libs/service';
import type { Book } from './ledger.ts';

const TOPIC = topics.views.name;

/** A service that reads the ledger's topic with others of its group. */
export interface Member {
  /** Leaves the group as a service does that is told to stop. */
  stop(): Promise<void>;
}

/** Starts a member in this process; `fatal` hears what would have ended a service. */
export async function startMember(
  env: Readonly<Record<string, string>>,
  book: Book,
  fatal: (error: unknown) => void,
): Promise<Member> {
  @Controller()
  class Hands {
    @EventPattern<string>(TOPIC, { batch: 50 })
    async take(@Payload() given: Delivery<ViewBatch>[]): Promise<Outcome> {
      for (const { partition, offset, value } of given)
        await book.apply({ partition, offset, key: value.gateway, n: value.n });
      const last = given.at(-1);
      if (last) await book.keep(last.partition, last.offset + 1);
      return done;
    }
  }
  @Module({ controllers: [Hands], providers: readsTheLog({ group: 'popularity', fatal }) })
  class Room {
    constructor(@Inject(Runner) runner: Runner) {
      runner.keepsPosition(TOPIC, (_, partition) => book.position(partition));
    }
  }
  const settings = { ...serviceSettings(0), ...kafkaSettings };
  const app = await createService(
    { name: 'member', settings, module: Room, events: Runner },
    { env: { ...env, PORT: '0' } },
  );
  let stopped: Promise<void> | undefined;
  return { stop: () => (stopped ??= app.close()) };
}

type Ask = keyof Book;
interface Question {
  id: number;
  ask: Ask;
  args: never[];
}

/** A member that is a process of its own, so that it can be killed; its book stays here. */
export async function spawnMember(
  env: Readonly<Record<string, string>>,
  book: Book,
): Promise<{ kill(): Promise<void> }> {
  const child = fork(fileURLToPath(import.meta.url), {
    execArgv: ['--conditions=source', '--import', './tools/source.mjs'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const { promise: reads, resolve, reject } = Promise.withResolvers<void>();
  child.once('exit', () => reject(new Error('the member has ended')));
  child.on('message', (message: Question | 'reads') => {
    if (message === 'reads') resolve();
    else void serve(child, book, message);
  });
  await reads;
  return {
    kill: async () => {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}

async function serve(child: ChildProcess, book: Book, { id, ask, args }: Question): Promise<void> {
  const answer = await (book[ask] as (...given: never[]) => Promise<unknown>)(...args);
  if (child.connected) child.send({ id, answer });
}

/** In the process of its own: a book whose pages lie in the parent. */
function remoteBook(): Book {
  const waiting = new Map<number, (answer: never) => void>();
  let count = 0;
  process.on('message', ({ id, answer }: { id: number; answer: never }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const ask =
    <A extends Ask>(name: A) =>
    (...args: unknown[]) =>
      new Promise<never>((resolve) => {
        waiting.set(++count, resolve);
        process.send?.({ id: count, ask: name, args });
      });
  return { apply: ask('apply'), keep: ask('keep'), position: ask('position') };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  // The test is gone, however it went.
  process.on('disconnect', () => process.exit(1));
  await startMember(process.env as Record<string, string>, remoteBook(), () => process.exit(1));
  process.send?.('reads');
}

// Holds a program of a running paper still, for drills: it answers nothing and stays where it is, as behind a broken
// road or on a frozen machine.
// Guarantees: nothing but what the state folder names is touched; what is held is woken when the drill ends, be it by
// an error or a signal, and waking what is awake is no fault.
import { join } from 'node:path';
import { run } from './command.ts';
import { markOf } from './daemon.ts';
import { ENGINE_NAMES } from './engine.ts';
import { isHeldStill, signalGroup } from './processes.ts';
import { REPOSITORY } from './shelf.ts';

export interface Held {
  /** What is held, for people. */
  readonly about: string;
  /** Nobody but the drill wakes a container. */
  isHeld(): boolean;
  wake(): Promise<void>;
}

/** Holds a program by its name, an app or an engine; nothing where the folder knows none that runs. */
export async function holdStill(
  state: string,
  name: string,
  env: NodeJS.ProcessEnv,
): Promise<Held | undefined> {
  const mark = markOf(state, name);
  if (!mark) return (ENGINE_NAMES as readonly string[]).includes(name) ? holdContainer(name, env) : undefined;
  const wakeNow = (): void => signalGroup(mark, 'SIGCONT');
  // Whatever ends this process, what it holds goes on.
  process.once('exit', wakeNow);
  signalGroup(mark, 'SIGSTOP');
  return {
    about: `process ${mark.pid}`,
    isHeld: () => isHeldStill(mark),
    wake: async () => {
      process.removeListener('exit', wakeNow);
      wakeNow();
    },
  };
}

async function holdContainer(name: string, env: NodeJS.ProcessEnv): Promise<Held | undefined> {
  const project = ['compose', '--project-name', 'sosik', '--file', join(REPOSITORY, 'docker-compose.yml')];
  const compose = async (word: string): Promise<number> =>
    (await run('docker', [...project, word, name], { env })).code;
  if ((await compose('pause')) !== 0) return undefined;
  let held = true;
  return {
    about: `the container of ${name}`,
    isHeld: () => held,
    wake: async () => {
      await compose('unpause');
      held = false;
    },
  };
}

// Where an engine's data lies, and whose it is.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from './command.ts';
import type { EngineDefinition } from './definition.ts';
import { hashOf, isReachable, isRoot, NOBODY, outsideFolder } from './shelf.ts';

export interface RunFolder {
  readonly path: string;
  /** Set when the engine must not run as root and the runner is root. */
  readonly user: typeof NOBODY | undefined;
  /** Lies outside of the state folder, because nobody cannot reach that. */
  readonly outside: boolean;
}

export function runFolder(definition: EngineDefinition, state: string): RunFolder {
  const inside = join(state, definition.name);
  if (!definition.refusesRoot || !isRoot()) return { path: inside, user: undefined, outside: false };
  if (isReachable(resolve(state))) return { path: inside, user: NOBODY, outside: false };
  const path = join(outsideFolder(), `run-${hashOf([resolve(state)])}`, definition.name);
  return { path, user: NOBODY, outside: true };
}

/** Nothing of the runner's environment but this: an engine needs no secrets, and `JAVA_TOOL_OPTIONS` is not for it. */
export function engineEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(['PATH', 'LANG', 'LC_ALL', 'TZ'].map((name) => [name, env[name]]));
}

export function makeEmpty(path: string): void {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(path, { recursive: true });
}

export async function giveTo(user: typeof NOBODY, folder: string): Promise<void> {
  await run('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
}

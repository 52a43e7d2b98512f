// The four engines that Sosik runs on: Kafka, MongoDB, Elasticsearch, Redis. This is the only door to them; start,
// tests, bench and drills all come through it.
//
// Guarantees
// - A caller gets four addresses as settings and never learns where they come from: images where a Docker engine
//   answers, ordinary packages on this machine where none does, somebody else's servers with ENGINES=external.
// - One run per state folder. A second one is told who has it. What a killed run left running is ended first.
// - After `stop`, or a start that failed, nothing of it runs or listens. Only 127.0.0.1 is ever bound.
// - Every failure is an EngineError: what is missing, and the command that mends it.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startCompose } from './compose.ts';
import { type ContainerRuntime, startContainerAlone, startContainers } from './containers.ts';
import { endLeftovers } from './daemon.ts';
import { dockerProbes } from './docker.ts';
import {
  EngineError,
  type EngineName,
  type EngineOptions,
  type Engines,
  type LoneEngine,
  type Say,
} from './engine.ts';
import { useExternal } from './external.ts';
import { chooseFlavour } from './flavour.ts';
import { type Holder, isHeld, type Lock, tryLock } from './lock.ts';
import { startNative, startNativeAlone } from './native.ts';
import { outsideFolder, shelfFolder } from './shelf.ts';

export {
  EngineError,
  type EngineHandle,
  type EngineName,
  type EngineOptions,
  type Engines,
  type Flavour,
  type LoneEngine,
  type Say,
} from './engine.ts';
export { type Finding, inspect } from './inspect.ts';

export async function startEngines(options: EngineOptions): Promise<Engines> {
  const state = resolve(options.state);
  return await holding(state, options.say, async (release) => {
    const engines = await startChosen({ ...options, state });
    return { ...engines, stop: once(() => engines.stop().finally(release)) };
  });
}

/**
 * One engine by itself, for a drill that kills it while everybody else's goes on: empty at first, and what it has
 * on disk outlives `kill` and `start`. Refuses where the engines are external: those are not ours to end.
 */
export async function startAlone(
  name: EngineName,
  { state: folder, say, env }: Pick<EngineOptions, 'state' | 'say' | 'env'>,
): Promise<LoneEngine> {
  const state = resolve(folder);
  return await holding(state, say, async (release) => {
    const lone = await startOneOf(name, { state, say, env, durable: false });
    return { ...lone, end: once(() => lone.end().finally(release)) };
  });
}

/** Starts with the state folder in our hands; a start that fails gives it back. */
async function holding<T>(state: string, say: Say, start: (release: () => void) => Promise<T>): Promise<T> {
  const lock = takeState(state);
  try {
    await endLeftovers(state, say);
    return await start(() => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Ends what an earlier, killed run left running in this state folder. Refuses while a living run has it. */
export async function cleanUp(state: string, say: Say): Promise<void> {
  const lock = takeState(resolve(state));
  try {
    await endLeftovers(resolve(state), say);
  } finally {
    lock.release();
  }
}

/**
 * Removes what was fetched and built for this clone, and data that lies outside of it (under /var/tmp, when root's
 * clone is closed to nobody). For whoever is about to delete the clone.
 */
export function forgetFetched(): void {
  for (const folder of [shelfFolder(), outsideFolder()]) rmSync(folder, { recursive: true, force: true });
}

async function startChosen(options: EngineOptions): Promise<Engines> {
  const { flavour, why } = await chooseFlavour(options.env, options.durable, dockerProbes(options.env));
  options.say(`engines: ${flavour}, because ${why}`);
  switch (flavour) {
    case 'external':
      return useExternal(options.env);
    case 'native':
      return await startNative(options);
    case 'docker':
      return options.durable ? await startCompose(options) : await startContainers(options, testcontainers);
  }
}

async function startOneOf(name: EngineName, options: EngineOptions): Promise<LoneEngine> {
  const { flavour } = await chooseFlavour(options.env, false, dockerProbes(options.env));
  switch (flavour) {
    case 'external':
      throw new EngineError(
        'setting-invalid',
        `Engines that are external are not ours to end: no ${name} can be had for a drill.`,
        'leave ENGINES=external out',
      );
    case 'native':
      return await startNativeAlone(name, options);
    case 'docker':
      return await startContainerAlone(name, options, testcontainers);
  }
}

/** The first mention of testcontainers: its 90 MB are loaded only where Docker was chosen. */
async function testcontainers(): Promise<ContainerRuntime> {
  const { testcontainersRuntime } = await import('./testcontainers.ts');
  return await testcontainersRuntime();
}

function takeState(state: string): Lock {
  mkdirSync(state, { recursive: true });
  const result: Lock | Holder = tryLock(join(state, 'run.lock'), process.argv.slice(1, 3).join(' '));
  if (!isHeld(result)) return result;
  throw new EngineError(
    'state-in-use',
    `The engines in ${state} are run by process ${result.pid} (${result.about}) since ${result.since}.`,
    `stop that run first (kill ${result.pid}), or use another state folder`,
  );
}

function once(action: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= action();
    return done;
  };
}

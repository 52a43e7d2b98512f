// Docker for `npm start` and demos: the four engines of docker-compose.yml, project `sosik`, data in named volumes.
// Guarantees: resolves when all four are healthy; stopping keeps their data; `fresh` drops it. The containers outlive
// a killed runner, and the next `up` finds them as they are.
import { join } from 'node:path';
import { lastLines, type Outcome, run } from './command.ts';
import {
  addressesOf,
  ENGINE_NAMES,
  EngineError,
  type EngineHandle,
  type EngineName,
  type EngineOptions,
  type Engines,
  settingsOf,
} from './engine.ts';
import { IMAGES } from './images.ts';
import { DEFINITIONS } from './native.ts';
import { REPOSITORY } from './shelf.ts';

/** The first `up` pulls 1.5 GB. */
const UP_LIMIT_MS = 15 * 60_000;

export type Compose = (args: readonly string[]) => Promise<Outcome>;

export async function startCompose(
  options: EngineOptions,
  compose: Compose = dockerCompose(options),
): Promise<Engines> {
  const command = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await compose(args);
    if (code === 0) return;
    throw new EngineError(
      options.abort?.aborted ? 'aborted' : 'docker-failed',
      `docker compose ${args.join(' ')} ended with ${code}:\n${lastLines(stderr, 12)}`,
      'docker compose -p sosik logs shows why; ENGINES=native does without Docker',
    );
  };
  if (options.fresh) await command('down', '--volumes');
  options.say('docker compose: starting the four engines (the first time their images are pulled) …');
  const begun = performance.now();
  await command('up', '--detach', '--wait', ...ENGINE_NAMES);
  const handles = {
    kafka: handleOf('kafka', command),
    mongodb: handleOf('mongodb', command),
    elasticsearch: handleOf('elasticsearch', command),
    redis: handleOf('redis', command),
  };
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  for (const { name, address } of Object.values(handles))
    options.say(`${name} ready in ${seconds} s on ${address}`);
  return {
    flavour: 'docker',
    ...handles,
    // the replica set knows its member by a name that only containers can resolve
    settings: () => settingsOf(addressesOf(handles), '?directConnection=true'),
    stop: async () => await command('stop', ...ENGINE_NAMES),
  };
}

function handleOf(name: EngineName, command: (...args: string[]) => Promise<void>): EngineHandle {
  return {
    name,
    address: `127.0.0.1:${DEFINITIONS[name].ports.client}`,
    about: `${IMAGES[name]} (Docker)`,
    standIn: false,
    start: async () => await command('up', '--detach', '--wait', name),
    stop: async () => await command('stop', name),
    kill: async () => await command('kill', '--signal', 'SIGKILL', name),
  };
}

function dockerCompose({ env, abort }: EngineOptions): Compose {
  const project = ['compose', '--project-name', 'sosik', '--file', join(REPOSITORY, 'docker-compose.yml')];
  return async (args) => await run('docker', [...project, ...args], { env, abort, timeoutMs: UP_LIMIT_MS });
}

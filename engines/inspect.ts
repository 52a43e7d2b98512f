// What this machine offers to the engines, for `sosik doctor`. Looks only: nothing is installed, fetched or started.
import { existsSync } from 'node:fs';
import { canInstall } from './apt.ts';
import { dockerProbes } from './docker.ts';
import { EngineError, type EngineName } from './engine.ts';
import { chooseFlavour, type Probes } from './flavour.ts';
import { JAVA_MEND, javaCandidates, pickJava, whyNoJava } from './java.ts';
import { findMaven, MAVEN_MEND } from './maven.ts';
import { DEFINITIONS } from './native.ts';
import { findRedis } from './redis/redis.ts';
import { listShelf, shelfFolder } from './shelf.ts';

/** Redis is fetched only where the machine has none; its own finding says so. */
const BUILT = ['kafka', 'mongodb', 'elasticsearch'] as const;

export interface Finding {
  readonly what: string;
  /** `fallback`: something else will be used in its place, or it will be brought when it is needed. */
  readonly state: 'ok' | 'missing' | 'fallback';
  readonly detail: string;
  /** The command that mends it. */
  readonly mend?: string;
}

export async function inspect(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const probes = dockerProbes(env);
  const [docker, flavour, redis] = await Promise.all([
    dockerFinding(probes),
    flavourFinding(env, probes),
    redisFinding(env),
  ]);
  return [flavour, docker, javaFinding(env), mavenFinding(env), redis, ...BUILT.map(fetchedFinding)];
}

async function flavourFinding(env: NodeJS.ProcessEnv, probes: Probes): Promise<Finding> {
  try {
    const { flavour, why } = await chooseFlavour(env, true, probes);
    const state = flavour === 'native' ? 'fallback' : 'ok';
    return { what: 'engines', state, detail: `${flavour}, because ${why}` };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return {
      what: 'engines',
      state: 'missing',
      detail: error.message.split('\n')[0] ?? '',
      mend: error.mend,
    };
  }
}

async function dockerFinding(probes: Probes): Promise<Finding> {
  const [engine, compose] = await Promise.all([probes.dockerEngine(), probes.dockerCompose()]);
  if (!engine.ok) {
    const detail = `no engine answers (${engine.why}); MongoDB is a stand-in without it`;
    return {
      what: 'docker',
      state: 'fallback',
      detail,
      mend: 'start the Docker engine (systemctl start docker)',
    };
  }
  if (!compose.ok) {
    const detail = `engine ${engine.version}, but no compose (${compose.why})`;
    return { what: 'docker', state: 'fallback', detail, mend: 'apt-get install docker-compose-plugin' };
  }
  return { what: 'docker', state: 'ok', detail: `engine ${engine.version}, compose ${compose.version}` };
}

function javaFinding(env: NodeJS.ProcessEnv): Finding {
  const candidates = javaCandidates(env);
  const java = pickJava(candidates);
  if (java) return { what: 'java', state: 'ok', detail: `${java.version} at ${java.home}` };
  const state = canInstall(env) ? 'fallback' : 'missing';
  return { what: 'java', state, detail: whyNoJava(candidates), mend: JAVA_MEND };
}

function mavenFinding(env: NodeJS.ProcessEnv): Finding {
  const maven = findMaven(env);
  if (maven) return { what: 'maven', state: 'ok', detail: maven };
  const state = canInstall(env) ? 'fallback' : 'missing';
  return { what: 'maven', state, detail: 'no mvn on the PATH', mend: MAVEN_MEND };
}

async function redisFinding(env: NodeJS.ProcessEnv): Promise<Finding> {
  const redis = await findRedis(env);
  if (redis) return { what: 'redis', state: 'ok', detail: `${redis.version} at ${redis.program}` };
  const from = canInstall(env) ? 'the package redis-tools' : 'a Maven jar (Redis 6.2)';
  return {
    what: 'redis',
    state: 'fallback',
    detail: `none of 7.0 or newer on the PATH; will come from ${from}`,
    mend: 'apt-get install redis-tools',
  };
}

function fetchedFinding(name: EngineName): Finding {
  const folder = shelfFolder();
  const entries = existsSync(folder) ? listShelf(folder, name) : [];
  const about = DEFINITIONS[name].standIn ? ' (stand-in)' : '';
  return entries.length > 0
    ? { what: `${name}${about}`, state: 'ok', detail: `fetched: ${entries.join(', ')} in ${folder}` }
    : {
        what: `${name}${about}`,
        state: 'fallback',
        detail: `not fetched yet; the first start brings it to ${folder}`,
      };
}

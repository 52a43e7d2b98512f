// Chooses where the engines come from. Pure: the machine is asked by injected probes, so each case is a test.
import { ENGINE_NAMES, EngineError, type EngineName, type Flavour } from './engine.ts';

export type Answer =
  | { readonly ok: true; readonly version: string }
  | { readonly ok: false; readonly why: string };

export interface Probes {
  /** Does a Docker *engine* answer? A client on the PATH proves nothing. */
  dockerEngine(): Promise<Answer>;
  /** Is the compose plugin there? Only `npm start` needs it; tests start containers one by one. */
  dockerCompose(): Promise<Answer>;
}

export interface Choice {
  readonly flavour: Flavour;
  readonly why: string;
}

const FLAVOURS = ['docker', 'native', 'external'] as const;

/** ENGINES decides; without it Docker where it is whole, else native. */
export async function chooseFlavour(
  env: NodeJS.ProcessEnv,
  durable: boolean,
  probes: Probes,
): Promise<Choice> {
  const asked = env['ENGINES'];
  const flavour = FLAVOURS.find((known) => known === asked);
  if (asked && !flavour) {
    throw new EngineError(
      'setting-invalid',
      `ENGINES=${asked} is not known.`,
      `set ENGINES to one of ${FLAVOURS.join(', ')}, or leave it out`,
    );
  }
  if (flavour === 'native' || flavour === 'external') return { flavour, why: `ENGINES=${flavour}` };
  const docker = await askDocker(durable, probes);
  if (docker.ok) return { flavour: 'docker', why: `Docker engine ${docker.version} answers` };
  if (!flavour) return { flavour: 'native', why: docker.why };
  throw new EngineError(
    'docker-missing',
    `ENGINES=docker, but ${docker.why}.`,
    'start the Docker engine and install its compose plugin, or leave ENGINES out',
  );
}

async function askDocker(durable: boolean, probes: Probes): Promise<Answer> {
  const engine = await probes.dockerEngine();
  if (!engine.ok) return { ok: false, why: `no Docker engine answers (${engine.why})` };
  if (!durable) return engine;
  const compose = await probes.dockerCompose();
  return compose.ok ? engine : { ok: false, why: `Docker has no compose (${compose.why})` };
}

const EXTERNAL_SETTINGS: Record<EngineName, string> = {
  kafka: 'KAFKA_BROKERS',
  mongodb: 'MONGODB_URL',
  elasticsearch: 'ELASTICSEARCH_URL',
  redis: 'REDIS_URL',
};

/** The four settings of ENGINES=external. All that are missing are named at once. */
export function externalSettings(env: NodeJS.ProcessEnv): Record<EngineName, string> {
  const missing = ENGINE_NAMES.map((name) => EXTERNAL_SETTINGS[name]).filter((setting) => !env[setting]);
  if (missing.length > 0) {
    throw new EngineError(
      'setting-missing',
      `ENGINES=external needs the addresses of all four engines; missing: ${missing.join(', ')}.`,
      `export ${missing.map((setting) => `${setting}=…`).join(' ')}`,
    );
  }
  return {
    kafka: env['KAFKA_BROKERS'] ?? '',
    mongodb: env['MONGODB_URL'] ?? '',
    elasticsearch: env['ELASTICSEARCH_URL'] ?? '',
    redis: env['REDIS_URL'] ?? '',
  };
}

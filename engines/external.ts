// ENGINES=external: servers that somebody else runs. Their addresses come from the settings; they are never
// started, ended or cleaned from here.
import { EngineError, type EngineHandle, type EngineName, type Engines } from './engine.ts';
import { externalSettings } from './flavour.ts';

export function useExternal(env: NodeJS.ProcessEnv): Engines {
  const settings = externalSettings(env);
  return {
    flavour: 'external',
    kafka: handleOf('kafka', settings.kafka),
    mongodb: handleOf('mongodb', settings.mongodb),
    elasticsearch: handleOf('elasticsearch', settings.elasticsearch),
    redis: handleOf('redis', settings.redis),
    settings: () => ({
      KAFKA_BROKERS: settings.kafka,
      MONGODB_URL: settings.mongodb,
      ELASTICSEARCH_URL: settings.elasticsearch,
      REDIS_URL: settings.redis,
    }),
    stop: async () => {},
  };
}

/** `host:port` of an address or a URL, credentials left out. Of several brokers the first. */
export function hostOf(address: string): string {
  const withoutScheme = address.replace(/^[a-z+]+:\/\//, '').replace(/^[^@/]*@/, '');
  return withoutScheme.split(/[,/?]/)[0] ?? withoutScheme;
}

function handleOf(name: EngineName, address: string): EngineHandle {
  const refuse = async (): Promise<never> => {
    throw new EngineError(
      'setting-invalid',
      `${name} is external (${hostOf(address)}): it cannot be started or ended from here.`,
      'leave ENGINES=external out for drills',
    );
  };
  return {
    name,
    address: hostOf(address),
    about: `${name} at ${hostOf(address)} (external)`,
    standIn: false,
    start: refuse,
    kill: refuse,
    stop: refuse,
  };
}

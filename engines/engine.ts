// What an engine is to the rest of the house, and how it fails. Pure declarations: no file here starts anything.

/** Where the four engines come from: images, ordinary packages on this machine, or somebody else's servers. */
export type Flavour = 'docker' | 'native' | 'external';

export const ENGINE_NAMES = ['kafka', 'mongodb', 'elasticsearch', 'redis'] as const;
export type EngineName = (typeof ENGINE_NAMES)[number];

export interface EngineHandle {
  readonly name: EngineName;
  /** `host:port` as clients on this machine reach it; the same for the whole run, restarts included. */
  readonly address: string;
  /** For a reader's eye, e.g. `Apache Kafka 4.4.0 (native)`. */
  readonly about: string;
  /** True when it only speaks the engine's language (MongoDB without Docker) and is not the engine itself. */
  readonly standIn: boolean;
  stop(): Promise<void>;
  /** SIGKILL, for drills: nothing is flushed, nobody is told. */
  kill(): Promise<void>;
  /** Starts it again at the same address with the same data; resolves when it answers its protocol. */
  start(): Promise<void>;
}

export interface Engines {
  readonly flavour: Flavour;
  readonly kafka: EngineHandle;
  readonly mongodb: EngineHandle;
  readonly elasticsearch: EngineHandle;
  readonly redis: EngineHandle;
  /** The settings that the apps read: KAFKA_BROKERS, MONGODB_URL, ELASTICSEARCH_URL, REDIS_URL. */
  settings(): Record<string, string>;
  stop(): Promise<void>;
}

/** One engine by itself, for a drill that kills it while everybody else's goes on. */
export interface LoneEngine {
  readonly engine: EngineHandle;
  /** The one setting that leads the apps to it. */
  settings(): Record<string, string>;
  /** After it nothing of it runs or listens. */
  end(): Promise<void>;
}

export type Say = (line: string) => void;

export interface EngineOptions {
  /** Folder of this run's state: data, logs, pids, ports. A second run with the same folder finds its data again. */
  readonly state: string;
  /** One line of progress, for a person who waits. */
  readonly say: Say;
  /**
   * True for `npm start` and demos: data outlives the run. False for tests: every start is empty, MongoDB and
   * Redis keep their data in memory only, heaps are smaller, and stopping is a SIGKILL.
   */
  readonly durable: boolean;
  readonly env: NodeJS.ProcessEnv;
  /** Forgets the engines' data of earlier runs first (`npm start -- --fresh`). */
  readonly fresh?: boolean;
  /** When it fires during a start, what was started is ended and the start rejects. */
  readonly abort?: AbortSignal;
}

export type EngineErrorCode =
  | 'setting-missing'
  | 'setting-invalid'
  | 'java-missing'
  | 'maven-missing'
  | 'fetch-failed'
  | 'fetch-corrupt'
  | 'state-in-use'
  | 'not-ready'
  | 'ended-early'
  | 'docker-missing'
  | 'docker-failed'
  | 'aborted';

/** What is missing or went wrong, and the command or edit that mends it. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly mend: string;

  constructor(code: EngineErrorCode, message: string, mend: string, options?: ErrorOptions) {
    super(`${message}\n  To mend it: ${mend}`, options);
    this.name = 'EngineError';
    this.code = code;
    this.mend = mend;
  }
}

export function addressesOf(handles: Record<EngineName, EngineHandle>): Record<EngineName, string> {
  return {
    kafka: handles.kafka.address,
    mongodb: handles.mongodb.address,
    elasticsearch: handles.elasticsearch.address,
    redis: handles.redis.address,
  };
}

/** Settings of the apps from four addresses; `mongodbQuery` is what a replica set in Docker needs. */
export function settingsOf(addresses: Record<EngineName, string>, mongodbQuery = ''): Record<string, string> {
  const each = ENGINE_NAMES.map((name) => settingOf(name, addresses[name], mongodbQuery));
  return Object.assign({}, ...each);
}

/** The one setting that leads to an engine. */
export function settingOf(name: EngineName, address: string, mongodbQuery = ''): Record<string, string> {
  switch (name) {
    case 'kafka':
      return { KAFKA_BROKERS: address };
    case 'mongodb':
      return { MONGODB_URL: `mongodb://${address}/sosik${mongodbQuery}` };
    case 'elasticsearch':
      return { ELASTICSEARCH_URL: `http://${address}` };
    case 'redis':
      return { REDIS_URL: `redis://${address}` };
  }
}

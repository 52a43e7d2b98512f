// Docker for tests: one container per engine by testcontainers, empty at each start, gone at the end of the run, and
// removed by its reaper should the run be killed.
// Guarantees: the address stays the same when an engine is killed and started again (drills need it, and it is why
// each gets a host port that we choose); an engine is ready when it answers our own question, the same one that the
// native flavour asks. Unlike everything else here the ports are published on all addresses: testcontainers has
// no other way.
import { setTimeout as sleep } from 'node:timers/promises';
import {
  addressesOf,
  EngineError,
  type EngineHandle,
  type EngineName,
  type EngineOptions,
  type Engines,
  type LoneEngine,
  settingOf,
  settingsOf,
} from './engine.ts';
import { IMAGES } from './images.ts';
import { brokerSettings } from './kafka/kafka.ts';
import { PortBook } from './ports.ts';
import type { Address } from './probe.ts';
import { aborted } from './ready.ts';

export interface ContainerRecipe {
  readonly name: EngineName;
  readonly image: string;
  /** Where it listens in the container. */
  readonly port: number;
  readonly hostPort: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

export interface RunningContainer {
  remove(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** What is asked of testcontainers, so that the rest can be tested without Docker. */
export interface ContainerRuntime {
  /** Where published ports answer: this machine, or the one that runs the Docker engine. */
  readonly host: string;
  run(recipe: ContainerRecipe): Promise<RunningContainer>;
  answers(name: EngineName, at: Address): Promise<boolean>;
}

const READY_LIMIT_MS = 120_000;

/** The replica set knows its member by a name that only the container can resolve. */
const DIRECT = '?directConnection=true';

export async function startContainers(
  options: EngineOptions,
  load: () => Promise<ContainerRuntime>,
): Promise<Engines> {
  const engineOf = await containerEngines(options, load);
  const handles = {
    kafka: await engineOf('kafka'),
    mongodb: await engineOf('mongodb'),
    elasticsearch: await engineOf('elasticsearch'),
    redis: await engineOf('redis'),
  };
  const all = Object.values(handles);
  const stop = async (): Promise<void> => {
    await Promise.all(all.map((engine) => engine.remove()));
  };
  const outcomes = await Promise.allSettled(all.map((engine) => engine.start()));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) {
    await stop();
    throw asEngineError('docker-failed', failed.reason);
  }
  const settings = (): Record<string, string> => settingsOf(addressesOf(handles), DIRECT);
  return { flavour: 'docker', ...handles, settings, stop };
}

export async function startContainerAlone(
  name: EngineName,
  options: EngineOptions,
  load: () => Promise<ContainerRuntime>,
): Promise<LoneEngine> {
  const engine = await (await containerEngines(options, load))(name);
  try {
    await engine.start();
  } catch (error) {
    await engine.remove();
    throw asEngineError('docker-failed', error);
  }
  return { engine, settings: () => settingOf(name, engine.address, DIRECT), end: () => engine.remove() };
}

async function containerEngines(
  options: EngineOptions,
  load: () => Promise<ContainerRuntime>,
): Promise<(name: EngineName) => Promise<ContainerEngine>> {
  const runtime = await load().catch((reason: unknown) => {
    throw asEngineError('docker-missing', reason);
  });
  const book = new PortBook(options.state, false);
  return async (name) => {
    const at = { host: runtime.host, port: await book.claim(name, 0) };
    return new ContainerEngine(recipeOf(name, at), at, runtime, options);
  };
}

function asEngineError(code: 'docker-missing' | 'docker-failed', reason: unknown): EngineError {
  if (reason instanceof EngineError) return reason;
  const words = reason instanceof Error ? reason.message : String(reason);
  const mend = '`docker info` and `docker logs` show why; ENGINES=native does without Docker';
  return new EngineError(code, `The containers could not be started: ${words}.`, mend, { cause: reason });
}

class ContainerEngine implements EngineHandle {
  readonly name: EngineName;
  readonly address: string;
  readonly about: string;
  readonly standIn = false;
  private readonly recipe: ContainerRecipe;
  private readonly at: Address;
  private readonly runtime: ContainerRuntime;
  private readonly options: EngineOptions;
  private container: RunningContainer | undefined;

  constructor(recipe: ContainerRecipe, at: Address, runtime: ContainerRuntime, options: EngineOptions) {
    this.name = recipe.name;
    this.address = `${at.host}:${at.port}`;
    this.about = `${recipe.image} (Docker)`;
    this.recipe = recipe;
    this.at = at;
    this.runtime = runtime;
    this.options = options;
  }

  async start(): Promise<void> {
    const begun = performance.now();
    if (this.container) await this.container.start();
    else this.container = await this.runtime.run(this.recipe);
    await this.untilAnswers();
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    this.options.say(`${this.name} ready in ${seconds} s on ${this.address} (${this.about})`);
  }

  private async untilAnswers(): Promise<void> {
    const deadline = Date.now() + READY_LIMIT_MS;
    while (!(await this.runtime.answers(this.name, this.at).catch(() => false))) {
      if (this.options.abort?.aborted) throw aborted();
      if (Date.now() > deadline) {
        throw new EngineError(
          'not-ready',
          `The container of ${this.name} did not answer within ${READY_LIMIT_MS / 1000} s.`,
          '`docker ps` and `docker logs` show why; ENGINES=native does without Docker',
        );
      }
      await sleep(100);
    }
  }

  async stop(): Promise<void> {
    await this.container?.stop();
  }

  async kill(): Promise<void> {
    await this.container?.kill();
  }

  /** The end of the run: nothing of it is kept. */
  async remove(): Promise<void> {
    await this.container?.remove();
    this.container = undefined;
  }
}

function recipeOf(name: EngineName, at: Address): ContainerRecipe {
  const recipe = { name, image: IMAGES[name], hostPort: at.port, environment: {}, command: [] };
  switch (name) {
    case 'kafka':
      return { ...recipe, port: 9092, environment: kafkaEnvironment(at) };
    case 'mongodb':
      return { ...recipe, port: 27_017 };
    case 'elasticsearch':
      return { ...recipe, port: 9200, environment: ELASTICSEARCH_ENVIRONMENT };
    case 'redis':
      return { ...recipe, port: 6379, command: REDIS_COMMAND };
  }
}

const ELASTICSEARCH_ENVIRONMENT = {
  'discovery.type': 'single-node',
  'xpack.security.enabled': 'false',
  'action.auto_create_index': 'false',
  'cluster.routing.allocation.disk.threshold_enabled': 'false',
  ES_JAVA_OPTS: '-Xms512m -Xmx512m',
};

const REDIS_COMMAND = [
  'redis-server',
  '--save',
  '',
  '--appendonly',
  'no',
  '--maxmemory-policy',
  'noeviction',
];

/** The native broker's settings in the image's spelling. Three listeners: for us, for itself, for its controller. */
function kafkaEnvironment({ host, port }: Address): Record<string, string> {
  const inContainer = {
    listeners: 'HOST://0.0.0.0:9092,BROKER://localhost:19092,CONTROLLER://localhost:9093',
    'advertised.listeners': `HOST://${host}:${port},BROKER://localhost:19092`,
    'listener.security.protocol.map': 'HOST:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
    'controller.quorum.voters': '1@localhost:9093',
  };
  const settings = { ...brokerSettings('/tmp/kafka-logs', { client: 9092, inner: 9093 }), ...inContainer };
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      `KAFKA_${name.toUpperCase().replaceAll('.', '_')}`,
      String(value),
    ]),
  );
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { startCompose } from './compose.ts';
import {
  type ContainerRecipe,
  type ContainerRuntime,
  startContainerAlone,
  startContainers,
} from './containers.ts';
import type { EngineName, EngineOptions } from './engine.ts';

const state = mkdtempSync(join(tmpdir(), 'sosik-containers-'));
afterAll(() => rmSync(state, { recursive: true, force: true }));

function options(more: Partial<EngineOptions> = {}): EngineOptions {
  return { state, durable: false, env: {}, say: () => undefined, ...more };
}

/** A Docker engine in memory: containers are up, down or gone, and answer a moment after they came up. */
class FakeRuntime implements ContainerRuntime {
  readonly host = 'localhost';
  readonly recipes = new Map<EngineName, ContainerRecipe>();
  readonly states = new Map<EngineName, 'up' | 'down' | 'gone'>();
  private readonly broken: EngineName | undefined;
  private asked = 0;

  constructor(broken?: EngineName) {
    this.broken = broken;
  }

  async run(recipe: ContainerRecipe): ReturnType<ContainerRuntime['run']> {
    const { name } = recipe;
    if (name === this.broken) throw new Error('no space left on device');
    this.recipes.set(name, recipe);
    const become = (next: 'up' | 'down' | 'gone') => async (): Promise<void> => {
      this.states.set(name, next);
    };
    await become('up')();
    return { remove: become('gone'), stop: become('down'), kill: become('down'), start: become('up') };
  }

  async answers(name: EngineName): Promise<boolean> {
    this.asked += 1;
    if (this.asked % 2 === 1) throw new Error('connection refused');
    return this.states.get(name) === 'up';
  }
}

test('tests get four containers whose addresses are the settings of the apps', async () => {
  const runtime = new FakeRuntime();
  const engines = await startContainers(options(), async () => runtime);
  const port = (name: EngineName): number | undefined => runtime.recipes.get(name)?.hostPort;
  expect(engines.settings()).toEqual({
    KAFKA_BROKERS: `localhost:${port('kafka')}`,
    MONGODB_URL: `mongodb://localhost:${port('mongodb')}/sosik?directConnection=true`,
    ELASTICSEARCH_URL: `http://localhost:${port('elasticsearch')}`,
    REDIS_URL: `redis://localhost:${port('redis')}`,
  });
  expect([engines.flavour, engines.mongodb.standIn]).toEqual(['docker', false]);
  await engines.stop();
  expect([...runtime.states.values()]).toEqual(['gone', 'gone', 'gone', 'gone']);
});

test('the broker in a container tells clients the address that they can reach, and has the settings of the native one', async () => {
  const runtime = new FakeRuntime();
  const engines = await startContainers(options(), async () => runtime);
  const recipe = runtime.recipes.get('kafka');
  expect(recipe?.environment).toMatchObject({
    KAFKA_ADVERTISED_LISTENERS: `HOST://localhost:${recipe?.hostPort},BROKER://localhost:19092`,
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_MESSAGE_MAX_BYTES: '4194304',
    KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '500',
  });
  await engines.stop();
});

test('a container that is killed comes back at the same address', async () => {
  const runtime = new FakeRuntime();
  const engines = await startContainers(options(), async () => runtime);
  const { address } = engines.redis;
  await engines.redis.kill();
  expect(runtime.states.get('redis')).toBe('down');
  await engines.redis.start();
  expect([runtime.states.get('redis'), engines.redis.address]).toEqual(['up', address]);
  await engines.stop();
});

test('one engine alone is one container, which may be killed and is removed at its end', async () => {
  const runtime = new FakeRuntime();
  const { engine, end } = await startContainerAlone('kafka', options(), async () => runtime);
  expect([...runtime.recipes.keys()]).toEqual(['kafka']);
  const { address } = engine;
  await engine.kill();
  expect(runtime.states.get('kafka')).toBe('down');
  await engine.start();
  expect([runtime.states.get('kafka'), engine.address]).toEqual(['up', address]);
  await end();
  expect(runtime.states.get('kafka')).toBe('gone');
});

test('if one container cannot start, the others are removed and the reason is told', async () => {
  const runtime = new FakeRuntime('elasticsearch');
  const starting = startContainers(options(), async () => runtime);
  await expect(starting).rejects.toMatchObject({ code: 'docker-failed' });
  await expect(starting).rejects.toThrow('no space left on device');
  expect([...runtime.states.values()]).toEqual(['gone', 'gone', 'gone']);
});

test('a Docker engine that went away is an error that names the way without it', async () => {
  const gone = async (): Promise<never> => Promise.reject(new Error('no working container runtime'));
  await expect(startContainers(options(), gone)).rejects.toThrow('ENGINES=native');
});

test('npm start brings up the four engines of docker-compose.yml, waits for health, and keeps data when it stops', async () => {
  const commands: string[] = [];
  const compose = async (
    args: readonly string[],
  ): Promise<{ code: number; stdout: string; stderr: string }> => {
    commands.push(args.join(' '));
    return { code: 0, stdout: '', stderr: '' };
  };
  const engines = await startCompose(options({ durable: true, fresh: true }), compose);
  expect(engines.settings()['MONGODB_URL']).toBe('mongodb://127.0.0.1:27117/sosik?directConnection=true');
  await engines.kafka.kill();
  await engines.kafka.start();
  await engines.stop();
  expect(commands).toEqual([
    'down --volumes',
    'up --detach --wait kafka mongodb elasticsearch redis',
    'kill --signal SIGKILL kafka',
    'up --detach --wait kafka',
    'stop kafka mongodb elasticsearch redis',
  ]);
});

test('what docker compose says last is in the error', async () => {
  const failing = async (): Promise<{ code: number; stdout: string; stderr: string }> => {
    return { code: 1, stdout: '', stderr: 'pulling\nport 9220 is already allocated' };
  };
  await expect(startCompose(options(), failing)).rejects.toThrow('port 9220 is already allocated');
});

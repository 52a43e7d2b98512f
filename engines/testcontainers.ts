// The only file that knows testcontainers. It is imported when Docker was chosen, so that a machine without Docker
// never loads its 90 MB.
// Kafka is a GenericContainer: the module @testcontainers/kafka drives Confluent's images only (it runs
// /etc/confluent/docker/run and refuses tags below 7), and tests must meet the broker of docker-compose.yml.
import { join } from 'node:path';
import { MongoDBContainer } from '@testcontainers/mongodb';
import { GenericContainer, getContainerRuntimeClient, type StartedTestContainer, Wait } from 'testcontainers';
import type { ContainerRecipe, ContainerRuntime, RunningContainer } from './containers.ts';
import type { EngineName } from './engine.ts';
import { DEFINITIONS } from './native.ts';
import { REPOSITORY } from './shelf.ts';

/** A line of the log is enough here: whether it serves is asked by `answers`. */
const FIRST_WORDS: Readonly<Record<EngineName, RegExp>> = {
  kafka: /Kafka Server started/,
  mongodb: /Waiting for connections/,
  elasticsearch: /started/,
  redis: /Ready to accept connections/,
};

export async function testcontainersRuntime(): Promise<ContainerRuntime> {
  const client = await getContainerRuntimeClient();
  return {
    host: client.info.containerRuntime.host,
    run: async (recipe) => await running(await (await containerFor(recipe)).start()),
    answers: async (name, at) => await DEFINITIONS[name].ready(at),
  };
}

async function containerFor(recipe: ContainerRecipe): Promise<GenericContainer> {
  const container = await imageOf(recipe);
  container
    .withExposedPorts({ container: recipe.port, host: recipe.hostPort })
    .withEnvironment(recipe.environment)
    .withStartupTimeout(120_000);
  if (recipe.command.length > 0) container.withCommand([...recipe.command]);
  return container;
}

async function imageOf({ name, image }: ContainerRecipe): Promise<GenericContainer> {
  // a replica set of one, initiated by the module's health check, which is also what it waits for
  if (name === 'mongodb') return new MongoDBContainer(image);
  const waiting = Wait.forLogMessage(FIRST_WORDS[name]);
  if (name !== 'elasticsearch') return new GenericContainer(image).withWaitStrategy(waiting);
  const folder = join(REPOSITORY, 'deploy', 'docker');
  const builder = GenericContainer.fromDockerfile(folder, 'elasticsearch.Dockerfile');
  // kept between runs: building it fetches the plugin
  return (await builder.build(image, { deleteOnExit: false })).withWaitStrategy(waiting);
}

/** `restart` of testcontainers would wait for the log line again; a drill wants the bare kill and start. */
async function running(container: StartedTestContainer): Promise<RunningContainer> {
  const client = await getContainerRuntimeClient();
  const bare = client.container.getById(container.getId());
  return {
    remove: async () => {
      await container.stop();
    },
    stop: async () => {
      await bare.stop();
    },
    kill: async () => {
      await bare.kill();
    },
    start: async () => {
      await bare.start();
    },
  };
}

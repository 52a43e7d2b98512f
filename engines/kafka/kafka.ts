// Kafka without Docker: the real broker, one KRaft node, from Maven's jars.
// 160 MB and 1–2 % of a core idle; a restart after SIGKILL takes 5 s, because the controller lets the killed
// broker's session run out first.
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineDefinition, Launch, Parts, Ports, Run } from '../definition.ts';
import { jdkTool } from '../jdk.ts';
import type { Machine } from '../machine.ts';
import { type Address, ask } from '../probe.ts';
import { SOURCES, sourceKey } from '../shelf.ts';

const VERSION = '4.4.0';
/** An article with its headers; the same figure as `max.message.bytes` of the article topics. */
const MESSAGE_BYTES = 4 * 1024 * 1024;
/** C1 alone starts in half the time and is never the bottleneck here (28,000 messages of 4 KB a second). */
const FLAGS = ['-Xms64m', '-Xmx256m', '-XX:TieredStopAtLevel=1'];
const CLUSTER = 'c29zaWstbmV3c3Jvb20tMQ';
const LOGGING = `-Dlog4j2.configurationFile=${join(SOURCES, 'kafka', 'log4j2.properties')}`;

export const kafka: EngineDefinition = {
  name: 'kafka',
  standIn: false,
  jvm: true,
  ports: { client: 29_092, inner: 29_093 },
  refusesRoot: false,
  stopMs: 15_000,

  async fetch(machine: Machine): Promise<Parts> {
    const java = await machine.java();
    const key = sourceKey(['pom.xml', 'kafka/pom.xml'], CLUSTER);
    const home = await machine.shelf.provide('kafka', key, async (folder) => {
      await machine.jars('kafka', join(folder, 'lib'));
      await format(folder, machine);
    });
    return { home, about: `Apache Kafka ${VERSION} (native)`, program: join(java.home, 'bin', 'java') };
  },

  async start(parts: Parts, run: Run): Promise<Launch> {
    const data = join(run.folder, 'data');
    if (!existsSync(join(data, 'meta.properties'))) {
      mkdirSync(data, { recursive: true });
      cpSync(join(parts.home, 'formatted'), data, { recursive: true });
    }
    const settings = join(run.folder, 'server.properties');
    writeFileSync(settings, properties(brokerSettings(data, run.ports)));
    const args = [...run.jvm, ...FLAGS, LOGGING, '-cp', classPath(parts.home), 'kafka.Kafka', settings];
    return { command: parts.program, args };
  },

  /** ApiVersions, the question with which each client begins; the broker answers when it takes requests. */
  async ready(at: Address): Promise<boolean> {
    const client = Buffer.from('sosik');
    const question = Buffer.alloc(14);
    question.writeInt32BE(10 + client.length, 0);
    question.writeInt16BE(18, 4); // ApiVersions
    question.writeInt16BE(0, 6); // version of the question
    question.writeInt32BE(1, 8); // correlation
    question.writeInt16BE(client.length, 12);
    return await ask(at, Buffer.concat([question, client]), (answer) =>
      answer.length < 10 ? undefined : answer.readInt16BE(8) === 0,
    );
  },
};

/** Explicit and sorted: a class archive is bound to the order of the class path. */
export function classPath(home: string): string {
  const jars = readdirSync(join(home, 'lib')).sort();
  return jars.map((jar) => join(home, 'lib', jar)).join(':');
}

/**
 * A formatted data folder, made once and copied for each new run: formatting is a JVM start of its own (0.7 s).
 * All runs share one cluster id, so a data folder can move between state folders of a clone.
 */
async function format(folder: string, machine: Machine): Promise<void> {
  const settings = join(folder, 'format.properties');
  writeFileSync(settings, properties(brokerSettings(join(folder, 'formatted'), kafka.ports)));
  const storage = ['kafka.tools.StorageTool', 'format', '--cluster-id', CLUSTER, '-c', settings];
  const jvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', LOGGING, '-cp', classPath(folder)];
  await jdkTool(machine, 'java', [...jvm, ...storage]);
}

export function properties(settings: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Also what the container of the tests gets, with other listeners. */
export function brokerSettings(data: string, ports: Ports): Record<string, string | number | boolean> {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${ports.inner}`,
    listeners: `PLAINTEXT://127.0.0.1:${ports.client},CONTROLLER://127.0.0.1:${ports.inner}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${ports.client}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': data,
    // a topic is made by the migration step with the right partitions, never by a typing error
    'auto.create.topics.enable': false,
    'message.max.bytes': MESSAGE_BYTES,
    'replica.fetch.max.bytes': MESSAGE_BYTES,
    ...ONE_NODE,
    ...SMALL,
    ...QUICK,
  };
}

const ONE_NODE = {
  'num.partitions': 3,
  'default.replication.factor': 1,
  'min.insync.replicas': 1,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 3,
  // 30 days, as long as the intake log keeps records
  'offsets.retention.minutes': 43_200,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 1,
};

/** Buffers and threads for a laptop: the defaults reserve 128 MB for the log cleaner alone. */
const SMALL = {
  'log.cleaner.dedupe.buffer.size': 2_097_152,
  'log.cleaner.io.buffer.size': 131_072,
  'log.cleaner.threads': 1,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'num.recovery.threads.per.data.dir': 2,
  'background.threads': 2,
  'num.replica.fetchers': 1,
  'log.segment.bytes': 67_108_864,
  'log.index.size.max.bytes': 1_048_576,
  'log.retention.check.interval.ms': 60_000,
  // without it the controller writes a no-op record twice a second (2.0 % of a core idle, 1.1 % with it)
  'metadata.max.idle.interval.ms': 0,
};

const QUICK = {
  'group.initial.rebalance.delay.ms': 0,
  // tests use sessions of 1 s, so that a dead consumer's partitions move at once
  'group.min.session.timeout.ms': 500,
  // after SIGKILL the controller refuses the new broker until the old session has run out: 5 s, not 11
  'broker.session.timeout.ms': 3_000,
  'broker.heartbeat.interval.ms': 1_000,
};

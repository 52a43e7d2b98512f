// A stand-in for MongoDB without Docker: no registry of packages carries a real mongod.
// It is mongo-java-server (wire version 21) with a storage of ours: real secondary indexes, guarded writes that use
// them, readers that never see half an update. 75 of 75 core checks pass. What it is not: it has no transactions, no
// change streams, no text or partial indexes, and its file is written every 200 ms, so a SIGKILL loses up to
// that much of what was acknowledged. The services keep their position beside their data and catch up by themselves;
// the same tests must pass on MongoDB 8, wherever Docker is. Documents live in the heap: 10,000 articles of 2.5 KB with
// their revisions and verdicts take more than 512 MB.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineDefinition, Launch, Parts, Run } from '../definition.ts';
import { buildJars } from '../jdk.ts';
import type { Machine } from '../machine.ts';
import { type Address, ask } from '../probe.ts';
import { SOURCES, sourceKey } from '../shelf.ts';

const VERSION = '1.47.0';
const JAVA_FOLDER = 'mongodb/src/sosik/mongo';
const JAVA_FILES = readdirSync(join(SOURCES, JAVA_FOLDER)).sort();
const CLASSES = 'sosik-mongo.jar';

export const mongodb: EngineDefinition = {
  name: 'mongodb',
  standIn: true,
  jvm: true,
  ports: { client: 27_117, inner: 27_118 },
  refusesRoot: false,
  stopMs: 8_000,

  async fetch(machine: Machine): Promise<Parts> {
    const java = await machine.java();
    const files = JAVA_FILES.map((file) => `${JAVA_FOLDER}/${file}`);
    const home = await machine.shelf.provide(
      'mongodb',
      sourceKey(['pom.xml', 'mongodb/pom.xml', ...files]),
      async (folder) => {
        await machine.jars('mongodb', join(folder, 'lib'));
        await buildJars(machine, folder, {
          sources: files.map((file) => join(SOURCES, file)),
          classPath: [join(folder, 'lib', '*')],
          jars: { [join(folder, 'lib', CLASSES)]: 'sosik/mongo' },
        });
      },
    );
    return {
      home,
      about: `stand-in for MongoDB: mongo-java-server ${VERSION}`,
      program: join(java.home, 'bin', 'java'),
    };
  },

  async start(parts: Parts, run: Run): Promise<Launch> {
    mkdirSync(run.folder, { recursive: true });
    const jars = readdirSync(join(parts.home, 'lib')).sort();
    const args = [
      ...run.jvm,
      '-Xms64m',
      run.durable ? '-Xmx1g' : '-Xmx256m',
      `-Dport=${run.ports.client}`,
      ...(run.durable ? [`-Dfile=${join(run.folder, 'sosik.mv')}`] : []),
      '-cp',
      jars.map((jar) => join(parts.home, 'lib', jar)).join(':'),
      'sosik.mongo.StandIn',
    ];
    return { command: parts.program, args };
  },

  /** `ping` to the database admin, as OP_MSG: the same question on MongoDB itself. */
  async ready(at: Address): Promise<boolean> {
    return await ask(at, PING, (answer) =>
      answer.length < 16 || answer.length < answer.readInt32LE(0) ? undefined : answer.includes('ok'),
    );
  },
};

const PING = opMessage(
  Buffer.from('\x10ping\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0', 'latin1'), // { ping: 1, $db: 'admin' }
);

/** Header (length, request, reply to, opcode 2013), flags, section kind 0, one BSON document. */
function opMessage(elements: Buffer): Buffer {
  const message = Buffer.alloc(16 + 4 + 1 + 4 + elements.length + 1);
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(1, 4);
  message.writeInt32LE(2013, 12);
  message.writeInt32LE(4 + elements.length + 1, 21);
  elements.copy(message, 25);
  return message;
}

// A broker of one test that asks everyone for a name and denies what no rule allows, as one in production does: SCRAM users,
// the standard authorizer, and one user who may do all. Native only. It ends with the test, or with the run of tests.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Daemon } from '../daemon.ts';
import { jdkTool } from '../jdk.ts';
import { Machine } from '../machine.ts';
import { untilReady } from '../ready.ts';
import { brokerSettings, classPath, kafka, properties } from './kafka.ts';

const MECHANISM = 'SCRAM-SHA-512';

interface Guarded {
  /** Folder of the run, in which the broker's own is made. */
  readonly state: string;
  readonly ports: { readonly client: number; readonly inner: number };
  /** Passwords by user. */
  readonly users: Readonly<Record<string, string>>;
  /** Who may do all. */
  readonly root: string;
}

/** Resolves when it answers; what is resolved ends it and removes its data. */
export async function startGuarded({ ports, users, root, ...given }: Guarded): Promise<() => Promise<void>> {
  // The broker runs in that folder.
  const state = resolve(given.state);
  const machine = new Machine({ env: process.env, say: () => undefined });
  const parts = await kafka.fetch(machine);
  const data = join(state, 'data');
  mkdirSync(data, { recursive: true });
  const file = join(state, 'server.properties');
  writeFileSync(file, properties({ ...brokerSettings(data, ports), ...guards(ports, root) }));
  const java = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', classPath(parts.home)];
  const secrets = Object.entries(users).flatMap(([name, password]) => [
    '--add-scram',
    `${MECHANISM}=[name=${name},password=${password}]`,
  ]);
  const format = ['kafka.tools.StorageTool', 'format', '--cluster-id', 'c29zaWstZ3VhcmRlZC0xMg', '-c', file];
  await jdkTool(machine, 'java', [...java, ...format, ...secrets]);
  const daemon = new Daemon({ state, name: 'guarded', cwd: state }, () => undefined);
  await daemon.start({ command: parts.program, args: [...java, 'kafka.Kafka', file] });
  const end = async (): Promise<void> => {
    await daemon.stop(kafka.stopMs);
    rmSync(state, { recursive: true, force: true });
  };
  try {
    await untilReady(kafka, { host: '127.0.0.1', port: ports.client }, daemon, undefined);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

function guards({ client, inner }: Guarded['ports'], root: string): Record<string, string> {
  return {
    listeners: `USERS://127.0.0.1:${client},CONTROLLER://127.0.0.1:${inner}`,
    'advertised.listeners': `USERS://127.0.0.1:${client}`,
    'listener.security.protocol.map': 'USERS:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'USERS',
    'sasl.enabled.mechanisms': MECHANISM,
    'sasl.mechanism.inter.broker.protocol': MECHANISM,
    [`listener.name.users.${MECHANISM.toLowerCase()}.sasl.jaas.config`]:
      'org.apache.kafka.common.security.scram.ScramLoginModule required;',
    'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
    // Without a name only the broker itself speaks, to its own controller.
    'super.users': `User:${root};User:ANONYMOUS`,
  };
}

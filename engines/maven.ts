// Brings jars by Maven, the one way that each machine with a Java can use.
// Guarantees: one Maven at a time per user; what asks within 50 ms leaves in one run, whose modules
// download in parallel (all into an empty cache: 16 s); the local cache is asked before the network;
// Maven's own words are shown only when it fails.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { canInstall, install } from './apt.ts';
import { run } from './command.ts';
import { EngineError, type Say } from './engine.ts';
import type { Java } from './java.ts';
import { waitForLock } from './lock.ts';
import { mavenLockFile, SOURCES } from './shelf.ts';

const GATHER_MS = 50;
export const MAVEN_MEND = 'apt-get install maven, or put mvn on the PATH';

export interface MavenTools {
  readonly env: NodeJS.ProcessEnv;
  readonly say: Say;
  readonly java: Java;
  readonly abort?: AbortSignal | undefined;
}

export function findMaven(env: NodeJS.ProcessEnv): string | undefined {
  const folders = [
    env['MAVEN_HOME'] && join(env['MAVEN_HOME'], 'bin'),
    ...(env['PATH'] ?? '').split(delimiter),
  ];
  return folders.flatMap((folder) => (folder ? join(folder, 'mvn') : [])).find((file) => existsSync(file));
}

export class Maven {
  private readonly tools: MavenTools;
  /** Modules asked for and not yet begun, with the folder each wants its jars in. */
  private waiting = new Map<string, string>();
  private next: Promise<void> | undefined;

  constructor(tools: MavenTools) {
    this.tools = tools;
  }

  /** Copies the jars of one module of `engines/pom.xml` into the folder. */
  async jars(module: string, folder: string): Promise<void> {
    this.waiting.set(module, folder);
    this.next ??= this.leave();
    await this.next;
  }

  private async leave(): Promise<void> {
    await sleep(GATHER_MS);
    const modules = this.waiting;
    this.waiting = new Map();
    this.next = undefined;
    const { say, abort } = this.tools;
    const maven = await this.program();
    const names = [...modules.keys()];
    say(`fetching ${names.join(', ')} with Maven …`);
    const lock = await waitForLock(
      mavenLockFile(),
      'fetching engines with Maven',
      (holder) => say(`waiting for the Maven of process ${holder.pid}`),
      abort,
    );
    try {
      await this.fetch(maven, modules);
    } finally {
      lock.release();
    }
  }

  private async program(): Promise<string> {
    const { env, say, abort } = this.tools;
    const found = findMaven(env);
    if (found) return found;
    if (canInstall(env)) {
      say('no Maven: installing it with apt …');
      const problem = await install(env, 'maven', abort);
      const installed = findMaven(env);
      if (installed) return installed;
      if (problem) throw new EngineError('maven-missing', problem, MAVEN_MEND);
    }
    throw new EngineError(
      'maven-missing',
      'The engines are fetched by Maven, and no mvn was found.',
      MAVEN_MEND,
    );
  }

  private async fetch(maven: string, modules: ReadonlyMap<string, string>): Promise<void> {
    const { env, java, abort } = this.tools;
    const folders = [...modules].map(([module, folder]) => `-Dout.${module}=${folder}`);
    const args = ['-B', '-q', '-T4', '-f', join(SOURCES, 'pom.xml'), '-pl', [...modules.keys()].join(',')];
    const options = { env: { ...env, JAVA_HOME: java.home }, abort, cwd: SOURCES };
    const offline = await run(maven, ['-o', ...args, ...folders, 'package'], options);
    if (offline.code === 0) return;
    const online = await run(maven, [...args, ...folders, 'package'], options);
    if (online.code === 0) return;
    const words = online.stdout.split('\n').filter((line) => line.startsWith('[ERROR]'));
    throw new EngineError(
      abort?.aborted ? 'aborted' : 'fetch-failed',
      `Maven could not fetch ${[...modules.keys()].join(', ')}:\n${words.slice(0, 4).join('\n') || online.stderr}`,
      'make a Maven repository reachable (a proxy or mirror belongs into ~/.m2/settings.xml) and run this again',
    );
  }
}

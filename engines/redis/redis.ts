// Redis without Docker: the real server, from the first place that has one.
// 1. redis-server or valkey-server of 7.0 or newer on the PATH.
// 2. As root on Debian or Ubuntu: the package redis-tools. Its redis-check-rdb and the server are one program that
//    looks at the name it is called by, and unlike redis-server this package brings no system service, so
//    nothing ever listens on 6379 because of us.
// 3. A jar that carries the program (6.2: the code of this house uses no younger command on its own account).
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { canInstall, install } from '../apt.ts';
import { run as runCommand } from '../command.ts';
import type { EngineDefinition, Launch, Parts, Run } from '../definition.ts';
import { EngineError } from '../engine.ts';
import { jdkTool } from '../jdk.ts';
import type { Machine } from '../machine.ts';
import { type Address, ask } from '../probe.ts';
import { sourceKey } from '../shelf.ts';

const SERVER = 'redis-server';

export interface RedisProgram {
  readonly program: string;
  readonly argv0?: string;
  readonly version: string;
}

export const redis: EngineDefinition = {
  name: 'redis',
  standIn: false,
  jvm: false,
  ports: { client: 6399, inner: 6400 },
  refusesRoot: false,
  stopMs: 5_000,

  async fetch(machine: Machine): Promise<Parts> {
    const found =
      (await findRedis(machine.env)) ?? (await redisFromApt(machine)) ?? (await redisFromJar(machine));
    const { program, argv0, version } = found;
    const about = `Redis ${version} (native, ${program})`;
    return { home: dirname(program), about, program, ...(argv0 ? { argv0 } : {}) };
  },

  async start(parts: Parts, run: Run): Promise<Launch> {
    const data = join(run.folder, 'data');
    mkdirSync(data, { recursive: true });
    const settings = {
      port: run.ports.client,
      bind: '127.0.0.1',
      dir: data,
      daemonize: 'no',
      // each write is in the log file before its reply; to the disk once a second
      appendonly: run.durable ? 'yes' : 'no',
      appendfsync: 'everysec',
      save: '',
      // counts are no cache: full memory must be an error, never an eviction
      'maxmemory-policy': 'noeviction',
    };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    return { command: parts.program, args, ...(parts.argv0 ? { argv0: parts.argv0 } : {}) };
  },

  /** `-LOADING` while it reads its log file, `+PONG` when it serves. */
  async ready(at: Address): Promise<boolean> {
    return await ask(at, Buffer.from('PING\r\n'), (answer) =>
      answer.includes('\r\n') ? answer.toString().startsWith('+PONG') : undefined,
    );
  },
};

/** What this machine has already. */
export async function findRedis(env: NodeJS.ProcessEnv): Promise<RedisProgram | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    for (const [name, argv0] of [[SERVER], ['valkey-server'], ['redis-check-rdb', SERVER]] as const) {
      const program = join(folder, name);
      if (!existsSync(program)) continue;
      const version = await versionOf(env, program, argv0);
      if (version && Number(version.split('.')[0]) >= 7)
        return { program, version, ...(argv0 ? { argv0 } : {}) };
    }
  }
  return undefined;
}

/** `sh` sets the name: execFile cannot, and the version is printed by the server's name only. */
async function versionOf(
  env: NodeJS.ProcessEnv,
  program: string,
  argv0?: string,
): Promise<string | undefined> {
  const { stdout } = argv0
    ? await runCommand('bash', ['-c', `exec -a ${argv0} "$0" --version`, program], { env, timeoutMs: 2_000 })
    : await runCommand(program, ['--version'], { env, timeoutMs: 2_000 });
  return /v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
}

async function redisFromApt(machine: Machine): Promise<RedisProgram | undefined> {
  if (!canInstall(machine.env)) return undefined;
  machine.say(
    'no redis-server: installing the package redis-tools, which brings it without a system service …',
  );
  const problem = await install(machine.env, 'redis-tools', machine.abort);
  if (problem) machine.say(`${problem}\nRedis comes from a Maven jar instead.`);
  return await findRedis(machine.env);
}

const CARRIED: Readonly<Record<string, string>> = {
  'linux-x64': 'redis-server-6.2.6-v5-linux-amd64',
  'linux-arm64': 'redis-server-6.2.7-linux-arm64',
  'darwin-x64': 'redis-server-6.2.6-v5-darwin-amd64',
  'darwin-arm64': 'redis-server-6.2.6-v5-darwin-arm64',
};

async function redisFromJar(machine: Machine): Promise<RedisProgram> {
  const carried = CARRIED[`${process.platform}-${process.arch}`];
  const mend = 'install Redis 7 or newer (apt-get install redis-tools, brew install redis)';
  if (!carried)
    throw new EngineError('fetch-failed', 'No Redis was found, and no package carries one.', mend);
  const home = await machine.shelf.provide(
    'redis',
    sourceKey(['pom.xml', 'redis/pom.xml']),
    async (folder) => {
      await machine.jars('redis', folder);
      const jar = join(folder, 'embedded-redis-1.4.3.jar');
      await jdkTool(machine, 'jar', ['xf', jar, carried], folder);
      renameSync(join(folder, carried), join(folder, SERVER));
      chmodSync(join(folder, SERVER), 0o755);
      rmSync(jar);
    },
  );
  const program = join(home, SERVER);
  const version = await versionOf(machine.env, program);
  if (version) return { program, version };
  throw new EngineError('fetch-failed', `${program} does not run on this system.`, mend);
}

// Debian's packages, used only where they are ours to install: as root, on a system that has apt.
import { existsSync } from 'node:fs';
import { type CommandOptions, lastLines, run } from './command.ts';
import { isRoot } from './shelf.ts';

export function canInstall(env: NodeJS.ProcessEnv): boolean {
  return isRoot() && existsSync('/usr/bin/apt-get') && env['SOSIK_INSTALL'] !== 'never';
}

/** Package names that match; the lists are brought first when they hold none. */
export async function offered(env: NodeJS.ProcessEnv, pattern: string): Promise<string[]> {
  const search = async (): Promise<string[]> => {
    const { stdout } = await run('apt-cache', ['search', '--names-only', pattern], { env });
    return stdout.split('\n').flatMap((line) => line.split(' ')[0] || []);
  };
  const names = await search();
  if (names.length > 0) return names;
  await run('apt-get', ['update', '-qq'], { env, timeoutMs: 120_000 });
  return await search();
}

/**
 * Installs, with fresh lists if the first try fails. Returns the problem in words, or `undefined`.
 * Another apt that is running is waited for, up to two minutes.
 */
export async function install(
  env: NodeJS.ProcessEnv,
  name: string,
  abort?: AbortSignal,
): Promise<string | undefined> {
  const options: CommandOptions = {
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    timeoutMs: 300_000,
    abort,
  };
  const wanted = ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', name];
  const first = await run('apt-get', wanted, options);
  if (first.code === 0) return undefined;
  await run('apt-get', ['update', '-qq'], options);
  const second = await run('apt-get', wanted, options);
  if (second.code === 0) return undefined;
  return `apt-get install ${name} failed:\n${lastLines(second.stderr || second.stdout, 5)}`;
}

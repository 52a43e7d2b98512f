// The tools of the JDK: runs one, or makes a jar of sources. Fails with what the tool said last.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, run } from './command.ts';
import { EngineError } from './engine.ts';
import type { Machine } from './machine.ts';

export async function jdkTool(
  machine: Machine,
  tool: 'java' | 'javac' | 'jar',
  args: readonly string[],
  cwd?: string,
): Promise<void> {
  const { home } = await machine.java();
  const options = { env: machine.env, cwd, abort: machine.abort };
  const { code, stdout, stderr } = await run(join(home, 'bin', tool), args, options);
  if (code === 0) return;
  throw new EngineError(
    machine.abort?.aborted ? 'aborted' : 'fetch-failed',
    `${join(home, 'bin', tool)} ended with ${code}:\n${lastLines(stderr || stdout, 8)}`,
    'check that this Java is a whole JDK (JAVA_HOME chooses another) and that the disk is not full',
  );
}

export interface JarRecipe {
  readonly sources: readonly string[];
  readonly classPath: readonly string[];
  /** Jar file → the package folder that goes into it. */
  readonly jars: Readonly<Record<string, string>>;
}

/** One compilation, for Java 21, whichever newer one compiles: the oldest that may run it. */
export async function buildJars(machine: Machine, folder: string, recipe: JarRecipe): Promise<void> {
  const classes = join(folder, 'classes');
  const path = ['-cp', recipe.classPath.join(':')];
  const flags = ['--release', '21', '-nowarn', '-Xlint:none', ...path, '-d', classes];
  await jdkTool(machine, 'javac', [...flags, ...recipe.sources]);
  for (const [jar, part] of Object.entries(recipe.jars)) {
    await jdkTool(machine, 'jar', ['cf', jar, '-C', classes, part]);
  }
  rmSync(classes, { recursive: true });
}

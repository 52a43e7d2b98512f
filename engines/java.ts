// Finds the Java that runs Kafka, Elasticsearch and the stand-in for MongoDB, and compiles the two that we build.
// Rule: a JDK of 21 or newer; of several the newest; JAVA_HOME, then PATH, when versions are equal.
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { canInstall, install, offered } from './apt.ts';
import { EngineError, type Say } from './engine.ts';
import { isReachable, isRoot } from './shelf.ts';

/** Elasticsearch 9 asks for 21; Kafka and the stand-in would take 17. */
const OLDEST = 21;
const PLACES = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines'];

export interface Java {
  readonly home: string;
  /** As its `release` file says, e.g. 25.0.1. */
  readonly version: string;
}

export interface JavaCandidate extends Java {
  /** A JDK has a compiler; a JRE has not. */
  readonly compiler: boolean;
  /** Elasticsearch runs as nobody under root, so nobody must be able to read it. */
  readonly reachable: boolean;
}

export function majorOf(version: string): number {
  const [first = '0', second = '0'] = version.split(/[._+-]/);
  return Number(first === '1' ? second : first) || 0;
}

/** The newest fit; the first of equals. Pure. */
export function pickJava(candidates: readonly JavaCandidate[]): JavaCandidate | undefined {
  return candidates
    .filter((java) => majorOf(java.version) >= OLDEST && java.compiler && java.reachable)
    .reduce<JavaCandidate | undefined>(
      (best, java) => (best && majorOf(best.version) >= majorOf(java.version) ? best : java),
      undefined,
    );
}

/** Why none fits, in words. Pure. */
export function whyNoJava(candidates: readonly JavaCandidate[]): string {
  if (candidates.length === 0) return 'no Java was found in JAVA_HOME, PATH or /usr/lib/jvm';
  const reasons = candidates.map((java) => {
    if (majorOf(java.version) < OLDEST) return `${java.home} is ${java.version}`;
    if (!java.compiler) return `${java.home} has no compiler (a JRE, not a JDK)`;
    return `${java.home} cannot be read by the user nobody`;
  });
  return [...new Set(reasons)].join('; ');
}

export function javaCandidates(env: NodeJS.ProcessEnv): JavaCandidate[] {
  const homes = [env['JAVA_HOME'], homeOnPath(env['PATH'] ?? ''), ...PLACES.flatMap(homesIn)];
  const seen = new Set<string>();
  return homes.flatMap((home) => {
    if (!home || !existsSync(join(home, 'bin', 'java'))) return [];
    const real = realpathSync(home);
    if (seen.has(real)) return [];
    seen.add(real);
    return [
      {
        home,
        version: versionOf(home),
        compiler: existsSync(join(home, 'bin', 'javac')) && existsSync(join(home, 'bin', 'jar')),
        reachable: !isRoot() || isReachable(real),
      },
    ];
  });
}

function homeOnPath(path: string): string | undefined {
  const java = path
    .split(delimiter)
    .map((folder) => join(folder, 'java'))
    .find((file) => existsSync(file));
  return java ? dirname(dirname(realpathSync(java))) : undefined;
}

function homesIn(place: string): string[] {
  if (!existsSync(place)) return [];
  return readdirSync(place).flatMap((name) => [join(place, name), join(place, name, 'Contents', 'Home')]);
}

function versionOf(home: string): string {
  try {
    const release = readFileSync(join(home, 'release'), 'utf8');
    return /^JAVA_VERSION="([^"]+)"/m.exec(release)?.[1] ?? '0';
  } catch {
    return '0';
  }
}

/** Names of packages that bring a JDK of 21 or newer: the two long-term releases first, then the newest. Pure. */
export function pickJdkPackage(names: readonly string[]): string | undefined {
  const fits = names
    .map((name) => ({
      name,
      major: Number(/^(?:openjdk|temurin)-(\d+)-jdk(?:-headless)?$/.exec(name)?.[1] ?? 0),
    }))
    .filter(({ name, major }) => major >= OLDEST && (name.startsWith('temurin') || name.endsWith('headless')))
    .sort((a, b) => b.major - a.major);
  return (fits.find(({ major }) => major === 25) ?? fits.find(({ major }) => major === 21) ?? fits[0])?.name;
}

export const JAVA_MEND =
  'apt-get install openjdk-21-jdk-headless (or any newer JDK), or set JAVA_HOME to one';

/** Finds it, or installs it where that is ours to do: root on Debian or Ubuntu whose archive has one. */
export async function provideJava(env: NodeJS.ProcessEnv, say: Say, abort?: AbortSignal): Promise<Java> {
  const found = pickJava(javaCandidates(env));
  if (found) return found;
  if (canInstall(env)) {
    const name = pickJdkPackage(await offered(env, '^(openjdk|temurin)-[0-9]+-jdk(-headless)?$'));
    if (name) {
      say(`no Java of ${OLDEST} or newer: installing ${name} …`);
      const problem = await install(env, name, abort);
      const installed = pickJava(javaCandidates(env));
      if (installed) return installed;
      if (problem)
        throw new EngineError('java-missing', problem, `apt-get update && apt-get install ${name}`);
    }
  }
  throw new EngineError(
    'java-missing',
    `The engines need a JDK of ${OLDEST} or newer: ${whyNoJava(javaCandidates(env))}.`,
    JAVA_MEND,
  );
}

// The shelf: what was fetched or built once, in a folder of its own, kept for every later run.
// Guarantees: an entry is there whole or not at all (built aside, then renamed); its name carries a hash of all
// that it was made from, so a changed pom or source is a new entry; of several first runs one builds, the others
// wait; a builder that was killed leaves nothing that counts.
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError, type Say } from './engine.ts';
import { waitForLock } from './lock.ts';

/** This folder, and the clone it is in. */
export const SOURCES = dirname(fileURLToPath(import.meta.url));
export const REPOSITORY = dirname(SOURCES);

/** nobody on Debian, Ubuntu and their kin: the user that Elasticsearch runs as when the runner is root. */
export const NOBODY = { uid: 65_534, gid: 65_534 } as const;

export function isRoot(): boolean {
  return userInfo().uid === 0;
}

/** Can a user without any rights of ours reach this folder? Each folder above must let others pass. */
export function isReachable(
  folder: string,
  modeOf: (path: string) => number | undefined = modeOnDisk,
): boolean {
  for (let path = folder; ; path = dirname(path)) {
    const mode = modeOf(path);
    if (mode !== undefined && (mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

function modeOnDisk(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mode;
}

/**
 * Root's clone may lie under /root or another closed folder, where nobody cannot read. Then the shelf and the
 * run folder of such an engine are here instead, one folder per clone.
 */
export function outsideFolder(repository: string = REPOSITORY): string {
  return join('/var/tmp', `sosik-${hashOf([repository])}`);
}

/** Where the shelf of this clone is: `.engines` in it, unless nobody must read it and cannot. */
export function shelfFolder(): string {
  const inside = join(REPOSITORY, '.engines');
  return isRoot() && !isReachable(inside) ? join(outsideFolder(), 'engines') : inside;
}

export function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 12);
}

/** Hash of files of this folder, by content. */
export function sourceKey(files: readonly string[], ...more: string[]): string {
  return hashOf([...files.map((file) => readFileSync(join(SOURCES, file), 'utf8')), ...more]);
}

export class Shelf {
  readonly folder: string;
  private readonly say: Say;
  private readonly abort: AbortSignal | undefined;

  constructor(folder: string, say: Say, abort?: AbortSignal) {
    this.folder = folder;
    this.say = say;
    this.abort = abort;
  }

  /** The entry's folder if it is there. */
  find(name: string, key: string): string | undefined {
    const entry = join(this.folder, `${name}-${key}`);
    return existsSync(entry) ? entry : undefined;
  }

  /** The entry's folder; `build` fills an empty one if it is not there yet. */
  async provide(name: string, key: string, build: (folder: string) => Promise<void>): Promise<string> {
    const found = this.find(name, key);
    if (found) return found;
    this.open();
    const lock = await waitForLock(
      join(this.folder, `${name}.lock`),
      `fetching ${name}`,
      (holder) => this.say(`waiting for ${name}: process ${holder.pid} is fetching it`),
      this.abort,
    );
    const aside = join(this.folder, `.${name}-${key}`);
    try {
      const meanwhile = this.find(name, key);
      if (meanwhile) return meanwhile;
      rmSync(aside, { recursive: true, force: true });
      mkdirSync(aside);
      chmodSync(aside, 0o755);
      await build(aside);
      const entry = join(this.folder, `${name}-${key}`);
      renameSync(aside, entry);
      return entry;
    } finally {
      rmSync(aside, { recursive: true, force: true });
      lock.release();
    }
  }

  /** A umask of 077 must not lock nobody out. */
  private open(): void {
    if (this.folder.startsWith(outsideFolder())) openOutsideFolder();
    mkdirSync(this.folder, { recursive: true });
    if (isRoot()) chmodSync(this.folder, 0o755);
  }
}

/** Names of the entries of one engine, older ones too. */
export function listShelf(folder: string, name: string): string[] {
  return readdirSync(folder).filter((entry) => new RegExp(`^${name}-[0-9a-f]{12}$`).test(entry));
}

/** Everyone may write to /var/tmp, so what lies there under our name counts only if it is really root's. */
export function openOutsideFolder(folder: string = outsideFolder()): void {
  mkdirSync(folder, { recursive: true });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== userInfo().uid) {
    throw new EngineError('state-in-use', `${folder} belongs to somebody else.`, `rm -rf ${folder}`);
  }
  chmodSync(folder, 0o755);
}

/** One Maven at a time per user: its cache, ~/.m2, is shared by all clones and makes no promise to two writers. */
export function mavenLockFile(): string {
  return join(tmpdir(), `sosik-maven-${hashOf([homedir()])}.lock`);
}

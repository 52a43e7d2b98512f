// Class archives: what a JVM has loaded and linked in its first run, written at the end of that run, mapped at each
// later start. With them all four engines are ready in 2.8 s instead of 6 s on two cores.
// Recording costs nothing before the end of the first run, and 2 to 5 s there. Chosen over Java 25's AOT cache, which
// is 0.5 s quicker still but takes 8 s to write, and does not exist on 21. An archive that does not fit the jars or
// the Java is ignored by the JVM, so the worst case is a slow start. Engines only read it: concurrent runs share it.
import { chmodSync, copyFileSync, existsSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Parts } from './definition.ts';
import type { EngineName } from './engine.ts';
import { type Java, majorOf } from './java.ts';
import { hashOf, type Shelf } from './shelf.ts';

const ARCHIVE = 'classes.jsa';

/** Flags that each of our JVMs gets. */
export function jvmFlags(java: Java, durable: boolean): string[] {
  return [
    '-XX:+UseSerialGC',
    '-XX:+ExitOnOutOfMemoryError',
    // the JVM's own remarks, above all on archives that do not fit
    '-Xlog:disable',
    '-Dfile.encoding=UTF-8',
    // newer Javas warn of it and will one day forbid it; lz4, netty and hppc still use it
    ...(majorOf(java.version) >= 24 ? ['--sun-misc-unsafe-memory-access=allow'] : []),
    // tests: no time to wait for the optimising compiler. Under load it pays: C1 alone indexes 2.5 times slower
    ...(durable ? [] : ['-XX:TieredStopAtLevel=1']),
  ];
}

/** What an archive is bound to: the jars of one engine, and the Java that wrote it. */
export interface ClassSource {
  readonly engine: EngineName;
  readonly parts: Parts;
  readonly java: Java;
}

/** The archive of one engine, to be used, or to be made by this run. */
export class ClassArchive {
  readonly flags: readonly string[];
  private readonly shelf: Shelf;
  private readonly name: string;
  private readonly key: string;
  /** Where the JVM writes it at its end, in a folder of its user; set when there is none yet. */
  private readonly recording: string | undefined;

  constructor({ engine, parts, java }: ClassSource, shelf: Shelf, folder: string) {
    this.shelf = shelf;
    this.name = `${engine}-classes`;
    this.key = hashOf([basename(parts.home), java.home, java.version]);
    const found = shelf.find(this.name, this.key);
    this.recording = found ? undefined : join(folder, ARCHIVE);
    this.flags = found
      ? [`-XX:SharedArchiveFile=${join(found, ARCHIVE)}`, '-Xshare:auto']
      : [`-XX:ArchiveClassesAtExit=${join(folder, ARCHIVE)}`];
  }

  /** True while the JVM must end by itself for the archive to be written. */
  get isRecording(): boolean {
    return this.recording !== undefined && !this.shelf.find(this.name, this.key);
  }

  /** After the JVM's end: puts what it wrote on the shelf. */
  async keep(): Promise<void> {
    const written = this.recording;
    if (!written || !existsSync(written)) return;
    await this.shelf.provide(this.name, this.key, async (entry) => {
      copyFileSync(written, join(entry, ARCHIVE));
      chmodSync(join(entry, ARCHIVE), 0o644); // nobody must read it, whatever the umask is
    });
    rmSync(written, { force: true });
  }
}

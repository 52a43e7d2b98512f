// What a definition may ask of this machine while it fetches its parts. Each question is answered once per run.
import type { Say } from './engine.ts';
import { type Java, provideJava } from './java.ts';
import { Maven } from './maven.ts';
import { Shelf, shelfFolder } from './shelf.ts';

export interface MachineOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly say: Say;
  readonly abort?: AbortSignal | undefined;
}

export class Machine {
  readonly env: NodeJS.ProcessEnv;
  readonly say: Say;
  readonly abort: AbortSignal | undefined;
  readonly shelf: Shelf;
  private foundJava: Promise<Java> | undefined;
  private startedMaven: Promise<Maven> | undefined;

  constructor(options: MachineOptions) {
    this.env = options.env;
    this.say = options.say;
    this.abort = options.abort;
    this.shelf = new Shelf(shelfFolder(), options.say, options.abort);
  }

  async java(): Promise<Java> {
    this.foundJava ??= provideJava(this.env, this.say, this.abort);
    return await this.foundJava;
  }

  /** Copies the jars of a module of `engines/pom.xml` into the folder. */
  async jars(module: string, folder: string): Promise<void> {
    this.startedMaven ??= this.java().then(
      (java) => new Maven({ env: this.env, say: this.say, java, abort: this.abort }),
    );
    await (await this.startedMaven).jars(module, folder);
  }
}

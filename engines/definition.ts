// What one native engine says about itself. `native.ts` drives all four alike; a definition starts nothing.
import type { EngineName } from './engine.ts';
import type { Machine } from './machine.ts';
import type { Address } from './probe.ts';

/** A folder of the run that belongs to one engine, and all it may depend on. */
export interface Run {
  /** Writable by the engine's user; data lives below it. */
  readonly folder: string;
  readonly ports: Ports;
  readonly durable: boolean;
  /** Flags that `native.ts` adds for every JVM: the class archive that shortens the start. */
  readonly jvm: readonly string[];
}

/** `client` is what the apps connect to; `inner` is a second port that some engines need for themselves. */
export interface Ports {
  readonly client: number;
  readonly inner: number;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  /** Name under which the program is run, when one binary is several programs. */
  readonly argv0?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What `fetch` brought and `start` needs. */
export interface Parts {
  /** Folder of the fetched and built parts; for a program that the machine has, the folder it is in. */
  readonly home: string;
  readonly about: string;
  readonly program: string;
  readonly argv0?: string;
}

export interface EngineDefinition {
  readonly name: EngineName;
  readonly standIn: boolean;
  /** A JVM, so that a class archive is trained for it once. */
  readonly jvm: boolean;
  /** Ports that `npm start` uses when they are free, so that bookmarks and dashboards stay right. */
  readonly ports: Ports;
  /** Must not run as root: the engine refuses it. */
  readonly refusesRoot: boolean;
  /** Brings what is needed; at once when it is there. Safe under several runs at the same time. */
  fetch(machine: Machine): Promise<Parts>;
  /** Writes configuration into the run folder and says what to run. */
  start(parts: Parts, run: Run): Promise<Launch>;
  /** One question in the engine's own protocol, to ours or to one in a container. False or a rejection: not yet. */
  ready(at: Address): Promise<boolean>;
  /** How long a SIGTERM may take before SIGKILL follows. */
  readonly stopMs: number;
}

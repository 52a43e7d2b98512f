// The native flavour: fetches, starts and ends the four engines as ordinary programs of this machine.
// Guarantees: all four are fetched and started at the same time; if one fails, the others are ended before the
// error leaves; the addresses stay the same for the whole run; after `stop` none of them runs or listens; should
// the runner end without `stop`, they are told to end as its last act, and if it is killed, by the next run.
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { ClassArchive, jvmFlags } from './classes.ts';
import { Daemon } from './daemon.ts';
import type { EngineDefinition, Parts, Ports, Run } from './definition.ts';
import { elasticsearch } from './elasticsearch/elasticsearch.ts';
import {
  addressesOf,
  type EngineHandle,
  type EngineName,
  type EngineOptions,
  type Engines,
  type LoneEngine,
  settingOf,
  settingsOf,
} from './engine.ts';
import { kafka } from './kafka/kafka.ts';
import { Machine } from './machine.ts';
import { mongodb } from './mongodb/mongodb.ts';
import { PortBook } from './ports.ts';
import { aborted, untilReady } from './ready.ts';
import { redis } from './redis/redis.ts';
import { engineEnvironment, giveTo, makeEmpty, type RunFolder, runFolder } from './runfolder.ts';
import { openOutsideFolder } from './shelf.ts';

export const DEFINITIONS: Readonly<Record<EngineName, EngineDefinition>> = {
  kafka,
  mongodb,
  elasticsearch,
  redis,
};

export async function startNative(options: EngineOptions): Promise<Engines> {
  const giveUp = new AbortController();
  const abort = options.abort ? AbortSignal.any([options.abort, giveUp.signal]) : giveUp.signal;
  const machine = new Machine({ env: options.env, say: options.say, abort });
  const book = new PortBook(options.state, options.durable);
  const of = (name: EngineName): NativeEngine => new NativeEngine(DEFINITIONS[name], book, machine, options);
  const named = {
    kafka: of('kafka'),
    mongodb: of('mongodb'),
    elasticsearch: of('elasticsearch'),
    redis: of('redis'),
  };
  const started = Object.values(named);
  const stop = async (): Promise<void> => {
    await Promise.all(started.map((engine) => engine.close()));
  };
  const failures: unknown[] = [];
  await Promise.all(
    started.map((engine) =>
      engine.prepareAndStart().catch((error: unknown) => {
        failures.push(error);
        giveUp.abort();
      }),
    ),
  );
  if (failures.length > 0) {
    await stop();
    throw options.abort?.aborted ? aborted() : failures[0];
  }
  return { flavour: 'native', ...named, settings: () => settingsOf(addressesOf(named)), stop };
}

export async function startNativeAlone(name: EngineName, options: EngineOptions): Promise<LoneEngine> {
  const machine = new Machine({ env: options.env, say: options.say, abort: options.abort });
  const own = { ...options, keepsFiles: true };
  const engine = new NativeEngine(
    DEFINITIONS[name],
    new PortBook(options.state, options.durable),
    machine,
    own,
  );
  try {
    await engine.prepareAndStart();
  } catch (error) {
    await engine.close();
    throw error;
  }
  return { engine, settings: () => settingOf(name, engine.address), end: () => engine.close() };
}

/** Writing a class archive takes 2 to 5 s here; this is for slower machines. */
const RECORDING_MS = 60_000;

/** `keepsFiles`: as quick and as short-lived as for tests, but nothing is kept in memory only. */
type NativeOptions = EngineOptions & { readonly keepsFiles?: boolean };

class NativeEngine implements EngineHandle {
  readonly name: EngineName;
  private readonly definition: EngineDefinition;
  private readonly machine: Machine;
  private readonly options: NativeOptions;
  private readonly place: RunFolder;
  private readonly daemon: Daemon;
  private readonly book: PortBook;
  private ports: Ports;
  private flags: readonly string[] = [];
  private archive: ClassArchive | undefined;
  private parts: Parts | undefined;
  private isReady = false;

  constructor(definition: EngineDefinition, book: PortBook, machine: Machine, options: NativeOptions) {
    this.definition = definition;
    this.machine = machine;
    this.options = options;
    this.book = book;
    this.ports = definition.ports;
    this.name = definition.name;
    this.place = runFolder(definition, options.state);
    const daemon = { state: options.state, name: this.name, cwd: this.place.path, user: this.place.user };
    this.daemon = new Daemon(daemon, options.say);
  }

  /** Settled by the first start. */
  get address(): string {
    return `127.0.0.1:${this.ports.client}`;
  }

  get about(): string {
    return this.parts?.about ?? this.name;
  }

  get standIn(): boolean {
    return this.definition.standIn;
  }

  async prepareAndStart(): Promise<void> {
    this.parts = await this.definition.fetch(this.machine);
    this.openFolder();
    if (this.definition.jvm) {
      const java = await this.machine.java();
      const source = { engine: this.name, parts: this.parts, java };
      this.archive = new ClassArchive(source, this.machine.shelf, this.place.path);
      this.flags = [...jvmFlags(java, this.options.durable), ...this.archive.flags];
    }
    const { client, inner } = this.definition.ports;
    this.ports = {
      client: await this.book.claim(this.name, client),
      inner: await this.book.claim(`${this.name}-inner`, inner),
    };
    await this.start();
  }

  private openFolder(): void {
    const { path, outside } = this.place;
    if (outside) openOutsideFolder();
    if (this.options.durable && !this.options.fresh) mkdirSync(path, { recursive: true });
    else makeEmpty(path);
    if (outside) chmodSync(dirname(path), 0o755);
  }

  async start(): Promise<void> {
    if (!this.parts || this.daemon.running) return;
    this.isReady = false;
    const begun = performance.now();
    const run: Run = {
      folder: this.place.path,
      ports: this.ports,
      durable: this.options.durable || this.options.keepsFiles === true,
      jvm: this.flags,
    };
    const launch = await this.definition.start(this.parts, run);
    if (this.place.user) await giveTo(this.place.user, this.place.path);
    if (this.machine.abort?.aborted) throw aborted();
    await this.daemon.start({ ...launch, env: engineEnvironment(this.options.env) });
    const at = { host: '127.0.0.1', port: this.ports.client };
    await untilReady(this.definition, at, this.daemon, this.machine.abort);
    this.isReady = true;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    const caution = this.standIn ? ` (${this.about})` : '';
    this.options.say(`${this.name} ready in ${seconds} s on ${this.address}${caution}`);
  }

  async stop(): Promise<void> {
    if (this.daemon.running && this.isReady && this.archive?.isRecording) {
      this.options.say(`${this.name}: keeping its classes for quicker starts, once …`);
      await this.daemon.stop(RECORDING_MS);
      await this.archive.keep();
    } else {
      await this.daemon.stop(this.options.durable ? this.definition.stopMs : 0);
    }
  }

  async kill(): Promise<void> {
    await this.daemon.kill();
  }

  /** The end of the run: what is of no more use goes too. */
  async close(): Promise<void> {
    await this.stop();
    if (this.place.outside && !this.options.durable)
      rmSync(dirname(this.place.path), { recursive: true, force: true });
  }
}

import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import mongoose, { type Collection, type Connection } from 'mongoose';
import { DependencyUnavailable, Runtime, SETTINGS, step } from '#libs/service';

/**
 * A database that says nothing for so long is away: connections on which others wait are given up with it, and
 * questions fail at once until it is there again. It is asked that often whether it is.
 */
const SILENT_MS = 2_000;
const LOOK_MS = 1_000;
/** For one to be there; a question fails then that nobody has taken. */
const CHOICE_MS = 800;
/** A connection that is silent for so long, with a question on it, is given up, and so is the wait for one. */
const SOCKET_MS = 5_000;
/** The longest question: the driver's own bound begins anew with each byte of an answer. */
const QUESTION_MS = 6_000;

/** Of what `serverStatus` says; the stand-in says less. */
interface ServerFacts {
  connections?: { current?: number; available?: number };
  mem?: { resident?: number };
  opcounters?: Readonly<Record<string, number>>;
}

/** Of what `dbStats` says, bytes and counts. */
interface DatabaseFacts {
  objects?: number;
  dataSize?: number;
  storageSize?: number;
  indexSize?: number;
  fsUsedSize?: number;
  fsTotalSize?: number;
}

/**
 * The one connection of an app to MongoDB, shared by its stores. No transactions, so that the same code runs on
 * MongoDB 8 and on the stand-in. A database that is away, or has no room for what is written, is told as
 * `DependencyUnavailable`.
 */
@Injectable()
export class Database implements OnModuleInit, OnApplicationShutdown {
  private readonly connection: Connection;
  /** Ends with the first try to connect, whether it succeeds or not; readiness tells which. */
  private opened: Promise<void>;
  private again: NodeJS.Timeout | undefined;
  private closing = false;
  private readonly room: ReturnType<Runtime['room']>;

  constructor(@Inject(SETTINGS) settings: { MONGODB_URL: string }, @Inject(Runtime) runtime: Runtime) {
    this.connection = mongoose.createConnection();
    this.connection.on('error', (error: unknown) => runtime.log.warn({ err: error }, 'mongodb'));
    this.room = runtime.room('mongodb');
    this.opened = this.open(settings.MONGODB_URL);
    runtime.dependsOn('mongodb', 'required', async () => {
      if (!this.connection.db) throw new Error('not connected yet');
      await this.connection.db.admin().ping();
    });
  }

  async onModuleInit(): Promise<void> {
    await this.opened;
  }

  /** Makes indexes, as a step of that name; before an app is started nobody has waited for the connection. */
  async migrate(name: string, work: () => Promise<unknown>): Promise<void> {
    await this.opened;
    await this.ask(name, work);
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing = true;
    clearTimeout(this.again);
    await this.opened;
    await this.connection.close();
  }

  collection<T extends object>(name: string): Collection<T> {
    return this.connection.collection<T>(name);
  }

  /** One question to the database, as a step of that name. */
  async ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      const answer = await step(name, () => inTime(work()));
      this.room.take(name);
      return answer;
    } catch (error) {
      if (lacksRoom(error)) {
        this.room.refuse(name, (error as Error).message);
        throw new DependencyUnavailable('room in mongodb', error);
      }
      if (unreachable(error)) throw new DependencyUnavailable('mongodb', error);
      throw error;
    }
  }

  /** What the server says of itself and of this database, as a step of that name. */
  facts(name: string): Promise<{ server: ServerFacts; database: DatabaseFacts }> {
    return this.ask(name, async () => {
      const { db } = this.connection;
      if (!db) throw new DependencyUnavailable('mongodb', new Error('not connected yet'));
      const [server, database] = await Promise.all([
        db.command({ serverStatus: 1, metrics: 0, wiredTiger: 0, tcmalloc: 0 }),
        db.command({ dbStats: 1 }),
      ]);
      return { server: server as ServerFacts, database: database as DatabaseFacts };
    });
  }

  /** A connection that is lost later comes back by itself; one that never was is tried for, once a second. */
  private async open(url: string): Promise<void> {
    try {
      await this.connection.openUri(url, {
        autoCreate: false,
        autoIndex: false,
        bufferCommands: false,
        maxPoolSize: 16,
        serverSelectionTimeoutMS: CHOICE_MS,
        connectTimeoutMS: SILENT_MS,
        heartbeatFrequencyMS: LOOK_MS,
        socketTimeoutMS: SOCKET_MS,
        waitQueueTimeoutMS: SOCKET_MS,
      });
    } catch {
      if (this.closing) return;
      this.again = setTimeout(() => {
        this.opened = this.open(url);
      }, 1_000);
    }
  }
}

/** Name of the unique index a write ran into; `keyPattern` is absent on the stand-in. */
export function duplicateIndex(error: unknown): string | undefined {
  if (!(error instanceof mongoose.mongo.MongoServerError) || error.code !== 11_000) return undefined;
  return /index: (?:\S+\.\$)?(\S+) dup key/.exec(error.message)?.[1];
}

/** `OutOfDiskSpace`: MongoDB refuses to write, and goes on to answer questions. */
const OUT_OF_DISK = 14_031;

/** Of a bulk, the code of the first write that failed. */
function lacksRoom(error: unknown): boolean {
  return error instanceof mongoose.mongo.MongoServerError && error.code === OUT_OF_DISK;
}

/** Whoever asks goes on; what comes of the question later is guarded where it is written. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new DependencyUnavailable('mongodb', new Error('no answer in time'));
    timer = setTimeout(() => reject(error), QUESTION_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function unreachable(error: unknown): boolean {
  const { MongoNetworkError, MongoServerSelectionError, MongoNotConnectedError, MongoPoolClosedError } =
    mongoose.mongo as typeof mongoose.mongo & { MongoPoolClosedError?: new () => Error };
  return (
    error instanceof MongoNetworkError ||
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNotConnectedError ||
    (MongoPoolClosedError !== undefined && error instanceof MongoPoolClosedError) ||
    (error instanceof Error && error.name === 'MongoWaitQueueTimeoutError') ||
    (error instanceof Error && error.name === 'MongooseError' && error.message.includes('initial connection'))
  );
}

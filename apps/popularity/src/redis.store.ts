import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { topics } from '#libs/contracts';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import type { popularitySettings } from './settings.ts';
import { Standing } from './standing.ts';

/** Redis stands behind what this process has seen in it; counting on would leave a hole for ever. */
export class CountsLost extends Error {
  readonly code = 'counts_lost';
  readonly retriable = true;
}

/**
 * The first word of a refusal is its code (RESP). OOM: its memory is full; MISCONF: what it holds can't be written to
 * disk, so that it takes nothing more. It goes on to answer questions.
 */
const LACKS_ROOM = /^(OOM|MISCONF)\b/;
/** It is starting, is a replica at the moment, or is busy: that passes. */
const PASSES = /^(LOADING|READONLY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY)\b/;

/** The server has answered, with a refusal. */
function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError';
}

/** What the scripts answer instead of changing anything when less is there than the caller has seen. */
export const LOST = -2;

export const partitions = Array.from({ length: topics.views.partitions }, (_, partition) => partition);

/**
 * The connection to Redis and the way to change something in it. Every write is idempotent, so commands may be
 * sent again; and none is done on a Redis that has lost what this process has seen in it: then everything is
 * filled again from the log.
 */
@Injectable()
export class RedisStore implements OnApplicationShutdown {
  readonly redis: Redis;
  /** Another connection, for lists: an answer on it waits for one call of those that write, not for all of them. */
  readonly lists: Redis;
  readonly prefix: string;
  readonly standing = new Standing();
  /** Called when something was changed. */
  changed: () => void = () => undefined;
  private readonly room: ReturnType<Runtime['room']>;
  private closed = false;
  private writes = 0;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof popularitySettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.prefix = settings.REDIS_KEY_PREFIX;
    this.redis = this.connect();
    this.room = runtime.room('redis');
    this.lists = this.redis.duplicate();
    for (const redis of [this.redis, this.lists])
      redis.on('error', (error: unknown) => runtime.log.debug({ err: error }, 'redis'));
    runtime.dependsOn('redis', 'required', async () => {
      // With a full disk it refuses this too, and answers what it is asked.
      await this.redis.ping().catch((error: unknown) => {
        if (!isReply(error) || !LACKS_ROOM.test(error.message)) throw error;
      });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    const all = [this.redis, this.lists];
    await Promise.all(all.map((redis) => redis.quit().catch(() => redis.disconnect())));
  }

  protected connect(): Redis {
    return new Redis(this.settings.REDIS_URL, {
      // Without it a command whose reply was lost would never settle.
      commandTimeout: 2_000,
      // A router may have forgotten the connection: without it, every command would be lost on it from then on.
      socketTimeout: 3_000,
      maxRetriesPerRequest: 1,
      retryStrategy: (times) => Math.min(100 * times, 1_000),
    });
  }

  /** Begin of all keys of a partition, its hash tag in it: they lie together in a cluster. */
  shard(partition: number): string {
    return `${this.prefix}{${partition}}:`;
  }

  /** Changes something, unless Redis has lost what was there, or is about to be filled again. */
  async write(name: string, work: () => Promise<unknown>): Promise<number> {
    if (this.closed) throw new CountsLost('everything is about to be counted again');
    this.writes++;
    try {
      const answer = Number(await this.ask(name, work));
      if (answer === LOST) throw new CountsLost('less is counted than was counted once');
      this.changed();
      return answer;
    } finally {
      this.writes--;
    }
  }

  /** Does something while no write is under way and none is begun. */
  async alone(work: () => Promise<void>): Promise<void> {
    this.closed = true;
    try {
      // Each ends within the timeout of a command.
      while (this.writes > 0) await this.runtime.wait(5);
      await work();
    } finally {
      this.closed = false;
    }
  }

  async ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    try {
      const answer = await step(name, work);
      this.room.take(name);
      return answer;
    } catch (error) {
      if (isReply(error) && LACKS_ROOM.test(error.message)) {
        this.room.refuse(name, error.message);
        throw new DependencyUnavailable('room in redis', error);
      }
      if (isReply(error) && PASSES.test(error.message)) throw new DependencyUnavailable('redis', error);
      // An answer of the server is a fault of ours; everything else means that it could not be reached.
      if (isReply(error)) throw error;
      throw new DependencyUnavailable('redis', error);
    }
  }
}

import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Redis } from 'ioredis';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import type { ingestSettings } from '../settings.ts';
import { Cursor } from './cursor.ts';
import type { Known } from './known.ts';
import type { RobotsRule } from './robots.ts';

/**
 * Longer than one look may take: robots.txt, the feed and its import have limits that add up to less. A gate
 * that dies meanwhile leaves its source alone for that long.
 */
const LEASE_MS = 60_000;
/** Of a source that nobody has asked for so long, nothing is left. */
const KEPT_MS = 90 * 86_400_000;

/** Takes the lease where it is free; answers whether, and the cursor. */
const TAKE = `
  local taken = redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX')
  return { taken and 1 or 0, redis.call('GET', KEYS[2]) }`;
/** Only who still has the lease moves the cursor, and lets the lease go. */
const KEEP = `
  if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
  if ARGV[3] ~= '' then redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[2]) end
  if ARGV[4] ~= '' then redis.call('SET', KEYS[3], ARGV[4], 'PX', ARGV[2]) end
  redis.call('UNLINK', KEYS[1])
  return 1`;

/** The right to ask a source, until it is given back or too old. */
export interface Lease {
  source: string;
  token: string;
}

export interface Held {
  /** Absent: another gate has it. */
  lease?: Lease;
  cursor?: Cursor;
}

/**
 * Where the gates are with the sources that they ask by themselves, in Redis: cursors, what was seen in each feed,
 * the rules of robots, and a lease for each source, so that of several gates one asks. Who lost its lease moves no
 * cursor. With Redis away no source is asked; with one that has lost everything each is asked as if for the
 * first time, and what its feed has is said again, which content finds to be duplicates.
 */
@Injectable()
export class CursorStore implements OnApplicationShutdown {
  private redis: Redis | undefined;
  private readonly prefix: string;

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof ingestSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.prefix = `${settings.REDIS_KEY_PREFIX}sources:`;
  }

  async onApplicationShutdown(): Promise<void> {
    // One that does not answer is not asked to say goodbye.
    if (this.redis?.status === 'ready') await this.redis.quit().catch(() => undefined);
    this.redis?.disconnect();
  }

  /** All of these reject with `DependencyUnavailable`. */
  async take(source: string): Promise<Held> {
    const lease = { source, token: randomUUID() };
    const keys = [this.key(source, 'lease'), this.key(source, 'cursor')];
    const [taken, text] = await this.ask(
      async (redis) =>
        (await redis.eval(TAKE, keys.length, ...keys, lease.token, LEASE_MS)) as [number, string | null],
    );
    const cursor = cursorIn(text);
    return { ...(taken === 1 ? { lease } : {}), ...(cursor ? { cursor } : {}) };
  }

  /** Moves the cursor, remembers what was seen, and gives the lease back; false if it was too old. */
  async keep({ source, token }: Lease, cursor: Cursor, known?: Known): Promise<boolean> {
    return this.giveBack(source, token, [JSON.stringify(cursor), known ? JSON.stringify(known) : '']);
  }

  /** Gives the lease back, and leaves everything as it was. */
  async release({ source, token }: Lease): Promise<void> {
    await this.giveBack(source, token, ['', '']);
  }

  async known(source: string): Promise<Known> {
    const text = await this.ask((redis) => redis.get(this.key(source, 'known')));
    return text === null ? [] : (JSON.parse(text) as Known);
  }

  /** The cursor of each, and whether it is being asked just now. */
  async all(sources: readonly string[]): Promise<{ cursor?: Cursor; asking: boolean }[]> {
    const keys = sources.flatMap((source) => [this.key(source, 'cursor'), this.key(source, 'lease')]);
    const texts = await this.ask((redis) => redis.mget(keys));
    return sources.map((_, at) => {
      const cursor = cursorIn(texts[2 * at]);
      return { ...(cursor ? { cursor } : {}), asking: typeof texts[2 * at + 1] === 'string' };
    });
  }

  /** What a site lets robots read, or nothing if that is not known any more. */
  async robots(origin: string): Promise<RobotsRule[] | undefined> {
    const text = await this.ask((redis) => redis.get(this.robotsKey(origin)));
    return text === null ? undefined : (JSON.parse(text) as RobotsRule[]);
  }

  async keepRobots(origin: string, rules: readonly RobotsRule[], ms: number): Promise<void> {
    await this.ask((redis) => redis.set(this.robotsKey(origin), JSON.stringify(rules), 'PX', ms));
  }

  private async giveBack(source: string, token: string, texts: [string, string]): Promise<boolean> {
    const keys = ['lease', 'cursor', 'known'].map((what) => this.key(source, what));
    const kept = await this.ask((redis) => redis.eval(KEEP, keys.length, ...keys, token, KEPT_MS, ...texts));
    return kept === 1;
  }

  private key(source: string, what: string): string {
    return `${this.prefix}${source}:${what}`;
  }

  private robotsKey(origin: string): string {
    return `${this.prefix}robots:${origin}`;
  }

  private async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    return step('ingest.cursor', async () => {
      try {
        return await question(this.connection());
      } catch (error) {
        throw new DependencyUnavailable('redis', error);
      }
    });
  }

  /** Made by the first question: a gate without such sources needs none. */
  private connection(): Redis {
    if (this.redis) return this.redis;
    this.redis = new Redis(this.settings.REDIS_URL, {
      commandTimeout: 2_000,
      // A router may have forgotten the connection: without it, every command would be lost on it from then on.
      socketTimeout: 3_000,
      connectTimeout: 2_000,
      maxRetriesPerRequest: 1,
      retryStrategy: (times) => Math.min(50 * times, 500),
    });
    this.redis.on('error', (error: unknown) => this.runtime.log.debug({ err: error }, 'redis'));
    return this.redis;
  }
}

/** Of one that was written otherwise nothing is known. */
function cursorIn(text: string | null | undefined): Cursor | undefined {
  return typeof text === 'string' ? Cursor.safeParse(JSON.parse(text)).data : undefined;
}

import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { SALT_KEPT_MS, type SaltsAnswer } from '#libs/contracts';
import { Runtime } from '#libs/service';
import { RedisStore } from './redis.store.ts';

const DAY = 86_400_000;
const BYTES = 32;

/**
 * Keeps what makes a day's visitors nameless: a random salt for each day by UTC, the same for whoever asks. It is
 * in Redis for 48 hours from the begin of its day, in this process no longer, and nowhere else; without it nobody
 * can find the address to a hash, nor connect two days. After a loss of Redis the salts that this process
 * remembers are kept again, so that a reader does not become another one by it.
 */
@Injectable()
export class SaltStore {
  private readonly remembered = new Map<string, string>();

  constructor(
    @Inject(RedisStore) private readonly store: RedisStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  /** Of today, made when it is first asked for, and of yesterday, if there is one. */
  async salts(): Promise<SaltsAnswer['salts']> {
    const now = this.runtime.now();
    const [today, yesterday] = [dayOf(now), dayOf(now - DAY)];
    for (const day of this.remembered.keys())
      if (day !== today && day !== yesterday) this.remembered.delete(day);
    const salts = await Promise.all([
      this.kept(today, now, this.remembered.get(today) ?? randomBytes(BYTES).toString('base64url')),
      this.kept(yesterday, now, this.remembered.get(yesterday)),
    ]);
    return salts.flatMap((each) => each ?? []);
  }

  /** The salt of a day; `offered`, if there is none. */
  private async kept(
    day: string,
    now: number,
    offered: string | undefined,
  ): Promise<SaltsAnswer['salts'][number] | undefined> {
    const key = `${this.store.prefix}salt:${day}`;
    const left = Date.parse(day) + SALT_KEPT_MS - now;
    const { redis } = this.store;
    const salt = await this.store.ask('popularity.salt', async () => {
      if (offered !== undefined) await redis.set(key, offered, 'PX', left, 'NX');
      // Whatever became of the expiry on the way, in a copy or by a hand: it is set again.
      return redis.getex(key, 'PX', left);
    });
    if (salt === null) return undefined;
    this.remembered.set(day, salt);
    return { day, salt };
  }
}

/** By UTC, YYYY-MM-DD. */
function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

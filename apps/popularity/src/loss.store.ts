import { Inject, Injectable } from '@nestjs/common';
import { topics } from '#libs/contracts';
import { partitions, RedisStore } from './redis.store.ts';
import { type Offsets, placeOf, Standing } from './standing.ts';
import { offsetOf } from './view.store.ts';
import { PART_FENCES, windowNames } from './view.ts';

/** Forgets all counts of one partition in one step, fence and all. KEYS: fences. ARGV: key prefix, windows. */
const FORGET = `
redis.call('UNLINK', KEYS[1], KEYS[2])
for i = 2, #ARGV do
  local window = ARGV[1] .. ARGV[i]
  for _, bucket in ipairs(redis.call('ZRANGE', window .. ':buckets', 0, -1)) do
    redis.call('UNLINK', window .. ':' .. bucket)
  end
  redis.call('UNLINK', window .. ':buckets', window .. ':views')
end`;

/** Keys looked at in one call that serves nobody else. */
const SCAN = 1_000;

/** Notices that Redis has lost something, and has it filled again from the log. */
@Injectable()
export class LossStore {
  constructor(@Inject(RedisStore) private readonly store: RedisStore) {}

  /** Calls back when something was counted, or told of an article. */
  onChange(changed: () => void): void {
    this.store.changed = changed;
  }

  /** True while less is counted than was counted once: the numbers are on their way back. */
  get filling(): boolean {
    return this.store.standing.filling;
  }

  /** Two equal numbers: what was read between them was whole. Undefined while numbers are on their way back. */
  get whole(): number | undefined {
    return this.store.standing.whole;
  }

  /** Looks whether Redis has lost something; takes note of what has come back meanwhile. */
  async lost(): Promise<boolean> {
    const snapshot = this.store.standing.snapshot();
    const actual = await this.stands();
    this.store.standing.reach(actual);
    return Standing.lost(snapshot, actual);
  }

  /** How much of what was lost is counted again, in records of the log. */
  async progress(): Promise<{ applied: number; total: number }> {
    return this.store.standing.progress(await this.stands());
  }

  /**
   * Has everything applied again from where Redis stands, or from nothing if it is to forget first. Meanwhile
   * no write is begun: records that were fetched before must not meet the new positions. `lows` are the first
   * offsets of the log, `seek` goes to the positions that the stores name from now on.
   */
  async refill(lows: Offsets, seek: () => Promise<void>, { forget = false } = {}): Promise<void> {
    const { standing } = this.store;
    await this.store.alone(async () => {
      standing.begin(await this.stands(), lows);
      if (forget) await this.forget();
      await seek();
      standing.begun();
    });
  }

  private async forget(): Promise<void> {
    const { redis, prefix } = this.store;
    for (const partition of partitions) {
      const key = this.store.shard(partition);
      for (const kind of ['visitors', 'held']) await this.forgetAll(`${key}${kind}:`);
      await this.store.ask('popularity.forget', () =>
        redis.eval(FORGET, 2, `${key}fence`, key + PART_FENCES, key, ...windowNames),
      );
    }
    await this.store.ask('popularity.forget', () => redis.unlink(`${prefix}articles`, `${prefix}positions`));
  }

  private async forgetAll(prefix: string): Promise<void> {
    const { redis } = this.store;
    const match = `${prefix.replace(/[*?[\]\\]/g, '\\$&')}*`;
    for (let cursor = '0'; ; ) {
      const [next, keys] = await this.store.ask('popularity.forget', () =>
        redis.scan(cursor, 'MATCH', match, 'COUNT', SCAN),
      );
      if (keys.length > 0) await this.store.ask('popularity.forget', () => redis.unlink(...keys));
      if (next === '0') return;
      cursor = next;
    }
  }

  /** Next offset to apply, by partition of both topics, as Redis has it. */
  async stands(): Promise<Offsets> {
    const { redis, prefix } = this.store;
    return this.store.ask('popularity.stands', async () => {
      const [positions, ...fences] = await Promise.all([
        redis.hgetall(`${prefix}positions`),
        ...partitions.map((partition) => redis.get(`${this.store.shard(partition)}fence`)),
      ]);
      const changes = Object.entries(positions).map(
        ([partition, next]) => [placeOf(topics.changes.name, Number(partition)), Number(next)] as const,
      );
      const views = fences.map(
        (fence, partition) => [placeOf(topics.views.name, partition), offsetOf(fence) + 1] as const,
      );
      return new Map([...changes, ...views]);
    });
  }
}

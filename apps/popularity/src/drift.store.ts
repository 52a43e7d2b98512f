import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  type CompareAnswer,
  DRIFT_IDS,
  type DriftState,
  differenceOf,
  type HeldAnswer,
  type Holding,
  topics,
} from '#libs/contracts';
import { LagReader } from '#libs/kafka';
import { DependencyUnavailable, Runtime, SETTINGS, step, type Values } from '#libs/service';
import { LossStore } from './loss.store.ts';
import { RedisStore } from './redis.store.ts';
import type { popularitySettings } from './settings.ts';
import { placeOf } from './standing.ts';

/**
 * What popularity keeps of articles, held against the record. While lost rows are on their way back nothing is said:
 * all of them would differ.
 */
@Injectable()
export class DriftStore implements OnApplicationShutdown {
  private readonly log: LagReader;

  constructor(
    @Inject(SETTINGS) settings: Values<typeof popularitySettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
    @Inject(RedisStore) private readonly store: RedisStore,
    @Inject(LossStore) private readonly losses: LossStore,
  ) {
    this.log = new LagReader(settings, runtime);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.log.close();
  }

  /** Which of these articles differ, and how. */
  async compare(states: readonly DriftState[]): Promise<CompareAnswer['drifts']> {
    const ids = states.map(({ id }) => id);
    const rows = await this.store.ask('popularity.drift', () => this.store.lists.hmget(this.key, ...ids));
    const drifts = states.flatMap((state, at) => {
      const held = holdingOf(rows[at] ?? null, state);
      const is = differenceOf(state, held);
      return is === undefined ? [] : [{ id: state.id, is, ...(held ? { seq: held.seq } : {}) }];
    });
    // Asked behind what it must hold for: a Redis that was emptied meanwhile would lack everything.
    if (drifts.length > 0) await this.mustBeWhole();
    return drifts;
  }

  /** Ids of all rows, in no order; `after` is a cursor of Redis, which may name one twice and misses none. */
  async held(after = '0'): Promise<HeldAnswer> {
    const cursor = /^\d{1,20}$/.test(after) ? after : '0';
    const [next, flat] = await this.store.ask('popularity.drift', () =>
      this.store.lists.hscan(this.key, cursor, 'COUNT', DRIFT_IDS / 2),
    );
    const ids = flat.filter((_, at) => at % 2 === 0);
    return { ids, ...(next === '0' ? {} : { next }) };
  }

  async drop(ids: readonly string[]): Promise<void> {
    await this.store.write('popularity.drop', () => this.store.redis.hdel(this.key, ...ids));
    this.runtime.log.warn({ articles: ids.length }, 'rows that differed from the record are removed');
  }

  private get key(): string {
    return `${this.store.prefix}articles`;
  }

  private async mustBeWhole(): Promise<void> {
    const { name } = topics.changes;
    const committed = await step('popularity.committed', () => this.log.positions('popularity', name)).catch(
      (error: unknown) => {
        throw new DependencyUnavailable('kafka', error);
      },
    );
    const stands = await this.losses.stands();
    // Once a process has begun to fill it, its group has committed no more than is there.
    const empty = [...committed].some(
      ([partition, next]) => next > 0 && !stands.has(placeOf(name, partition)),
    );
    if (empty || this.losses.filling)
      throw new DependencyUnavailable('redis', new Error('it is being filled again from the log'));
  }
}

function holdingOf(row: string | null, { card }: DriftState): Holding | undefined {
  const [, seq, json = ''] = /^(\d+) (.*)$/s.exec(row ?? '') ?? [];
  if (seq === undefined) return undefined;
  const gone = json === '';
  if (card === undefined || gone) return { seq: Number(seq), gone, same: gone && card === undefined };
  const { firstPublished: published, ...shown } = card;
  return { seq: Number(seq), gone, same: isDeepStrictEqual(read(json), { ...shown, published }) };
}

function read(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

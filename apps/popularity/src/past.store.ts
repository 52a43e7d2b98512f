import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { PastListAnswer, PastListQuestion } from '#libs/contracts';
import { Runtime } from '#libs/service';
import { BoardStore } from './board.store.ts';
import { KEPT_MS, listAt, packed, placeOf, placesBefore } from './past.ts';
import { RedisStore } from './redis.store.ts';

/** Looked at so often whether a new step has begun. */
const LOOK_MS = 1_000;

/**
 * Remembers the lists of each minute for thirty days, so that editors can look back: ids and views, no words. They
 * follow from what readers did and what editors decided at that time, and cannot be made again: in a Redis that has
 * lost them, and of a minute in which the lists were not up to date, they are unknown, and never guessed.
 */
@Injectable()
export class PastStore implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;
  private kept = '';

  constructor(
    @Inject(RedisStore) private readonly store: RedisStore,
    @Inject(BoardStore) private readonly board: BoardStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(LOOK_MS, () => this.keep(), 'the lists can not be remembered');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  /** A list as it stood at a moment, milliseconds since 1970. */
  async at(question: PastListQuestion, at: number): Promise<PastListAnswer> {
    const { redis } = this.store;
    const kept = await this.store.ask('popularity.past', () =>
      Promise.all(placesBefore(at).map(({ hour, step }) => redis.hgetBuffer(this.keyOf(hour), step))),
    );
    return listAt(kept, question, at);
  }

  /** The first of each step counts, whichever process has it. */
  private async keep(): Promise<void> {
    const { hour, step } = placeOf(this.runtime.now());
    const place = `${hour}/${step}`;
    if (place === this.kept) return;
    const { state, asOf, lists } = await this.board.since(undefined);
    if (state !== 'live') return;
    const bytes = packed(lists, Date.parse(asOf));
    const key = this.keyOf(hour);
    await this.store.ask('popularity.remember', () =>
      this.store.redis.multi().hsetnx(key, step, bytes).pexpire(key, KEPT_MS).exec(),
    );
    this.kept = place;
  }

  private keyOf(hour: number): string {
    return `${this.store.prefix}past:${hour}`;
  }
}

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { PopularListsAnswer } from '#libs/contracts';
import { Runtime } from '#libs/service';
import { BehindStore } from './behind.store.ts';
import { Board } from './board.ts';
import { ListStore } from './list.store.ts';
import { sampleOf } from './list.ts';
import { LossStore } from './loss.store.ts';

/** The windows move on so often, also while nobody reads, and the lists with them. */
const MOVE_MS = 500;
/** So much later than asked for, lists are made before they are answered. */
const OLD_MS = 1_000;
/** Lists that could not be made for so long are those of another time. */
const STALE_MS = 5_000;
/** Whoever asks does not wait longer for new ones, if there are any: a Redis that is away must not hold up pages. */
const WAIT_MS = 500;
/** Making them takes at most a tenth of the time of a process; a large paper's are made once a second. */
const SHARE = 10;

/**
 * All lists of the paper, made at once and made anew after each change, at most two seconds old. While counts are
 * on their way back, or Redis is away, they are the last ones, without what has left the public, and said to be stale.
 */
@Injectable()
export class BoardStore implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly board = new Board(randomUUID());
  private stop: (() => Promise<void>) | undefined;
  private closed = false;
  private timer: NodeJS.Timeout | undefined;
  private making: Promise<void> | undefined;
  private changes = 1;
  private made = 0;
  private asOf: number | undefined;
  private whole = false;
  private triedAt = 0;
  /** By the clock of the process; not before then again. */
  private pauseUntil = 0;

  constructor(
    @Inject(ListStore) private readonly lists: ListStore,
    @Inject(LossStore) private readonly losses: LossStore,
    @Inject(BehindStore) private readonly behind: BehindStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    runtime.works('lists', () => this.made !== this.changes);
  }

  onApplicationBootstrap(): void {
    this.losses.onChange(() => this.touch());
    this.lists.onChange(() => this.touch());
    const move = async (): Promise<void> => {
      await this.lists.advance(this.runtime.now());
      await this.make();
    };
    this.stop = this.runtime.repeat(MOVE_MS, move, 'the lists can not be made');
  }

  async onModuleDestroy(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.stop?.();
    await this.making?.catch(() => undefined);
  }

  get follows(): boolean {
    return this.behind.follows;
  }

  /** What has changed since a generation. */
  async since(generation: string | undefined): Promise<PopularListsAnswer> {
    // The one that is under way may have begun long before.
    for (let turn = 0; turn < 2 && this.runtime.now() - this.triedAt > OLD_MS; turn++) {
      const made = this.make().catch((error: unknown) => {
        if (this.asOf === undefined) throw error;
      });
      if (this.asOf === undefined) await made;
      else await Promise.race([made, delay(WAIT_MS, undefined, { ref: false })]);
    }
    const asOf = this.asOf ?? this.runtime.now();
    const current = this.whole && this.follows && this.runtime.now() - asOf < STALE_MS;
    return {
      ...this.board.since(generation),
      asOf: new Date(asOf).toISOString(),
      state: current ? 'live' : 'stale',
    };
  }

  /** Something was counted, told or decided: the lists are made anew as soon as may be; what fails, with the next move. */
  private touch(): void {
    this.changes++;
    this.schedule();
  }

  private schedule(): void {
    if (this.closed || this.timer !== undefined || this.making !== undefined) return;
    const wait = Math.max(0, this.pauseUntil - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.make().catch((error: unknown) =>
        this.runtime.log.debug({ err: error }, 'the lists can not be made'),
      );
    }, wait);
  }

  private make(): Promise<void> {
    this.making ??= this.makeOnce().then(
      () => {
        this.making = undefined;
        if (this.made !== this.changes) this.schedule();
      },
      (error: unknown) => {
        this.making = undefined;
        throw error;
      },
    );
    return this.making;
  }

  private async makeOnce(): Promise<void> {
    const begun = performance.now();
    const { changes } = this;
    const now = this.runtime.now();
    this.triedAt = now;
    const asOf = await this.lists.asOf(now);
    const { whole } = this.losses;
    const made = whole === undefined ? undefined : await this.lists.all(now);
    if (made === undefined || whole !== this.losses.whole || (await this.losses.lost())) {
      this.whole = false;
      await this.leaveGone();
    } else {
      this.board.take(made);
      this.whole = true;
      this.asOf = asOf;
      if (this.follows) await this.lists.remember(made, now);
    }
    this.made = changes;
    const took = performance.now() - begun;
    this.pauseUntil = performance.now() + Math.min(OLD_MS, SHARE * took);
  }

  /** The lists as they were, without what has left the public since. */
  private async leaveGone(): Promise<void> {
    const left = [...this.board.all].map(async ([name, list]) => {
      const data = await this.lists.stillPublic(list.data);
      return [name, { ...list, data, sample: sampleOf(data) }] as const;
    });
    this.board.take(new Map(await Promise.all(left)));
  }
}

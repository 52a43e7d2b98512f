import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { keptMs, type Remembered, stepOf, stepsBefore } from './movement.ts';
import { RedisStore } from './redis.store.ts';
import type { Window } from './view.ts';

/**
 * Remembers lists for a while, so that a list can say how it has moved. In Redis, so that a restart invents no
 * movement; one that has lost it says nothing of movement until lists are old enough again.
 */
@Injectable()
export class MovementStore {
  /** Of each name the last steps; what a process has looked up does not change any more. */
  private readonly known = new LRUCache<string, { lists: Remembered | undefined }>({ max: 50 });
  private readonly kept = new Map<string, number>();

  constructor(@Inject(RedisStore) private readonly store: RedisStore) {}

  /** The lists of a while before `now`; `name` says of what kind they are. */
  async before(name: string, window: Window, now: number): Promise<Remembered | undefined> {
    const step = stepOf(window, now);
    const known = this.known.get(`${name}:${step}`);
    if (known) return known.lists;
    const keys = stepsBefore(step).map((each) => this.keyOf(name, each));
    const texts = await this.store.ask('popularity.movement', () => this.store.redis.mget(...keys));
    const text = texts.find((each) => each !== null);
    const lists = text ? (JSON.parse(text) as Remembered) : undefined;
    this.known.set(`${name}:${step}`, { lists });
    return lists;
  }

  /** Remembers lists of `now`; the first of each step counts, whichever process has it. */
  async keep(name: string, window: Window, now: number, lists: Remembered): Promise<void> {
    const step = stepOf(window, now);
    if (this.kept.get(name) === step) return;
    const value = JSON.stringify(lists);
    await this.store.ask('popularity.movement', () =>
      this.store.redis.set(this.keyOf(name, step), value, 'PX', keptMs(window), 'NX'),
    );
    this.kept.set(name, step);
  }

  private keyOf(name: string, step: number): string {
    return `${this.store.prefix}before:${name}:${step}`;
  }
}

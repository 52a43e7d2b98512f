import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { PopularAnswer } from '#libs/contracts';
import { Runtime, SETTINGS, step, tracing, type Values } from '#libs/service';
import type { searchSettings } from '../settings.ts';
import { type Level, levelsOf } from './popular.ts';

/** What is read most in a day changes slowly. */
const POLL_MS = 10_000;
/** No question waits for this; it only keeps the next one. */
const ANSWER_MS = 2_000;
/** An answer that could not be renewed for so long weighs nothing any more. */
const STALE_MS = 60_000;
const ARTICLES = 200;

/**
 * Knows what is read most, so that ranking can lean to it a little. No question asks for it: the last answer is
 * at hand, and without one every article weighs the same. Search is whole without popularity.
 */
@Injectable()
export class PopularClient implements OnApplicationBootstrap, OnModuleDestroy {
  /** Counts how often what weighs more has changed. */
  generation = 0;
  private known: { at: number; levels: Level[] } | undefined;
  private stop: (() => Promise<void>) | undefined;
  private first: Promise<void> = Promise.resolve();

  constructor(
    @Inject(SETTINGS) private readonly settings: Values<typeof searchSettings>,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    runtime.dependsOn('popularity', 'optional', async () => {
      if (!this.current()) throw new Error('has not answered lately');
    });
  }

  onApplicationBootstrap(): void {
    this.first = this.look().catch(() => undefined);
    this.stop = this.runtime.repeat(POLL_MS, () => this.look(), 'what is popular is not known');
  }

  async onModuleDestroy(): Promise<void> {
    await this.first;
    await this.stop?.();
  }

  /** What weighs more than usual now. */
  levels(): readonly Level[] {
    return this.current()?.levels ?? [];
  }

  /** Asks anew; rejects when there is no answer, and the last one stands for a while. */
  async look(): Promise<void> {
    const url = `${this.settings.POPULARITY_URL}/internal/popular?window=24h&limit=${ARTICLES}`;
    const { data } = await step('search.popularity', async () => {
      const response = await fetch(url, tracing.asking({ signal: AbortSignal.timeout(ANSWER_MS) }));
      if (!response.ok) throw new Error(`popularity answered ${response.status}`);
      return (await response.json()) as PopularAnswer;
    });
    const levels = levelsOf(data);
    if (!isDeepStrictEqual(levels, this.known?.levels)) this.generation++;
    this.known = { at: performance.now(), levels };
  }

  private current(): { levels: Level[] } | undefined {
    return this.known && performance.now() - this.known.at < STALE_MS ? this.known : undefined;
  }
}

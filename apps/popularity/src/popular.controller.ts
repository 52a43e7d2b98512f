import { Controller, Get, Inject, Query } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import {
  type PopularAnswer,
  type PopularListsAnswer,
  PopularListsQuestion,
  PopularQuestion,
  popularState,
} from '#libs/contracts';
import { Runtime } from '#libs/service';
import { BoardStore } from './board.store.ts';
import { ListStore, windowOf } from './list.store.ts';
import { sampleOf } from './list.ts';
import { LossStore } from './loss.store.ts';

/** Questions whose last answer is remembered: the lists of a paper, by window, section and language. */
const REMEMBERED = 500;

/**
 * Answers what is read most: to gateways all lists, of which they keep the last, to others one list as it stands
 * now. While lost counts are on their way back, a list is the last one from before, said to be stale, and never empty.
 */
@Controller('internal')
export class PopularController {
  private readonly before = new LRUCache<string, PopularAnswer>({ max: REMEMBERED });

  constructor(
    @Inject(ListStore) private readonly lists: ListStore,
    @Inject(LossStore) private readonly losses: LossStore,
    @Inject(BoardStore) private readonly board: BoardStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  @Get('lists')
  async changed(
    @Query({ schema: PopularListsQuestion }) { since }: PopularListsQuestion,
  ): Promise<PopularListsAnswer> {
    return this.board.since(since);
  }

  @Get('popular')
  async popular(@Query({ schema: PopularQuestion }) query: PopularQuestion): Promise<PopularAnswer> {
    const asOf = await this.lists.asOf(this.runtime.now());
    const whole = this.losses.whole;
    const data = await this.lists.ranked(query, this.runtime.now());
    const sample = sampleOf(data);
    const meta = { asOf: new Date(asOf).toISOString(), window: windowOf(query), sample };
    const key = JSON.stringify(query);
    if (await this.partial(data, whole)) {
      const before = this.before.get(key);
      return {
        data: before ? await this.lists.stillPublic(before.data) : data,
        meta: { ...(before?.meta ?? meta), state: 'stale' },
      };
    }
    const state = popularState({ kind: query.kind, length: data.length, sample }, this.board.follows);
    const answer: PopularAnswer = { data, meta: { ...meta, state } };
    this.before.set(key, answer);
    return answer;
  }

  /** Whether counts were on their way back at any time while `data` was read; an empty list is the first sign. */
  private async partial(data: PopularAnswer['data'], whole: number | undefined): Promise<boolean> {
    if (whole === undefined || whole !== this.losses.whole) return true;
    return data.length === 0 && (await this.losses.lost());
  }
}

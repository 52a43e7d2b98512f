import {
  Controller,
  Get,
  Inject,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  Query,
} from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type PopularAnswer, PopularQuestion } from '#libs/contracts';
import { Runner } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { ListStore, windowOf } from './list.store.ts';
import { LossStore } from './loss.store.ts';

/** Questions whose last answer is remembered: the lists of a paper, by window, section and language. */
const REMEMBERED = 500;

/** The windows move on so often, also while nobody reads: a reader need not wait for it. */
const ADVANCE_MS = 500;

/**
 * Answers what is read most; the gateway is the only caller. While lost counts are on their way back, a list
 * is the last one from before, said to be stale, and never empty.
 */
@Controller('internal')
export class PopularController implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;
  private readonly before = new LRUCache<string, PopularAnswer>({ max: REMEMBERED });

  constructor(
    @Inject(ListStore) private readonly lists: ListStore,
    @Inject(LossStore) private readonly losses: LossStore,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    const advance = () => this.lists.advance(this.runtime.now());
    this.stop = this.runtime.repeat(ADVANCE_MS, advance, 'the windows can not move on');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  @Get('popular')
  async popular(@Query({ schema: PopularQuestion }) query: PopularQuestion): Promise<PopularAnswer> {
    const asOf = await this.lists.asOf(this.runtime.now());
    const whole = this.losses.whole;
    const data = await this.lists.ranked(query, this.runtime.now());
    const meta = { asOf: new Date(asOf).toISOString(), window: windowOf(query) };
    const key = JSON.stringify(query);
    if (await this.partial(data, whole)) {
      const before = this.before.get(key);
      return {
        data: before ? await this.lists.stillPublic(before) : data,
        meta: { ...(before?.meta ?? meta), state: 'stale' },
      };
    }
    const usual = data.length === 0 ? 'fallback' : 'live';
    const answer: PopularAnswer = { data, meta: { ...meta, state: this.runner.reads ? usual : 'stale' } };
    this.before.set(key, answer);
    return answer;
  }

  /** Whether counts were on their way back at any time while `data` was read; an empty list is the first sign. */
  private async partial(data: PopularAnswer['data'], whole: number | undefined): Promise<boolean> {
    if (whole === undefined || whole !== this.losses.whole) return true;
    return data.length === 0 && (await this.losses.lost());
  }
}

import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Wish, WishFailure } from '#libs/contracts';
import { DependencyUnavailable, ProblemError, Runtime, step } from '#libs/service';
import { fetchFailures, wordsOf } from './fetching.ts';
import { PictureClient } from './picture.client.ts';
import { keepable } from './picture.ts';
import { WishClient } from './wish.client.ts';

const SCAN_MS = 250;
/** While nothing is to be fetched content is asked once a second. */
const IDLE_SCANS = 4;
const AT_ONCE = 6;
/** A site that is slow holds up no other. */
const OF_A_HOST = 2;

/**
 * Fetches the pictures that articles name by their address, a few at a time, and has them cleaned as those that
 * are brought. Content says which, to one gate at a time; what is lost with a gate comes again.
 */
@Injectable()
export class WishProducer implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;
  private readonly running = new Map<string, { host: string; work: Promise<void> }>();
  private readonly working: ReturnType<Runtime['turns']>;
  private idle = 0;

  constructor(
    @Inject(WishClient) private readonly wishes: WishClient,
    @Inject(PictureClient) private readonly pictures: PictureClient,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.working = runtime.turns('fetched pictures', { atOnce: 1, waiting: AT_ONCE });
  }

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(SCAN_MS, () => this.scan(), 'pictures can not be fetched');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
    await Promise.all([...this.running.values()].map(({ work }) => work));
  }

  private async scan(): Promise<void> {
    const most = AT_ONCE - this.running.size;
    if (most === 0 || this.idle-- > 0) return;
    const hosts = [...this.running.values()].map(({ host }) => host);
    const besides = [...new Set(hosts)].filter(
      (host) => hosts.filter((each) => each === host).length >= OF_A_HOST,
    );
    const wishes = await this.wishes.take({ most: Math.min(most, OF_A_HOST), besides });
    this.idle = wishes.length > 0 ? 0 : IDLE_SCANS - 1;
    for (const wish of wishes) {
      const { host } = new URL(wish.href);
      const work = this.fetch(wish).finally(() => this.running.delete(wish.id));
      this.running.set(wish.id, { host, work });
    }
  }

  private async fetch(wish: Wish): Promise<void> {
    try {
      const failure = await this.brought(wish);
      if (failure) await this.wishes.fail(wish.id, failure);
    } catch (error) {
      // Its turn ends by itself, and it is given out once more.
      const level = error instanceof DependencyUnavailable ? 'debug' : 'error';
      this.runtime.log[level]({ err: error, href: wish.href }, 'a picture could not be fetched');
    }
  }

  /** Brings the picture to content, or says why there is none. */
  private async brought({ id, href }: Wish): Promise<WishFailure | undefined> {
    const fetched = await this.pictures.fetch(href);
    if (!Buffer.isBuffer(fetched)) {
      const { failure, waitMs } = fetched;
      const wait = waitMs === undefined ? {} : { waitMs };
      return { words: wordsOf(fetched), again: fetchFailures[failure].again, ...wait };
    }
    try {
      const picture = await this.working(() => step('ingest.picture', () => keepable(fetched)));
      await this.wishes.grant(id, picture);
      return undefined;
    } catch (error) {
      if (!(error instanceof ProblemError) || error.retriable) throw error;
      return { words: error.message, again: false };
    }
  }
}

import { Controller, Inject, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { LRUCache } from 'lru-cache';
import { type Change, topics } from '#libs/contracts';
import { type Delivery, done, type Outcome, Runner } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { isKorean, publicId } from '#libs/text';
import { BackendClient } from './backend.client.ts';
import { ReadyStore } from './cache/ready.store.ts';

const PULL_MS = 1_000;

/**
 * Hears of every change within milliseconds and purges what shows the article. Beside the stream it pulls
 * the list of withdrawn articles each second, so that a stuck stream can't keep a withdrawn page alive.
 */
@Controller()
export class ChangeConsumer implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;
  /** How lists and rankings have shown an article lately. */
  private readonly heard = new LRUCache<string, { headline: string; list: string }>({ max: 20_000 });
  private since: number;

  constructor(
    @Inject(ReadyStore) private readonly ready: ReadyStore,
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(Runtime) runtime: Runtime,
  ) {
    this.since = runtime.now();
  }

  @EventPattern<string>(topics.changes.name, { batch: 200 })
  changes(@Payload() deliveries: Delivery<Change>[]): Outcome {
    this.ready.purge(deliveries.flatMap(({ value }) => this.keysOf(value)));
    return done;
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => {
      if (this.runner.reads) this.ready.begin();
      this.pull().catch(() => undefined);
    }, PULL_MS);
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  private async pull(): Promise<void> {
    const { gone, until } = await this.backend.withdrawn(this.since);
    const news = gone.filter(({ id, seq }) => this.backend.markGone(id, seq));
    const keys = news.flatMap(({ id }) => [`article:${id}`, `named:${id}`]);
    if (keys.length > 0) this.ready.purge([...keys, 'list:en', 'list:ko']);
    this.since = until;
  }

  /**
   * What shows an article as it was, or will show it: its page and that of what it translates, the lists of
   * its edition (of both, where it may have changed it), those of its tags and authors, and where it left or
   * got another title the pages that only name it.
   */
  private keysOf({ type, article }: Change): string[] {
    const { id, seq } = article;
    const edition = isKorean(article.language) ? 'ko' : 'en';
    const list = `list:${edition}`;
    const before = this.heard.get(id);
    const keys = [`article:${id}`, list];
    if (type === 'article.gone') {
      this.backend.markGone(id, seq);
      this.heard.delete(id);
      return [...keys, `named:${id}`, ...(before ? [before.list] : [])];
    }
    this.backend.markPublic(id, seq);
    this.heard.set(id, { headline: article.headline, list });
    const elsewhere = before ? [before.list] : article.revision === 1 ? [] : ['list:en', 'list:ko'];
    return [
      ...keys,
      ...elsewhere,
      ...article.tags.map(({ slug }) => `tag:${edition}:${slug}`),
      ...article.by.map(({ slug }) => `author:${edition}:${slug}`),
      ...(article.translationOf === undefined ? [] : [`article:${publicId(article.translationOf)}`]),
      ...(before?.headline === article.headline ? [] : [`named:${id}`]),
    ];
  }
}

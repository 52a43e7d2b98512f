import { Controller, Inject, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { type Change, topics } from '#libs/contracts';
import { type Delivery, done, type Outcome, Runner } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { isKorean } from '#libs/text';
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
    const keys = deliveries.flatMap(({ value: { type, article } }) => {
      if (type === 'article.public') this.backend.markPublic(article.id, article.seq);
      else this.backend.markGone(article.id, article.seq);
      return [`article:${article.id}`, `list:${isKorean(article.language) ? 'ko' : 'en'}`];
    });
    this.ready.purge([...new Set(keys)]);
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
    if (news.length > 0) this.ready.purge([...news.map(({ id }) => `article:${id}`), 'list:en', 'list:ko']);
    this.since = until;
  }
}

import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Runner } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { BackendClient } from './backend.client.ts';
import { ReadyStore } from './cache/ready.store.ts';

const PULL_MS = 1_000;

/**
 * Asks content each second what was withdrawn since the last time: a stream of changes that is stuck can't keep
 * a withdrawn page alive. It also lets the ready store keep pages once this process is told of changes, and says of
 * what is kept whether it is still vouched for.
 */
@Injectable()
export class WithdrawnWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;
  private since: number;

  constructor(
    @Inject(ReadyStore) private readonly ready: ReadyStore,
    @Inject(BackendClient) private readonly backend: BackendClient,
    @Inject(Runner) private readonly runner: Runner,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {
    this.since = runtime.now();
    // Shown, and no reason to take a gateway away from its readers: it serves what it has.
    runtime.dependsOn('content', 'optional', async () => {
      if (ready.unconfirmedS !== undefined) throw new Error('has not said lately what was withdrawn');
    });
  }

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(PULL_MS, () => this.pull(), 'what was withdrawn can not be asked');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  private async pull(): Promise<void> {
    if (this.runner.reads) this.ready.begin();
    const { gone, until } = await this.backend.withdrawn(this.since);
    const news = gone.filter(({ id, seq }) => this.backend.markGone(id, seq));
    const keys = news.flatMap(({ id }) => [`article:${id}`, `named:${id}`]);
    if (keys.length > 0) this.ready.purge([...keys, 'list:en', 'list:ko']);
    this.since = until;
    if (this.runner.reads) this.ready.confirm();
  }
}

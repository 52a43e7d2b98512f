import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Runtime } from '#libs/service';
import { ArticleStore } from './article.store.ts';
import { CorrectionStore } from './correction.store.ts';
import { NamingStore } from './naming.store.ts';

/** Without an index every answer is right and slow, and two articles might get one public id. */
const LOOK_MS = 60_000;

/**
 * Makes the indexes of the record anew should somebody have dropped one, also after the start: asking for one that is
 * there costs the database nothing. Whoever brings a new version makes its indexes before (`--migrate`).
 */
@Injectable()
export class IndexStore implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;

  constructor(
    @Inject(ArticleStore) private readonly articles: ArticleStore,
    @Inject(CorrectionStore) private readonly corrections: CorrectionStore,
    @Inject(NamingStore) private readonly names: NamingStore,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(LOOK_MS, () => this.make(), 'indexes can not be looked after');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  /** Safe to call again, and by several at once. */
  async make(): Promise<void> {
    await this.articles.migrate();
    await this.articles.payloads.migrate();
    await this.articles.media.migrate();
    await this.articles.editorial.fronts.migrate();
    await this.corrections.migrate();
    await this.names.migrate();
  }
}

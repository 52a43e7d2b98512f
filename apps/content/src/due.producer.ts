import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { encodeIntake, topics } from '#libs/contracts';
import { Sender } from '#libs/kafka';
import { Runtime } from '#libs/service';
import { ArticleStore } from './article.store.ts';

const SCAN_MS = 250;
/** A moment that was told is not told again for this long; after that it was lost and is repeated. */
const AGAIN_MS = 3_000;

/**
 * Says when an embargo, a schedule or an expiry is due, as an event of the intake log: like everything that
 * changes an article. No timer writes an article. A repetition does no harm.
 */
@Injectable()
export class DueProducer implements OnApplicationBootstrap, OnModuleDestroy {
  private stop: (() => Promise<void>) | undefined;
  private readonly told = new Map<string, number>();

  constructor(
    @Inject(ArticleStore) private readonly store: ArticleStore,
    @Inject(Sender) private readonly sender: Sender,
    @Inject(Runtime) private readonly runtime: Runtime,
  ) {}

  onApplicationBootstrap(): void {
    this.stop = this.runtime.repeat(SCAN_MS, () => this.scan(), 'due articles can not be looked up');
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop?.();
  }

  private async scan(): Promise<void> {
    const now = this.runtime.now();
    for (const [key, at] of this.told) if (now - at > AGAIN_MS) this.told.delete(key);
    const due = await this.store.due(now);
    await Promise.all(
      due.map(async ({ uri, at }) => {
        const time = new Date(at).toISOString();
        const key = `${uri} ${time}`;
        if (this.told.has(key)) return;
        this.told.set(key, now);
        const event = {
          id: `due ${key}`,
          source: '/content',
          uri,
          type: 'article.due' as const,
          data: { uri, at: time },
        };
        await this.sender.send(topics.intake.name, encodeIntake(event)).catch((error: unknown) => {
          this.told.delete(key);
          throw error;
        });
      }),
    );
  }
}

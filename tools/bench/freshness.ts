import { setTimeout as delay } from 'node:timers/promises';
import { publicId } from '#libs/text';
import { cloudEvent } from '../demo/event.ts';
import type { Installation } from '../local/installation.ts';
import { newsroomAt } from '../local/newsroom.ts';
import { BareEngine } from './engine.store.ts';
import { benchArticle, type Percentiles, percentiles } from './sample.ts';

/** Between two looks at the index. */
const LOOK_MS = 8;
const GIVE_UP_MS = 10_000;
const WARM_UP = 20;

/** How soon an article can be found that was published while others are, so many a second. */
export interface Freshness {
  perSecond: number;
  /** From the publishing request to the first hit, milliseconds. */
  fromPublish: Percentiles;
  /** From the gate's answer. */
  fromAnswer: Percentiles;
}

/**
 * Publishes at a steady rate, whatever becomes of the articles before, and looks for them in the index that answers
 * readers. A reader's own question is measured apart: asked so often, it would be most of the load.
 */
export async function measureFreshness(
  { apps, engines, key }: Installation,
  perSecond: number,
  samples: number,
): Promise<Freshness> {
  const newsroom = newsroomAt(apps.url('ingest'), key);
  const watch = new Watch(new BareEngine(engines.settings()));
  const run = `f${perSecond}${Date.now().toString(36)}`;
  const published: number[] = [];
  const answered: number[] = [];
  const publish = async (n: number): Promise<void> => {
    const article = benchArticle(n, run);
    const begun = performance.now();
    await newsroom.publish(cloudEvent('article.published', `${article.uri}#1`, article));
    const accepted = performance.now();
    const found = await watch.appears(publicId(article.uri));
    if (n < WARM_UP) return;
    published.push(found - begun);
    answered.push(found - accepted);
  };
  const begun = performance.now();
  const under: Promise<void>[] = [];
  for (let n = 0; n < WARM_UP + samples; n++) {
    await delay(Math.max(0, begun + (n * 1_000) / perSecond - performance.now()));
    under.push(publish(n));
  }
  await Promise.all(under).finally(() => watch.close());
  return { perSecond, fromPublish: percentiles(published), fromAnswer: percentiles(answered) };
}

/** Looks for all articles that are awaited in one question: looking must not be the load. */
class Watch {
  private readonly awaited = new Map<string, { until: number; seen: (at: number) => void }>();
  private looking: Promise<void> | undefined;

  constructor(private readonly engine: BareEngine) {}

  /** When it could be found. One that can't be is told as found when it was given up, so that other rows are measured too. */
  appears(id: string): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.awaited.set(id, { until: performance.now() + GIVE_UP_MS, seen: resolve });
    this.looking ??= this.look().finally(() => {
      this.looking = undefined;
    });
    // A look that fails ends the wait.
    return Promise.race([promise, this.looking.then(() => promise)]);
  }

  async close(): Promise<void> {
    await this.engine.close();
  }

  private async look(): Promise<void> {
    for (; this.awaited.size > 0; await delay(LOOK_MS)) {
      const found = new Set(await this.engine.found([...this.awaited.keys()]));
      const now = performance.now();
      for (const [id, { until, seen }] of this.awaited) {
        if (!found.has(id) && now < until) continue;
        this.awaited.delete(id);
        seen(now);
      }
    }
  }
}

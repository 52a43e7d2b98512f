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
 * Publishes at a steady rate, whatever becomes of the articles before, and looks for each in the index that answers
 * readers. A reader's own question is measured apart: asked so often, it would be most of the load.
 */
export async function measureFreshness(
  { apps, engines, key }: Installation,
  perSecond: number,
  samples: number,
): Promise<Freshness> {
  const newsroom = newsroomAt(apps.url('ingest'), key);
  const engine = new BareEngine(engines.settings());
  const run = `f${perSecond}${Date.now().toString(36)}`;
  const published: number[] = [];
  const answered: number[] = [];
  const publish = async (n: number): Promise<void> => {
    const article = benchArticle(n, run);
    const begun = performance.now();
    await newsroom.publish(cloudEvent('article.published', `${article.uri}#1`, article));
    const accepted = performance.now();
    const found = await appears(engine, publicId(article.uri));
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
  await Promise.all(under).finally(() => engine.close());
  return { perSecond, fromPublish: percentiles(published), fromAnswer: percentiles(answered) };
}

async function appears(engine: BareEngine, id: string): Promise<number> {
  for (const deadline = performance.now() + GIVE_UP_MS; performance.now() < deadline; await delay(LOOK_MS))
    if (await engine.finds(id)) return performance.now();
  // Told as the time it was waited for, so that the other rows are measured too.
  return performance.now();
}

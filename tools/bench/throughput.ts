import type { Installation } from '../local/installation.ts';
import { cloudEvent, NewsroomClient } from '../local/newsroom.client.ts';
import { benchArticle, round } from './sample.ts';

const BATCH = 100;
const SENDERS = 4;

export interface Throughput {
  events: number;
  /** Events per second until the last one was … */
  accepted: number;
  stored: number;
  indexed: number;
}

/** Sends many articles of 2.5 KB at once and waits until all are stored, and until all can be found. */
export async function measureThroughput(
  { apps, key, caughtUp }: Installation,
  events: number,
): Promise<Throughput> {
  const newsroom = new NewsroomClient(apps.url('ingest'), key);
  const run = `t${Date.now().toString(36)}`;
  const begun = performance.now();
  let next = 0;
  const sender = async (): Promise<void> => {
    while (next < events) {
      const from = next;
      next += BATCH;
      const articles = Array.from({ length: Math.min(BATCH, events - from) }, (_, i) =>
        benchArticle(from + i, run),
      );
      await newsroom.sendAll(
        articles.map((article) => cloudEvent('article.published', `${article.uri}#1`, article)),
      );
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  const accepted = rate(events, begun);
  await caughtUp(['content']);
  const stored = rate(events, begun);
  await caughtUp(['content', 'search']);
  return { events, accepted, stored, indexed: rate(events, begun) };
}

/** Events per second that writers get accepted one by one, each waiting for its own answer. */
export async function measureWriters(
  { apps, key, caughtUp }: Installation,
  { writers, events }: { writers: number; events: number },
): Promise<{ writers: number; events: number; perSecond: number }> {
  const newsroom = new NewsroomClient(apps.url('ingest'), key);
  const run = `w${Date.now().toString(36)}`;
  const begun = performance.now();
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < events) {
      const article = benchArticle(next++, run);
      await newsroom.send(cloudEvent('article.published', `${article.uri}#1`, article));
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  const perSecond = rate(events, begun);
  await caughtUp();
  return { writers, events, perSecond };
}

function rate(events: number, begun: number): number {
  return round((events * 1_000) / (performance.now() - begun), 0);
}

import { setTimeout as delay } from 'node:timers/promises';
import { kafkaSettings, LagReader } from '#libs/kafka';
import { readSettings } from '#libs/service';
import type { Installation } from '../local/installation.ts';
import { cloudEvent, NewsroomClient } from '../local/newsroom.client.ts';
import { benchArticle, round } from './sample.ts';

const BATCH = 100;
const SENDERS = 4;
const silent = { name: 'bench', log: { debug() {}, info() {}, warn() {}, error() {}, fatal() {} } };

export interface Throughput {
  events: number;
  /** Events per second until the last one was … */
  accepted: number;
  stored: number;
  indexed: number;
}

/** Sends many articles of 2.5 KB at once and waits until all are stored, and until all can be found. */
export async function measureThroughput(
  { apps, engines, key }: Installation,
  events: number,
): Promise<Throughput> {
  const newsroom = new NewsroomClient(apps.url('ingest'), key);
  const lag = new LagReader(readSettings(kafkaSettings, engines.settings()), silent);
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
  try {
    const stored = await drained(lag, ['content'], events, begun);
    const indexed = await drained(lag, ['content', 'search'], events, begun);
    return { events, accepted, stored, indexed };
  } finally {
    await lag.close();
  }
}

async function drained(lag: LagReader, groups: string[], events: number, begun: number): Promise<number> {
  for (;;) {
    const rows = await lag.read();
    if (rows.every(({ group, records }) => records === 0 || !groups.includes(group)))
      return rate(events, begun);
    await delay(20);
  }
}

function rate(events: number, begun: number): number {
  return round((events * 1_000) / (performance.now() - begun), 0);
}

import { setTimeout as delay } from 'node:timers/promises';
import { publicId } from '#libs/text';
import { cloudEvent } from '../demo/event.ts';
import type { Installation } from '../local/installation.ts';
import { newsroomAt } from '../local/newsroom.ts';
import { benchArticle, type Percentiles, percentiles } from './sample.ts';

/** Not measured: code that is not compiled yet. */
const WARM_UP = 40;
const GIVE_UP_MS = 10_000;

export interface Latency {
  accepted: Percentiles;
  page: Percentiles;
  searchable: Percentiles;
}

/** Milliseconds from the publishing request to the article page, and to a hit in the search API. */
export async function measureLatency({ apps, key }: Installation, samples: number): Promise<Latency> {
  const newsroom = newsroomAt(apps.url('ingest'), key);
  const run = `l${Date.now().toString(36)}`;
  const accepted: number[] = [];
  const page: number[] = [];
  const searchable: number[] = [];
  for (let n = 0; n < WARM_UP + samples; n++) {
    const article = benchArticle(n, run);
    const begun = performance.now();
    const receipt = await newsroom.publish(cloudEvent('article.published', `${article.uri}#1`, article));
    const acceptedAt = performance.now();
    const id = publicId(article.uri);
    // One after the other: a second reader who asks again and again would keep the machine from its work.
    const pageAt = await appears({ url: apps.url('gateway') + (receipt.url ?? ''), text: id, pauseMs: 2 });
    const search = `${apps.url('gateway')}/api/v1/search?q=%22${run}${n}%22&highlight=false`;
    const foundAt = await appears({ url: search, text: `"id":"${id}"`, pauseMs: 10 });
    if (n < WARM_UP) continue;
    accepted.push(acceptedAt - begun);
    page.push(pageAt - begun);
    searchable.push(foundAt - begun);
  }
  return { accepted: percentiles(accepted), page: percentiles(page), searchable: percentiles(searchable) };
}

interface Sight {
  url: string;
  text: string;
  /** Between two looks: a look at the index costs the engine more than one at a page. */
  pauseMs: number;
}

async function appears({ url, text, pauseMs }: Sight): Promise<number> {
  const deadline = performance.now() + GIVE_UP_MS;
  while (performance.now() < deadline) {
    const response = await fetch(url, { redirect: 'manual' });
    const body = await response.text();
    if (response.status === 200 && body.includes(text)) return performance.now();
    await delay(pauseMs);
  }
  throw new Error(`${url} did not show ${text} within ${GIVE_UP_MS} ms`);
}

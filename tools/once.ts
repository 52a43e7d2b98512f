import { setTimeout as delay } from 'node:timers/promises';
import { publicId } from '#libs/text';
import { cloudEvent } from './demo/event.ts';
import type { Paper } from './demo/seed.ts';
import { newsroomAt } from './local/newsroom.ts';
import { asReader } from './local/reader.client.ts';

const GIVE_UP_MS = 10_000;

interface Hop {
  name: string;
  path: string;
  /** What the answer must hold. */
  holds: string;
}

/**
 * Publishes one article over HTTP and waits for it on every surface, as a reader's browser would find it.
 * Prints the milliseconds from the publishing request to each surface, then withdraws it; resolves to false if
 * one is missing.
 */
export async function checkRoundTrip(
  { ingest, gateway, key }: Paper,
  say: (line: string) => void,
): Promise<boolean> {
  const stamp = Date.now().toString(36);
  const uri = `once:${stamp}`;
  const id = publicId(uri);
  const headline = `한강 나루에 새 배, Ferry ${stamp} reaches the landing`;
  const article = {
    uri,
    version: 1,
    language: 'en',
    headline,
    section: 'society',
    body: `<p>The ferry ${stamp} reached the landing this morning.</p>`,
  };
  const begun = performance.now();
  const newsroom = newsroomAt(ingest, key);
  const receipt = await newsroom.publish(cloudEvent('article.published', uri, article));
  say(`  accepted             ${ms(begun)}`);
  const page = receipt.url ?? '';
  const hops: Hop[] = [
    { name: 'article page', path: page, holds: headline },
    { name: 'article API', path: `/api/v1/articles/${id}`, holds: id },
    { name: 'front', path: '/', holds: id },
    { name: 'section', path: '/society', holds: id },
    { name: 'list API', path: '/api/v1/articles?section=society', holds: id },
    { name: 'feed', path: '/feed.xml', holds: id },
    { name: 'search', path: `/api/v1/search?q=${stamp}`, holds: id },
    { name: 'most popular', path: '/api/v1/popular?window=1h&lang=en&section=society&limit=50', holds: id },
  ];
  const found = await Promise.all(hops.map((hop) => appears(gateway, hop, begun, say)));
  // It was a check, not news: the paper that is started next must not lead with it.
  await newsroom.publish(
    cloudEvent('article.withdrawn', `${uri}#withdrawn`, { uri, reason: 'only a check' }),
  );
  return found.every((each) => each);
}

async function appears(
  origin: string,
  hop: Hop,
  begun: number,
  say: (line: string) => void,
): Promise<boolean> {
  let last = '';
  while (performance.now() - begun < GIVE_UP_MS) {
    const response = await fetch(origin + hop.path, { headers: asReader(Date.now()) });
    const body = await response.text();
    if (response.status === 200 && body.includes(hop.holds)) {
      say(`  ${hop.name.padEnd(20)} ${ms(begun)}`);
      return true;
    }
    last = `answered ${response.status}`;
    await delay(3);
  }
  say(`  ${hop.name.padEnd(20)} missing after ${GIVE_UP_MS} ms (${hop.path} ${last})`);
  return false;
}

function ms(begun: number): string {
  return `${(performance.now() - begun).toFixed(0).padStart(5)} ms`;
}

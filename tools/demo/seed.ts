import { readdirSync, readFileSync } from 'node:fs';
import { publicId } from '#libs/text';
import type { Installation } from '../local/installation.ts';
import { NewsroomClient } from '../local/newsroom.client.ts';
import { demoEvents, Story } from './story.ts';

const folder = new URL('./articles/', import.meta.url);
const BATCH = 50;

/** All stories of the demo newspaper, as written. */
export function readStories(): Story[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => Story.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))));
}

/**
 * Publishes the demo newspaper through the gate, as any newsroom would. A paper that is there already is
 * left as it is. Resolves to the number of events sent.
 */
export async function seed({ apps, key }: Installation, abort: AbortSignal): Promise<number> {
  const stories = readStories();
  const [first] = stories;
  if (!first || (await isKnown(first, apps.url('gateway')))) return 0;
  const newsroom = new NewsroomClient(apps.url('ingest'), key);
  const events = stories.flatMap((story) => demoEvents(story, Date.now()));
  for (let from = 0; from < events.length && !abort.aborted; from += BATCH) {
    await newsroom.sendAll(events.slice(from, from + BATCH));
  }
  return events.length;
}

async function isKnown(story: Story, gateway: string): Promise<boolean> {
  const response = await fetch(`${gateway}/api/v1/articles/${publicId(story.uri)}`);
  return response.status !== 404;
}

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Envelope, Receipt } from '#libs/client';
import { publicId } from '#libs/text';
import { newsroomAt } from '../local/newsroom.ts';
import { Progress } from '../local/progress.ts';
import { ReaderClient } from '../local/reader.client.ts';
import { Visibility } from '../local/visibility.ts';
import { curatedEvents } from './curated.ts';
import { cloudEvent } from './event.ts';
import { generatedArticle, generatedUri } from './generate.ts';
import { bringPictures, type Doors, type LeadOf } from './leads.ts';
import { plannedReadings, readPapers } from './readers.ts';
import { demoEvents, momentOf, Story } from './story.ts';

/** Where a paper answers, and how its newsroom is let in. */
export interface Paper {
  ingest: string;
  gateway: string;
  key: string;
}

export interface Seeding {
  /** Which of the stories that were written; all of them if it is not said. */
  stories?: readonly Story[];
  /** How many generated articles stand beside the stories that were written. */
  articles?: number;
  /** Which ones: the same number, the same words. */
  seed?: number;
  abort: AbortSignal;
}

export interface Seeded {
  /** Events sent, those among them that were known included. */
  events: number;
  pagesRead: number;
}

export const MOST_ARTICLES = 100_000;

const folder = new URL('./articles/', import.meta.url);
const BATCH = 100;
/** Requests under way: the gate judges one while the log takes the other. */
const IN_FLIGHT = 2;
/** How often, and how long in between, an article is looked for that is known to have been accepted. */
const LOOKS = 20;
const LOOK_MS = 500;

/** All stories of the demo newspaper, as written. */
export function readStories(): Story[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => Story.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))));
}

/**
 * Publishes the demo newspaper through the gate, as any newsroom would, and reads it as readers would; resolves
 * when all of it is visible. Everything has a name that stays, so a second run changes nothing and an interrupted
 * one goes on: events are known by their ids, times count from when the paper was first seeded, views are topped up.
 */
export async function seed(
  paper: Paper,
  { stories = readStories(), articles = 0, seed: number = 1, abort }: Seeding,
): Promise<Seeded> {
  const newsroom = newsroomAt(paper.ingest, paper.key);
  const reader = new ReaderClient(paper.gateway);
  const leadOf = await bringPictures(stories, { newsroom, reader }, abort);
  const moment = await firstSeeded({ newsroom, reader }, stories, leadOf);
  const visible = new Visibility(newsroom);
  const written = [...stories.flatMap((story) => demoEvents(story, { moment, leadOf })), ...curatedEvents()];
  const from = await firstUnknown(articles, number, reader);
  const progress = new Progress('events accepted', written.length + articles - from);
  let sent = 0;
  const send = async (events: Envelope[]): Promise<void> => {
    for await (const receipt of newsroom.publishAll(events, { signal: abort })) visible.note(taken(receipt));
    sent += events.length;
    progress.show(sent);
  };
  for (let at = 0; at < written.length && !abort.aborted; at += BATCH)
    await send(written.slice(at, at + BATCH));
  let next = from;
  const sender = async (): Promise<void> => {
    while (next < articles && !abort.aborted) {
      const begin = next;
      next = Math.min(articles, begin + BATCH);
      await send(generatedEvents(begin, next, { seed: number, moment }));
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, sender));
  progress.end();
  await visible.wait(abort);
  return { events: sent, pagesRead: await read(paper.gateway, stories, { seed: number, abort }) };
}

/**
 * When this paper was seeded first, milliseconds since 1970: told by an article that stands in it since then. Its
 * event is sent to a paper that does not show it; one that was seeded a moment ago, with other times, says that it
 * knows the event, and will show the article soon.
 */
async function firstSeeded(
  { newsroom, reader }: Doors,
  stories: readonly Story[],
  leadOf: LeadOf,
): Promise<number> {
  const now = Date.now();
  const story = stories.find((each) => !each.publishInHours && !each.embargoInHours && !each.withdrawn);
  const [event] = story ? demoEvents(story, { moment: now, leadOf }) : [];
  if (!story || !event) return now;
  const path = `/api/v1/articles/${publicId(story.uri)}`;
  const shown = async (): Promise<number | undefined> => {
    const { data } = (await reader.json<{ data?: { contentCreated: string } }>(path)).body;
    return data && momentOf(story, data.contentCreated);
  };
  const before = await shown();
  if (before !== undefined) return before;
  const refused = await untilVisible(newsroom, event).then(
    () => undefined,
    (error: unknown) => error,
  );
  for (let look = 0; look < LOOKS; look++) {
    const moment = await shown();
    if (moment !== undefined) return moment;
    if (refused === undefined) return now;
    await delay(LOOK_MS);
  }
  throw refused;
}

async function untilVisible(newsroom: Doors['newsroom'], event: Envelope): Promise<void> {
  const receipt = await newsroom.publish(event, { wait: 'visible', waitMs: 8_000 });
  if (!receipt.outcome) for await (const _ of newsroom.follow(receipt));
}

/** What is refused can't be cured by waiting: the demo newspaper would have a hole. */
function taken(receipt: Receipt): Receipt {
  if (receipt.status !== 'rejected') return receipt;
  throw new Error(`the gate refuses ${receipt.id}: ${JSON.stringify(receipt.problem)}`);
}

function generatedEvents(from: number, to: number, making: { seed: number; moment: number }): Envelope[] {
  return Array.from({ length: to - from }, (_, i) => {
    const article = generatedArticle(from + i, making);
    return cloudEvent('article.published', `${article.uri}#1`, article);
  });
}

/**
 * The first generated article that has to be sent. They are sent in order, so those before a known one are known,
 * but for what was under way with it.
 */
async function firstUnknown(count: number, number: number, reader: ReaderClient): Promise<number> {
  let [least, most] = [0, count];
  while (least < most) {
    const middle = Math.floor((least + most) / 2);
    const { status } = await reader.json(`/api/v1/articles/${publicId(generatedUri(number, middle))}`);
    if (status === 404) most = middle;
    else least = middle + 1;
  }
  return least === count ? count : Math.max(0, least - IN_FLIGHT * BATCH);
}

async function read(
  gateway: string,
  stories: readonly Story[],
  { seed: number, abort }: { seed: number; abort: AbortSignal },
): Promise<number> {
  const readings = (['en', 'ko'] as const).flatMap((language) => plannedReadings(stories, language, number));
  const progress = new Progress(
    'pages read',
    readings.reduce((sum, { views }) => sum + views, 0),
  );
  const pages = await readPapers(gateway, readings, { progress, abort });
  progress.end();
  return pages;
}

import { PopularAnswer } from '#libs/contracts';
import { publicId } from '#libs/text';
import { Chance } from '../local/chance.ts';
import type { Progress } from '../local/progress.ts';
import { asReader, ReaderClient } from '../local/reader.client.ts';
import { hoursOld, type Language, type Story, uriOf } from './story.ts';

/**
 * Readers of the demo newspaper, each from a network of its own. They read through the reader's door, now, as
 * readers do: popularity believes a
 * view's own time only within ten minutes of the moment at which the log took it, and a door for invented
 * pasts would be one for invented counts. So a new paper has the same clear top ten in all windows, of ten
 * minutes as of seven days, and they part as time goes by.
 */
export interface Reading {
  uri: string;
  views: number;
}

/** Views of the ten most read, far enough apart that a few real readers do not change the order. */
const TOP_TEN = [132, 108, 90, 76, 64, 54, 46, 39, 33, 28];
/** Those behind them: from this many views down to a few. */
const NEXT = 18;
/** Fewer in both languages than a list of the popular has places: an article that is new must not be left out. */
const READ = 20;
const AT_ONCE = 8;
const HOUR_PER_URGENCY = 9;
/**
 * Networks share groups by a hash whose salt is another each day, and the third of a group waits: of a hundred readers
 * that is one at times. Who reads for it once more is not counted either.
 */
const HELD_BY_CHANCE = 0.05;

/** How often each edition is read: what is new and urgent most, with tastes that differ by language. */
export function plannedReadings(stories: readonly Story[], language: Language, seed: number): Reading[] {
  const chance = Chance.of(seed, language === 'en' ? 1 : 2);
  return stories
    .filter(
      ({ publishInHours, embargoInHours, withdrawn }) => !(publishInHours || embargoInHours || withdrawn),
    )
    .map((story) => ({
      story,
      weight: hoursOld(story) + story.urgency * HOUR_PER_URGENCY + chance.between(0, 30),
    }))
    .toSorted((a, b) => a.weight - b.weight)
    .slice(0, READ)
    .map(({ story }, rank) => ({
      uri: uriOf(story, language),
      views: TOP_TEN[rank] ?? Math.max(2, NEXT - (rank - TOP_TEN.length)),
    }));
}

/**
 * Reads what has not been read yet in the last seven days, so that a second run reads nothing and one that
 * was interrupted is finished. Resolves to the number of pages read.
 */
export async function readPapers(
  gateway: string,
  readings: readonly Reading[],
  { progress, abort }: { progress: Progress; abort: AbortSignal },
): Promise<number> {
  const reader = new ReaderClient(gateway);
  const counted = await countedViews(reader);
  const missing = readings.flatMap(({ uri, views }) => {
    const id = publicId(uri);
    const left = views - (counted.get(id) ?? 0);
    return left > views * HELD_BY_CHANCE ? [{ id, left, views }] : [];
  });
  let done = 0;
  const read = async (): Promise<void> => {
    for (let next = missing.pop(); next && !abort.aborted; next = missing.pop()) {
      const path = await pathOf(reader, next.id);
      for (let left = path ? next.left : 0; path && left > 0 && !abort.aborted; left--) {
        // Those who have read it already are the first ones; a next run goes on with the others.
        await reader.page(path, asReader(next.views - left), abort);
        progress.show(++done);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, read));
  return done;
}

async function countedViews(reader: ReaderClient): Promise<Map<string, number>> {
  const lists = await Promise.all(
    ['en', 'ko'].map(async (lang) => {
      const { body } = await reader.json(`/api/v1/popular?window=7d&lang=${lang}&limit=50`);
      return PopularAnswer.parse(body).data;
    }),
  );
  return new Map(lists.flat().map(({ id, views }) => [id, views]));
}

/** Nothing for an article that is not public. */
async function pathOf(reader: ReaderClient, id: string): Promise<string | undefined> {
  const { body } = await reader.json<{ data?: { url: string } }>(`/api/v1/articles/${id}`);
  return body.data?.url;
}

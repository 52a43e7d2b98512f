import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { PastListAnswer, PastListQuestion, PopularListsAnswer } from '#libs/contracts';

type Lists = PopularListsAnswer['lists'];

/** Lists are remembered once in so long. */
export const STEP_MS = 60_000;
/** An hour of steps lies together. */
const HOUR_MS = 3_600_000;
export const KEPT_MS = 30 * 24 * HOUR_MS;
/**
 * So many articles of a list, which is what its page shows: 1,050 bytes a minute and 46 MB in thirty days, measured
 * on full lists that change wholly from minute to minute. A small paper needs a tenth of that.
 */
const LONGEST = 10;

/** The lists of both editions, without words: by name the views they rest on, then each article and its views. */
interface Snapshot {
  /** When they were made, milliseconds since 1970. */
  at: number;
  lists: Record<string, readonly (string | number)[]>;
}

/** Where the lists of a moment lie: an hour, and the step within it. */
export function placeOf(at: number): { hour: number; step: string } {
  return { hour: Math.floor(at / HOUR_MS), step: String(Math.floor((at % HOUR_MS) / STEP_MS)) };
}

/** Places in which the lists that stood at a moment may lie, the best first; what lies further back is of another time. */
export function placesBefore(at: number): { hour: number; step: string }[] {
  return [0, 1, 2].map((steps) => placeOf(at - steps * STEP_MS));
}

function nameOf({ kind, window, lang }: Pick<PastListQuestion, 'kind' | 'window' | 'lang'>): string {
  return `${kind === 'trending' ? kind : window}/${lang}`;
}

const PINNED = '*';

/** Lists as few bytes: those of the whole paper in each edition. */
export function packed(lists: Lists, at: number): Buffer {
  const rows = lists.flatMap(({ kind, window, section, lang, data, sample }) => {
    if (section !== undefined || lang === undefined || data.length === 0) return [];
    const items = data
      .slice(0, LONGEST)
      .flatMap(({ id, views, pinned }) => [pinned ? PINNED + id : id, views]);
    return [[nameOf({ kind, window, lang }), [sample, ...items]] as const];
  });
  return deflateRawSync(JSON.stringify({ at, lists: Object.fromEntries(rows) } satisfies Snapshot));
}

/** One list of the first of these that was made by then; the others may have been made later, or are of another time. */
export function listAt(
  kept: readonly (Buffer | null)[],
  question: PastListQuestion,
  at: number,
): PastListAnswer {
  const snapshots = kept.flatMap((bytes) =>
    bytes ? [JSON.parse(inflateRawSync(bytes).toString()) as Snapshot] : [],
  );
  const found = snapshots.find((each) => each.at <= at && at - each.at <= 2 * STEP_MS);
  if (!found) return { state: 'unknown' };
  const [sample = 0, ...items] = found.lists[nameOf(question)] ?? [];
  const data = items.flatMap((id, place) => {
    if (typeof id !== 'string') return [];
    const pinned = id.startsWith(PINNED) ? { pinned: true as const } : {};
    return [{ id: id.replace(PINNED, ''), views: Number(items[place + 1]), ...pinned }];
  });
  return { state: 'known', asOf: new Date(found.at).toISOString(), sample: Number(sample), data };
}

import { z } from 'zod';
import type { Operation } from './operation.ts';

/** Sources that the gate asks by itself: how, and what became of it. */

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds, written as `90s`, `15m`, `6h` or `2d`. */
function span(least: string, most: string) {
  return z
    .string()
    .regex(/^\d{1,5}[smhd]$/, 'is a time such as 90s, 15m, 6h or 2d')
    .transform(msOf)
    .pipe(z.number().min(msOf(least), `is at least ${least}`).max(msOf(most), `is at most ${most}`));
}

function msOf(text: string): number {
  return Number.parseInt(text, 10) * UNITS[text.at(-1) as keyof typeof UNITS];
}

export const Pull = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .refine((text) => !/^https?:\/\/[^/?#]*@/i.test(text), 'names a user: credentials do not belong here')
      .describe('Where the feed is; another one here begins anew'),
    interval: span('10s', '1d')
      .prefault('5m')
      .describe('It is asked no more often than that: 10s to 1d, written as 90s, 15m or 6h'),
    quietAfter: span('1m', '90d')
      .prefault('1d')
      .describe('Without a new item for so long it is quiet: 1m to 90d'),
    atMost: z
      .int()
      .min(1)
      .max(1_000)
      .default(200)
      .describe('So many new items are taken at once; the others wait for the next time'),
  })
  .meta({ id: 'Pull', description: 'How the gate asks a source for its feed by itself' });
export type Pull = z.infer<typeof Pull>;

/** What came of asking a source once. Closed: boards rely on it. */
export const pullOutcomes = {
  taken: 'new items were accepted',
  nothing_new: 'the feed came, with nothing in it that is new',
  not_modified: 'the feed has not changed',
  unreadable: 'what came is no feed of a format that is read',
  failed: 'the address gave no answer, or one that is no feed',
  refused: 'robots.txt, or what the address is, forbids to ask',
  not_taken: 'there are new items, but they can not be accepted now; they are asked for again',
  gone: 'the feed has ended (410)',
} as const;
export type PullOutcome = keyof typeof pullOutcomes;
const PullOutcomes = z.enum(Object.keys(pullOutcomes) as [PullOutcome, ...PullOutcome[]]);

const moment = z.iso.datetime();

export const SourceRow = z
  .object({
    name: z.string(),
    url: z.string().describe('Where it is asked, without what is behind a question mark'),
    state: z
      .enum(['polling', 'waiting', 'failing', 'refused', 'quiet', 'gone'])
      .describe(
        'polling: being asked now; failing: the last answer was none; refused: it may not be asked; quiet: nothing new for too long; gone: ended, and not asked any more',
      ),
    words: z.string().describe('The same in a sentence'),
    lastAnswer: z
      .object({ at: moment, outcome: PullOutcomes, words: z.string() })
      .optional()
      .describe('Absent: it was never asked'),
    lastSuccess: moment.optional().describe('When it last answered as a feed does, changed or not'),
    lastItem: moment.optional().describe('When a new item was last accepted'),
    quietSince: moment.optional().describe('Of when its last item is, while it is quiet'),
    next: moment.optional().describe('Not before then it is asked again; absent: never'),
  })
  .meta({ id: 'SourceStanding', description: 'A source that the gate asks by itself' });
export type SourceRow = z.infer<typeof SourceRow>;

export const SourceList = z.object({ data: z.array(SourceRow) }).meta({ id: 'SourceList' });
export type SourceList = z.infer<typeof SourceList>;

export const sourceOperations: Operation[] = [
  {
    id: 'listSources',
    method: 'get',
    path: '/v1/sources',
    group: 'Sources',
    summary: 'How the sources are that the gate asks by itself',
    description: 'Those of the setting INGEST_SOURCES_FILE that have `pull`, in its order.',
    scope: 'read',
    answers: { 200: { description: 'Each with its state in a sentence', schema: SourceList } },
    problems: ['dependency_unavailable'],
    samples: [{ name: 'All' }],
  },
];

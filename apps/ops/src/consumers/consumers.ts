import { z } from 'zod';
import { type ConsumerStanding, PauseQuestion } from '#libs/contracts';
import type { GroupStanding } from '#libs/kafka';

/** The apps that read the log, in the order of the way of an event. */
export const readingServices = ['content', 'search', 'popularity', 'gateway', 'syndication'] as const;
export type ReadingService = (typeof readingServices)[number];

/** How a process of a service reads, as it says itself; nothing: it does not answer. */
export interface Told {
  service: ReadingService;
  url: string;
  standing: ConsumerStanding | undefined;
}

const service = z.enum(readingServices);
export const ResumeForm = z.object({ service });
export const PauseForm = PauseQuestion.omit({ by: true }).extend({ service, form: z.unknown() });
export type PauseForm = z.infer<typeof PauseForm>;

/** A group of consumers, as the log sees it, with what its processes say of themselves. */
export interface ConsumerRow {
  group: string;
  service: ReadingService;
  /** In a word: reading, behind, paused, away, joining or stuck. */
  state: 'reading' | 'behind' | 'paused' | 'away' | 'joining' | 'stuck';
  words: string;
  members: GroupStanding['members'];
  lags: GroupStanding['lags'];
  /** How often the process that answers has joined; absent: none answers. */
  joins?: number | undefined;
}

/** Everything that waits for longer is behind; what is younger is on its way. */
const BEHIND_MS = 5_000;

/** One row for each group, the services in the order of the way; `standings`: what processes say of themselves. */
export function rowsOf(groups: readonly GroupStanding[], told: readonly Told[]): ConsumerRow[] {
  return readingServices.flatMap((each) => {
    const standings = told.filter((one) => one.service === each).map(({ standing }) => standing);
    const own = groups.filter((group) => group.service === each);
    return own.map(({ group, members, lags, state }) => {
      const standing = standings.find((one) => one !== undefined);
      const row = { group, service: each, members, lags, joins: standing?.joins };
      return { ...row, ...stateOf({ members, lags, state }, standings) };
    });
  });
}

function stateOf(
  { members, lags, state }: Pick<GroupStanding, 'members' | 'lags' | 'state'>,
  standings: readonly (ConsumerStanding | undefined)[],
): Pick<ConsumerRow, 'state' | 'words'> {
  const pause = standings.map((standing) => standing?.pause).find((each) => each !== undefined);
  if (pause)
    return {
      state: 'paused',
      words: `by ${pause.by} since ${pause.at.slice(11, 19)} UTC, until ${pause.until.slice(11, 19)} UTC: ${pause.note}`,
    };
  if (members.length === 0) return { state: 'away', words: 'nobody reads for it' };
  const stuck = standings.map((standing) => standing?.stuck).find((each) => each !== undefined);
  if (stuck !== undefined) return { state: 'stuck', words: stuck };
  if (state !== 'Stable') return { state: 'joining', words: 'its partitions are being divided anew' };
  const oldest = Math.max(0, ...lags.map(({ ms }) => ms));
  if (oldest > BEHIND_MS)
    return { state: 'behind', words: `the oldest record has waited for ${secondsOf(oldest)}` };
  return { state: 'reading', words: '' };
}

/** As people read it. */
export function secondsOf(ms: number): string {
  if (ms < 1_000) return ms === 0 ? '0 s' : '< 1 s';
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7_200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3_600)} h`;
}

/** What a pause of each service means, for whoever is about to order one. */
export const meanings: Readonly<Record<ReadingService, string>> = {
  content:
    'Nothing that newsrooms say is decided: no article appears, none changes, and no withdrawal has an effect. The gate accepts everything, and the log keeps it.',
  search: 'Search finds what it has found until now, withdrawn articles included, and nothing that is new.',
  popularity: 'Views wait in the log and are counted later; lists of what is read most stand still.',
  gateway:
    'Ready pages do not fall when articles change, so that they are vouched for only seconds; the list of withdrawn articles is still asked for each second.',
  syndication: 'Nobody outside is told of changes; what is to be told waits.',
};

import { topics } from '#libs/contracts';
import type { GroupStanding } from '#libs/kafka';
import type { Told } from '../consumers/consumers.ts';
import type { ReaderName, ReaderSight, Sight } from './sight.ts';

const read = {
  content: topics.intake.name,
  search: topics.changes.name,
  popularity: topics.changes.name,
  gateway: topics.changes.name,
} as const;

/** How those on the way of an event read, from what the log says of their groups and what they say themselves. */
export function readersOf(groups: readonly GroupStanding[], told: readonly Told[]): Sight['readers'] {
  const sightOf = (service: ReaderName): ReaderSight => {
    const own = groups.filter((group) => group.service === service);
    const lags = own.flatMap(({ lags }) => lags.filter(({ topic }) => topic === read[service]));
    const pauses = told.filter((each) => each.service === service).map(({ standing }) => standing?.pause);
    return {
      members: own.reduce((sum, { members }) => sum + members.length, 0),
      lag: Math.max(0, ...lags.map(({ records }) => records)),
      ms: Math.max(0, ...lags.map(({ ms }) => ms)),
      pause: pauses.find((pause) => pause !== undefined),
    };
  };
  return {
    content: sightOf('content'),
    search: sightOf('search'),
    popularity: sightOf('popularity'),
    gateway: sightOf('gateway'),
  };
}

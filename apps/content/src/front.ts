import type { EditorialChange, FrontCuration } from '#libs/contracts';
import type { EditorialState, Ruling, Saying } from './ruling.ts';

/** How the front of an edition is arranged. */
export interface FrontState extends EditorialState, Omit<FrontCuration, 'version'> {
  is: 'front';
  version: number;
  /** When it was arranged so, by the log; milliseconds since 1970. Absent of what was kept before that was. */
  since?: number;
}

/** The arrangement of the highest version stands, in whatever order they come. */
export function curate(
  state: FrontState | undefined,
  { event, n, at, common }: Saying,
  curation: FrontCuration,
): Ruling<FrontState> {
  const known = state?.version ?? 0;
  const { edition, version, slots } = curation;
  if (event.expectedVersion !== undefined && event.expectedVersion !== known) {
    const reason = `expected version ${event.expectedVersion}, but the front is at version ${known}`;
    return { outcome: 'conflict', reason };
  }
  if (version <= known) return { outcome: 'stale', reason: `version ${version} is not newer than ${known}` };
  const next: FrontState = { ...common, is: 'front', seq: n, edition, version, slots, since: at };
  return {
    outcome: 'public',
    reason: `version ${version} of the front is public`,
    state: next,
    change: frontChange(next),
  };
}

export function frontChange({ key, edition, version, seq }: FrontState): EditorialChange {
  return { type: 'front.public', front: { uri: key, edition, version, seq } };
}

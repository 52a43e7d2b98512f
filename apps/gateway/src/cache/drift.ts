import type { CompareAnswer, DriftState } from '#libs/contracts';
import type { Showing } from './noting.ts';

/** What is ready, as far as it is compared. */
export interface Kept {
  status: number;
  keys: readonly string[];
  shown: Showing;
}

type Difference = CompareAnswer['drifts'][number];

/**
 * How ready answers differ from these states, one difference for each article. What merely names an article may stand
 * for a while as it was; what shows it, or lists it, falls with each change of it. What shows one that is gone is wrong.
 */
export function differencesIn(kept: Iterable<Kept>, states: readonly DriftState[]): Difference[] {
  const found = new Map<string, Difference>();
  for (const { status, keys, shown } of kept) {
    if (status !== 200 || shown.size === 0) continue;
    for (const state of states) {
      const { id, seq, card } = state;
      const held = shown.get(id);
      if (!held || found.has(id)) continue;
      if (card === undefined) found.set(id, { id, is: 'ghost', ...seqOf(held) });
      else if (held.seq !== undefined && held.seq !== seq && falls(keys, id, held.edition))
        found.set(id, { id, is: held.seq < seq ? 'stale' : 'ahead', seq: held.seq });
    }
  }
  return [...found.values()];
}

const seqOf = ({ seq }: { seq?: number }) => (seq === undefined ? {} : { seq });

/** Whether an answer of these keys is purged with any change of an article. */
function falls(keys: readonly string[], id: string, edition: string): boolean {
  return keys.some(
    (key) => key === `article:${id}` || key === `list:${edition}` || key === `named:list:${edition}`,
  );
}

// The long form of the simulation: as many stories as fit into ten minutes, of seeds that `npm test` does not know.
import { explain, run } from '../../test/simulation/run.ts';
import type { Finding, Part, Setting } from './part.ts';

const STORIES = 20_000;
const MOST_MS = 600_000;
/** Behind those of `npm test`; a run of another seed has others. */
const FIRST = 10_000;

export const simulation: Part = {
  name: 'simulation',
  about:
    'Tells stories of a paper in a world with a clock of its own, in which processes die and are stopped at every step, are cut off, and find engines emptied or put back: nothing that was acknowledged is lost, nothing that is shown goes back or comes early, no view counts twice, and all ends as the log says.',
  run: async ({ seed, signal, say }: Setting): Promise<Finding[]> => {
    const begun = performance.now();
    const over = AbortSignal.any([signal, AbortSignal.timeout(MOST_MS)]);
    const from = FIRST + seed * STORIES;
    const { stories, failed, faults, died } = await run(range(from, STORIES, say), over);
    for (const each of failed.slice(0, 3)) say(await explain(each));
    const seconds = Math.round((performance.now() - begun) / 1_000);
    return [
      {
        done: 'a story of crashes, stops, partitions, delays, wrong clocks, emptied and restored engines was told',
        times: stories,
        lost: faults,
        recovered: [],
        bound:
          'each ends as the log says, and nothing was lost, shown early, shown older or counted twice on its way',
        kept: stories > 0 && failed.length === 0,
        note: `${died} points at which a process died; ${seconds} s; seeds ${from} to ${from + stories - 1}`,
      },
    ];
  },
};

/** The next seeds, each thousandth said. */
function* range(from: number, count: number, say: Setting['say']): Generator<number> {
  for (let at = 0; at < count; at++) {
    if (at > 0 && at % 1_000 === 0) say(`${at} stories`);
    yield from + at;
  }
}

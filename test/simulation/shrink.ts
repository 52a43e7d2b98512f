// The shortest story that still goes wrong, and how it is told: events are left out as long as the fault stays.
import type { Mutant } from './mutant.ts';
import { type Event, type Plot, plotOf } from './plot.ts';
import { harmInWords, type Told, tell } from './story.ts';

/** More than these tries would keep whoever waits for it too long. */
const MOST_TRIES = 150;

/** Leaves out events one by one, harms first, and then wrong clocks; answers the plot with which the fault is still there. */
export async function shortest(
  plot: Plot,
  mutant?: Mutant,
  most = MOST_TRIES,
): Promise<{ plot: Plot; told: Told }> {
  let best = { plot, told: await tell(plot, mutant) };
  let tries = 0;
  const holds = async (smaller: Plot): Promise<boolean> => {
    if (tries++ >= most) return false;
    const told = await tell(smaller, mutant);
    if (told.faults.length === 0) return false;
    best = { plot: smaller, told };
    return true;
  };
  for (let before = -1; before !== best.plot.events.length && tries < most; ) {
    before = best.plot.events.length;
    for (const event of inOrder(best.plot.events)) {
      const events = best.plot.events.filter((each) => each !== event);
      await holds({ ...best.plot, events });
    }
  }
  for (const clock of ['content', 'broker'] as const)
    if (best.plot.skew[clock] !== 0) await holds({ ...best.plot, skew: { ...best.plot.skew, [clock]: 0 } });
  return best;
}

/** What is least missed first. */
function inOrder(events: readonly Event[]): Event[] {
  const rank = ({ is }: Event) => (is === 'said' ? 2 : is === 'viewed' || is === 'noise' ? 0 : 1);
  return events.toSorted((a, b) => rank(a) - rank(b));
}

/** A story that went wrong, as one reads it: what was to happen, what did, and what was wrong in the end. */
export function inWords({ plot, told }: { plot: Plot; told: Told }): string {
  const { content, broker } = plot.skew;
  const clocks = content === 0 && broker === 0 ? [] : [`clocks: content ${content} ms, log ${broker} ms`];
  return [
    `seed ${plot.seed}: ${told.faults.length} faults; of ${plotOf(plot.seed).events.length} events these are left:`,
    ...clocks.map((line) => `  ${line}`),
    ...plot.events.map((event) => `  ${String(event.at).padStart(6)} ${eventInWords(event)}`),
    'and this is how it went (milliseconds):',
    ...told.history.map((line) => `  ${line}`),
    'wrong:',
    ...told.faults.map((fault) => `  ${fault}`),
  ].join('\n');
}

function eventInWords(event: Event): string {
  switch (event.is) {
    case 'said': {
      const held = event.held ? `, ${event.held.as} ${event.held.until}` : '';
      return `${event.type} of article ${event.article}, version ${event.version}${held} (${event.id})`;
    }
    case 'viewed':
      return `readers of articles ${event.articles.join(', ')}, batch ${event.n}`;
    case 'noise':
      return `bytes that nobody can read, beside article ${event.article}`;
    default:
      return harmInWords(event);
  }
}

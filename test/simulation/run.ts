// Stories by their seeds: how many went wrong, and which steps were passed, and died at, in all of them.
import { mutants } from './mutants.ts';
import { plotOf, points } from './plot.ts';
import { inWords, shortest } from './shrink.ts';
import { tell } from './story.ts';

const right = { content: 0, broker: 0 };

export interface Run {
  stories: number;
  /** Seeds of stories that went wrong. */
  failed: number[];
  /** Faults of them, all told. */
  faults: number;
  /** Steps at which no story had somebody die, though there is a harm for it. */
  spared: string[];
  /** Steps that were passed without a harm that has somebody die there. */
  unknown: string[];
  /** Points at which somebody died. */
  died: number;
}

/** Tells the stories of these seeds, until the signal says that it is enough. */
export async function run(seeds: Iterable<number>, signal?: AbortSignal): Promise<Run> {
  const passed = new Set<string>();
  const died = new Set<string>();
  const failed: number[] = [];
  let [stories, faults] = [0, 0];
  for (const seed of seeds) {
    if (signal?.aborted) break;
    const told = await tell(plotOf(seed));
    stories++;
    for (const place of told.passed) passed.add(place);
    for (const place of told.died) died.add(place);
    if (told.faults.length > 0) failed.push(seed);
    faults += told.faults.length;
  }
  const known = new Set(points.map(({ app, step, moment }) => `${app}: ${step}.${moment}`));
  return {
    ...{ stories, failed, faults },
    spared: [...known].filter((place) => !died.has(place)),
    unknown: [...passed].filter((place) => !known.has(place)),
    died: died.size,
  };
}

/** One failing story, as short as it can be, in words. */
export async function explain(seed: number): Promise<string> {
  const story = inWords(await shortest(plotOf(seed)));
  return `${story}\n\nOnce more: SIM_SEED=${seed} npm test -- test/simulation`;
}

/** The first of these seeds whose story finds a mutant, and what it finds. */
export async function finds(
  name: string,
  seeds: Iterable<number>,
): Promise<{ seed: number; fault: string } | undefined> {
  const mutant = mutants.find((each) => each.name === name);
  for (const seed of seeds) {
    const own =
      mutant?.events !== undefined && seed === mutant.seed ? { events: mutant.events, skew: right } : {};
    const { faults } = await tell({ ...plotOf(seed), ...own }, mutant);
    const fault = faults.find((each) => mutant?.finds?.test(each) ?? true);
    if (fault !== undefined) return { seed, fault };
  }
  return undefined;
}

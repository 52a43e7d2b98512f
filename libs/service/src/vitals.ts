import { gauge } from './metrics.ts';

/** An engine is asked this often: as often as Prometheus usually asks us. */
export const VITALS_MS = 15_000;

const answers = gauge({
  name: 'sosik_engine_answers',
  help: 'Whether an engine has answered when it was last asked how it fares: 1 or 0',
  labels: ['engine'],
});
const health = gauge({
  name: 'sosik_engine_health',
  help: 'What an engine says of itself: 1 well, 0.5 copies are missing, 0 data can not be reached',
  labels: ['engine'],
});
const room = gauge({
  name: 'sosik_engine_room_ratio',
  help: 'Share of the room of an engine that is taken, of the fullest part of it: disk, or memory where that is its bound',
  labels: ['engine'],
});
const bytes = gauge({
  name: 'sosik_engine_bytes',
  help: 'What an engine keeps, or has taken of the machine, by what it is',
  labels: ['engine', 'what'],
});
const items = gauge({
  name: 'sosik_engine_items',
  help: 'How many an engine has of something: documents, connections, brokers, partitions without all copies',
  labels: ['engine', 'what'],
});
const work = gauge({
  name: 'sosik_engine_work',
  help: 'What an engine has counted since it started, by what it is: questions, refusals, what it gave up for want of room',
  labels: ['engine', 'what'],
});

/** How an engine fares, in its own words; what it does not say is left out. */
export interface Vitals {
  health?: number | undefined;
  /** From 0 to 1. */
  room?: number | undefined;
  bytes?: Readonly<Record<string, number | undefined>>;
  items?: Readonly<Record<string, number | undefined>>;
  work?: Readonly<Record<string, number | undefined>>;
}

/** Asks an engine once and tells the answer to whoever watches; what was last known stands beside `answers` 0. */
export async function tellVitals(engine: string, read: () => Promise<Vitals>): Promise<void> {
  try {
    const told = await read();
    if (told.health !== undefined) health.set({ engine }, told.health);
    if (told.room !== undefined) room.set({ engine }, told.room);
    for (const [family, facts] of [
      [bytes, told.bytes],
      [items, told.items],
      [work, told.work],
    ] as const)
      for (const [what, value] of Object.entries(facts ?? {}))
        if (value !== undefined && Number.isFinite(value)) family.set({ engine, what }, value);
    answers.set({ engine }, 1);
  } catch (error) {
    answers.set({ engine }, 0);
    throw error;
  }
}

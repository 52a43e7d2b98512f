// A question to the broker of the world, as a driver asks it.
import type { Machine } from './world.ts';

/** A request that is not answered is given up after this, as the client is set. */
const REQUEST_MS = 6_000;

export class Unreachable extends Error {
  readonly retriable = true;
}

/** One question to the broker. */
export async function askLog<T>(
  machine: Machine,
  work: () => T,
  more: { open?: () => boolean; over?: object } = {},
): Promise<T> {
  return machine.world.ask({
    machine,
    of: 'log',
    work,
    patienceMs: REQUEST_MS,
    ...more,
    lost: () => new Unreachable('the log does not answer'),
  });
}

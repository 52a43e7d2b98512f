import { setTimeout as delay } from 'node:timers/promises';

const TICK_MS = 20;

/**
 * Begins work so many times a second, whatever becomes of it, until the signal aborts; resolves when all that was
 * begun is over. What a late timer has missed is made up for.
 */
export async function pace(perSecond: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  const begun = performance.now();
  const running = new Set<Promise<void>>();
  for (let done = 0; !signal.aborted; await delay(TICK_MS)) {
    const due = Math.floor(((performance.now() - begun) * perSecond) / 1_000);
    for (; done < due; done++) {
      const one = work().finally(() => running.delete(one));
      running.add(one);
    }
  }
  await Promise.all(running);
}

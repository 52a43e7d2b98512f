import { setTimeout as delay } from 'node:timers/promises';

const AGAIN_MS = 20;

/**
 * Makes the wait of a test: `const eventually = within(8_000)`. What is expected is tried again until it holds;
 * when the time is over, the last failure is the test's own.
 */
export function within(ms: number): (holds: () => Promise<void> | void) => Promise<void> {
  return async (holds) => {
    for (const deadline = performance.now() + ms; ; await delay(AGAIN_MS)) {
      try {
        return await holds();
      } catch (error) {
        if (performance.now() > deadline) throw error;
      }
    }
  };
}

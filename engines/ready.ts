// Waits until an engine answers its protocol.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Daemon } from './daemon.ts';
import type { EngineDefinition } from './definition.ts';
import { EngineError } from './engine.ts';
import type { Address } from './probe.ts';

/** Cold on two busy cores the slowest took 12 s; the rest is for slower machines. */
const DEADLINE_MS = 90_000;
const PAUSE_MS = 30;

/** Rejects as soon as the program ends, with the end of its log. */
export async function untilReady(
  definition: EngineDefinition,
  at: Address,
  daemon: Daemon,
  abort: AbortSignal | undefined,
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  for (;;) {
    if (abort?.aborted) throw aborted();
    if (!daemon.running) throw daemon.failure();
    if (await definition.ready(at).catch(() => false)) return;
    if (Date.now() > deadline) {
      throw new EngineError(
        'not-ready',
        `${definition.name} did not answer within ${DEADLINE_MS / 1000} s. The end of its log:\n${daemon.logTail()}`,
        `read ${daemon.logFile}; if the machine is just slow or full, end other programs and run this again`,
      );
    }
    await sleep(PAUSE_MS);
  }
}

export function aborted(): EngineError {
  return new EngineError('aborted', 'The start of the engines was broken off.', 'run it again');
}

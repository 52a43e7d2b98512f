import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const LOOP_MS = 3_000;

/**
 * How long this machine keeps a thread off its core that does nothing but look at the clock, while there is one for
 * each core, milliseconds: of a call that takes less nobody can show it here.
 */
export async function measureStall(): Promise<number> {
  const loops = Array.from({ length: availableParallelism() }, async () => {
    const worker = new Worker(new URL(import.meta.url), { workerData: LOOP_MS });
    return new Promise<number>((resolve, reject) => worker.once('message', resolve).once('error', reject));
  });
  return Math.max(...(await Promise.all(loops)));
}

function longestGap(ms: number): number {
  const end = performance.now() + ms;
  let longest = 0;
  for (let last = performance.now(); last < end; ) {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

if (!isMainThread) parentPort?.postMessage(longestGap(workerData as number));

import { setTimeout as delay } from 'node:timers/promises';
import { type EventStatus, type Receipt, type Sosik, SosikError } from '#libs/client';
import { decodeToken } from '#libs/contracts';
import { Progress } from './progress.ts';

const POLL_MS = 200;
/** Nothing moves for so long: somebody has to look. */
const STILL_MS = 60_000;

/** Waits for the last event of each partition of the log: what came before it has passed before it. */
export class Visibility {
  private readonly last = new Map<number, { offset: number; receipt: Receipt }>();

  constructor(private readonly newsroom: Sosik) {}

  note(receipt: Receipt): void {
    const token = decodeToken(receipt.token ?? '');
    if (!token || (this.last.get(token.partition)?.offset ?? -1) > token.offset) return;
    this.last.set(token.partition, { offset: token.offset, receipt });
  }

  /** Rejects when nothing moves for a minute. */
  async wait(abort: AbortSignal): Promise<void> {
    let progress: Progress | undefined;
    let [total, before] = [0, Number.POSITIVE_INFINITY];
    for (let moved = performance.now(); !abort.aborted; await delay(POLL_MS, undefined, { signal: abort })) {
      const left = await this.left();
      if (left === 0) break;
      if (left < before) moved = performance.now();
      else if (performance.now() - moved > STILL_MS)
        throw new Error(`${left} records are not applied, and it does not go on`);
      before = left;
      if (!progress) {
        total = left;
        progress = new Progress('records applied', total);
      }
      progress.show(Math.max(0, total - left));
    }
    progress?.end();
  }

  /** Records that some service has yet to apply. */
  private async left(): Promise<number> {
    const states = await Promise.all(
      [...this.last.values()].map(({ receipt }) => this.newsroom.status(receipt).catch(unlessFinal)),
    );
    const lags = states.map((status) => {
      if (status?.state === 'applied') return 0;
      return Math.max(1, ...(status?.hops ?? []).map(({ lag }) => lag));
    });
    return lags.reduce((sum, lag) => sum + lag, 0);
  }
}

/** No answer for what may be answered later. */
function unlessFinal(error: unknown): EventStatus | undefined {
  if (error instanceof SosikError && error.retriable) return undefined;
  throw error;
}

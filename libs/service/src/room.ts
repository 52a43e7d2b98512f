import type { Log } from './log.ts';
import { gauge } from './metrics.ts';

const full = gauge({
  name: 'sosik_store_full',
  help: '1 while a store takes nothing more for want of room; what is to be written waits',
  labels: ['store'],
});

/** What waits is tried again within seconds; what nobody tries any more says nothing of now. */
const OLD_MS = 60_000;

/**
 * Whether a store has room for what is written to it. One that is full answers questions all the same, so it is not
 * away: what is to be written waits, nothing of it is given up, and it goes on by itself when there is room again.
 * Each step that was refused has to be taken once before that is believed, or is not tried any more.
 */
export class Room {
  private readonly refused = new Map<string, { reason: string; at: number }>();

  constructor(
    private readonly store: string,
    private readonly log: Log,
  ) {}

  /** Why nothing can be written; nothing while it can. */
  get reason(): string | undefined {
    for (const [step, { at }] of this.refused) if (performance.now() - at > OLD_MS) this.take(step);
    return this.refused.values().next().value?.reason;
  }

  /** A step found no room; `reason` is what the store said. */
  refuse(step: string, reason: string): void {
    if (this.refused.size === 0) {
      full.set({ store: this.store }, 1);
      this.log.error({ store: this.store, reason }, 'a store is full: what is to be written waits');
    }
    this.refused.set(step, { reason, at: performance.now() });
  }

  /** A step was taken. */
  take(step: string): void {
    if (!this.refused.delete(step) || this.refused.size > 0) return;
    full.set({ store: this.store }, 0);
    this.log.info({ store: this.store }, 'a store has room again');
  }
}

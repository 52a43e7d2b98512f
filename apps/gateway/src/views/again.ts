import { LRUCache } from 'lru-cache';

/** A view so soon after one that was told is not told: within half a minute it would not count. */
const AGAIN_MS = 5_000;

/** Readers and articles that are remembered; who is forgotten sooner is told once more. */
const REMEMBERED = 20_000;

/**
 * Keeps somebody who asks for a page again and again from filling the log with views that do not count. Counters
 * begin the half minute of a double click with the last view that they are told of, so with one up to five seconds old.
 */
export class Again {
  private readonly told = new LRUCache<string, number>({ max: REMEMBERED });

  /** True if this reader's view of this article was told a moment ago; if not, it is told now. */
  soon(reader: string, article: string, now: number): boolean {
    const key = `${article} ${reader}`;
    const before = this.told.get(key);
    if (before !== undefined && now >= before && now - before < AGAIN_MS) return true;
    this.told.set(key, now);
    return false;
  }
}

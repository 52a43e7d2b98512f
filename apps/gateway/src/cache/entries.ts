import { LRUCache } from 'lru-cache';
import { atMost } from './most.ts';
import type { Answer, Ready } from './pressed.ts';

export type Make = () => Promise<Answer>;
/** Bytes that are ready, and how they are made anew. */
export interface Entry {
  ready: Ready;
  make: Make;
}

/** Addresses with no page behind them are kept apart, and few: whoever makes them up displaces no page. */
const MISSING = 1_000;
/** What the note that an article is shown, or that a key is carried, takes of memory, roughly. */
const NOTE_BYTES = 120;

/**
 * What is ready, by address and by the keys it carries: a change finds what shows it without a look at everything
 * else. Pages leave when they take more bytes than they may, those not asked for first.
 */
export class Entries {
  private readonly pages: LRUCache<string, Entry>;
  private readonly missing: LRUCache<string, Entry>;
  /** Addresses by the keys that are carried there. */
  private readonly carriers = new Map<string, Set<string>>();

  constructor(mostBytes: number) {
    const dispose = ({ ready }: Entry, url: string): void => this.forget(url, ready);
    this.missing = new LRUCache({ ...atMost(MISSING), dispose });
    this.pages = new LRUCache({
      maxSize: mostBytes,
      sizeCalculation: ({ ready: { body, shown, keys } }) =>
        2 * body.length + NOTE_BYTES * (shown.size + keys.length) + 2_048,
      dispose,
    });
  }

  get(url: string): Entry | undefined {
    return this.pages.get(url) ?? this.missing.get(url);
  }

  /** The same without a word that somebody has asked for it. */
  peek(url: string): Entry | undefined {
    return this.pages.peek(url) ?? this.missing.peek(url);
  }

  put(url: string, entry: Entry): void {
    this.delete(url);
    const { status, location, keys } = entry.ready;
    const shelf = status === 404 || location !== undefined ? this.missing : this.pages;
    shelf.set(url, entry);
    // What is larger than all the room there is has not been taken in.
    if (!shelf.has(url)) return;
    for (const key of keys) {
      const urls = this.carriers.get(key) ?? new Set();
      this.carriers.set(key, urls.add(url));
    }
  }

  delete(url: string): void {
    this.pages.delete(url);
    this.missing.delete(url);
  }

  /** All that carries one of these keys, as it is now. */
  carrying(keys: Iterable<string>): [string, Entry][] {
    const urls = new Set([...keys].flatMap((key) => [...(this.carriers.get(key) ?? [])]));
    return [...urls].flatMap((url) => {
      const entry = this.peek(url);
      return entry ? [[url, entry]] : [];
    });
  }

  /** Every page, without the addresses that have none. */
  all(): Iterable<[string, Entry]> {
    return this.pages.entries();
  }

  /** How much there is, in pages and bytes. */
  measure(): { pages: { entries: number; bytes: number; most: number }; missing: number } {
    const { size: entries, calculatedSize: bytes, maxSize: most } = this.pages;
    return { pages: { entries, bytes, most }, missing: this.missing.size };
  }

  private forget(url: string, { keys }: Ready): void {
    for (const key of keys) {
      const urls = this.carriers.get(key);
      urls?.delete(url);
      if (urls?.size === 0) this.carriers.delete(key);
    }
  }
}

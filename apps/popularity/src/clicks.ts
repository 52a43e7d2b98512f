import { crc32 } from 'node:zlib';

/** Words of an entry: article, two of the visitor, and when. */
const WORDS = 4;
const LEAST = 1_024;
/** Added to a time, so that none is zero, as an empty place is, or less. */
const SHIFT = 2 ** 31;
/** A table as full as this is doubled: looking on becomes long behind it. */
const FULL = 0.6;

/** A name of an article in 32 bits. */
export function wordOf(id: string): number {
  return crc32(id);
}

/** The 32 bits that end at a place of a hash in hexadecimal. */
export function bitsOf(hash: string, end: number): number {
  let bits = 0;
  for (let at = Math.max(0, end - 8); at < end; at++) {
    const code = hash.charCodeAt(at);
    // Digits are 48 to 57, small letters 97 to 102.
    bits = (bits << 4) | (code < 58 ? code - 48 : code - 87);
  }
  return bits >>> 0;
}

/**
 * When each visitor of an article was there last. One flat table instead of a map for each article: there may be a
 * million visitors in half a minute, and what a map keeps of each is ten times as much. Articles are told apart by
 * 32 bits, visitors by all 64 of their hash: two articles that share these bits are one for a visitor who
 * opens both within half a minute.
 */
export class Clicks {
  size = 0;
  private table = new Uint32Array(LEAST * WORDS);
  private mask = LEAST - 1;

  /** `begin`: times are kept as seen from there, milliseconds since 1970; days before and after it. */
  constructor(private readonly begin: number) {}

  /** When the visitor (16 hexadecimal digits) was there last, milliseconds since 1970. */
  last(article: number, visitor: string): number | undefined {
    const at = this.place(article, bitsOf(visitor, 8), bitsOf(visitor, 16));
    const kept = this.table[at + 3] ?? 0;
    return kept === 0 ? undefined : this.begin + kept - SHIFT;
  }

  /** Notes that the visitor is there, and answers when that was last noted here. */
  note(article: number, visitor: string, now: number): number | undefined {
    const [high, low] = [bitsOf(visitor, 8), bitsOf(visitor, 16)];
    const at = this.place(article, high, low);
    const { table } = this;
    const kept = table[at + 3] ?? 0;
    table[at + 3] = now - this.begin + SHIFT;
    if (kept !== 0) return this.begin + kept - SHIFT;
    table[at] = article;
    table[at + 1] = high;
    table[at + 2] = low;
    this.size++;
    if (this.size > (this.mask + 1) * FULL) this.grow();
    return undefined;
  }

  /** The place of an entry, or the empty one where it belongs. */
  private place(article: number, high: number, low: number): number {
    const { table, mask } = this;
    // Hashes of visitors are even as they are; the article is mixed in, since a visitor reads several.
    for (let slot = (low ^ Math.imul(article, 0x9e3779b1)) & mask; ; slot = (slot + 1) & mask) {
      const at = slot * WORDS;
      if (table[at + 3] === 0) return at;
      if (table[at + 2] === low && table[at + 1] === high && table[at] === article) return at;
    }
  }

  private grow(): void {
    const before = this.table;
    this.mask = 2 * this.mask + 1;
    this.table = new Uint32Array((this.mask + 1) * WORDS);
    for (let from = 0; from < before.length; from += WORDS) {
      if (before[from + 3] === 0) continue;
      const at = this.place(before[from] ?? 0, before[from + 1] ?? 0, before[from + 2] ?? 0);
      this.table.set(before.subarray(from, from + WORDS), at);
    }
  }
}

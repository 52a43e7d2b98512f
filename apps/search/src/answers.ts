/** A question as those who mean the same ask it: in one spelling, with its parts in one order. */
export function normalised(question: Readonly<Record<string, unknown>>): string {
  const parts = Object.entries(question)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => [name, typeof value === 'string' ? spelled(value) : value]);
  return JSON.stringify(parts);
}

function spelled(text: string): string {
  return text.normalize('NFC').trim().replaceAll(/\s+/g, ' ');
}

interface Kept {
  answer: object;
  bytes: number;
  at: number;
}

/** Letters of UTF-16 take two bytes each; the objects around them are about as much again. */
const BYTES_PER_LETTER = 4;

/** Answers in bounded memory: the one that nobody has asked for the longest goes first. */
export class Answers {
  private readonly kept = new Map<string, Kept>();
  private bytes = 0;

  constructor(private readonly most: number) {}

  get size(): number {
    return this.kept.size;
  }

  /** An answer that was given at `since` or later. */
  get(question: string, since: number): object | undefined {
    const found = this.kept.get(question);
    if (!found) return undefined;
    this.kept.delete(question);
    if (found.at < since) {
      this.bytes -= found.bytes;
      return undefined;
    }
    this.kept.set(question, found);
    return found.answer;
  }

  put(question: string, answer: object, at: number): void {
    this.get(question, Number.POSITIVE_INFINITY);
    const bytes = (question.length + JSON.stringify(answer).length) * BYTES_PER_LETTER;
    if (bytes > this.most) return;
    this.kept.set(question, { answer, bytes, at });
    this.bytes += bytes;
    for (const [oldest, { bytes: freed }] of this.kept) {
      if (this.bytes <= this.most) break;
      this.kept.delete(oldest);
      this.bytes -= freed;
    }
  }

  clear(): void {
    this.kept.clear();
    this.bytes = 0;
  }
}

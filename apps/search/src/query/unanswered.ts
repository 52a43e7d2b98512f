/** Questions that are remembered; those that nobody has asked for the longest go first. */
const MOST = 500;
/** What readers looked for longer ago says nothing of what they look for. */
const KEPT_MS = 24 * 3_600_000;
/** What one reader alone has asked may say who it was: nobody is shown it. */
const TOLD_FROM = 2;
const ROWS = 50;

interface Row {
  question: string;
  times: number;
  /** Milliseconds since 1970. */
  last: number;
}

/**
 * Questions of readers that found nothing, in bounded memory and no longer than a day: what is missing in the paper, or
 * among the names that the index knows. Of who has asked there is nothing in it.
 */
export class Unanswered {
  asked = 0;
  empty = 0;
  private readonly rows = new Map<string, Row>();

  note(question: string, found: boolean, now: number): void {
    this.asked++;
    if (found) return;
    this.empty++;
    const key = question.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
    const times = (this.recent(key, now)?.times ?? 0) + 1;
    // Anew, so that the order is that of the last time.
    this.rows.delete(key);
    this.rows.set(key, { question: key, times, last: now });
    for (const oldest of this.rows.keys()) {
      if (this.rows.size <= MOST) break;
      this.rows.delete(oldest);
    }
  }

  /** Those that were asked more than once, the most frequent first. */
  told(now: number): Row[] {
    return [...this.rows.values()]
      .filter(({ question, times }) => times >= TOLD_FROM && this.recent(question, now) !== undefined)
      .toSorted((a, b) => b.times - a.times || b.last - a.last)
      .slice(0, ROWS);
  }

  private recent(key: string, now: number): Row | undefined {
    const row = this.rows.get(key);
    return row && now - row.last < KEPT_MS ? row : undefined;
  }
}

import type { Problem } from './problems.ts';

/** Problems that are remembered, with those that are over. */
const KEPT = 50;

/** A problem from when it was first seen. */
export interface Noted extends Problem {
  /** Milliseconds since 1970. */
  since: number;
  /** Absent: it is still so. */
  until?: number;
}

/** The problems of late, each once: its words are those of the last look at it. */
export class ProblemBook {
  private readonly open = new Map<string, Noted>();
  private over: Noted[] = [];

  note(now: number, problems: readonly Problem[]): void {
    const ids = new Set(problems.map(({ id }) => id));
    for (const [id, noted] of this.open) {
      if (ids.has(id)) continue;
      this.open.delete(id);
      this.over.unshift({ ...noted, until: now });
    }
    this.over = this.over.slice(0, KEPT);
    const before = new Map(this.open);
    this.open.clear();
    // In the order of how bad they are.
    for (const problem of problems)
      this.open.set(problem.id, { ...problem, since: before.get(problem.id)?.since ?? now });
  }

  /** Those that are, the worst first. */
  get current(): readonly Noted[] {
    return [...this.open.values()];
  }

  /** Those that are, then those that are over, the last first. */
  last(most: number): readonly Noted[] {
    return [...this.open.values(), ...this.over].slice(0, most);
  }
}

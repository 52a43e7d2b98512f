/** Chance that can be repeated: the same seed, the same story (mulberry32). */
export class Chance {
  constructor(private state: number) {}

  /** From 0 up to, but without, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** A number of its own for a thing, so that what is drawn for one changes nothing for another. */
  static of(seed: number, ...names: readonly number[]): Chance {
    return new Chance(
      names.reduce((state, name) => Math.imul(state ^ name, 0x9e3779b1) ^ (state >>> 15), seed ^ 0x5bd1e995),
    );
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.between(0, from.length - 1)];
    if (picked === undefined) throw new Error('nothing to pick from');
    return picked;
  }

  shuffled<T>(list: readonly T[]): T[] {
    const made = [...list];
    for (let last = made.length - 1; last > 0; last--) swap(made, last, this.between(0, last));
    return made;
  }
}

export function swap<T>(list: T[], one: number, other: number): void {
  const kept = list[one] as T;
  list[one] = list[other] as T;
  list[other] = kept;
}

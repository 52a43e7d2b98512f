/** One line of the report of `npm run chaos`. */
export interface Finding {
  /** What was done, in one sentence. */
  done: string;
  times: number;
  /** What was promised and is missing or wrong afterwards: events, views, answers. The promise is 0. */
  lost: number;
  /** Until all was well again, milliseconds, of each time; empty where there was nothing to recover from. */
  recovered: readonly number[];
  /** What it has to keep, in words. */
  bound: string;
  kept: boolean;
  /** Other figures, in words. */
  note?: string;
}

export interface Setting {
  /** All chance of a run comes from it: the same seed does the same again. */
  seed: number;
  /** How long a part whose length is anyone's choice shall hurt its paper. */
  minutes?: number;
  signal: AbortSignal;
  say(line: string): void;
}

/** A kind of harm; each starts a paper of its own and stops it, whatever happens. */
export interface Part {
  name: string;
  /** What it does and what must hold, in one sentence. */
  about: string;
  run(setting: Setting): Promise<Finding[]>;
}

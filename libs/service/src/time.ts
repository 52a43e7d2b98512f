/** Something that will be done; `unref`: it alone keeps no process alive. */
export interface Timer {
  stop(): void;
  unref(): void;
}

/**
 * Waiting and chance. All that decides what is done when asks for them here and not of the machine, so that a
 * simulation can bring a time of its own, in which the same happens again (test/simulation).
 */
export interface Time {
  /** Milliseconds of a clock that nobody sets. */
  elapsed(): number;
  /** From 0 up to, but without, 1. */
  random(): number;
  after(ms: number, work: () => void): Timer;
}

export const machineTime: Time = {
  elapsed: () => performance.now(),
  random: () => Math.random(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return {
      stop: () => clearTimeout(timer),
      unref: () => {
        timer.unref();
      },
    };
  },
};

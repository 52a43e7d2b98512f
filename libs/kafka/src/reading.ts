/** How one service reads the log. */
export interface RunnerOptions {
  /** Consumer group without the installation's prefix. */
  group: string;
  /** Group name of this process where it differs: each gateway is a group of its own. */
  member?: string;
  /** `end`: what happened before this process started is of no interest to it. */
  start?: 'position' | 'end';
  /** What to do when this process can't read on; by default it ends, and a supervisor starts it again. */
  fatal?: (error: unknown) => void;
  /** Nothing moves for this long: the process counts as stuck, milliseconds. */
  stuckMs?: number;
}

/** What a runner is given it by. */
export const RUNNER_OPTIONS = Symbol('runner options');

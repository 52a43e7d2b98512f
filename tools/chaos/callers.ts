import { pace } from './pace.ts';

/** Longer than any caller waits. */
const ANSWER_MS = 10_000;

/** What is asked of an app while it is told to stop, and what an answer to it may be. */
export interface Call {
  path: string;
  init?: RequestInit;
  right: readonly number[];
}

/**
 * Whoever asks one process again and again over connections that are kept. Turned away is who finds no process any more:
 * nothing was accepted of that. Everything else has to be answered.
 */
export class Callers {
  answered = 0;
  turnedAway = 0;
  /** Accepted and not answered as it must be, a line each. */
  readonly failed: string[] = [];

  constructor(private readonly call: (nth: number) => Call) {}

  /** So many a second until the signal aborts; resolves when all are answered. */
  async ask(url: () => string, perSecond: number, signal: AbortSignal): Promise<void> {
    let nth = 0;
    await pace(perSecond, signal, () => this.one(url(), nth++));
  }

  private async one(url: string, nth: number): Promise<void> {
    const { path, init = {}, right } = this.call(nth);
    try {
      const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
      await response.arrayBuffer();
      if (right.includes(response.status)) this.answered++;
      else this.failed.push(`${path}: ${response.status}`);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const code = (cause as { code?: string }).code ?? String(cause);
      if (code === 'ECONNREFUSED') this.turnedAway++;
      else this.failed.push(`${path}: ${code}`);
    }
  }
}

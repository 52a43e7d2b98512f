import type { Time, Timer } from '#libs/service';

/** Work by name: one piece at a time, and one that waits for it on behalf of all who have asked meanwhile. */
export class Turns {
  private readonly running = new Map<string, Promise<boolean>>();
  private readonly waiting = new Map<string, Promise<boolean>>();

  get busy(): boolean {
    return this.running.size > 0 || this.waiting.size > 0;
  }

  waits(name: string): boolean {
    return this.waiting.has(name);
  }

  /** Begins after the call, never before it; resolves with whether it succeeded. */
  next(name: string, work: () => Promise<void>): Promise<boolean> {
    const queued = this.waiting.get(name);
    if (queued !== undefined) return queued;
    const turn: Promise<boolean> = (this.running.get(name) ?? Promise.resolve())
      .then(() => {
        this.waiting.delete(name);
        this.running.set(name, turn);
        return work();
      })
      .then(
        () => true,
        () => false,
      )
      .finally(() => {
        if (this.running.get(name) === turn) this.running.delete(name);
      });
    this.waiting.set(name, turn);
    return turn;
  }
}

/** Resolves with the work, or with false when the time is over. */
export async function inTime(work: Promise<boolean>, ms: number, time: Time): Promise<boolean> {
  let timer: Timer | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = time.after(ms, () => resolve(false));
  });
  return Promise.race([work, late]).finally(() => timer?.stop());
}

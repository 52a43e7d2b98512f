import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Requests of one kind; `{n}` in path and body is another number in each, `{place}` in a body one of 500. */
export interface Lane {
  name: string;
  origin: string;
  method: 'GET' | 'POST';
  path: string;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** Of the first one. */
  from: number;
  /** So many, if fewer than there is time for. */
  most?: number;
  /** They come at this rate whatever becomes of them … */
  perSecond?: number;
  /** … or so many wait for the answer before they ask again. */
  workers?: number;
}

export interface Rush {
  lanes: readonly Lane[];
  seconds: number;
}

/** What became of the requests of a lane. Times begin at the moment when a request was due, not when it was sent. */
export interface Outcome {
  name: string;
  sent: number;
  /** Answered well, in time to be of use. */
  good: number;
  goodMs: number[];
  /** Answered 503. */
  shed: number;
  shedMs: number[];
  /** Of those, the ones that were not told when to come again, or whose answer could be kept. */
  bare: number;
  /** Answered otherwise, by status; 0: not at all. */
  others: Record<string, number>;
  seconds: number;
}

/** Lets them come from a process of its own: who measures must not wait for whom he measures. */
export async function rush(plan: Rush, signal: AbortSignal): Promise<Outcome[]> {
  const script = fileURLToPath(new URL('./onrush.ts', import.meta.url));
  const child = fork(script, { signal, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('message', (outcomes) => resolve(outcomes as Outcome[]));
    child.once('exit', (code) => reject(new Error(`the rush ended with ${code}`)));
    child.send(plan);
  });
}

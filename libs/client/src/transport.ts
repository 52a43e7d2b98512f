import { failureOf, SosikError } from './failure.ts';

export interface TransportOptions {
  /** Where the gate answers, such as `https://newsroom.example`. */
  url: string;
  /** `live_…` or `test_…`. */
  key: string;
  /** In place of the runtime's own. */
  fetch?: typeof globalThis.fetch | undefined;
  /** An answer that takes longer is given up; 15,000. */
  timeoutMs?: number | undefined;
  /** How often the same is sent again; 5. */
  retries?: number | undefined;
  /** After so long nothing is sent again; 60,000. */
  patienceMs?: number | undefined;
  /** The first pause is at most so long, each further one at most twice the one before; 250. */
  backOffMs?: number | undefined;
}

export interface Request {
  path: string;
  method?: string;
  headers?: Record<string, string>;
  body?: BodyInit;
  /** How much longer than usual the answer may take. */
  waitMs?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Says that an answer which is no success is what was asked for all the same. */
  takes?: (body: unknown) => boolean;
}

export interface Answer<T> {
  status: number;
  body: T;
}

const LONGEST_PAUSE_MS = 10_000;

/** Asks the gate, and asks again where that can help. */
export class Transport {
  readonly retries: number;
  readonly patienceMs: number;
  private readonly url: string;
  private readonly authorization: string;
  private readonly fetch: typeof globalThis.fetch;
  private readonly timeoutMs: number;
  private readonly backOffMs: number;

  constructor(options: TransportOptions) {
    this.url = new URL(options.url).href.replace(/\/+$/, '');
    this.authorization = `Bearer ${options.key.trim()}`;
    this.fetch = options.fetch ?? ((...args) => globalThis.fetch(...args));
    this.timeoutMs = options.timeoutMs ?? 15_000;
    this.retries = options.retries ?? 5;
    this.patienceMs = options.patienceMs ?? 60_000;
    this.backOffMs = options.backOffMs ?? 250;
  }

  /** Rejects with `SosikError`, or with the reason of an aborted signal. */
  async ask<T>(request: Request): Promise<Answer<T>> {
    for (const attempts = this.attempts(request.signal); ; ) {
      request.signal?.throwIfAborted();
      try {
        return await this.once<T>(request);
      } catch (error) {
        if (!(error instanceof SosikError && error.retriable)) throw error;
        if (!(await attempts.pause(error.retryAfterMs))) throw error;
      }
    }
  }

  /** Pauses between tries, with jitter so that many who were refused do not come back at once. */
  attempts(signal?: AbortSignal): { pause(atLeastMs?: number): Promise<boolean> } {
    const deadline = Date.now() + this.patienceMs;
    let count = 0;
    return {
      /** False, and at once, when it is time to give up. */
      pause: async (atLeastMs = 0) => {
        if (count >= this.retries) return false;
        const most = Math.min(LONGEST_PAUSE_MS, this.backOffMs * 2 ** count++);
        const ms = atLeastMs + Math.random() * most;
        if (Date.now() + ms > deadline) return false;
        await sleep(ms, signal);
        return true;
      },
    };
  }

  private async once<T>({ path, waitMs = 0, signal, takes, ...init }: Request): Promise<Answer<T>> {
    const limit = AbortSignal.timeout(this.timeoutMs + waitMs);
    const headers = { accept: 'application/json', ...init.headers, authorization: this.authorization };
    let response: Response;
    let text: string;
    try {
      response = await this.fetch(this.url + path, {
        ...init,
        headers,
        // A key is for the address it was given with, and for no other.
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
      });
      text = await response.text();
    } catch (cause) {
      signal?.throwIfAborted();
      const code = limit.aborted ? 'timeout' : 'unreachable';
      throw new SosikError(code, `nothing answers at ${this.url}`, { retriable: true, cause });
    }
    const body = read(text);
    if (!response.ok && !takes?.(body)) throw failureOf(response, body);
    if (body === undefined && response.status !== 204)
      throw new SosikError('invalid_answer', `${this.url} does not answer as Sosik does`, {
        status: response.status,
      });
    return { status: response.status, body: body as T };
  }
}

/** Ends early with the reason of an aborted signal. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', end);
      resolve();
    }, ms);
    if (signal?.aborted) end();
    else signal?.addEventListener('abort', end, { once: true });
  });
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

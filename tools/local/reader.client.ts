import { setTimeout as delay } from 'node:timers/promises';

const ANSWER_MS = 10_000;
const PATIENCE_MS = 60_000;
const AGAIN_MS = 500;

interface Answer<T> {
  status: number;
  body: T;
}

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
] as const;
/** Networks of 48 bits in the range for documentation, 2001:db8::/32. */
const NETWORKS = 65_536;

/**
 * The head of a request as the nth of many readers sends it through the proxy in front of a paper: everyone from a
 * network of one’s own, or all of them would be one reader who clicks again. A paper on this machine trusts this
 * machine to be that proxy.
 */
export function asReader(n: number): Record<'user-agent' | 'x-forwarded-for', string> {
  return {
    'user-agent': agents[n % agents.length] ?? agents[0],
    'x-forwarded-for': `2001:db8:${(n % NETWORKS).toString(16)}::${(Math.floor(n / NETWORKS) % NETWORKS).toString(16)}`,
  };
}

/** A reader of the public API and of pages who asks again when the paper is busy. */
export class ReaderClient {
  constructor(private readonly url: string) {}

  /** The JSON at a path, whatever its status below 500; throws when there is none for a minute. */
  async json<T>(path: string): Promise<Answer<T>> {
    return this.answered(path, async () => {
      const response = await fetch(this.url + path, { signal: AbortSignal.timeout(ANSWER_MS) });
      return { status: response.status, body: (await response.json()) as T };
    });
  }

  /** Reads a page; one that could not be made was read by nobody, so it is asked for again. */
  async page(path: string, headers: Record<string, string>, abort: AbortSignal): Promise<void> {
    await this.answered(
      path,
      async () => {
        abort.throwIfAborted();
        const signal = AbortSignal.any([abort, AbortSignal.timeout(ANSWER_MS)]);
        const response = await fetch(this.url + path, { headers, signal });
        return { status: response.status, body: await response.arrayBuffer() };
      },
      abort,
    );
  }

  private async answered<T>(
    path: string,
    ask: () => Promise<Answer<T>>,
    abort?: AbortSignal,
  ): Promise<Answer<T>> {
    for (const deadline = performance.now() + PATIENCE_MS; ; await delay(AGAIN_MS)) {
      const answer = await ask().catch(() => undefined);
      if (answer && answer.status < 500) return answer;
      abort?.throwIfAborted();
      if (performance.now() > deadline) throw new Error(`${this.url}${path} is not answered`);
    }
  }
}

import { setTimeout as delay } from 'node:timers/promises';

const ANSWER_MS = 10_000;
const PATIENCE_MS = 60_000;
const AGAIN_MS = 500;

interface Answer<T> {
  status: number;
  body: T;
}

/** A reader of the public API who asks again when the paper is busy. */
export class ReaderClient {
  constructor(private readonly url: string) {}

  /** The JSON at a path, whatever its status below 500; throws when there is none for a minute. */
  async json<T>(path: string): Promise<Answer<T>> {
    for (const deadline = performance.now() + PATIENCE_MS; ; await delay(AGAIN_MS)) {
      const answer = await this.ask<T>(path);
      if (answer && answer.status < 500) return answer;
      if (performance.now() > deadline) throw new Error(`${this.url}${path} is not answered`);
    }
  }

  private async ask<T>(path: string): Promise<Answer<T> | undefined> {
    try {
      const response = await fetch(this.url + path, { signal: AbortSignal.timeout(ANSWER_MS) });
      return { status: response.status, body: (await response.json()) as T };
    } catch {
      return undefined;
    }
  }
}

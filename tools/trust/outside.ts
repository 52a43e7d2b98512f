import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

const PATIENCE_MS = 30_000;

type Way = 'message' | 'stream';
interface Word {
  way: Way;
  text: string;
  /** Milliseconds since 1970. */
  at: number;
}

/** Somebody outside who is told things, and has the stream open: all that was heard, as it came. */
export class Outside {
  readonly heard: Word[] = [];
  private readonly waiting = new Set<() => void>();
  private readonly left = new AbortController();
  private readonly server = createServer(async (request, response) => {
    this.hear('message', JSON.stringify(request.headers) + (await text(request)));
    response.writeHead(204).end();
  });

  /** Where messages to it go. */
  async open(): Promise<string> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/news`;
  }

  /** Resolves when the stream tells; what comes from then on is heard, event by event. */
  async listen(stream: string): Promise<void> {
    const { body } = await fetch(stream, { signal: this.left.signal });
    const { promise: live, resolve, reject } = Promise.withResolvers<void>();
    const follow = async (): Promise<void> => {
      let rest = '';
      for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const parts = (rest + chunk).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) this.hear('stream', part);
        if (parts.some((part) => part.includes(': live'))) resolve();
      }
    };
    // It ends when this one leaves.
    follow().catch(reject);
    await live;
  }

  /** When something was heard that says all of these words; rejects if it never is. */
  async hears(way: Way, words: readonly string[]): Promise<number> {
    const find = () =>
      this.heard.find((word) => word.way === way && words.every((each) => word.text.includes(each)));
    const late = AbortSignal.timeout(PATIENCE_MS);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const look = (): void => {
      const found = find();
      if (found) resolve(found.at);
    };
    const giveUp = (): void => reject(new Error(`nobody was told by ${way} of ${words.join(' ')}`));
    this.waiting.add(look);
    late.addEventListener('abort', giveUp);
    look();
    return promise.finally(() => {
      this.waiting.delete(look);
      late.removeEventListener('abort', giveUp);
    });
  }

  async close(): Promise<void> {
    this.left.abort();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private hear(way: Way, text: string): void {
    this.heard.push({ way, text, at: performance.timeOrigin + performance.now() });
    for (const look of this.waiting) look();
  }
}
